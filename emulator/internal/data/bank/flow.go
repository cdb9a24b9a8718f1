package bank

import (
	"cmp"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// flow is a flow of a data set, made ready for one customer.
type flow struct {
	*catalog.Flow
	schedule
	account, to int // indices of accounts; to is -1 when the money leaves or comes from outside
	low, high   belvo.Money
	level       belvo.Money // of Leaves
	chance      float64
	least, most int // times on one day
	group       people.PayeeGroup
	steady      int // the payee of every time, or -1
}

// movement is one line of an account's ledger. There are many, so it is small.
type movement struct {
	flow       *flow
	moment     int64 // microseconds since 1970; orders the ledger
	amount     belvo.Money
	balance    belvo.Money // of the account, after the movement
	mark, refs uint64      // random bits for the bank's own numbers
	date       belvo.Date
	n          int32 // tells the events of one flow and day apart
	payee      int32 // an index into the flow's group
	in         bool  // INFLOW
	received   bool  // the other side of a transfer
	settle     int8  // how many days the movement is pending
}

// newFlow translates a flow that has been checked. The scale turns amounts into money.
func newFlow(spec *catalog.Flow, account, to int, user, key string, c *people.Country, scale scale) *flow {
	f := &flow{Flow: spec, schedule: scheduleOf(spec.When), account: account, to: to,
		chance: 1, least: 1, most: 1, steady: -1}
	rng := ident.NewRand(user, "flow", key, spec.Name)
	f.offset = int(rng.Uint64() >> 33)
	if spec.Amount != nil {
		f.low, f.high = scale.money(spec.Amount.Low()), scale.money(spec.Amount.High())
	}
	if spec.Leaves != nil {
		f.level = scale.money(*spec.Leaves)
	}
	if spec.Chance != nil {
		f.chance = *spec.Chance
	}
	if spec.Times != nil {
		f.least, f.most = int(spec.Times.Low()), int(spec.Times.High())
	}
	if g := c.Payees[spec.Payee]; g != nil {
		f.group = *g
	}
	f.group.Text = cmp.Or(spec.Text, f.group.Text)
	f.group.Received = cmp.Or(spec.Received, f.group.Received, f.group.Text)
	if size := f.group.Size(); spec.Steady && size > 0 {
		f.steady = rng.IntN(size)
	}
	return f
}

// events are the times that the flow happens on a day. What they are depends on the user, the
// account, the flow and the day alone; amounts that balances decide are set when they are booked.
func (f *flow) events(into []movement, day civil, user, key string, unit belvo.Money) []movement {
	if !f.on(day) {
		return into
	}
	rng := ident.NewRand(user, key, f.Name, day.text)
	if f.chance < 1 && rng.Float64() >= f.chance {
		return into
	}
	for n := range f.least + rng.IntN(f.most-f.least+1) {
		m := movement{flow: f, date: day.date, n: int32(n), in: f.Direction == "in"}
		m.amount = f.low + belvo.Money(rng.Int64N(int64((f.high-f.low)/unit)+1))*unit
		m.moment = f.moment(day.date, rng)
		m.mark, m.refs = rng.Uint64(), rng.Uint64()
		if size := f.group.Size(); f.steady >= 0 {
			m.payee = int32(f.steady)
		} else if size > 0 {
			m.payee = int32(rng.IntN(size))
		}
		if len(f.group.Merchants) > 0 {
			m.settle = int8(rng.IntN(3))
		}
		into = append(into, m)
	}
	return into
}

// moment is when on a day an event happens.
func (f *flow) moment(d belvo.Date, rng ident.Rand) int64 {
	from, length := 8*time.Hour, 14*time.Hour
	if f.Hour != nil {
		from, length = time.Duration(*f.Hour)*time.Hour, time.Hour
	}
	return int64(d)*24*time.Hour.Microseconds() + from.Microseconds() + rng.Int64N(length.Microseconds())
}

// inOrder sorts a day's events by their moments; ties keep the order of the data set.
func inOrder(events []movement) {
	slices.SortStableFunc(events, func(a, b movement) int { return cmp.Compare(a.moment, b.moment) })
}
