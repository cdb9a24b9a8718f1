package chile

import (
	"slices"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/ident"
)

// Which way an invoice goes: a sale is OUTFLOW, a purchase INFLOW.
// Source: purchase_invoice_details and sales_invoice_details in schema invoice_chile of OpenAPI 1.223.0.
const (
	sale     = "OUTFLOW"
	purchase = "INFLOW"
)

// The codes of Chile's tax documents: https://www.sii.cl/factura_electronica/
const (
	invoiceCode = 33 // with VAT
	exemptCode  = 34
	slipsCode   = 39 // the sum of a month's slips
)

// vat is Chile's, in percent.
const vat = 19

// claimDays is how long a receiver may refuse an invoice: eight days, by law 19.983.
const claimDays = 8

// Invoices returns the invoices that were issued from one day to another, both included, the newest
// first: those of a kind (INFLOW or OUTFLOW), or of both for "". Deviation: Belvo lists no values for the category.
func Invoices(book *bank.Book, from, to belvo.Date, kind string, at time.Time) []*belvo.InvoiceChile {
	all := []*belvo.InvoiceChile{}
	o := newOffice(book, at)
	if o == nil {
		return all
	}
	for day := max(from, o.first()); day <= min(to, o.day); day++ {
		for _, of := range []string{purchase, sale} {
			if kind == "" || kind == of {
				all = append(all, o.issued(day, of)...)
			}
		}
	}
	slices.Reverse(all)
	return all
}

// first is the first day with invoices: the history of the link, and the year before.
func (o *office) first() belvo.Date {
	return monthBefore(o.book.Customer().Since, bank.HistoryMonths+12)
}

// issued are the invoices of a day that have been received by now.
func (o *office) issued(day belvo.Date, kind string) []*belvo.InvoiceChile {
	rng := o.rand("invoices", kind, day.String())
	all := []*belvo.InvoiceChile{}
	chance := o.data.Purchases
	if kind == sale {
		chance = o.data.Sales
	}
	if weekday := day.Time().Weekday(); weekday != time.Saturday && weekday != time.Sunday {
		for n := 0; n < 3 && rng.Float64() < chance; n++ {
			if v := o.invoice(day, kind, n, rng); !v.AcknowledgedAt.After(o.at) {
				all = append(all, v)
			}
		}
	}
	if kind == sale && day.Time().Day() == 1 && day.Time().Add(6*time.Hour).Before(o.at) {
		all = append(all, o.slips(day, rng))
	}
	return all
}

// invoice makes the nth of a day. What follows from the rng does not depend on the instant, but its
// status does: it is PENDING until it can no longer be refused.
func (o *office) invoice(day belvo.Date, kind string, n int, rng ident.Rand) *belvo.InvoiceChile {
	firms := o.book.Companies()
	other := firms[rng.IntN(len(firms))]
	net := pesos((4000 + 46000*rng.Float64()) * o.p.Scale)
	taxed, exempt := net, belvo.Money(0)
	code := invoiceCode
	switch rng.IntN(10) {
	case 0:
		code, taxed, exempt = exemptCode, 0, net
	case 1:
		exempt = pesos(net.Float() / 10)
	}
	received := day.Time().Add(time.Duration(8*3600+rng.IntN(10*3600)) * time.Second)
	v := o.document(day, kind, n, taxed, exempt)
	v.DocumentCode, v.Folio, v.Category = code, number(10000000+rng.IntN(80000000)), category(kind, rng)
	v.ReceivedAt, v.AcknowledgedAt = belvo.At(received), belvo.At(received.Add(time.Duration(5+rng.IntN(170))*time.Minute))
	v.SenderID, v.SenderName, v.ReceiverID, v.ReceiverName =
		o.p.Document.DocumentNumber, o.p.Name, other.Document.DocumentNumber, other.Name
	if kind == purchase {
		v.SenderID, v.SenderName, v.ReceiverID, v.ReceiverName =
			v.ReceiverID, v.ReceiverName, v.SenderID, v.SenderName
	}
	o.settle(v, rng)
	return v
}

// document has the amounts of an invoice and its details: the total is the net amount, what is
// exempt and the VAT of the net amount.
func (o *office) document(day belvo.Date, kind string, n int, net, exempt belvo.Money) *belvo.InvoiceChile {
	tax := pesos(net.Float() * vat / 100)
	v := &belvo.InvoiceChile{Base: o.book.Base(belvo.InvoicesChile, o.at, kind, day.String(), number(n)), NetAmount: net,
		VATAmount: tax, TotalAmount: net + exempt + tax, Currency: o.p.Currency, IssueDate: day, Type: kind}
	no := false
	if kind == purchase {
		v.PurchaseInvoiceDetails = &belvo.PurchaseDetailsChile{VATRefundableAmount: &tax,
			TaxExemptAmount: some(exempt), CreditOrDebitNoteOnPurchase: &no}
		return v
	}
	v.SalesInvoiceDetails = &belvo.SalesDetailsChile{VATSales: &tax, TaxExemptAmount: some(exempt),
		IsFreeOfCharge: &no, PeriodicBillingType: &no, CreditOrDebitNoteOnPurchase: &no}
	return v
}

// settle says how an invoice stands.
func (o *office) settle(v *belvo.InvoiceChile, rng ident.Rand) {
	fate, claimed := rng.IntN(100), v.IssueDate+2+belvo.Date(rng.IntN(claimDays-2))
	v.Status = "REGISTERED"
	switch {
	case fate < 4 && claimed <= o.day:
		v.Status, v.ClaimDate = "REJECTED", &claimed
	case o.day < v.IssueDate+claimDays:
		v.Status = "PENDING"
	case fate >= 98:
		v.Status = "CANCELLED"
	}
}

func category(kind string, rng ident.Rand) string {
	if kind == purchase && rng.IntN(8) == 0 {
		return "Activo Fijo"
	}
	return "Del Giro"
}

// slips sum up what was sold to passers-by in the month before a day, its first of a month. They go to
// the number that the tax authority keeps for unnamed receivers.
func (o *office) slips(day belvo.Date, rng ident.Rand) *belvo.InvoiceChile {
	count := 5 + rng.IntN(60)
	v := o.document(day, sale, 99, pesos(float64(count)*(300+500*rng.Float64())*o.p.Scale), 0)
	v.DocumentCode, v.Folio, v.Category, v.Status = slipsCode, "0", "Del Giro", "REGISTERED"
	v.ReceivedAt = belvo.At(day.Time().Add(5 * time.Hour))
	v.AcknowledgedAt = v.ReceivedAt
	v.SenderID, v.SenderName, v.ReceiverID, v.ReceiverName =
		o.p.Document.DocumentNumber, o.p.Name, "66666666-6", "Consumidor final"
	v.SummaryInvoiceDetails = &belvo.SummaryDetailsChile{Month: (day - 1).Time().Format("2006-01"),
		UpdatedAt: v.ReceivedAt, TotalDocuments: count}
	return v
}
