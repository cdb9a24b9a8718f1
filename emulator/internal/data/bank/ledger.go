package bank

import (
	"math"
	"sort"
	"sync"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// scale turns the amounts of a data set into money of a country and a customer.
type scale struct {
	factor  float64     // of the country
	percent int         // of the customer
	unit    belvo.Money // the least amount in use
}

func scaleOf(c *people.Country, percent int) scale {
	return scale{c.Currency.Scale, percent, belvo.MoneyOf(c.Currency.Round)}
}

// money is an amount of a data set in the country's money. It only multiplies before it rounds,
// which no machine may do otherwise than another.
func (s scale) money(amount float64) belvo.Money {
	return s.round(amount * s.factor * float64(s.percent))
}

// round brings hundredths to the least amount in use.
func (s scale) round(hundredths float64) belvo.Money {
	return belvo.Money(math.Round(hundredths/float64(s.unit))) * s.unit
}

// ledger is what has happened on all accounts of a customer, up to the day before next. It depends on
// no link, so all links of the customer share it. Its lines are never changed once they are written,
// so a reader may keep a prefix of them.
type ledger struct {
	user     string
	person   people.Profile
	scale    scale
	accounts []*account
	flows    []*flow
	grown    func(bytes int) // tells the ledger's owner

	mu    sync.Mutex // guards what follows, and moves and balance of the accounts
	next  belvo.Date
	today []movement // scratch
}

// newLedger opens the ledger of a customer, with no line in it.
func newLedger(k ledgerKey) *ledger {
	l := &ledger{user: ident.InstitutionUser(k.bank.Name, k.username), next: k.start}
	l.person = people.Customer(k.country, k.bank.CountryCode, k.username, l.user, catalog.IsBusiness(k.bank))
	l.scale = scaleOf(k.country, l.person.Percent)
	for i := range k.set.Accounts {
		spec := &k.set.Accounts[i]
		l.accounts = append(l.accounts, newAccount(spec, l, k))
		for j := range spec.Flows {
			f := &spec.Flows[j]
			l.flows = append(l.flows, newFlow(f, i, k.set.Index(f.To), l.user, spec.Key, k.country, l.scale))
		}
	}
	return l
}

// upTo books what is not booked yet of the days up to a moment, and returns the lines of an account
// up to it.
func (l *ledger) upTo(a *account, now belvo.Timestamp) []movement {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.lines()
	l.advance(belvo.DateOf(now.Time))
	if more := l.lines() - before; more > 0 && l.grown != nil {
		l.grown(more)
	}
	return upTo(a.moves, now.UnixMicro())
}

// advance books every day up to and with a day.
func (l *ledger) advance(to belvo.Date) {
	for ; l.next <= to; l.next++ {
		day := civilOf(l.next)
		l.today = l.today[:0]
		for _, f := range l.flows {
			l.today = f.events(l.today, day, l.user, l.accounts[f.account].spec.Key, l.scale.unit)
		}
		inOrder(l.today)
		for i := range l.today {
			l.book(l.today[i])
		}
	}
}

// book writes an event on its account and, for a transfer, on the account that receives it.
func (l *ledger) book(m movement) {
	from := l.accounts[m.flow.account]
	if m.amount = l.amount(&m, from); m.amount <= 0 {
		return
	}
	from.post(m)
	if m.flow.to >= 0 {
		m.in, m.received = true, true
		l.accounts[m.flow.to].post(m)
	}
}

// amount is what an event moves: what it drew, or what the balances ask for.
func (l *ledger) amount(m *movement, from *account) belvo.Money {
	switch f := m.flow; {
	case f.Pays == catalog.Statement:
		to := l.accounts[f.to]
		to.card.add(&to.bills, to.moves, m.date)
		return to.bills.due(m.date)
	case f.Pays == catalog.Instalment:
		to := l.accounts[f.to]
		return min(to.balance, to.loan.payment)
	case f.Leaves != nil && m.in:
		return f.level - from.balance
	case f.Leaves != nil:
		return from.balance - f.level
	case f.Percent != nil:
		base := from.balance
		if !m.in && !from.owed {
			base = -base // interest that goes out is on an overdraft
		}
		return l.scale.round(float64(base) * *f.Percent / 1200)
	default:
		return m.amount
	}
}

// post writes a movement: money that comes in raises what one has and lowers what one owes.
func (a *account) post(m movement) {
	if m.in != a.owed {
		a.balance += m.amount
	} else {
		a.balance -= m.amount
	}
	m.balance = a.balance
	a.moves = append(a.moves, m)
}

// upTo returns the ledger's lines up to and with a moment.
func upTo(moves []movement, moment int64) []movement {
	return moves[:sort.Search(len(moves), func(i int) bool { return moves[i].moment > moment })]
}

// between says which of the ledger's lines are from one day to another, both included: from the first
// one to before another.
func between(moves []movement, from, to belvo.Date) (first, after int) {
	first = sort.Search(len(moves), func(i int) bool { return moves[i].date >= from })
	after = sort.Search(len(moves), func(i int) bool { return moves[i].date > to })
	return first, max(first, after)
}
