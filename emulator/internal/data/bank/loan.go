package bank

import (
	"math"
	"strconv"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
)

// loan is the terms of a loan with equal monthly instalments.
type loan struct {
	catalog.Loan
	amount  belvo.Money
	payment belvo.Money // one instalment
	opening belvo.Money // what is owed when the ledger begins
	start   belvo.Date  // of the contract, a month before the first instalment
	end     belvo.Date  // the day of the last one
}

// newLoan takes the terms of a data set; start is the first day of the ledger, so many of whose
// instalments are already paid.
func newLoan(spec *catalog.Loan, start belvo.Date, s scale) *loan {
	l := &loan{Loan: *spec, amount: s.money(spec.Amount)}
	l.payment = s.round(annuity(float64(l.amount), spec.Rate/1200, spec.Months)) + s.unit
	l.opening = l.amount
	for range spec.Paid {
		l.opening += s.round(float64(l.opening)*spec.Rate/1200) - l.payment
	}
	month := monthIndex(nextDay(start, spec.Day)) - spec.Paid - 1
	l.start, l.end = dayInMonth(month, spec.Day), dayInMonth(month+spec.Months, spec.Day)
	return l
}

// annuity is the equal payment that pays back a sum in n parts at a rate for each part.
func annuity(sum, rate float64, n int) float64 {
	if rate == 0 {
		return sum / float64(n)
	}
	return sum * rate / (1 - math.Pow(1+rate, -float64(n)))
}

// data describes the loan when so much is owed after some instalments of the ledger.
func (l *loan) data(owed belvo.Money, moves []movement, c *people.Country, number string,
	at belvo.Timestamp) *belvo.LoanData {
	left := 0
	if owed > 0 {
		left = l.Months - l.Paid
		for i := range moves {
			if moves[i].in {
				left--
			}
		}
		left = max(left, 1)
	}
	return &belvo.LoanData{CollectedAt: at, ContractAmount: l.amount, Principal: l.amount,
		LoanType: c.Loan.Type, PaymentDay: strconv.Itoa(l.Day), OutstandingPrincipal: owed,
		OutstandingBalance: max(owed, belvo.Money(left)*l.payment), MonthlyPayment: l.payment,
		InterestRates: []belvo.InterestRate{{Name: c.Loan.Rate, Type: "YEARLY",
			Value: belvo.Percent(l.Rate)}},
		Fees: []belvo.LoanFee{}, NumberOfInstallmentsTotal: l.Months,
		NumberOfInstallmentsOutstanding: left, ContractStartDate: l.start, ContractEndDate: l.end,
		ContractNumber: number}
}
