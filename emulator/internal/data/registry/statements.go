package registry

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/filter"
)

// statements are the monthly statements of accounts, as the SDKs still ask for them; see
// belvo.AccountStatement for the sources. Belvo had them for institutions in Mexico only.
func statements() *Row {
	type month = belvo.AccountStatement
	text := func(name string, get func(*month) string) filter.Field[any] {
		return field(name, filter.Text, func(s *month) filter.Value { return filter.Of(get(s)) }, equalOrIn...)
	}
	return &Row{
		Resource: belvo.Statements, Path: "api/statements", Operations: operations("Statement"),
		Shapes: []Shape{shape("Statement", func(s *month) **uuid.UUID { return &s.ID }, nil)},
		Fields: []Field{required(oneAccount("account")), yearOfMonth(), monthOfYear(), attach("attach_pdf")},
		Needs:  belvo.Accounts,
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			var all []Item
			for _, a := range accountsOf(book, p, at) {
				all = append(all, items(bank.Statements(book, a, p.From, p.To, p.Attach, at),
					func(s *month) (*uuid.UUID, *uuid.UUID) { return s.ID, &s.Account.ID })...)
			}
			return newestFirst(all, func(s *month) belvo.Date { return s.PeriodEndDate })
		},
		Filters: filter.NewTable(append(statementSums(),
			indexed("link", func(s *month) filter.Value { return filter.OfID(s.Link) }),
			indexed("id", func(s *month) filter.Value { return filter.OfID(*s.ID) }),
			indexed("account", func(s *month) filter.Value { return filter.OfID(s.Account.ID) }),
			few(text("account_category", func(s *month) string { return s.Account.Category }), accountCategories...),
			text("institution", func(s *month) string { return s.Account.Institution }),
			stamp("collected_at", func(s *month) belvo.Timestamp { return s.CollectedAt }),
			day("period_start_date", func(s *month) belvo.Date { return s.PeriodStartDate }),
			day("period_end_date", func(s *month) belvo.Date { return s.PeriodEndDate }))),
		Deviations: []string{"no description has it: the keys are those of the SDKs' tests and types",
			"the Mexican banks have it", "no webhooks, which no source shows",
			"POST answers a list, of one, or of none for a month that is not over or before all data",
			"a period is a month of the calendar, which ends at its cut_date, for cards too"},
	}
}

// statementSums are the filters by amounts and counts.
func statementSums() []filter.Field[any] {
	type month = belvo.AccountStatement
	sum := func(name string, get func(*month) belvo.Money) filter.Field[any] {
		return field(name, filter.Number, func(s *month) filter.Value { return filter.OfMoney(get(s)) },
			filter.Comparisons()...)
	}
	count := func(n int) belvo.Money { return belvo.Money(n) * 100 }
	return []filter.Field[any]{
		sum("final_balance", func(s *month) belvo.Money { return s.FinalBalance }),
		sum("previous_balance", func(s *month) belvo.Money { return s.PreviousBalance }),
		sum("total_inflow_amount", func(s *month) belvo.Money { return s.TotalInflowAmount }),
		sum("total_outflow_amount", func(s *month) belvo.Money { return s.TotalOutflowAmount }),
		sum("total_inflow_transactions", func(s *month) belvo.Money { return count(s.TotalInflowTransactions) }),
		sum("total_outflow_transactions", func(s *month) belvo.Money { return count(s.TotalOutflowTransactions) }),
	}
}

// yearOfMonth and monthOfYear choose one month.
func yearOfMonth() Field {
	return Field{Name: "year", Kind: Year, Required: true,
		Set: func(p *Params, v any) { p.From = v.(belvo.Date) }}
}

func monthOfYear() Field {
	return Field{Name: "month", Kind: Month, Required: true, Set: func(p *Params, v any) {
		first := p.From.Time().AddDate(0, v.(int)-1, 0)
		p.From, p.To = belvo.DateOf(first), belvo.DateOf(first.AddDate(0, 1, -1))
	}}
}

// required is a field that has to be given.
func required(f Field) Field {
	f.Required = true
	return f
}

// day is a filter by a date.
func day[T any](name string, get func(*T) belvo.Date) filter.Field[any] {
	return field(name, filter.Day, func(v *T) filter.Value { return filter.OfDay(get(v)) },
		filter.Comparisons()...)
}
