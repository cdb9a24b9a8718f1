package fiscal

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/ident"
)

// deal is one invoice, whatever its kind. It is never changed once it is made.
type deal struct {
	*stream
	key       string // unique for the taxpayer
	kind      string // that of the stream, or what follows from another deal
	other     party
	day       belvo.Date
	number    int // the folio
	items     []item
	late      bool       // paid by other deals, of kind paid
	cancelled belvo.Date // 0: never
	of        *deal      // that a credit note or a payment is for
	payment   *payment   // of kind paid
	pay       *payslip   // of kind wages
	rate      int64      // ten-thousandths of a peso for a unit of its currency
	totals    totals
}

// item is a line of an invoice. Money is in the invoice's currency.
type item struct {
	product
	quantity int
	unit     belvo.Money
	discount belvo.Money
	totals   totals
}

// totals are the amounts of an item or of an invoice.
type totals struct{ net, discount, vat, keptISR, keptVAT belvo.Money }

func (t *totals) add(o totals) {
	t.net += o.net
	t.discount += o.discount
	t.vat += o.vat
	t.keptISR += o.keptISR
	t.keptVAT += o.keptVAT
}

// due is what the receiver has to pay the sender: less what it retains for the tax authority.
func (t totals) due() belvo.Money { return t.net - t.discount + t.vat - t.keptISR - t.keptVAT }

// payment is a part of what is due for an invoice.
type payment struct {
	part           int
	before, amount belvo.Money
}

// payslip is what wages are made of.
type payslip struct {
	from, to            belvo.Date
	salary, bonus       belvo.Money
	exempt              belvo.Money // of the bonus
	tax, socialSecurity belvo.Money
}

// at returns all deals up to and with a day, in the order in which they happened.
func (t *Taxpayer) at(day belvo.Date) []*deal {
	if !t.Known() {
		return nil
	}
	if last := day.Time(); t.deals == nil || t.until < day {
		t.deals, t.until = nil, bank.LastOf(last.Year(), last.Month())
		for i := range t.data.Invoices {
			t.run(streamOf(&t.data.Invoices[i]), t.until)
		}
		slices.SortStableFunc(t.deals, func(a, b *deal) int { return int(a.day - b.day) })
	}
	return t.deals[:sort.Search(len(t.deals), func(i int) bool { return t.deals[i].day > day })]
}

// run makes a stream's deals of all months up to a day.
func (t *Taxpayer) run(s *stream, until belvo.Date) {
	pool, first := t.pool(s), t.start.Time()
	for n := 0; ; n++ {
		month := first.AddDate(0, n, 0)
		if belvo.DateOf(month) > until {
			return
		}
		rng := ident.NewRand(t.profile.User, "fiscal", s.Key, month.Format("2006-01"))
		for i := range s.times(n, rng) {
			d := &deal{stream: s, kind: s.kind, rate: 10000, number: n*40 + i + 1,
				key: fmt.Sprint(s.Key, "/", month.Format("2006-01"), "/", i)}
			d.other = pool[rng.IntN(len(pool))]
			switch s.kind {
			case wages:
				for k, who := range pool {
					t.payWages(*d, who, k, month, i)
				}
			default:
				t.draw(d, month, rng)
				t.follow(d, rng)
			}
		}
	}
}

// times is how often something happens in the nth month.
func (s *stream) times(n int, rng ident.Rand) int {
	if s.Every > 0 && n%s.Every != s.Every-1 {
		return 0
	}
	least, most := s.Often.Whole()
	return least + rng.IntN(most-least+1)
}

// draw fills in the day and the items of a deal, and adds it.
func (t *Taxpayer) draw(d *deal, month time.Time, rng ident.Rand) {
	last := bank.LastOf(month.Year(), month.Month())
	d.day = belvo.DateOf(month) + belvo.Date(rng.IntN(last.Time().Day()))
	if d.Dollars {
		d.rate = dollarRate(d.day)
	}
	lines := 1 + rng.IntN(min(3, max(1, len(d.goods))))
	least, most := d.Amount.Whole()
	amount := float64(least+rng.IntN(most-least+1)) / float64(lines)
	if !d.Dollars {
		amount *= t.profile.Scale
	}
	for _, i := range rng.Perm(len(d.goods))[:lines] {
		d.items = append(d.items, t.item(d, d.goods[i], amount, rng))
	}
	d.late = rng.IntN(100) < d.Late
	if rng.IntN(100) < d.Undone && d.day <= last-8 {
		d.cancelled = d.day + 1 + belvo.Date(rng.IntN(7))
	}
	t.add(d)
}

// item is a line of about an amount in units of the currency.
func (t *Taxpayer) item(d *deal, p product, amount float64, rng ident.Rand) item {
	it := item{product: p, quantity: 1 + rng.IntN(p.most)}
	it.unit = belvo.MoneyOf(amount / float64(it.quantity))
	net := it.unit * belvo.Money(it.quantity)
	// A discount lowers the tax, which the documented formula of tax_amount does not do: so there
	// are discounts only where there is no tax.
	if p.vat == 0 && p.unit == units[pieces][0] && rng.IntN(10) < 4 {
		it.discount = share(net, 1, 10)
	}
	k := d.keeps
	if d.Issued && t.firm { // from firms nothing is retained but on freight
		k = keeps{}
	}
	it.totals = totals{net, it.discount, share(net, p.vat, rateUnit), share(net, k.isr, rateUnit),
		share(net, k.vat, rateUnit)}
	return it
}

// add takes a deal into the books.
func (t *Taxpayer) add(d *deal) {
	for i := range d.items {
		d.totals.add(d.items[i].totals)
	}
	t.deals = append(t.deals, d)
}

// follow adds what follows from a deal: payments, or a credit note.
func (t *Taxpayer) follow(d *deal, rng ident.Rand) {
	wait, long, parts := belvo.Date(5+rng.IntN(26)), belvo.Date(8+rng.IntN(20)), 1+rng.IntN(5)/3
	reduced, tenths := rng.IntN(100) < d.Reduced, int64(1+rng.IntN(3))
	switch {
	case d.kind != sale || d.cancelled != 0:
	case d.late:
		t.pay(d, d.day+wait, long, parts)
	case reduced:
		note := *d
		note.key, note.kind, note.of, note.totals = d.key+"/credit", credit, d, totals{}
		note.day, note.number = d.day+wait/3+1, d.number+20
		it := d.items[0]
		it.text, it.code, it.unit, it.product.unit, it.unitName = "Bonificación sobre "+strings.ToLower(it.text),
			"84111506", share(it.totals.net, tenths, 10), "ACT", "Actividad"
		it.quantity, it.discount = 1, 0
		it.totals = totals{net: it.unit, vat: share(it.unit, it.vat, rateUnit)}
		note.items = []item{it}
		t.add(&note)
	}
}

// pay adds the payments of a deal, one or two of them.
func (t *Taxpayer) pay(d *deal, first, wait belvo.Date, parts int) {
	left := d.totals.due()
	for n := 1; n <= parts; n++ {
		amount := left
		if n < parts {
			amount = share(left, 1, 2)
		}
		t.deals = append(t.deals, &deal{stream: d.stream, key: d.key + "/payment/" + strconv.Itoa(n), kind: paid,
			other: d.other, day: first + belvo.Date(n-1)*wait, number: d.number*2 + n, of: d, rate: d.rate,
			payment: &payment{n, left, amount},
			items: []item{{quantity: 1, product: product{code: "84111506", text: "Pago", unit: "ACT",
				unitName: "Actividad", exempt: true}}}})
		left -= amount
	}
}

// payWages adds what an employee earns in half a month, and the bonus at the end of the year. People
// earn different wages, and a little more every year.
func (t *Taxpayer) payWages(d deal, who party, k int, month time.Time, half int) {
	last := bank.LastOf(month.Year(), month.Month())
	slip := &payslip{from: belvo.DateOf(month), to: belvo.DateOf(month) + 14}
	if half == 1 {
		slip.from, slip.to = slip.to+1, last
	}
	years := int64(month.Year() - 2020)
	salary := belvo.MoneyOf(d.Amount.Low() * t.profile.Scale)
	slip.salary = share(salary, (100+5*years)*int64(10+3*k), 1000)
	if half == 1 && month.Month() == time.December {
		slip.bonus = slip.salary
		slip.exempt = min(slip.bonus, 325740) // thirty times the daily unit of account of 2024
	}
	slip.tax = share(incomeTax(2*slip.salary+slip.bonus-slip.exempt, 1), 1, 2)
	slip.socialSecurity = share(slip.salary, 25, 1000)
	d.key, d.other, d.day, d.pay = fmt.Sprint(d.key, "/", k), who, slip.to, slip
	d.number = d.number*4 + k
	earned := slip.salary + slip.bonus
	d.items = []item{{quantity: 1, unit: earned, discount: slip.tax + slip.socialSecurity,
		product: product{code: "84111505", text: "Pago de nómina", unit: "ACT", unitName: "Actividad",
			exempt: true},
		totals: totals{net: earned, discount: slip.tax + slip.socialSecurity}}}
	t.add(&d)
}

// dollarRate is what a dollar costs on a day, in ten-thousandths of a peso. It changes by the week.
func dollarRate(day belvo.Date) int64 {
	return 170000 + int64(ident.NewRand("dollar", (day-day%7).String()).IntN(30000))
}
