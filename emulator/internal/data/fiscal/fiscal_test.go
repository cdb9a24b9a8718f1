package fiscal_test

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/bank/banktest"
	"belvo-emulator/emulator/internal/data/fiscal"
)

var now = time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)

// book opens the data of a customer of the sandbox's tax authority.
func book(t *testing.T, institution, username, set string) *bank.Book {
	t.Helper()
	c := banktest.Books()
	inst, ok := c.Institution(institution)
	if !ok {
		t.Fatalf("there is no institution %s", institution)
	}
	b, err := c.Open(bank.Customer{Institution: inst, Username: username, Set: set,
		Link: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8"), Since: belvo.DateOf(now)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// everybody runs a test for people and firms with each data set that has something in it.
func everybody(t *testing.T, test func(t *testing.T, open func() *fiscal.Taxpayer)) {
	t.Helper()
	for _, username := range []string{"fiscal100", "PFIS010101000", "PMO010101000"} {
		for _, set := range []string{"full", "low", "negative"} {
			t.Run(username+" "+set, func(t *testing.T) {
				t.Parallel()
				test(t, func() *fiscal.Taxpayer { return fiscal.Of(book(t, "tatooine_mx_fiscal", username, set)) })
			})
		}
	}
}

// all are the invoices of the whole history.
func all(p *fiscal.Taxpayer, at time.Time) []*belvo.Invoice {
	return p.Invoices("", 0, belvo.DateOf(at), false, at)
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// TestInvoicesAddUp holds the sums that the descriptions of the fields promise.
func TestInvoicesAddUp(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, open func() *fiscal.Taxpayer) {
		for _, v := range all(open(), now) {
			var net, tax, discount, transferred, retained belvo.Money
			for _, d := range v.InvoiceDetails {
				same(t, v.Folio+" pre_tax_amount", d.PreTaxAmount, d.UnitAmount*belvo.Money(d.Quantity))
				percent := belvo.MoneyOf(float64(d.PreTaxAmount) * float64(d.TaxPercentage) / 10000)
				same(t, v.Folio+" tax_amount of an item", d.TaxAmount, percent)
				same(t, v.Folio+" total_amount of an item", d.TotalAmount, d.PreTaxAmount+d.TaxAmount)
				net, tax, discount = net+d.PreTaxAmount, tax+d.TaxAmount, discount+d.Discount
				for _, x := range d.TransferredTaxes {
					transferred += x.TransferredTaxAmount
				}
				for _, x := range d.RetainedTaxes {
					retained += x.RetainedTaxAmount
				}
			}
			same(t, v.Folio+" subtotal_amount", v.SubtotalAmount, net)
			same(t, v.Folio+" tax_amount", v.TaxAmount, tax)
			same(t, v.Folio+" discount_amount", v.DiscountAmount, discount)
			same(t, v.Folio+" total_amount", v.TotalAmount, net+tax-discount)
			same(t, v.Folio+" total_tax_transferred", v.TaxDetails.TotalTaxTransferred, transferred)
			same(t, v.Folio+" total_tax_retained", v.TaxDetails.TotalTaxRetained, retained)
			same(t, v.Folio+" sum of retained_taxes", taxes(v.TaxDetails.RetainedTaxes), retained)
			same(t, v.Folio+" sum of transferred_taxes", taxes(v.TaxDetails.TransferredTaxes), transferred)
		}
	})
}

func taxes(list []belvo.TaxTotal) (sum belvo.Money) {
	for _, x := range list {
		sum += x.TaxAmount
	}
	return sum
}

// TestInvoicesAreWellFormed looks at keys, folios and codes.
func TestInvoicesAreWellFormed(t *testing.T) {
	t.Parallel()
	rfc := regexp.MustCompile(`^[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}$`)
	everybody(t, func(t *testing.T, open func() *fiscal.Taxpayer) {
		p := open()
		me := p.Status(false, now)[0].TaxPayerInformation.RFC
		seen, last := map[string]bool{}, belvo.DateOf(now)
		for _, v := range all(p, now) {
			if seen[v.InvoiceIdentification] || seen[v.ID.String()] {
				t.Errorf("%s came before", v.InvoiceIdentification)
			}
			seen[v.InvoiceIdentification], seen[v.ID.String()] = true, true
			if v.InvoiceDate > last {
				t.Errorf("%s of %s comes after one of %s", v.Folio, v.InvoiceDate, last)
			}
			last = v.InvoiceDate
			if !rfc.MatchString(v.SenderID) || !rfc.MatchString(v.ReceiverID) {
				t.Errorf("%s or %s is no RFC", v.SenderID, v.ReceiverID)
			}
			mine := map[string]string{"OUTFLOW": v.SenderID, "INFLOW": v.ReceiverID}[v.Type]
			same(t, "the taxpayer's side of "+v.Folio, mine, me)
			if (v.Status == "Cancelado") != (v.CancelationUpdateDate != nil) {
				t.Errorf("%s is %s and was cancelled on %v", v.Folio, v.Status, v.CancelationUpdateDate)
			}
		}
	})
}

// TestSetsDiffer holds what the data sets promise.
func TestSetsDiffer(t *testing.T) {
	t.Parallel()
	for _, username := range []string{"fiscal100", "PMO010101000"} {
		of := func(set string) *fiscal.Taxpayer {
			return fiscal.Of(book(t, "tatooine_mx_fiscal", username, set))
		}
		year := belvo.DateOf(now) - 365
		full, low := of("full").Invoices("", year, belvo.DateOf(now), false, now), all(of("low"), now)
		if len(full) < 100 {
			t.Errorf("%s has %d invoices in a year, too few to page", username, len(full))
		}
		for _, v := range low {
			near := 0
			for _, w := range low {
				if w.InvoiceDate >= v.InvoiceDate && w.InvoiceDate < v.InvoiceDate+90 {
					near++
				}
			}
			if near >= 10 {
				t.Fatalf("%d invoices in ninety days are not few", near)
			}
		}
		none := of("none")
		n := len(all(none, now)) + len(none.Status(false, now)) + len(none.Compliance(false, now)) +
			len(none.Statements(now)) + len(none.Returns(fiscal.Returns{To: belvo.DateOf(now)}, now))
		same(t, "the number of things known of nobody", n, 0)
		same(t, "the outcome", of("full").Compliance(false, now)[0].Outcome, "POSITIVE")
		same(t, "the outcome", of("negative").Compliance(false, now)[0].Outcome, "NEGATIVE")
		for _, s := range of("negative").Statements(now) {
			if s.IncomeStatement.NetLoss == nil {
				t.Errorf("%s brought a profit in %s", username, s.Year)
			}
		}
	}
}

// TestEveryKindOfInvoiceOccurs keeps the variety of the full set.
func TestEveryKindOfInvoiceOccurs(t *testing.T) {
	t.Parallel()
	found := map[string]int{}
	for _, username := range []string{"fiscal100", "PMO010101000"} {
		for _, v := range all(fiscal.Of(book(t, "tatooine_mx_fiscal", username, "full")), now) {
			found[v.InvoiceType]++
			found[v.Status]++
			found[v.Currency]++
			found[v.Type+" "+v.InvoiceType]++
			if v.PaymentMethod != nil {
				found[*v.PaymentMethod]++
			}
			if v.DiscountAmount > 0 && v.InvoiceType == "Ingreso" {
				found["discount"]++
			}
			for _, p := range v.Payments {
				found[fmt.Sprint("part ", p.RelatedDocuments[0].PartialityNumber)]++
			}
		}
	}
	for _, what := range []string{"Ingreso", "Egreso", "Pago", "Nómina", "Traslado", "Vigente", "Cancelado",
		"MXN", "USD", "PUE", "PPD", "discount", "part 1", "part 2", "INFLOW Nómina", "OUTFLOW Nómina",
		"INFLOW Ingreso",
		"OUTFLOW Ingreso", "INFLOW Egreso", "OUTFLOW Egreso", "INFLOW Pago", "OUTFLOW Pago"} {
		if found[what] == 0 {
			t.Errorf("there is nothing of the kind %s", what)
		}
	}
}
