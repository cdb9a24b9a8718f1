package registry

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/work"
	"belvo-emulator/emulator/internal/filter"
)

// employments are the resources of employment institutions.
func employments() []*Row {
	return []*Row{employmentRecords(), currentEmployments(), employmentMetrics(), employmentsBrazil(),
		employmentsColombia()}
}

// withIDs wraps objects that begin with a belvo.Base; nil ones are left out.
func withIDs[T any](values []*T, base func(*T) *belvo.Base) []Item {
	values = slices.DeleteFunc(values, func(v *T) bool { return v == nil })
	return items(values, func(v *T) (*uuid.UUID, *uuid.UUID) { return base(v).ID, nil })
}

// collectedOn are the filters by the day on which an object was read.
func collectedOn[T any](base func(*T) *belvo.Base) filter.Field[any] {
	return field("collected_at", filter.Day,
		func(v *T) filter.Value { return filter.OfTime(base(v).CollectedAt) }, filter.Comparisons()...)
}

func employmentRecords() *Row {
	base := func(r *belvo.EmploymentRecord) *belvo.Base { return &r.Base }
	return &Row{
		Resource: belvo.EmploymentRecords, Path: "api/employment-records",
		Operations: Operations{List: "ListEmploymentRecords", Retrieve: "RetrieveEmploymentRecordDetails",
			Detail: "DetailEmploymentRecord", Destroy: "DestroyEmploymentRecord"},
		Shapes: []Shape{based("EmploymentRecord", base)}, Fields: []Field{attach("attach_pdf")}, Async: true,
		Webhooks: employmentRecordWebhooks(),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			h := work.Of(book, at)
			if h == nil {
				return []Item{}
			}
			return withIDs([]*belvo.EmploymentRecord{h.Record(p.Attach)}, base)
		},
		View: func(value any, at time.Time) any {
			r := *value.(*belvo.EmploymentRecord)
			r.DaysSinceExtraction = int(belvo.DateOf(at) - r.ReportDate)
			return &r
		},
		Filters: filter.NewTable(append(common(base), collectedOn(base),
			field("internal_identification", filter.Text, func(r *belvo.EmploymentRecord) filter.Value {
				return filter.Of(r.InternalIdentification)
			}, equalOrIn...))),
		Deviations: []string{"one record for each link, read anew each time", "a PDF where the sandbox has null",
			"as in 1.223.0, not 1.35.0"},
	}
}

func currentEmployments() *Row {
	base := func(e *belvo.CurrentEmployment) *belvo.Base { return &e.Base }
	return &Row{
		Resource: belvo.CurrentEmployments, Path: "api/mx/current-employments",
		Operations: Operations{List: "ListCurrentEmployments", Retrieve: "RetrieveCurrentEmployments",
			Detail: "getCurrentEmploymentDetails", Destroy: "deleteCurrentEmployment"},
		Shapes:   []Shape{based("CurrentEmployment", base)},
		Webhooks: counted(belvo.CurrentEmployments),
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			h := work.Of(book, at)
			if h == nil {
				return []Item{}
			}
			return withIDs([]*belvo.CurrentEmployment{h.Now()}, base)
		},
		Filters: filter.NewTable(append(common(base), collectedOn(base))),
		Deviations: []string{"one object for each month in which it was read",
			"an unknown id is 404 (undescribed)"},
	}
}

func employmentMetrics() *Row {
	base := func(m *belvo.EmploymentMetric) *belvo.Base { return &m.Base }
	return &Row{
		Resource: belvo.EmploymentMetrics, Path: "api/employment-metrics", Single: true,
		Operations: Operations{List: "ListEmploymentMetrics", Retrieve: "RetrieveEmploymentMetricDetails",
			Detail: "DetailEmploymentMetric", Destroy: "DestroyEmploymentMetric"},
		Shapes: []Shape{based("EmploymentMetric", base)},
		Fields: []Field{{Name: "reference_date", Kind: Day, Set: func(p *Params, v any) {
			day := v.(belvo.Date)
			p.Reference = &day
		}}},
		Webhooks: counted(belvo.EmploymentMetrics),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return withIDs([]*belvo.EmploymentMetric{work.Metric(book, p.Reference, at)}, base)
		},
		Filters: filter.NewTable(common(base)),
		Deviations: []string{"a `reference_date` in the future is a `validation_error`",
			"`unavailable_data` where the institution knows nobody"},
	}
}

func employmentsBrazil() *Row {
	base := func(e *belvo.EmploymentBrazil) *belvo.Base { return &e.Base }
	day := func(name string, get func(*belvo.EmploymentBrazil) filter.Value) filter.Field[any] {
		return field(name, filter.Day, get, filter.Comparisons()...)
	}
	return &Row{
		Resource: belvo.Employments, Path: "api/br/employments",
		Operations: Operations{List: "ListEmploymentsBrazil", Retrieve: "RetrieveEmploymentsBrazil",
			Detail: "DetailEmploymentBrazil", Destroy: "DestroyEmploymentBrazil"},
		Shapes: []Shape{based("EmploymentBrazil", base)}, Fields: dates(false), Period: Period{Whole: true},
		Async: true, ListNeeds: "link", Webhooks: counted(belvo.Employments),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			h := work.Of(book, at)
			if h == nil {
				return []Item{}
			}
			return withIDs(h.Brazil(p.From, p.To), base)
		},
		Filters: filter.NewTable(append(common(base),
			day("start_date", func(e *belvo.EmploymentBrazil) filter.Value { return filter.OfDay(e.StartDate) }),
			day("end_date", func(e *belvo.EmploymentBrazil) filter.Value {
				if e.EndDate == nil {
					return filter.Value{Null: true}
				}
				return filter.OfDay(*e.EndDate)
			}))),
		Deviations: []string{wholeJobs},
	}
}

// wholeJobs is what the dates of a request for jobs mean.
const wholeJobs = "the dates choose jobs, each told whole; without them all are told"

func employmentsColombia() *Row {
	base := func(e *belvo.EmploymentColombia) *belvo.Base { return &e.Base }
	return &Row{
		Resource: belvo.EmploymentsColombia, Path: "api/co/employments",
		Operations: Operations{List: "ListEmploymentsColombia", Retrieve: "RetrieveEmploymentsColombia",
			Detail: "DetailEmploymentColombia", Destroy: "DestroyEmploymentColombia"},
		Shapes: []Shape{based("EmploymentColombia", base)}, Fields: dates(false), Period: Period{Whole: true},
		Async: true, ListNeeds: "link", Webhooks: counted(belvo.Employments),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			h := work.Of(book, at)
			if h == nil {
				return []Item{}
			}
			return withIDs(h.Colombia(p.From, p.To), base)
		},
		Filters:    filter.NewTable(common(base)),
		Deviations: []string{wholeJobs, "from the PHP client, since no description has it any more"},
	}
}
