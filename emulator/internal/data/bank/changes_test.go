package bank

import (
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
)

// TestChangesAreTheBalance: they begin with the history, are the movements in their order, and add up
// to what each account has.
func TestChangesAreTheBalance(t *testing.T) {
	t.Parallel()
	eachBook(t, func(t *testing.T, b *Book, at time.Time) {
		all := readAll(b, at)
		for i, a := range all.accounts {
			changes, sum := b.Changes(a, at), belvo.Money(0)
			if n := len(all.transactions[i]) + 1; len(changes) != n {
				t.Fatalf("%s: %d changes, want %d", a.Category, len(changes), n)
			}
			if day := changes[0].Date; day != historyStart(b.customer.Since) {
				t.Errorf("%s begins on %s", a.Category, day)
			}
			for j, c := range changes {
				sum += c.Amount
				if j > 0 && c.Date != all.transactions[i][j-1].ValueDate {
					t.Errorf("%s: change %d is of %s", a.Category, j, c.Date)
				}
			}
			if sum != a.Balance.Current {
				t.Errorf("%s has %v, its changes are %v", a.Category, a.Balance.Current, sum)
			}
			if a.Category == "INVESTMENT_ACCOUNT" && !earns(changes) {
				t.Errorf("nothing is earned on the %s", a.Category)
			}
		}
		if got := b.Changes(&belvo.Account{}, at); got != nil {
			t.Errorf("an account of nobody has the changes %v", got)
		}
	})
}

// earns says whether some but not all of an account's changes are interest.
func earns(changes []Change) bool {
	earned := 0
	for _, c := range changes {
		if c.Earned {
			earned++
		}
	}
	return earned > 0 && earned < len(changes)
}
