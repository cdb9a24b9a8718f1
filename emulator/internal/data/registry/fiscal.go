package registry

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/fiscal"
)

// fiscalRows are what the tax authorities of Mexico and Colombia know.
func fiscalRows() []*Row {
	return []*Row{financialStatements(), invoices(), taxComplianceStatus(), taxRetentions(), taxReturns(),
		taxStatus(), taxDeclarations()}
}

// attach asks for the documents as well.
func attach(name string) Field {
	return Field{Name: name, Kind: Flag, Set: func(p *Params, v any) { p.Attach = v.(bool) }}
}

// direction asks for what was issued or for what was received.
func direction() Field {
	return Field{Name: "type", Kind: Choice, Required: true, Choices: []string{"OUTFLOW", "INFLOW"},
		Set: func(p *Params, v any) { p.Type = v.(string) }}
}

func invoices() *Row {
	return &Row{
		Resource: belvo.Invoices, Path: "api/invoices",
		Operations: Operations{List: "ListInvoices", Retrieve: "RetrieveInvoices", Patch: "PatchInvoices",
			Detail: "DetailInvoice", Destroy: "DestroyInvoice"},
		Shapes: []Shape{shape[belvo.Invoice]("InvoiceWithIdSat")},
		Fields: append(dates(true), direction(), attach("attach_xml")), Period: Period{Max: maxDays}, Async: true,
		Webhooks: invoiceWebhooks(),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(fiscal.Of(book).Invoices(p.Type, p.From, p.To, p.Attach, at), "")
		},
		Filters: common(day("invoice_date", ""), text("invoice_identification", ""),
			few(text("status", ""), "Cancelado", "Vigente"), few(text("type", ""), directions...),
			number("total_amount", "")),
		Deviations: []string{"total_amount is before retentions, as described",
			"`tax_type` of items and of their taxes is Tasa or Exento, as in 1.223.0; 1.35.0 has null",
			"attach_xml gives base64 of a CFDI with made-up seals",
			"202 on request, as in 1.223.0", "428 where the institution asks for a token"},
	}
}

func taxRetentions() *Row {
	return &Row{
		Resource: belvo.TaxRetentions, Path: "api/tax-retentions",
		Operations: Operations{List: "ListTaxRetentions", Retrieve: "RetrieveTaxRetentions",
			Detail: "DetailTaxRetentions", Destroy: "DestroyTaxRetention"},
		Shapes: []Shape{shape[belvo.TaxRetention]("TaxRetentions")},
		Fields: append(dates(true), direction(), attach("attach_xml")), Period: Period{Max: maxDays},
		Webhooks: counted(belvo.TaxRetentions),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(fiscal.Of(book).Retentions(p.Type, p.From, p.To, p.Attach, at), "")
		},
		Filters: common(),
		Deviations: []string{"a period is at most 365 days, as in 1.35.0",
			"certificates are of version 2.0, whose `tax_type` is 001 or 002; the examples are of 1.0 (01)"},
	}
}

func taxStatus() *Row {
	return &Row{
		Resource: belvo.TaxStatus, Path: "api/tax-status",
		Operations: Operations{List: "ListTaxStatus", Retrieve: "RetrieveTaxStatus", Detail: "DetailTaxStatus",
			Destroy: "DestroyTaxStatus"},
		Shapes: []Shape{shape[belvo.TaxStatusSat]("TaxStatusSat")}, Fields: []Field{attach("attach_pdf")}, Single: true,
		Webhooks: counted(belvo.TaxStatus),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(fiscal.Of(book).Status(p.Attach, at), "")
		},
		Filters: common(),
		Deviations: []string{"`regimens` repeats `regimes`, for clients of 1.35.0",
			"1.35.0 requires a `regimen` that it does not describe"},
	}
}

func taxComplianceStatus() *Row {
	return &Row{
		Resource: belvo.TaxComplianceStatus, Path: "api/tax-compliance-status",
		Operations: Operations{List: "ListTaxComplianceStatus", Retrieve: "RetrieveTaxComplianceStatus",
			Detail: "DetailTaxComplianceStatus", Destroy: "DestroyTaxComplianceStatus"},
		Shapes: []Shape{shape[belvo.TaxCompliance]("TaxComplianceStatus")}, Fields: []Field{attach("attach_pdf")}, Single: true,
		Webhooks: counted(belvo.TaxComplianceStatus),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return items(fiscal.Of(book).Compliance(p.Attach, at), "")
		},
		Filters:    common(),
		Deviations: []string{"has a `link`, which the descriptions leave out"},
	}
}

func financialStatements() *Row {
	return &Row{
		Resource: belvo.FinancialStatements, Path: "api/financial-statements",
		Operations: Operations{List: "ListFinancialStatements", Retrieve: "RetrieveFinancialStatements",
			Detail: "DetailFinancialStatement", Destroy: "DestroyFinancialStatement"},
		Shapes: []Shape{shape[belvo.FinancialStatement]("FinancialStatement")}, Async: true,
		Webhooks: statementWebhooks(),
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return items(fiscal.Of(book).Statements(at), "")
		},
		Filters: common(),
		Deviations: []string{"people who do business have statements too",
			"202 on request: 1.223.0 describes the header alone"},
	}
}

// returnBase is what any of the four tax returns has in common with the others.
func returnBase(v any) (*belvo.Base, *belvo.TaxReturnInfo) {
	switch r := v.(type) {
	case *belvo.TaxReturnPersonal:
		return &r.Base, &r.InformacionGeneral
	case *belvo.TaxReturnPersonalMonthly:
		return &r.Base, &r.InformacionGeneral
	case *belvo.TaxReturnBusiness:
		return &r.Base, &r.InformacionGeneral
	case *belvo.TaxReturnBusinessMonthly:
		return &r.Base, &r.InformacionGeneral
	}
	return nil, nil
}

func taxReturns() *Row {
	return &Row{
		Resource: belvo.TaxReturns, Path: "api/tax-returns",
		Operations: Operations{List: "ListTaxReturns", Retrieve: "RetrieveTaxReturns", Detail: "DetailTaxReturn",
			Destroy: "DestroyTaxReturn"},
		Shapes: []Shape{
			shape[belvo.TaxReturnPersonal]("TaxReturnPersonal"),
			shape[belvo.TaxReturnPersonalMonthly]("TaxReturnPersonalMonthly"),
			shape[belvo.TaxReturnBusiness]("TaxReturnBusiness"),
			shape[belvo.TaxReturnBusinessMonthly]("TaxReturnBusinessMonthly"),
		},
		Fields: returnFields(), Period: Period{Whole: true},
		Webhooks: returnWebhooks(),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			var out []Item
			asked := fiscal.Returns{Kind: p.Type, From: p.From, To: p.To, PDF: p.Attach}
			for _, v := range fiscal.Of(book).Returns(asked, at) {
				base, _ := returnBase(v)
				out = append(out, Item{ID: *base.ID, Value: v})
			}
			return out
		},
		Filters: common(number("ejercicio", "informacion_general.ejercicio"),
			few(text("tipo_declaracion", "informacion_general.tipo_declaracion"), "Complementaria", "Normal")),
		Deviations: []string{"monthly: the returns of the months that the period touches",
			"a return appears on the day it is due",
			"lists have monthly and yearly returns together, as in 1.223.0"},
	}
}

// returnFields are those of the two variants of the body, which the field type tells apart.
func returnFields() []Field {
	fields := []Field{{Name: "type", Kind: Choice, Required: true,
		Choices: []string{fiscal.Monthly, fiscal.Yearly},
		Set:     func(p *Params, v any) { p.Type = v.(string) }}, attach("attach_pdf")}
	for _, f := range dates(true) {
		f.When = fiscal.Monthly
		fields = append(fields, f)
	}
	return append(fields, years(fiscal.Yearly)...)
}

// years are year_from and year_to, which count for one value of the field type, "" for any.
func years(when string) []Field {
	return []Field{
		{Name: "year_from", Kind: Year, Required: true, When: when,
			Set: func(p *Params, v any) { p.From = v.(belvo.Date) }},
		{Name: "year_to", Kind: Year, Required: true, When: when,
			Set: func(p *Params, v any) { p.To = v.(belvo.Date) }},
	}
}
