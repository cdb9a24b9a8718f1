package registry

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/work"
)

// employments are the resources of employment institutions.
func employments() []*Row {
	return []*Row{employmentRecords(), currentEmployments(), employmentMetrics(), employmentsBrazil(),
		employmentsColombia()}
}

func employmentRecords() *Row {
	return &Row{
		Resource: belvo.EmploymentRecords, Path: "api/employment-records",
		Operations: Operations{List: "ListEmploymentRecords", Retrieve: "RetrieveEmploymentRecordDetails",
			Detail: "DetailEmploymentRecord", Destroy: "DestroyEmploymentRecord"},
		Shapes: []Shape{shape[belvo.EmploymentRecord]("EmploymentRecord")}, Fields: []Field{attach("attach_pdf")}, Async: true,
		Webhooks: employmentRecordWebhooks(),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			h := work.Of(book, at)
			if h == nil {
				return []Item{}
			}
			return items([]*belvo.EmploymentRecord{h.Record(p.Attach)}, "")
		},
		View: func(value any, at time.Time) any {
			r := *value.(*belvo.EmploymentRecord)
			r.DaysSinceExtraction = int(belvo.DateOf(at) - r.ReportDate)
			return &r
		},
		Filters: common(day("collected_at", ""), text("internal_identification", "")),
		Deviations: []string{"one record for each link, read anew each time", "a PDF where the sandbox has null",
			"as in 1.223.0, not 1.35.0"},
	}
}

func currentEmployments() *Row {
	return &Row{
		Resource: belvo.CurrentEmployments, Path: "api/mx/current-employments",
		Operations: Operations{List: "ListCurrentEmployments", Retrieve: "RetrieveCurrentEmployments",
			Detail: "getCurrentEmploymentDetails", Destroy: "deleteCurrentEmployment"},
		Shapes:   []Shape{shape[belvo.CurrentEmployment]("CurrentEmployment")},
		Webhooks: counted(belvo.CurrentEmployments),
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			h := work.Of(book, at)
			if h == nil {
				return []Item{}
			}
			return items([]*belvo.CurrentEmployment{h.Now()}, "")
		},
		Filters: common(day("collected_at", "")),
		Deviations: []string{"one object for each month in which it was read",
			"an unknown id is 404 (undescribed)"},
	}
}

func employmentMetrics() *Row {
	return &Row{
		Resource: belvo.EmploymentMetrics, Path: "api/employment-metrics", Single: true,
		Operations: Operations{List: "ListEmploymentMetrics", Retrieve: "RetrieveEmploymentMetricDetails",
			Detail: "DetailEmploymentMetric", Destroy: "DestroyEmploymentMetric"},
		Shapes: []Shape{shape[belvo.EmploymentMetric]("EmploymentMetric")},
		Fields: []Field{{Name: "reference_date", Kind: Day, Set: func(p *Params, v any) {
			day := v.(belvo.Date)
			p.Reference = &day
		}}},
		Webhooks: counted(belvo.EmploymentMetrics),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items([]*belvo.EmploymentMetric{work.Metric(book, p.Reference, at)}, "")
		},
		Filters: common(),
		Deviations: []string{"a `reference_date` in the future is a `validation_error`",
			"`unavailable_data` where the institution knows nobody"},
	}
}

func employmentsBrazil() *Row {
	return &Row{
		Resource: belvo.Employments, Path: "api/br/employments",
		Operations: Operations{List: "ListEmploymentsBrazil", Retrieve: "RetrieveEmploymentsBrazil",
			Detail: "DetailEmploymentBrazil", Destroy: "DestroyEmploymentBrazil"},
		Shapes: []Shape{shape[belvo.EmploymentBrazil]("EmploymentBrazil")}, Fields: dates(false), Period: Period{Whole: true},
		Async: true, ListNeeds: "link", Webhooks: counted(belvo.Employments),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			h := work.Of(book, at)
			if h == nil {
				return []Item{}
			}
			return items(h.Brazil(p.From, p.To), "")
		},
		Filters:    common(day("start_date", ""), day("end_date", "")),
		Deviations: []string{wholeJobs},
	}
}

// wholeJobs is what the dates of a request for jobs mean.
const wholeJobs = "the dates choose jobs, each told whole; without them all are told"

func employmentsColombia() *Row {
	return &Row{
		Resource: belvo.EmploymentsColombia, Path: "api/co/employments",
		Operations: Operations{List: "ListEmploymentsColombia", Retrieve: "RetrieveEmploymentsColombia",
			Detail: "DetailEmploymentColombia", Destroy: "DestroyEmploymentColombia"},
		Shapes: []Shape{shape[belvo.EmploymentColombia]("EmploymentColombia")}, Fields: dates(false), Period: Period{Whole: true},
		Async: true, ListNeeds: "link", Webhooks: counted(belvo.Employments),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			h := work.Of(book, at)
			if h == nil {
				return []Item{}
			}
			return items(h.Colombia(p.From, p.To), "")
		},
		Filters:    common(),
		Deviations: []string{wholeJobs, "from the PHP client, since no description has it any more"},
	}
}
