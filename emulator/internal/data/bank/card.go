package bank

import (
	"fmt"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
)

// card is the terms of a credit card. Its bills follow from them and from the ledger.
type card struct {
	catalog.Credit
	limit belvo.Money
	owed  belvo.Money // before the first movement; part of the first bill
	first int         // the month of the first bill, as monthIndex counts
}

// bill is what was spent from the day after one cutting date to the next one.
type bill struct {
	cutting belvo.Date
	total   belvo.Money // all OUTFLOW of the cycle
	paid    belvo.Money
	parts   []Payment // of which paid is made
}

// defaultMinimum is the minimum payment in percent of the bill, where a data set gives none.
const defaultMinimum = 5

// newCard takes the terms of a data set; start is the first day of the ledger.
func newCard(spec *catalog.Credit, opening belvo.Money, start belvo.Date, s scale) *card {
	c := &card{Credit: *spec, limit: s.money(spec.Limit), owed: opening}
	if c.Minimum == 0 {
		c.Minimum = defaultMinimum
	}
	c.first = c.month(start)
	return c
}

// month is the month in which the bill of a day closes.
func (c *card) month(d belvo.Date) int { return monthIndex(nextDay(d, c.CuttingDay)) }

// tally adds up the movements of a card, in their order, to its bills. It goes on from where it stands, so that
// a ledger of centuries does not add up all that was before at each payment.
type tally struct {
	bills []bill
	open  int // the bill that movements go to
	owing int // the oldest bill that may have something left to pay
	moves int // how many are added up
}

// reach begins the bills up to that of a day.
func (c *card) reach(t *tally, today belvo.Date) {
	for len(t.bills) == 0 || c.first+len(t.bills) <= c.month(today) {
		t.bills = append(t.bills, bill{cutting: dayInMonth(c.first+len(t.bills), c.CuttingDay)})
		if len(t.bills) == 1 {
			t.bills[0].total = c.owed
		}
	}
}

// add adds up the movements that are new since the last time, and begins the bills up to that of a day.
func (c *card) add(t *tally, moves []movement, today belvo.Date) {
	c.reach(t, today)
	for ; t.moves < len(moves); t.moves++ {
		m := &moves[t.moves]
		for t.open < len(t.bills)-1 && m.date > t.bills[t.open].cutting {
			t.open++
		}
		if m.in {
			t.pay(Payment{m.date, m.amount})
		} else {
			t.bills[t.open].total += m.amount
		}
	}
}

// pay puts a payment to the oldest bills that need it; what is over counts for the open one.
func (t *tally) pay(p Payment) {
	rest := p.Amount
	for i := t.owing; i <= t.open; i++ {
		b := &t.bills[i]
		part := rest
		if i < t.open {
			part = max(0, min(rest, b.total-b.paid))
		}
		if part > 0 {
			b.paid += part
			b.parts = append(b.parts, Payment{p.Date, part})
			rest -= part
		}
	}
	for t.owing < t.open && t.bills[t.owing].paid >= t.bills[t.owing].total {
		t.owing++
	}
}

// due is what is left to pay of the bills that closed before a day.
func (t *tally) due(today belvo.Date) belvo.Money {
	var sum belvo.Money
	for _, b := range t.bills[t.owing:] {
		if b.cutting < today {
			sum += max(0, b.total-b.paid)
		}
	}
	return sum
}

// bills adds up the ledger to the bills from the first to that of a day. Payments go to the
// oldest bill that is not paid.
func (c *card) bills(moves []movement, today belvo.Date) []bill {
	var t tally
	c.add(&t, moves, today)
	return t.bills
}

// due is what is left to pay of the bills that closed before a day.
func (c *card) due(moves []movement, today belvo.Date) belvo.Money {
	var t tally
	c.add(&t, moves, today)
	return t.due(today)
}

// status is Belvo's word for the state of a bill on a day.
func (b bill) status(today belvo.Date) string {
	switch {
	case b.cutting >= today:
		return "OPEN"
	case b.paid >= b.total:
		return "PAID"
	default:
		return "CLOSED"
	}
}

// name is like apr-2026.
func (b bill) name() string { return strings.ToLower(b.cutting.Time().Format("Jan-2006")) }

// data describes the card as of a day. The payment date is the next one, and the cutting date
// that of the bill it pays for.
func (c *card) data(moves []movement, today belvo.Date, at belvo.Timestamp, s scale) *belvo.CreditData {
	payment := nextDay(today, c.PaymentDay)
	cutting := nextDay(payment, c.CuttingDay)
	if cutting >= payment {
		cutting = dayInMonth(monthIndex(cutting)-1, c.CuttingDay)
	}
	var due belvo.Money
	if cutting < today {
		due = c.due(moves, today)
	}
	return &belvo.CreditData{CreditLimit: c.limit, CollectedAt: at, CuttingDate: cutting,
		NextPaymentDate: payment, MinimumPayment: s.round(float64(due) * c.Minimum / 100),
		NoInterestPayment: due, InterestRate: belvo.Percent(c.Rate)}
}

// billData is what the movements of each bill say about it, newest bill last.
func (c *card) billData(moves []movement, today belvo.Date, at belvo.Timestamp) []*belvo.CreditCardData {
	bills := c.bills(moves, today)
	out := make([]*belvo.CreditCardData, len(bills))
	var previous belvo.Money
	for i, b := range bills {
		out[i] = &belvo.CreditCardData{CollectedAt: at, BillName: b.name(), BillStatus: b.status(today),
			BillAmount: b.total, PreviousBillTotal: Decimal(previous)}
		previous = b.total
	}
	return out
}

// Decimal writes money as a text with two decimals.
func Decimal(m belvo.Money) string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	return fmt.Sprintf("%s%d.%02d", sign, m/100, m%100)
}
