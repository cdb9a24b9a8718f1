package registry

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/fiscal"
	"belvo-emulator/emulator/internal/filter"
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

// wrapped wraps objects that begin with a belvo.Base.
func wrapped[T any](values []*T, base func(*T) *belvo.Base) []Item {
	return items(values, func(v *T) (*uuid.UUID, *uuid.UUID) { return base(v).ID, nil })
}

func invoices() *Row {
	base := func(v *belvo.Invoice) *belvo.Base { return &v.Base }
	text := func(name string, get func(*belvo.Invoice) string) filter.Field[any] {
		return field(name, filter.Text, func(v *belvo.Invoice) filter.Value { return filter.Of(get(v)) },
			equalOrIn...)
	}
	return &Row{
		Resource: belvo.Invoices, Path: "api/invoices",
		Operations: Operations{List: "ListInvoices", Retrieve: "RetrieveInvoices", Patch: "PatchInvoices",
			Detail: "DetailInvoice", Destroy: "DestroyInvoice"},
		Shapes: []Shape{based("InvoiceWithIdSat", base)},
		Fields: append(dates(true), direction(), attach("attach_xml")), Period: Period{Max: maxDays}, Async: true,
		Webhooks: invoiceWebhooks(),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return wrapped(fiscal.Of(book).Invoices(p.Type, p.From, p.To, p.Attach, at), base)
		},
		Filters: filter.NewTable(append(common(base),
			field("invoice_date", filter.Day,
				func(v *belvo.Invoice) filter.Value { return filter.OfDay(v.InvoiceDate) }, filter.Comparisons()...),
			text("invoice_identification", func(v *belvo.Invoice) string { return v.InvoiceIdentification }),
			few(text("status", func(v *belvo.Invoice) string { return v.Status }), "Cancelado", "Vigente"),
			few(text("type", func(v *belvo.Invoice) string { return v.Type }), directions...),
			field("total_amount", filter.Number, func(v *belvo.Invoice) filter.Value {
				return filter.OfMoney(v.TotalAmount)
			}, filter.Comparisons()...))),
		Deviations: []string{"total_amount is before retentions, as described",
			"`tax_type` of items and of their taxes is Tasa or Exento, as in 1.223.0; 1.35.0 has null",
			"attach_xml gives base64 of a CFDI with made-up seals",
			"202 on request, as in 1.223.0", "428 where the institution asks for a token"},
	}
}

func taxRetentions() *Row {
	base := func(v *belvo.TaxRetention) *belvo.Base { return &v.Base }
	return &Row{
		Resource: belvo.TaxRetentions, Path: "api/tax-retentions",
		Operations: Operations{List: "ListTaxRetentions", Retrieve: "RetrieveTaxRetentions",
			Detail: "DetailTaxRetentions", Destroy: "DestroyTaxRetention"},
		Shapes: []Shape{based("TaxRetentions", base)},
		Fields: append(dates(true), direction(), attach("attach_xml")), Period: Period{Max: maxDays},
		Webhooks: counted(belvo.TaxRetentions),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return wrapped(fiscal.Of(book).Retentions(p.Type, p.From, p.To, p.Attach, at), base)
		},
		Filters: filter.NewTable(common(base)),
		Deviations: []string{"a period is at most 365 days, as in 1.35.0",
			"certificates are of version 2.0, whose `tax_type` is 001 or 002; the examples are of 1.0 (01)"},
	}
}

func taxStatus() *Row {
	base := func(v *belvo.TaxStatusSat) *belvo.Base { return &v.Base }
	return &Row{
		Resource: belvo.TaxStatus, Path: "api/tax-status",
		Operations: Operations{List: "ListTaxStatus", Retrieve: "RetrieveTaxStatus", Detail: "DetailTaxStatus",
			Destroy: "DestroyTaxStatus"},
		Shapes: []Shape{based("TaxStatusSat", base)}, Fields: []Field{attach("attach_pdf")}, Single: true,
		Webhooks: counted(belvo.TaxStatus),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return wrapped(fiscal.Of(book).Status(p.Attach, at), base)
		},
		Filters: filter.NewTable(common(base)),
		Deviations: []string{"`regimens` repeats `regimes`, for clients of 1.35.0",
			"1.35.0 requires a `regimen` that it does not describe"},
	}
}

func taxComplianceStatus() *Row {
	base := func(v *belvo.TaxCompliance) *belvo.Base { return &v.Base }
	return &Row{
		Resource: belvo.TaxComplianceStatus, Path: "api/tax-compliance-status",
		Operations: Operations{List: "ListTaxComplianceStatus", Retrieve: "RetrieveTaxComplianceStatus",
			Detail: "DetailTaxComplianceStatus", Destroy: "DestroyTaxComplianceStatus"},
		Shapes: []Shape{based("TaxComplianceStatus", base)}, Fields: []Field{attach("attach_pdf")}, Single: true,
		Webhooks: counted(belvo.TaxComplianceStatus),
		Collect: func(book *bank.Book, p Params, at time.Time) []Item {
			return wrapped(fiscal.Of(book).Compliance(p.Attach, at), base)
		},
		Filters:    filter.NewTable(common(base)),
		Deviations: []string{"has a `link`, which the descriptions leave out"},
	}
}

func financialStatements() *Row {
	base := func(v *belvo.FinancialStatement) *belvo.Base { return &v.Base }
	return &Row{
		Resource: belvo.FinancialStatements, Path: "api/financial-statements",
		Operations: Operations{List: "ListFinancialStatements", Retrieve: "RetrieveFinancialStatements",
			Detail: "DetailFinancialStatement", Destroy: "DestroyFinancialStatement"},
		Shapes: []Shape{based("FinancialStatement", base)}, Async: true,
		Webhooks: statementWebhooks(),
		Collect: func(book *bank.Book, _ Params, at time.Time) []Item {
			return wrapped(fiscal.Of(book).Statements(at), base)
		},
		Filters: filter.NewTable(common(base)),
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
			based("TaxReturnPersonal", func(v *belvo.TaxReturnPersonal) *belvo.Base { return &v.Base }),
			based("TaxReturnPersonalMonthly", func(v *belvo.TaxReturnPersonalMonthly) *belvo.Base { return &v.Base }),
			based("TaxReturnBusiness", func(v *belvo.TaxReturnBusiness) *belvo.Base { return &v.Base }),
			based("TaxReturnBusinessMonthly", func(v *belvo.TaxReturnBusinessMonthly) *belvo.Base { return &v.Base }),
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
		Filters: filter.NewTable(returnFilters()),
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

func returnFilters() []filter.Field[any] {
	of := func(name string, kind filter.Kind, index string,
		get func(*belvo.Base, *belvo.TaxReturnInfo) filter.Value, ops ...filter.Op) filter.Field[any] {
		return filter.Field[any]{Name: name, Kind: kind, Ops: ops, Index: index, Get: func(v any) filter.Value {
			base, info := returnBase(v)
			if base == nil {
				return filter.Value{Null: true}
			}
			return get(base, info)
		}}
	}
	return []filter.Field[any]{
		of("link", filter.ID, "link", func(b *belvo.Base, _ *belvo.TaxReturnInfo) filter.Value {
			return filter.OfID(b.Link)
		}, equalOrIn...),
		of("id", filter.ID, "id", func(b *belvo.Base, _ *belvo.TaxReturnInfo) filter.Value {
			return filter.OfID(*b.ID)
		}, equalOrIn...),
		of("created_at", filter.Day, "", func(b *belvo.Base, _ *belvo.TaxReturnInfo) filter.Value {
			return filter.OfTime(b.CreatedAt)
		}, filter.Comparisons()...),
		of("ejercicio", filter.Number, "", func(_ *belvo.Base, i *belvo.TaxReturnInfo) filter.Value {
			return filter.OfMoney(belvo.Money(i.Ejercicio) * 100)
		}, filter.Comparisons()...),
		few(of("tipo_declaracion", filter.Text, "", func(_ *belvo.Base, i *belvo.TaxReturnInfo) filter.Value {
			return filter.Of(i.TipoDeclaracion)
		}, equalOrIn...), "Complementaria", "Normal"),
	}
}
