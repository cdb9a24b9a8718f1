package chile

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/dataset"
)

// credit is one that a customer has: so much was lent, to be paid back in so many months.
type credit struct {
	lender, kind string
	amount       float64 // in the data sets' currency
	months       int
	begins       int // months before the link was made
	// late is how many of the months are not paid.
	late     int
	indirect bool // somebody else's, which the customer vouches for
}

// creditsOf are the credits of a data set.
func creditsOf(set string) []credit {
	const home, other, small = "Banco del Estrecho", "Banco Cordillera Austral", "Financiera Lago Azul"
	switch set {
	case "low":
		return []credit{{small, "Consumo", 20000, 24, 6, 0, false}}
	case "negative":
		return []credit{{home, "Vivienda", 900000, 240, 40, 2, false}, {other, "Consumo", 120000, 36, 20, 3, false},
			{small, "Consumo", 60000, 24, 18, 9, false}, {other, "Comercial", 80000, 48, 12, 1, true}}
	default:
		return []credit{{home, "Vivienda", 900000, 240, 40, 0, false}, {other, "Consumo", 120000, 48, 14, 0, false},
			{small, "Comercial", 50000, 36, 10, 0, true}}
	}
}

// Debts is what a customer owes at the end of the month before, the day to which the register is
// kept; nil where it knows nobody. Instalments are of principal alone. Those not paid are late: by one
// month delinquent, by two severely, by more defaulted. What is late is so since before the link was
// made, and stays so.
func Debts(book *dataset.Book, at time.Time) *belvo.DebtReportChile {
	if !book.Known() {
		return nil
	}
	o := newOffice(book, at)
	updated := monthBefore(o.day, 0) - 1
	r := &belvo.DebtReportChile{Base: o.base("DEBT_REPORTS", updated.String()), DebtDataLastUpdate: updated,
		Currency: o.p.Currency, DirectDebts: []belvo.DebtChile{}, IndirectDebts: []belvo.DebtChile{},
		CreditLines: []belvo.CreditLineChile{}, OtherCredits: []belvo.CreditLineChile{},
		PersonalData: belvo.DebtorChile{FullName: o.p.Name, DocumentIDType: "RUT",
			DocumentIDNumber: o.p.Document.DocumentNumber}}
	var sums [4]belvo.Money
	for _, c := range creditsOf(book.Customer().Set) {
		ages, owed := o.ages(c, updated)
		if owed == 0 {
			continue
		}
		debt := belvo.DebtChile{FinancialInstitution: c.lender, CreditType: c.kind, Amount: owed,
			Current: some(ages[0]), Delinquent: some(ages[1]), SeverelyDelinquent: some(ages[2]),
			Defaulted: some(ages[3])}
		if c.indirect {
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
	if book.Customer().Set != "negative" {
		r.CreditLines = append(r.CreditLines, belvo.CreditLineChile{FinancialInstitution: "Banco del Estrecho",
			DirectAmount: some(pesos(40000 * o.p.Scale))})
	}
	return r
}

// ages parts what is owed of a credit on a day by how late it is: not at all, one month, two, more.
func (o *office) ages(c credit, day belvo.Date) (ages [4]belvo.Money, owed belvo.Money) {
	begins := monthBefore(o.book.Customer().Since, c.begins).Time()
	passed := (day.Time().Year()-begins.Year())*12 + int(day.Time().Month()-begins.Month()) + 1
	if passed < 1 {
		return ages, 0 // not yet lent
	}
	instalment := pesos(c.amount * o.p.Scale / float64(c.months))
	due := min(passed, c.months)
	late := min(c.late, due)
	ages[0] = instalment * belvo.Money(c.months-due)
	for n := range late {
		ages[min(n+1, 3)] += instalment
	}
	return ages, ages[0] + ages[1] + ages[2] + ages[3]
}
