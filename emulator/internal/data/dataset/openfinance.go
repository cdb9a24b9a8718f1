package dataset

import (
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
)

// OnOpenFinance says whether an institution is on Brazil's Open Finance, where users log in with
// their document and give a consent.
func OnOpenFinance(in *belvo.Institution) bool { return in.IntegrationType == "openfinance" }

// LoginOf is the user name of an institution as its data knows it: on Open Finance the digits of a
// document, however it was written.
func LoginOf(in *belvo.Institution, username string) string {
	if OnOpenFinance(in) {
		return strings.NewReplacer(".", "", "-", "", "/", "").Replace(username)
	}
	return username
}

// KnowsLogin says whether a user name can be anybody's: on Open Finance it must be a CPF or CNPJ
// with right check digits. Elsewhere every name can be.
func KnowsLogin(in *belvo.Institution, login string) bool {
	return !OnOpenFinance(in) || IsCPF(login) || IsCNPJ(login)
}

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
