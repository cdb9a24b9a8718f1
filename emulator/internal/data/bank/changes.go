package bank

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
)

// Change is one change of an account's balance.
type Change struct {
	Date   belvo.Date
	Amount belvo.Money // negative for what makes it less
	Earned bool        // interest: no one paid it in or took it out
}

// Changes returns what an account's balance at a moment is the sum of, the oldest first: its opening
// balance on the first day of the history, and its movements. The account is one that Accounts
// returned.
func (b *Book) Changes(of *belvo.Account, at time.Time) []Change {
	a := b.find(of)
	if a == nil {
		return nil
	}
	before := a.opening
	out := []Change{{Date: historyStart(b.customer.Since), Amount: before}}
	for _, m := range b.moves(a, belvo.At(at)) {
		out = append(out, Change{Date: m.date, Amount: m.balance - before, Earned: m.flow.Percent != nil})
		before = m.balance
	}
	return out
}
