package fiscal

import (
	"strings"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// figures are what invoices add up to in some time, in pesos.
type figures struct {
	income, costs        belvo.Money // for the income tax
	taxed, untaxed, free belvo.Money // what was sold and paid at 16 %, at nil and exempt
	bought               belvo.Money // what was bought and paid at 16 %
	vat, vatCosts        belvo.Money // charged and paid
	keptISR, keptVAT     belvo.Money // by clients, of what they paid
	feesISR, feesVAT     belvo.Money // of what was paid to others
	wages, wagesTax      belvo.Money // paid to the staff
	wagesSocial          belvo.Money
	salary, salaryExempt belvo.Money // earned from an employer
	salaryTax            belvo.Money
	private              belvo.Money // costs that only the yearly return knows
}

// inPesos is an amount of a deal in the country's currency.
func (d *deal) inPesos(m belvo.Money) belvo.Money { return share(m, d.rate, 10000) }

// pesoTotals are a deal's totals in pesos.
func (d *deal) pesoTotals() totals {
	s := d.totals
	return totals{d.inPesos(s.net), d.inPesos(s.discount), d.inPesos(s.vat), d.inPesos(s.keptISR),
		d.inPesos(s.keptVAT)}
}

// part is the share of a deal's totals that a payment settles. The parts of all payments together
// are the totals: each is the difference between what is settled after and before it.
func (d *deal) part(p *payment) totals {
	due, s := int64(d.totals.due()), d.pesoTotals()
	after := due - int64(p.before-p.amount)
	before := due - int64(p.before)
	cut := func(m belvo.Money) belvo.Money { return share(m, after, due) - share(m, before, due) }
	return totals{cut(s.net), cut(s.discount), cut(s.vat), cut(s.keptISR), cut(s.keptVAT)}
}

func (t totals) negative() totals {
	return totals{-t.net, -t.discount, -t.vat, -t.keptISR, -t.keptVAT}
}

// settled returns what money changed hands for with a deal: the deal whose goods it was for, and how
// much of it; false if none did.
func (d *deal) settled() (of *deal, sums totals, any bool) {
	switch {
	case d.cancelled != 0 || d.kind == movement:
		return nil, totals{}, false
	case d.kind == paid:
		return d.of, d.of.part(d.payment), true
	case d.kind == credit:
		return d, d.pesoTotals().negative(), true
	default:
		return d, d.pesoTotals(), !d.late
	}
}

// invoiced returns what a deal adds to what was bought or sold, paid or not.
func (d *deal) invoiced() (sums totals, any bool) {
	switch {
	case d.cancelled != 0 || d.kind == movement || d.kind == paid:
		return totals{}, false
	case d.kind == credit:
		return d.pesoTotals().negative(), true
	}
	return d.pesoTotals(), true
}

// private says whether a deal is none of the business: a deduction of the person.
func (d *deal) private() bool { return strings.HasPrefix(d.Usage, "D") }

// month adds up a month that is over. The income tax of firms goes by invoices, that of people by
// payments, and so does the value added tax of both.
func (t *Taxpayer) month(year int, month time.Month) figures {
	var f figures
	first, last := bank.FirstOf(year, month), bank.LastOf(year, month)
	for _, d := range t.at(last) {
		if d.day < first {
			continue
		}
		if d.kind == wages {
			f.payroll(d)
			continue
		}
		of, sums, any := d.settled()
		if any {
			f.settle(of, sums)
		}
		if t.firm {
			sums, any = d.invoiced()
			of = d
		}
		if any {
			f.earn(of, sums)
		}
	}
	return f
}

// payroll adds wages, which the staff of a firm gets or which an employer pays.
func (f *figures) payroll(d *deal) {
	if d.Issued {
		f.wages += d.totals.net
		f.costs += d.totals.net
		f.wagesTax += d.pay.tax
		f.wagesSocial += d.pay.socialSecurity
		return
	}
	f.salary += d.totals.net
	f.salaryExempt += d.pay.exempt
	f.salaryTax += d.pay.tax
}

// earn adds to income and costs.
func (f *figures) earn(d *deal, s totals) {
	switch net := s.net - s.discount; {
	case d.Issued:
		f.income += net
	case d.private():
		f.private += net
	default:
		f.costs += net
	}
}

// settle adds what was paid to the figures of the value added tax and of the retentions.
func (f *figures) settle(d *deal, s totals) {
	net, item := s.net-s.discount, &d.items[0]
	switch {
	case d.Issued && item.vat > 0:
		f.taxed += net
	case d.Issued && item.exempt:
		f.free += net
	case d.Issued:
		f.untaxed += net
	case item.vat > 0 && !d.private():
		f.bought += net
	}
	if d.Issued {
		f.vat += s.vat
		f.keptISR += s.keptISR
		f.keptVAT += s.keptVAT
		return
	}
	if !d.private() {
		f.vatCosts += s.vat
	}
	f.feesISR += s.keptISR
	f.feesVAT += s.keptVAT
}

// each lists the amounts of the figures.
func (f *figures) each() []*belvo.Money {
	return []*belvo.Money{&f.income, &f.costs, &f.taxed, &f.untaxed, &f.free, &f.bought, &f.vat, &f.vatCosts,
		&f.keptISR, &f.keptVAT, &f.feesISR, &f.feesVAT, &f.wages, &f.wagesTax, &f.wagesSocial, &f.salary,
		&f.salaryExempt, &f.salaryTax, &f.private}
}

func (f *figures) add(o figures) {
	others := o.each()
	for i, m := range f.each() {
		*m += *others[i]
	}
}

// whole are the figures in whole pesos, as the forms have them.
func (f figures) whole() figures {
	for _, m := range f.each() {
		*m = pesos(*m)
	}
	return f
}
