package fiscal

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/paper"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// declarationDay is the day of the year after a taxable one on which Colombians declare, counted
// from its first: in the middle of August. Firms do it in May.
const (
	declarationDay     = 225
	firmDeclarationDay = 130
)

// colombian is one year of a Colombian taxpayer. Amounts are whole thousands of pesos, as the forms
// have them.
type colombian struct {
	year                         int
	filed                        belvo.Date
	salary, fees, rents          belvo.Money // of firms: fees are sales
	contributions                belvo.Money // of the salary, which are not taxed
	exempt, deducted, costs      belvo.Money
	tax, withheld, before, after belvo.Money // before and after: what the authority owes
	assets, debts                belvo.Money
}

// Declarations returns the declarations of a Colombian taxpayer for some years that were filed until
// an instant, the newest first: of people or of firms. A year's tax takes off what the year before
// left in the taxpayer's favour.
func Declarations(book *bank.Book, from, to int, pdf bool,
	at time.Time) ([]*belvo.TaxDeclarationIndividual, []*belvo.TaxDeclarationBusiness) {
	people, firms := []*belvo.TaxDeclarationIndividual{}, []*belvo.TaxDeclarationBusiness{}
	p := book.Profile()
	for _, c := range colombianYears(book, belvo.DateOf(at)) {
		if c.year < from || c.year > to {
			continue
		}
		base := book.Base(belvo.TaxDeclarations, at, strconv.Itoa(c.year))
		if p.Business {
			v := firmDeclaration(&p, &c)
			v.Base, v.PDF = base, c.paper(&p, pdf)
			firms = append([]*belvo.TaxDeclarationBusiness{v}, firms...)
			continue
		}
		v := personDeclaration(&p, &c)
		v.Base, v.PDF = base, c.paper(&p, pdf)
		people = append([]*belvo.TaxDeclarationIndividual{v}, people...)
	}
	return people, firms
}

// colombianYears makes up the years whose declarations are filed.
func colombianYears(book *bank.Book, today belvo.Date) []colombian {
	p, c := book.Profile(), book.Customer()
	d := book.Parts().Declarations
	var all []colombian
	if !book.Known() || d == nil {
		return all
	}
	first, size := c.Since.Time().Year()-yearsBefore, cmp.Or(d.Size, 1)
	worth := thousands(p.Scale * d.Worth * size)
	favour := belvo.Money(0)
	for year := first; ; year++ {
		y := colombian{year: year, before: favour, filed: bank.FirstOf(year+1, time.January) + declarationDay}
		if p.Business {
			y.filed = bank.FirstOf(year+1, time.January) + firmDeclarationDay
		}
		if y.filed > today {
			return all
		}
		rng := ident.NewRand(p.User, "declaration", strconv.Itoa(year))
		y.earn(&p, d, size*float64(20+year-first)/20, rng)
		worth += share(y.taxable(), 1, 5000000) * 1000000
		y.assets, y.debts = worth, percentage(worth, d.Debts, 1000000, 100000, rng)
		y.tax = y.due(p.Business)
		y.withheld = share(y.tax, int64(85+rng.IntN(25)), 100*100000) * 100000
		y.after = max(0, y.withheld+y.before-y.tax)
		favour = y.after
		all = append(all, y)
	}
}

// percentage is a part of an amount in percent, rounded to so many hundredths: one percentage to the
// unit that is given for it, one that is drawn from a range to that of ranges.
func percentage(of belvo.Money, percent catalog.Numbers, ranged, single belvo.Money, rng ident.Rand) belvo.Money {
	least, most := percent.Whole()
	n, unit := least+rng.IntN(most-least+1), ranged
	if least == most {
		unit = single
	}
	return share(of, int64(n), 100*int64(unit)) * unit
}

// thousands is an amount in whole thousands.
func thousands(units float64) belvo.Money { return share(belvo.MoneyOf(units), 1, 100000) * 100000 }

// earn makes up what a year brings.
func (y *colombian) earn(p *people.Profile, d *catalog.Declarations, size float64, rng ident.Rand) {
	part := func(span catalog.Numbers) belvo.Money {
		if span == nil {
			return 0
		}
		least, most := span.Whole()
		return thousands(p.Scale * size * float64(least+rng.IntN(most-least+1)))
	}
	y.salary, y.fees, y.rents = part(d.Salary), part(d.Fees), part(d.Rents)
	if p.Business {
		y.costs = percentage(y.fees, d.Costs, 100000, 1, rng)
		return
	}
	y.contributions = share(y.salary, 8, 100*100000) * 100000
	y.exempt = share(y.salary-y.contributions, 25, 100*100000) * 100000
	y.deducted = share(y.fees, 10, 100*100000) * 100000
}

// taxable is the income that the tax is computed on.
func (y *colombian) taxable() belvo.Money {
	return max(0, y.salary+y.fees+y.rents-y.contributions-y.exempt-y.deducted-y.costs)
}

// unitOfTax is Colombia's UVT in hundredths of a peso. Deviation: that of 2024 holds for all years.
const unitOfTax = 4706500

// due is the tax on the income: firms pay 35 %, people by a tariff in units of tax.
// Source: articles 240 and 241 of Colombia's Estatuto Tributario.
func (y *colombian) due(firm bool) belvo.Money {
	base := y.taxable()
	if firm {
		return share(base, 35, 100*100000) * 100000
	}
	tax := belvo.Money(0)
	for _, b := range []bracket{{1090, 0, 19}, {1700, 116, 28}, {4100, 788, 33}, {8670, 2296, 35},
		{18970, 5901, 37}, {31000, 10352, 39}} {
		if lower := b.lower * unitOfTax; base > lower {
			tax = b.fixed*unitOfTax + share(base-lower, b.rate, 100)
		}
	}
	return share(tax, 1, 100000) * 100000
}

// balance is what is left to pay or, below zero, what is left over.
func (y *colombian) balance() belvo.Money { return y.tax - y.withheld - y.before }

func (y *colombian) paper(p *people.Profile, wanted bool) *string {
	if !wanted {
		return nil
	}
	return new(paper.Base64(paper.PDF("Declaración de renta y complementario", "Contribuyente: "+p.Name,
		"Documento: "+p.Document.DocumentNumber, fmt.Sprintf("Año gravable: %d", y.year),
		"Impuesto: "+bank.Decimal(y.tax), "Saldo: "+bank.Decimal(y.balance()))))
}
