package bank_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/bank/banktest"
)

// TestSalesAddUpToTheAccount looks at every month's days: sales less payouts are the balance, the
// account's three figures agree, and a sale is its net amount and its fees.
func TestSalesAddUpToTheAccount(t *testing.T) {
	t.Parallel()
	for _, institution := range []string{"gotham_mx_business", "gotham_br_business", "gotham_co_business"} {
		t.Run(institution, func(t *testing.T) {
			t.Parallel()
			book, early := banktest.Open(t, institution, "full"), 0
			for day := range 40 {
				if advanced(t, book, at.AddDate(0, 0, day)) > 0 {
					early++
				}
			}
			if early == 0 || early == 40 {
				t.Errorf("on %d of 40 days something was paid early", early)
			}
		})
	}
}

// advanced checks the accounts of a day and returns what was paid early on the one with sales.
func advanced(t *testing.T, book *bank.Book, at time.Time) (early belvo.Money) {
	t.Helper()
	today, accounts := belvo.DateOf(at), 0
	for _, a := range book.Accounts(at) {
		sales := bank.Receivables(book, a, today-10000, today, at)
		if (a.ReceivablesData != nil) != (a.Category == "RECEIVABLES_ACCOUNT") {
			t.Fatalf("%s has the receivables %v", a.Category, a.ReceivablesData)
		}
		if a.ReceivablesData == nil {
			if len(sales) > 0 {
				t.Errorf("there are sales on a %s", a.Category)
			}
			continue
		}
		accounts++
		d, left := a.ReceivablesData, sold(t, sales)-paidOut(book.Transactions(a, today-10000, today, at))
		if left != a.Balance.Current || d.Available != left || d.Current != d.Available+d.Anticipated {
			t.Errorf("%s: %v remains, the account has %v and %+v", today, left, a.Balance.Current, d)
		}
		early = d.Anticipated
	}
	if accounts != 1 {
		t.Errorf("there are %d receivables accounts", accounts)
	}
	return early
}

// sold is what sales have brought, each of which is well formed.
func sold(t *testing.T, sales []*belvo.Receivable) (sum belvo.Money) {
	t.Helper()
	for _, s := range sales {
		sum += s.NetAmount
		if s.GrossAmount-s.Fees[0].Value != s.NetAmount || s.Fees[0].Value <= 0 {
			t.Errorf("%v less %v is %v", s.GrossAmount, s.Fees, s.NetAmount)
		}
		if strings.HasSuffix(*s.Type, "_DEBIT") != (s.Installments == nil) {
			t.Errorf("%s is paid in %v", *s.Type, s.Installments)
		}
		if n := s.Installments; n != nil && (n.Paid < 1 || n.Paid > n.Total) {
			t.Errorf("%d of %d instalments are paid", n.Paid, n.Total)
		}
	}
	return sum
}

func paidOut(moves []*belvo.Transaction) (sum belvo.Money) {
	for _, m := range moves {
		if m.Type == "OUTFLOW" {
			sum += m.Amount
		}
	}
	return sum
}

func TestWhoHasNoSales(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{{"gotham_mx_business", "none"}, {"gotham_mx_business", "low"},
		{"erebor_mx_retail", "full"}} {
		book := banktest.Open(t, c[0], c[1])
		for _, a := range book.Accounts(at) {
			if sales := bank.Receivables(book, a, 0, belvo.DateOf(at), at); len(sales) > 0 {
				t.Errorf("%v: %d sales", c, len(sales))
			}
		}
	}
}

// TestSalesStayAsTheyWere: asking later only adds, except for the instalments that were paid.
func TestSalesStayAsTheyWere(t *testing.T) {
	t.Parallel()
	sales := func(at time.Time) map[uuid.UUID]belvo.Money {
		book, all := banktest.Open(t, "gotham_br_business", "full"), map[uuid.UUID]belvo.Money{}
		for _, a := range book.Accounts(at) {
			for _, s := range bank.Receivables(book, a, 0, belvo.DateOf(at), at) {
				all[*s.ID] = s.GrossAmount
			}
		}
		return all
	}
	later := sales(at.AddDate(0, 2, 0))
	now := sales(at)
	for id, amount := range now {
		if later[id] != amount {
			t.Errorf("%s was of %v and is of %v", id, amount, later[id])
		}
	}
	if len(later) <= len(now) || len(now) < 100 {
		t.Errorf("there are %d sales, and %d later", len(now), len(later))
	}
}
