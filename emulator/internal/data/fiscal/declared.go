package fiscal

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// monthly is what a taxpayer declares for a month. Amounts are whole pesos.
type monthly struct {
	year   int
	month  time.Month
	filed  belvo.Date
	now    figures     // of the month
	before figures     // of the months of the year before it
	base   belvo.Money // of the income tax, since January
	caused belvo.Money // on that base
	paid   belvo.Money // for the months before it
	isr    belvo.Money // to pay
	vat    belvo.Money // to pay, or in the taxpayer's favour where it is negative
}

// yearly is what a taxpayer declares for a year. Amounts are whole pesos.
type yearly struct {
	year    int
	filed   belvo.Date
	sum     figures // of its months
	profit  belvo.Money
	caused  belvo.Money // on all income, for people with their wages and private deductions
	advance belvo.Money // paid with the monthly returns
	balance belvo.Money // to pay, or in the taxpayer's favour where it is negative
	months  []*monthly
}

// firstRatio is the share of a firm's income, in ten-thousandths, that counts as its profit in the
// monthly returns of its first year; later it is that of the year before.
const firstRatio = 1000

// years returns the yearly and, in them, the monthly declarations whose time came up to a day, the
// last year perhaps with fewer months. A yearly one that is not filed yet has the zero day.
func (t *Taxpayer) years(today belvo.Date) []*yearly {
	t.at(today) // once for all the months
	var all []*yearly
	ratio := int64(firstRatio)
	for y := t.start.Time().Year(); bank.FirstOf(y, time.January) <= today && t.Known(); y++ {
		year := &yearly{year: y}
		for m := time.January; m <= time.December && monthlyDay(y, m) <= today; m++ {
			year.months = append(year.months, t.declare(year, m, ratio))
			year.sum.add(year.months[m-1].now)
			year.advance += year.months[m-1].isr
		}
		if day := t.yearlyDay(y); day <= today {
			year.filed = day
			t.close(year)
			ratio = 0
			if year.sum.income > 0 {
				ratio = max(0, int64(share(year.profit, 10000, int64(year.sum.income))))
			}
		}
		all = append(all, year)
	}
	return all
}

// monthlyDay is when a month is declared: on the 17th of the next one, or the Monday after it.
func monthlyDay(year int, month time.Month) belvo.Date {
	day := bank.FirstOf(year, month+1) + 16
	switch day.Time().Weekday() {
	case time.Saturday:
		return day + 2
	case time.Sunday:
		return day + 1
	}
	return day
}

// yearlyDay is when a year is declared: firms do it by the end of March, people by the end of April.
func (t *Taxpayer) yearlyDay(year int) belvo.Date {
	if t.firm {
		return bank.FirstOf(year+1, time.March) + 30
	}
	return bank.FirstOf(year+1, time.April) + 29
}

// declare makes the return of the month after those that a year has.
func (t *Taxpayer) declare(year *yearly, month time.Month, ratio int64) *monthly {
	m := &monthly{year: year.year, month: month, filed: monthlyDay(year.year, month), before: year.sum,
		now: t.month(year.year, month).whole(), paid: year.advance}
	income, costs := m.before.income+m.now.income, m.before.costs+m.now.costs
	if t.firm {
		m.base = pesos(share(income, ratio, 10000))
		m.caused = pesos(share(m.base, firmTax, rateUnit))
	} else {
		m.base = max(0, income-costs)
		m.caused = pesos(incomeTax(m.base, int(month)))
	}
	m.isr = max(0, m.caused-m.paid-m.before.keptISR-m.now.keptISR)
	m.vat = m.now.vat - m.now.vatCosts - m.now.keptVAT
	return m
}

// close computes a year's return from its months.
func (t *Taxpayer) close(y *yearly) {
	y.profit = y.sum.income - y.sum.costs
	kept := y.sum.keptISR
	if t.firm {
		y.caused = pesos(share(max(0, y.profit), firmTax, rateUnit))
	} else {
		y.caused = pesos(incomeTax(t.taxable(y), 12))
		kept += y.sum.salaryTax
	}
	y.balance = y.caused - y.advance - kept
}

// taxable is the income that a person's yearly tax is computed on.
func (t *Taxpayer) taxable(y *yearly) belvo.Money {
	return max(0, max(0, y.profit)+y.sum.salary-y.sum.salaryExempt-y.sum.private)
}
