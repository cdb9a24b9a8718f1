package registry

import "belvo-emulator/emulator/internal/belvo"

// History is an event about all that a resource has: its code, and what it says.
type History struct {
	Code string
	Data func(all []Item) any
}

// historical is the code of nearly every such event.
const historical = "historical_update"

// counted are the events of a resource that counts its objects in its own name: total_employments in
// a historical_update, new_employments in a new_employments_available. Deviation: for most resources
// no source shows both; they follow the pattern of the others.
func counted(name belvo.Resource) Webhooks {
	return Webhooks{Type: string(name), NewCode: "new_" + name.Word() + "_available",
		Total: func(all []Item) any { return map[string]int{"total_" + name.Word(): len(all)} },
		New:   func(items []Item) any { return map[string]int{"new_" + name.Word(): len(items)} }}
}

// statementWebhooks count statements under one key in both events.
// Source: https://developers.belvo.com/docs/financial-statements-mexico-webhooks
func statementWebhooks() Webhooks {
	w := counted(belvo.FinancialStatements)
	w.Total = w.New
	return w
}

// recentDays is how far the first events about a new link's invoices reach back.
const recentDays = 30

// invoiceWebhooks tell of the invoices of the last days first, by their type.
// Source: https://developers.belvo.com/docs/webhook-invoices. Deviation: the keys of the events
// historical_update and new_invoices_available follow those.
func invoiceWebhooks() Webhooks {
	recent := func(code, kind string) History {
		return History{code, func(all []Item) any {
			return totalInvoices(all, func(v *belvo.Invoice) bool {
				return v.Type == kind && v.InvoiceDate >= belvo.DateOf(v.CollectedAt.Time)-recentDays
			})
		}}
	}
	w := counted(belvo.Invoices)
	w.Total = func(all []Item) any { return totalInvoices(all, func(*belvo.Invoice) bool { return true }) }
	w.First = []History{recent("initial_inflow_update", "INFLOW"), recent("initial_outflow_update", "OUTFLOW")}
	return w
}

// invoiceTotals is what those events say. The dates are null when there is nothing.
type invoiceTotals struct {
	Total int         `json:"total_invoices"`
	First *belvo.Date `json:"first_invoice_date"`
	Last  *belvo.Date `json:"last_invoice_date"`
}

func totalInvoices(all []Item, counts func(*belvo.Invoice) bool) invoiceTotals {
	var totals invoiceTotals
	for _, item := range all {
		v := item.Value.(*belvo.Invoice)
		if !counts(v) {
			continue
		}
		totals.Total++
		if totals.First == nil || v.InvoiceDate < *totals.First {
			totals.First = &v.InvoiceDate
		}
		if totals.Last == nil || v.InvoiceDate > *totals.Last {
			totals.Last = &v.InvoiceDate
		}
	}
	return totals
}

// returnWebhooks tell of yearly and monthly returns apart.
// Source: https://developers.belvo.com/docs/webhook-tax-returns. Deviation: the key of
// new_tax_returns_available follows the pattern of the other resources.
func returnWebhooks() Webhooks {
	w := counted(belvo.TaxReturns)
	w.First = []History{{historical, func(all []Item) any { return totalReturns("yearly", all) }}}
	w.Total = func(all []Item) any { return totalReturns("monthly", all) }
	return w
}

// returnTotals is what the events say. The years are null when there is nothing.
type returnTotals struct {
	Type  string `json:"type"`
	Total int    `json:"total_tax_returns"`
	First *int   `json:"first_tax_return_year"`
	Last  *int   `json:"last_tax_return_year"`
}

func totalReturns(kind string, all []Item) returnTotals {
	totals := returnTotals{Type: kind}
	for _, item := range all {
		_, info := returnBase(item.Value)
		if monthly := info.PeriodoDeclaracion != wholeYear; monthly != (kind == "monthly") {
			continue
		}
		totals.Total++
		if year := info.Ejercicio; totals.First == nil || year < *totals.First {
			totals.First = &year
		}
		if year := info.Ejercicio; totals.Last == nil || year > *totals.Last {
			totals.Last = &year
		}
	}
	return totals
}

// wholeYear is the period of a yearly return.
const wholeYear = "Del Ejercicio"
