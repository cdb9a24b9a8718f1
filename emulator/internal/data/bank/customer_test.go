package bank

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

func TestSameUserBehindAnotherLink(t *testing.T) {
	t.Parallel()
	c, at := builtin(), noon(t, "2026-03-14")
	in, _ := c.Institution("erebor_mx_retail")
	var books [2]everything
	for i := range books {
		b, err := c.Open(Customer{Institution: in, Username: "bnk100", Set: "full", Since: belvo.DateOf(at),
			Link: uuid.NewSHA1(uuid.Nil, []byte{byte(i)})})
		if err != nil {
			t.Fatal(err)
		}
		books[i] = readAll(b, at)
	}
	for i, a := range books[0].accounts {
		b := books[1].accounts[i]
		if a.Number != b.Number || a.PublicIdentificationValue != b.PublicIdentificationValue ||
			*a.ID == *b.ID || a.Balance.Current != b.Balance.Current {
			t.Errorf("accounts %+v and %+v", a, b)
		}
		for j, x := range books[0].transactions[i] {
			y := books[1].transactions[i][j]
			if *x.ID == *y.ID || x.InternalIdentification != y.InternalIdentification ||
				x.Amount != y.Amount {
				t.Fatalf("transactions %+v and %+v", x, y)
			}
		}
	}
}

// TestForeignAccount asks for an account of another book, and for one whose id is not shown.
func TestForeignAccount(t *testing.T) {
	t.Parallel()
	c, at := builtin(), noon(t, "2026-03-14")
	b := open(t, c, "erebor_mx_retail", "bnk100", "full", "2026-03-14")
	foreign := open(t, c, "erebor_mx_retail", "other", "full", "2026-03-14").Accounts(at)[0]
	today := belvo.DateOf(at)
	if x, y := b.Transactions(foreign, 0, today, at), b.Balances(foreign, 0, today, at); len(x)+len(y) != 0 {
		t.Errorf("%d transactions and %d balances of a foreign account", len(x), len(y))
	}
	own := b.Accounts(at)[0]
	own.ID = nil
	if len(b.Transactions(own, 0, today, at)) == 0 {
		t.Error("an account without an id has no transactions")
	}
}

// TestBeforeTheHistory asks for a time before the first movement.
func TestBeforeTheHistory(t *testing.T) {
	t.Parallel()
	b := open(t, builtin(), "erebor_mx_retail", "bnk100", "full", "2026-03-14")
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, a := range b.Accounts(at) {
		if a.Balance.Current != b.ledger.accounts[i].opening || len(b.Transactions(a, 0, 99999, at)) != 0 {
			t.Errorf("%s has moved before it began", a.Category)
		}
	}
}

// TestConcurrentUse is for the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	b := open(t, builtin(), "erebor_br_retail", "bnk100", "full", "2026-03-14")
	var wg sync.WaitGroup
	counts := make([]int, 8)
	for i := range counts {
		wg.Go(func() {
			readAll(b, noon(t, "2026-03-14").AddDate(0, i%4, 0))
			counts[i] = len(readAll(b, noon(t, "2026-03-14")).transactions[0])
		})
	}
	wg.Wait()
	if slices.Min(counts) != slices.Max(counts) || counts[0] == 0 {
		t.Errorf("readers count %v", counts)
	}
}
