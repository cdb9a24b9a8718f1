package registry

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/chile"
	"belvo-emulator/emulator/internal/filter"
)

// chilean are the resources of Chile's tax authority.
func chilean() []*Row { return []*Row{invoicesChile(), taxStatusChile(), debtReports()} }

// noFile is what attach_pdf comes to in Chile.
const noFile = "`attach_pdf` is taken, but no object has a place for a file"

func invoicesChile() *Row {
	base := func(v *belvo.InvoiceChile) *belvo.Base { return &v.Base }
	return &Row{
		Resource: belvo.InvoicesChile, Path: "api/cl/invoices", Async: true,
		Operations: Operations{List: "ListInvoicesChile", Retrieve: "RetrieveInvoicesChile",
			Detail: "DetailInvoiceChile", Destroy: "DestroyInvoiceChile"},
		Shapes: []Shape{based("InvoiceChile", base)}, Period: Period{Max: maxDays},
		Fields: append(dates(true), Field{Name: "type", Kind: Choice, Choices: []string{"OUTFLOW", "INFLOW"},
			Set: func(p *Params, v any) { p.Type = v.(string) }}),
		Webhooks: invoiceWebhooksChile(),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return withIDs(chile.Invoices(book, p.From, p.To, p.Type, at), base)
		},
		Filters: filter.NewTable(common(base)),
	}
}

// invoiceWebhooksChile are those of Mexico's invoices. Deviation: no source tells what Chile's are.
func invoiceWebhooksChile() Webhooks {
	hooks := counted(belvo.Invoices)
	hooks.Total = func(all []Item) any {
		data := invoiceTotals{Total: len(all)}
		if len(all) > 0 { // the newest first
			data.First = &all[len(all)-1].Value.(*belvo.InvoiceChile).IssueDate
			data.Last = &all[0].Value.(*belvo.InvoiceChile).IssueDate
		}
		return data
	}
	return hooks
}

func taxStatusChile() *Row {
	base := func(s *belvo.TaxStatusSII) *belvo.Base { return &s.Base }
	return &Row{
		Resource: belvo.TaxStatusChile, Path: "api/cl/tax-status",
		Operations: Operations{List: "ListTaxStatusChile", Retrieve: "RetrieveTaxStatusChile",
			Detail: "DetailTaxStatusChile", Destroy: "DestroyTaxStatusChile"},
		Shapes: []Shape{based("TaxStatusSII", base)}, Fields: []Field{attach("attach_pdf")},
		Webhooks: counted(belvo.TaxStatus),
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return withIDs([]*belvo.TaxStatusSII{chile.Status(book, at)}, base)
		},
		Filters: filter.NewTable(common(base)), Deviations: []string{noFile},
	}
}

func debtReports() *Row {
	base := func(r *belvo.DebtReportChile) *belvo.Base { return &r.Base }
	return &Row{
		Resource: belvo.DebtReports, Path: "api/cl/debt-reports",
		Operations: Operations{List: "ListDebtReportChile", Retrieve: "RetrieveDebtReportChile",
			Detail: "DetailDebtReportChile", Destroy: "DestroyDebtReportChile"},
		Shapes: []Shape{based("DebtReportChile", base)}, Fields: []Field{attach("attach_pdf")},
		Webhooks: counted(belvo.DebtReports),
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return withIDs([]*belvo.DebtReportChile{chile.Debts(book, at)}, base)
		},
		Filters:    filter.NewTable(common(base)),
		Deviations: []string{noFile, "one report for each month", "never 202, for which no answer is described"},
	}
}
