package registry

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/filter"
)

// statements are the monthly statements of accounts, as the SDKs still ask for them; see
// belvo.AccountStatement for the sources. Belvo had them for institutions in Mexico only.
func statements() *Row {
	type month = belvo.AccountStatement
	return &Row{
		Resource: belvo.Statements, Path: "api/statements", Operations: operations("Statement"),
		Shapes: []Shape{shape[month]("Statement")},
		Fields: []Field{required(oneAccount("account")), yearOfMonth(), monthOfYear(), attach("attach_pdf")},
		Needs:  belvo.Accounts,
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			var all []Item
			for _, a := range accountsOf(book, p, at) {
				all = append(all, items(bank.Statements(book, a, p.From, p.To, p.Attach, at), "account.id")...)
			}
			return newestFirst(all, "period_end_date")
		},
		Filters: filter.NewTable([]filter.Field[any]{
			indexed("link", ""), indexed("id", ""), indexed("account", "account.id"),
			number("final_balance", ""), number("previous_balance", ""), number("total_inflow_amount", ""),
			number("total_outflow_amount", ""), number("total_inflow_transactions", ""),
			number("total_outflow_transactions", ""),
			few(text("account_category", "account.category"), accountCategories...),
			text("institution", "account.institution"), day("collected_at", ""), day("period_start_date", ""),
			day("period_end_date", "")}),
		Deviations: []string{"no description has it: the keys are those of the SDKs' tests and types",
			"the Mexican banks have it", "no webhooks, which no source shows",
			"POST answers a list, of one, or of none for a month that is not over or before all data",
			"a period is a month of the calendar, which ends at its cut_date, for cards too"},
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
