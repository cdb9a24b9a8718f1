package chile

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
)

// Debts is what a customer owes at the end of the month before, the day to which the register is
// kept; nil where it knows no taxpayer. Instalments are of principal alone. Those not paid are late: by one
// month delinquent, by two severely, by more defaulted. What is late is so since before the link was
// made, and stays so.
func Debts(book *bank.Book, at time.Time) *belvo.DebtReportChile {
	o := newOffice(book, at)
	if o == nil {
		return nil
	}
	updated := monthBefore(o.day, 0) - 1
	r := &belvo.DebtReportChile{Base: o.book.Base(belvo.DebtReports, o.at, updated.String()), DebtDataLastUpdate: updated,
		Currency: o.p.Currency, DirectDebts: []belvo.DebtChile{}, IndirectDebts: []belvo.DebtChile{},
		CreditLines: []belvo.CreditLineChile{}, OtherCredits: []belvo.CreditLineChile{},
		PersonalData: belvo.DebtorChile{FullName: o.p.Name, DocumentIDType: "RUT",
			DocumentIDNumber: o.p.Document.DocumentNumber}}
	var sums [4]belvo.Money
	for _, c := range o.data.Debts {
		ages, owed := o.ages(c, updated)
		if owed == 0 {
			continue
		}
		debt := belvo.DebtChile{FinancialInstitution: c.Lender, CreditType: c.Kind, Amount: owed,
			Current: some(ages[0]), Delinquent: some(ages[1]), SeverelyDelinquent: some(ages[2]),
			Defaulted: some(ages[3])}
		if c.Indirect {
			r.IndirectDebts = append(r.IndirectDebts, debt)
		} else {
			r.DirectDebts = append(r.DirectDebts, debt)
		}
		for i := range sums {
			sums[i] += ages[i]
		}
	}
	r.Current, r.Delinquent, r.SeverelyDelinquent, r.Defaulted =
		some(sums[0]), some(sums[1]), some(sums[2]), some(sums[3])
	r.Total = some(sums[0] + sums[1] + sums[2] + sums[3])
	for _, l := range o.data.CreditLines {
		r.CreditLines = append(r.CreditLines, belvo.CreditLineChile{FinancialInstitution: l.Lender,
			DirectAmount: some(pesos(l.Amount * o.p.Scale))})
	}
	return r
}

// ages parts what is owed of a credit on a day by how late it is: not at all, one month, two, more.
func (o *office) ages(c catalog.Debt, day belvo.Date) (ages [4]belvo.Money, owed belvo.Money) {
	begins := monthBefore(o.book.Customer().Since, c.Begins).Time()
	passed := (day.Time().Year()-begins.Year())*12 + int(day.Time().Month()-begins.Month()) + 1
	if passed < 1 {
		return ages, 0 // not yet lent
	}
	instalment := pesos(c.Amount * o.p.Scale / float64(c.Months))
	due := min(passed, c.Months)
	late := min(c.Late, due)
	ages[0] = instalment * belvo.Money(c.Months-due)
	for n := range late {
		ages[min(n+1, 3)] += instalment
	}
	return ages, ages[0] + ages[1] + ages[2] + ages[3]
}
