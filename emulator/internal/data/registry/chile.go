package registry

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/chile"
)

// chilean are the resources of Chile's tax authority.
func chilean() []*Row { return []*Row{invoicesChile(), taxStatusChile(), debtReports()} }

// noFile is what attach_pdf comes to in Chile.
const noFile = "`attach_pdf` is taken, but no object has a place for a file"

func invoicesChile() *Row {
	return &Row{
		Resource: belvo.InvoicesChile, Path: "api/cl/invoices", Async: true,
		Operations: Operations{List: "ListInvoicesChile", Retrieve: "RetrieveInvoicesChile",
			Detail: "DetailInvoiceChile", Destroy: "DestroyInvoiceChile"},
		Shapes: []Shape{shape[belvo.InvoiceChile]("InvoiceChile")}, Period: Period{Max: maxDays},
		Fields: append(dates(true), Field{Name: "type", Kind: Choice, Choices: []string{"OUTFLOW", "INFLOW"},
			Set: func(p *Params, v any) { p.Type = v.(string) }}),
		Webhooks: invoiceWebhooksChile(),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(chile.Invoices(book, p.From, p.To, p.Type, at), "")
		},
		Filters: common(),
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
	return &Row{
		Resource: belvo.TaxStatusChile, Path: "api/cl/tax-status",
		Operations: Operations{List: "ListTaxStatusChile", Retrieve: "RetrieveTaxStatusChile",
			Detail: "DetailTaxStatusChile", Destroy: "DestroyTaxStatusChile"},
		Shapes: []Shape{shape[belvo.TaxStatusSII]("TaxStatusSII")}, Fields: []Field{attach("attach_pdf")},
		Webhooks: counted(belvo.TaxStatus),
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return items([]*belvo.TaxStatusSII{chile.Status(book, at)}, "")
		},
		Filters: common(), Deviations: []string{noFile},
	}
}

func debtReports() *Row {
	return &Row{
		Resource: belvo.DebtReports, Path: "api/cl/debt-reports",
		Operations: Operations{List: "ListDebtReportChile", Retrieve: "RetrieveDebtReportChile",
			Detail: "DetailDebtReportChile", Destroy: "DestroyDebtReportChile"},
		Shapes: []Shape{shape[belvo.DebtReportChile]("DebtReportChile")}, Fields: []Field{attach("attach_pdf")},
		Webhooks: counted(belvo.DebtReports),
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return items([]*belvo.DebtReportChile{chile.Debts(book, at)}, "")
		},
		Filters:    common(),
		Deviations: []string{noFile, "one report for each month", "never 202, for which no answer is described"},
	}
}
