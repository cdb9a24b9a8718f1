package fiscal

import (
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/paper"
	"belvo-emulator/emulator/internal/ident"
)

// The types of invoices and retentions, from the taxpayer's point of view.
const (
	outflow = "OUTFLOW" // issued
	inflow  = "INFLOW"  // received
)

func (d *deal) direction() string {
	if d.Issued {
		return outflow
	}
	return inflow
}

// Invoices returns the invoices of a type, or of both for "", from one day to another, both
// included, as they are at an instant; the newest first.
func (t *Taxpayer) Invoices(kind string, from, to belvo.Date, xml bool, at time.Time) []*belvo.Invoice {
	out := []*belvo.Invoice{}
	deals := t.at(min(to, belvo.DateOf(at)))
	for i := len(deals) - 1; i >= 0 && deals[i].day >= from; i-- {
		if d := deals[i]; kind == "" || kind == d.direction() {
			v := t.invoice(d, at)
			if xml {
				v.XML = new(paper.Base64(receiptXML(v, d)))
			}
			out = append(out, v)
		}
	}
	return out
}

// folio is the number that the tax authority gives an invoice.
func (t *Taxpayer) folio(d *deal) uuid.UUID {
	return ident.Derive(uuid.NameSpaceOID, t.profile.User, "CFDI", d.key)
}

func (t *Taxpayer) folioText(d *deal) string { return strings.ToUpper(t.folio(d).String()) }

// sides are the sender and the receiver.
func (t *Taxpayer) sides(d *deal) (from, to party) {
	if d.Issued {
		return t.self, d.other
	}
	return d.other, t.self
}

// certifier is the firm that certifies everybody's invoices.
func (t *Taxpayer) certifier() string {
	return t.book.Company(t.book.Authorities().Certifier).Document.DocumentNumber
}

// invoice is a deal as the API shows it at an instant.
func (t *Taxpayer) invoice(d *deal, at time.Time) *belvo.Invoice {
	from, to := t.sides(d)
	v := &belvo.Invoice{Base: t.book.Base(belvo.Invoices, at, d.key), InvoiceIdentification: t.folioText(d),
		InvoiceDate: d.day, Status: "Vigente", InvoiceType: d.kind, Type: d.direction(),
		SenderID: from.rfc, SenderFiscalRegime: from.regime, SenderName: from.name,
		SenderTaxFraudStatus: from.fraud(), ReceiverID: to.rfc, ReceiverPostalCode: to.postal,
		ReceiverFiscalRegime: to.regime, ReceiverName: to.name, ReceiverTaxFraudStatus: to.fraud(),
		CertificationDate: d.day, CertificationAuthority: t.certifier(), Usage: d.Usage, Version: "4.0",
		PlaceOfIssue: from.postal, InvoiceDetails: []belvo.InvoiceDetail{}, Currency: "MXN",
		RelatedInvoices: []belvo.RelatedInvoice{}, Payments: []belvo.InvoicePayment{},
		Folio: strconv.Itoa(d.number), Series: series(d), ExportType: "01"}
	if d.Dollars {
		v.Currency, v.ExportType = "USD", "02"
	}
	if d.kind == wages && to.rfc == t.self.rfc {
		v.ReceiverFiscalRegime = "605" // of employees
	}
	if d.cancelled != 0 && d.cancelled <= belvo.DateOf(at) {
		v.Status, v.CancelationStatus = "Cancelado", new("Cancelado sin aceptación")
		v.CancelationUpdateDate = &d.cancelled
	}
	t.setTerms(v, d, at)
	t.setAmounts(v, d)
	return v
}

// series is the group of invoices that a deal belongs to.
func series(d *deal) string {
	switch d.kind {
	case credit:
		return "NC"
	case paid:
		return "P"
	case wages:
		return "N"
	}
	return strings.ToUpper(d.Key[:1])
}

// setTerms says how and when an invoice is paid, and what it refers to.
func (t *Taxpayer) setTerms(v *belvo.Invoice, d *deal, at time.Time) {
	v.ExchangeRate = new(belvo.Percent(float64(d.rate) / 10000))
	v.PaymentMethod, v.PaymentType = new("PUE"), &d.Form
	switch d.kind {
	case paid:
		v.Usage, v.Currency, v.ExportType = "CP01", "XXX", "01"
		v.ExchangeRate, v.PaymentMethod, v.PaymentType = nil, nil, nil
		v.Payments = append(v.Payments, t.wirePayment(d))
	case movement:
		v.Currency, v.ExchangeRate, v.PaymentMethod, v.PaymentType = "XXX", nil, nil, nil
	case wages:
		v.PaymentType = new("99")
		v.Payroll = wirePayroll(d, v.CollectedAt)
	case credit:
		v.Usage = "G02"
		v.RelatedInvoices = append(v.RelatedInvoices, belvo.RelatedInvoice{RelationshipType: "01",
			RelatedInvoiceIdentification: t.folioText(d.of)})
	default:
		if d.late {
			v.PaymentMethod, v.PaymentType = new("PPD"), new("99")
		}
	}
}

// wirePayment is the payment that an invoice of that kind reports. Money moves at noon.
func (t *Taxpayer) wirePayment(d *deal) belvo.InvoicePayment {
	rng := ident.NewRand(t.profile.User, "payment", d.key)
	payer, payee, p := t.bank(rng), t.bank(rng), d.payment
	number := func() string { return strconv.Itoa(1000000000 + rng.IntN(8999999999)) }
	return belvo.InvoicePayment{Date: belvo.At(d.day.Time().Add(18 * time.Hour)), PaymentType: "03",
		Currency: "MXN", ExchangeRate: "1", Amount: p.amount, OperationNumber: number()[:7],
		BeneficiaryRFC: payee.rfc, BeneficiaryAccountNumber: number(), PayerRFC: payer.rfc,
		PayerAccountNumber: number(), PayerBankName: payer.name,
		RelatedDocuments: []belvo.PaidInvoice{{InvoiceIdentification: t.folioText(d.of), Currency: "MXN",
			PaymentMethod: "PPD", PartialityNumber: p.part, PreviousBalance: p.before, AmountPaid: p.amount,
			OutstandingBalance: p.before - p.amount}}}
}

func wirePayroll(d *deal, at belvo.Timestamp) *belvo.Payroll {
	s := d.pay
	p := &belvo.Payroll{Days: int(s.to-s.from) + 1, Type: "O", Amount: s.salary + s.bonus, Version: "1.2",
		DateFrom: s.from, DateTo: s.to, CollectedAt: at, PaymentDate: d.day, Periodicity: "FIFTEENTH_DAY",
		EarningsBreakdown: []belvo.Earning{{Type: "SALARY", TaxableAmount: s.salary}},
		TaxDeductions:     []belvo.PayrollAmount{{Type: "SOCIAL_SECURITY", Amount: s.socialSecurity}},
		OtherPayments:     []belvo.PayrollAmount{}}
	if s.tax > 0 {
		p.TaxDeductions = append(p.TaxDeductions, belvo.PayrollAmount{Type: "ISR", Amount: s.tax})
	}
	if s.bonus > 0 {
		p.EarningsBreakdown = append(p.EarningsBreakdown, belvo.Earning{Type: "CHRISTMAS_BONUS",
			TaxableAmount: s.bonus - s.exempt, VATFreeAmount: s.exempt})
	}
	return p
}
