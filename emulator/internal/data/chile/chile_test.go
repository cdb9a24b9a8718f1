package chile_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/bank/banktest"
	"belvo-emulator/emulator/internal/data/chile"
)

// noon is an instant of the day on which the tests' links are made.
var noon = time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)

// customer opens a customer's data at the tax authority.
func customer(t *testing.T, username, set string) *bank.Book {
	t.Helper()
	books := banktest.Books()
	inst, ok := books.Institution("sii_cl_fiscal")
	if !ok {
		t.Fatal("there is no tax authority")
	}
	book, err := books.Open(bank.Customer{Institution: inst, Username: username, Set: set,
		Since: belvo.DateOf(noon), Link: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8")})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// everybody runs a test for people and companies with each data set.
func everybody(t *testing.T, test func(t *testing.T, book *bank.Book)) {
	t.Helper()
	for _, set := range []string{"full", "low", "negative"} {
		for _, rut := range []string{"12345678-5", "11111111-1", "76086428-5"} {
			t.Run(set+" "+rut, func(t *testing.T) {
				t.Parallel()
				test(t, customer(t, rut, set))
			})
		}
	}
}

func year(book *bank.Book, kind string, at time.Time) []*belvo.InvoiceChile {
	today := belvo.DateOf(noon)
	return chile.Invoices(book, today-365, today+60, kind, at)
}

func TestInvoicesAddUp(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		me, all := book.Profile().Document.DocumentNumber, year(book, "", noon)
		if len(all) == 0 || len(all) != len(year(book, "INFLOW", noon))+len(year(book, "OUTFLOW", noon)) {
			t.Fatalf("%d invoices", len(all))
		}
		for _, v := range all {
			exempt := belvo.Money(0)
			if v.Type == "OUTFLOW" {
				exempt = amount(v.SalesInvoiceDetails.TaxExemptAmount)
			} else {
				exempt = amount(v.PurchaseInvoiceDetails.TaxExemptAmount)
			}
			if v.TotalAmount != v.NetAmount+exempt+v.VATAmount || v.TotalAmount%100 != 0 || v.VATAmount%100 != 0 {
				t.Errorf("%v + %v exempt + %v of VAT make %v", v.NetAmount, exempt, v.VATAmount, v.TotalAmount)
			}
			if diff := v.NetAmount*19/100 - v.VATAmount; diff < -50 || diff > 50 {
				t.Errorf("VAT of %v is %v", v.NetAmount, v.VATAmount)
			}
			if sold := v.Type == "OUTFLOW"; (v.SenderID == me) != sold || (v.ReceiverID == me) == sold ||
				(v.PurchaseInvoiceDetails == nil) != sold || (v.SalesInvoiceDetails == nil) == sold {
				t.Errorf("invoice %+v of %s", v, me)
			}
			if v.AcknowledgedAt.After(noon) || v.ReceivedAt.After(v.AcknowledgedAt.Time) ||
				(v.ClaimDate != nil) != (v.Status == "REJECTED") {
				t.Errorf("invoice %+v", v)
			}
		}
	})
}

func amount(m *belvo.Money) belvo.Money {
	if m == nil {
		return 0
	}
	return *m
}

// TestInvoicesOnlyGrow asks again later: nothing but the status and the claim of an invoice changes,
// and only while it may still be refused.
func TestInvoicesOnlyGrow(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		later := map[uuid.UUID]*belvo.InvoiceChile{}
		for _, v := range year(book, "", noon.Add(40*24*time.Hour)) {
			later[*v.ID] = v
			if v.Status == "PENDING" && belvo.DateOf(noon)+40-v.IssueDate >= 8 {
				t.Errorf("%s is pending after 40 days", v.IssueDate)
			}
		}
		for _, v := range year(book, "", noon) {
			now := later[*v.ID]
			if now == nil || now.TotalAmount != v.TotalAmount || now.Folio != v.Folio ||
				now.ReceiverID != v.ReceiverID ||
				v.Status != "PENDING" && now.Status != v.Status {
				t.Errorf("%+v\nlater %+v", v, now)
			}
		}
	})
}

func TestDataSetsDiffer(t *testing.T) {
	t.Parallel()
	full, low := customer(t, "12345678-5", "full"), customer(t, "12345678-5", "low")
	poor, nobody := customer(t, "12345678-5", "negative"), customer(t, "12345678-5", "none")
	if n, few := len(year(full, "", noon)), len(year(low, "", noon)); n < 200 || few > n/4 {
		t.Errorf("%d invoices with full, %d with low", n, few)
	}
	if in, out := len(year(poor, "INFLOW", noon)), len(year(poor, "OUTFLOW", noon)); in < 2*out {
		t.Errorf("%d purchases and %d sales with negative", in, out)
	}
	if len(year(nobody, "", noon)) > 0 || chile.Status(nobody, noon) != nil || chile.Debts(nobody, noon) != nil {
		t.Error("there is something about nobody")
	}
	if chile.Debts(full, noon).Defaulted != nil || chile.Debts(poor, noon).Defaulted == nil {
		t.Error("debts are defaulted with full or paid with negative")
	}
}

func TestStatusAgreesWithTheTaxpayer(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		s, p := chile.Status(book, noon), book.Profile()
		if s.EntityDetails.DocumentIDNumber != book.Customer().Username || s.EntityDetails.Name != p.Name ||
			(len(s.EquityHolders) > 0) != p.Business || (len(s.LegalRepresentative) > 0) != p.Business {
			t.Errorf("status %+v of %+v", s.EntityDetails, p)
		}
		var owned, profit belvo.Percent
		for _, h := range s.EquityHolders {
			owned, profit = owned+h.OwnershipShare, profit+h.ProfitShare
		}
		if p.Business && (owned != 100 || profit != 100) {
			t.Errorf("the owners have %v %% and get %v %%", owned, profit)
		}
		for _, house := range s.PropertyTaxLiabilities {
			late := len(house.OverdueTaxPayments) > 0
			if late != (book.Customer().Set == "negative") || len(house.ScheduledTaxPayments) == 0 {
				t.Errorf("property %+v", house)
			}
			for _, due := range house.ScheduledTaxPayments {
				if due.DueDate < belvo.DateOf(noon) {
					t.Errorf("%s was due before today", due.DueDate)
				}
			}
		}
	})
}

func TestDebtsAddUp(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		last := belvo.Money(1 << 60)
		for _, months := range []int{0, 1, 6, 30} {
			at := noon.AddDate(0, months, 0)
			r := chile.Debts(book, at)
			var sum belvo.Money
			for _, d := range slices.Concat(r.DirectDebts, r.IndirectDebts) {
				parts := amount(d.Current) + amount(d.Delinquent) + amount(d.SeverelyDelinquent) + amount(d.Defaulted)
				if d.Amount != parts || d.Amount <= 0 {
					t.Errorf("debt %+v", d)
				}
				sum += d.Amount
			}
			total := amount(r.Current) + amount(r.Delinquent) + amount(r.SeverelyDelinquent) + amount(r.Defaulted)
			if sum != total || amount(r.Total) != sum || sum > last {
				t.Errorf("on %s debts of %v make %v, after %v", at, sum, amount(r.Total), last)
			}
			if day := r.DebtDataLastUpdate; (day+1).Time().Day() != 1 || day >= belvo.DateOf(at) {
				t.Errorf("on %s the register is of %s", at, day)
			}
			last = sum
		}
	})
}
