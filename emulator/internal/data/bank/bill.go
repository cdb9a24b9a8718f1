package bank

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
)

// Payment is a part of a bill that was paid.
type Payment struct {
	Date   belvo.Date
	Amount belvo.Money
}

// Bill is one bill of a credit card.
type Bill struct {
	Name         string     // as movements name it
	Closed       belvo.Date // the last day of its cycle
	Due          belvo.Date
	Total        belvo.Money // all OUTFLOW of the cycle; of the first bill with what was owed before
	Minimum      belvo.Money // to pay
	Payments     []Payment   // the oldest first
	StillGrowing bool        // its cycle has not ended
}

// Bills returns the bills of a card, the oldest first, as they are at a moment; the last one's
// cycle has not ended. The account is one that Accounts returned; one that is no card has none.
func (b *Book) Bills(of *belvo.Account, at time.Time) []Bill {
	a := b.find(of)
	if a == nil || a.card == nil {
		return nil
	}
	today := belvo.DateOf(at)
	all := a.card.bills(b.moves(a, belvo.At(at)), today)
	out := make([]Bill, len(all))
	for i, c := range all {
		out[i] = Bill{Name: c.name(), Closed: c.cutting, Due: nextDay(c.cutting+1, a.card.PaymentDay),
			Total: c.total, Minimum: b.ledger.scale.round(float64(c.total) * a.card.Minimum / 100),
			Payments: c.parts, StillGrowing: c.cutting >= today}
	}
	return out
}
