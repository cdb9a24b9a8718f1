package fiscal

import (
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// books are a business's accounts, in pesos. Whatever happens is posted to two sides, so that what
// there is (money, claims, taxes paid in advance) is always what is owed and owned (payable,
// withheld, capital, earned). A tax account below zero is a debt.
type books struct {
	cash, receivable, isr, vat       belvo.Money
	payable, withheld, capital, sums belvo.Money
}

// results is what a year brought.
type results struct {
	domestic, foreign, returned belvo.Money
	goods, costs, tax           belvo.Money
}

// net is the year's profit or, below zero, its loss.
func (r *results) net() belvo.Money { return r.gross() - r.costs - r.tax }

func (r *results) gross() belvo.Money { return r.revenue() - r.goods }

func (r *results) revenue() belvo.Money { return r.domestic + r.foreign - r.returned }

// Statements returns the financial statements of the years that were declared until an instant, the
// newest first. Deviation: people who do business have them as well as firms; of both they show the
// business alone.
func (t *Taxpayer) Statements(at time.Time) []*belvo.FinancialStatement {
	out := []*belvo.FinancialStatement{}
	b := &books{capital: pesos(belvo.MoneyOf(300000 * t.profile.Scale))}
	b.cash = b.capital
	years := t.years(belvo.DateOf(at))
	for i, y := range years {
		if y.filed == 0 {
			break
		}
		r := t.postYear(b, y)
		s := &belvo.FinancialStatement{Base: t.book.Base(belvo.FinancialStatements, at, strconv.Itoa(y.year)),
			Year: strconv.Itoa(y.year), Currency: t.profile.Currency, IncomeStatement: r.wire()}
		s.BalanceSheet = b.wire()
		out = append([]*belvo.FinancialStatement{s}, out...)
		b.settle(years, i)
	}
	return out
}

// postYear posts what happened in a year, and the tax on it.
func (t *Taxpayer) postYear(b *books, y *yearly) *results {
	r := &results{}
	first, last := bank.FirstOf(y.year, time.January), bank.FirstOf(y.year, time.December)+30
	for _, d := range t.at(last) {
		if d.day >= first && !d.private() {
			b.post(d, r)
		}
	}
	for _, m := range y.months { // the months before December are paid within the year
		if m.filed <= last {
			b.remit(m)
		}
	}
	r.tax = t.businessTax(y)
	b.isr -= r.tax
	b.sums += r.net()
	return r
}

// post writes what a deal means for the business; wages that its owner earns elsewhere mean nothing.
func (b *books) post(d *deal, r *results) {
	if d.kind == wages {
		if d.Issued {
			b.payWages(d, r)
		}
		return
	}
	if s, any := d.invoiced(); any {
		b.invoice(d, s, r)
	}
	if of, s, any := d.settled(); any {
		b.pay(of, s)
	}
}

// businessTax is the income tax on the business alone.
func (t *Taxpayer) businessTax(y *yearly) belvo.Money {
	if t.firm {
		return y.caused
	}
	return pesos(incomeTax(max(0, y.profit), 12))
}

// invoice posts what was bought or sold: for claims and taxes.
func (b *books) invoice(d *deal, s totals, r *results) {
	net := s.net - s.discount
	if !d.Issued {
		b.payable += s.due()
		b.vat += s.vat
		b.withheld += s.keptISR + s.keptVAT
		if d.CostOfSales {
			r.goods += net
		} else {
			r.costs += net
		}
		return
	}
	b.receivable += s.due()
	b.vat += s.keptVAT - s.vat
	b.isr += s.keptISR
	switch {
	case d.kind == credit:
		r.returned -= net
	case d.other.rfc == foreigner:
		r.foreign += net
	default:
		r.domestic += net
	}
}

// pay posts money that changed hands for an invoice.
func (b *books) pay(d *deal, s totals) {
	if d.Issued {
		b.cash += s.due()
		b.receivable -= s.due()
		return
	}
	b.cash -= s.due()
	b.payable -= s.due()
}

func (b *books) payWages(d *deal, r *results) {
	kept := d.pay.tax + d.pay.socialSecurity
	b.cash -= d.totals.net - kept
	b.withheld += kept
	r.costs += d.totals.net
}

// remit posts what a month's return has the taxpayer pay.
func (b *books) remit(m *monthly) {
	f := &m.now
	others := f.wagesTax + f.wagesSocial + f.feesISR + f.feesVAT
	b.cash -= m.isr + max(0, m.vat) + others
	b.isr += m.isr
	b.vat += max(0, m.vat)
	b.withheld -= others
}

// settle posts what is paid in the year after the nth one: December's return, and what is left of
// the year's income tax, to either side.
func (b *books) settle(years []*yearly, n int) {
	months := years[n].months
	b.remit(months[len(months)-1])
	b.cash += b.isr
	b.isr = 0
}

// wire is the balance sheet.
func (b *books) wire() belvo.BalanceSheet {
	owed := func(m belvo.Money) belvo.Money { return max(0, -m) }
	claim := max(0, b.isr) + max(0, b.vat) + owed(b.withheld) + owed(b.payable)
	receivable, cash := max(0, b.receivable), max(0, b.cash)
	taxes := owed(b.vat) + max(0, b.withheld)
	loans, payable, advances := owed(b.cash), max(0, b.payable), owed(b.receivable)
	debts := loans + payable + owed(b.isr) + advances + taxes
	equity := b.capital + b.sums
	return belvo.BalanceSheet{
		CurrentAssets: belvo.CurrentAssets{CashAndEquivalents: &cash, AccountsReceivable: &receivable,
			TaxRecoverable: &claim, Total: new(cash + receivable + claim)},
		NonCurrentAssets: belvo.NonCurrentAssets{Total: new(belvo.Money(0))},
		CurrentLiabilities: belvo.CurrentLiabilities{BankLoans: &loans, AccountsPayable: &payable,
			IncomeTaxPayable: new(owed(b.isr)), CustomerAdvances: &advances, TaxesPayable: &taxes, Total: &debts},
		NonCurrentLiabilities: belvo.NonCurrentLiabilities{Total: new(belvo.Money(0))},
		Equity: belvo.Equity{StockholdersEquity: new(b.capital), RetainedEarnings: new(b.sums),
			Total: &equity},
	}
}

// wire is the income statement.
func (r *results) wire() belvo.IncomeStatement {
	before := r.gross() - r.costs
	s := belvo.IncomeStatement{NetRevenue: new(r.revenue()), DomesticSales: &r.domestic,
		ForeignSales: &r.foreign, CostOfGoodsSold: &r.goods, OperatingExpenses: &r.costs, IncomeTaxes: &r.tax}
	s.GrossProfit, s.GrossLoss = twoSides(r.gross())
	s.OperatingIncome, s.OperatingLoss = twoSides(before)
	s.IncomeBeforeTaxes, s.LossBeforeTaxes = twoSides(before)
	s.IncomeFromContinuingOperations, s.LossFromContinuingOperations = twoSides(r.net())
	s.NetIncome, s.NetLoss = twoSides(r.net())
	return s
}

// twoSides is an amount as a profit or, without its sign, as a loss.
func twoSides(m belvo.Money) (profit, loss *belvo.Money) {
	if m < 0 {
		return nil, new(-m)
	}
	return &m, nil
}
