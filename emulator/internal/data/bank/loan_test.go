package bank

import (
	"math"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
)

func TestAnnuity(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sum, rate float64
		n         int
		want      float64
	}{
		{1200, 0, 12, 100},
		{1000, 0.01, 12, 88.85},
		{120000, 0.015, 60, 3047.21},
		{100, 0.1, 1, 110},
	} {
		if got := annuity(c.sum, c.rate, c.n); math.Abs(got-c.want) > 0.005 {
			t.Errorf("annuity(%v, %v, %d) = %v, want %v", c.sum, c.rate, c.n, got, c.want)
		}
	}
}

// TestLoanRunsOut pays a loan as a ledger would: the last instalment comes in the last month.
func TestLoanRunsOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		spec catalog.Loan
		unit belvo.Money
	}{
		{"pesos", catalog.Loan{Amount: 120000, Months: 60, Paid: 6, Rate: 18, Day: 5}, 1},
		{"round hundreds", catalog.Loan{Amount: 26000000, Months: 48, Paid: 47, Rate: 24, Day: 5}, 10000},
		{"no interest", catalog.Loan{Amount: 1000, Months: 3, Day: 1}, 1},
		{"nothing paid", catalog.Loan{Amount: 5000, Months: 12, Rate: 60, Day: 28}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := scale{factor: 1, percent: 100, unit: c.unit}
			l := newLoan(&c.spec, date(t, "2024-03-14"), s)
			owed, paid := l.opening, 0
			for ; owed > 0; paid++ {
				owed += s.round(float64(owed) * c.spec.Rate / 1200)
				owed -= min(owed, l.payment)
			}
			if left := c.spec.Months - c.spec.Paid; paid != left {
				t.Errorf("%d instalments pay it off, want %d", paid, left)
			}
		})
	}
}

func TestLoanDates(t *testing.T) {
	t.Parallel()
	s := scale{factor: 1, percent: 100, unit: 1}
	l := newLoan(&catalog.Loan{Amount: 100, Months: 24, Paid: 6, Day: 5}, date(t, "2024-03-14"), s)
	if l.start.String() != "2023-09-05" || l.end.String() != "2025-09-05" {
		t.Errorf("the contract runs from %s to %s", l.start, l.end)
	}
}

func TestLoanData(t *testing.T) {
	t.Parallel()
	s := scale{factor: 1, percent: 100, unit: 1}
	l := newLoan(&catalog.Loan{Amount: 1200, Months: 12, Paid: 2, Day: 5}, date(t, "2024-03-14"), s)
	c := &people.Country{}
	c.Loan.Type, c.Loan.Rate = "Crédito", "Tasa"
	moves := []movement{{amount: 100, in: true}, {amount: 5}, {amount: 100, in: true}}
	for _, k := range []struct {
		name string
		owed belvo.Money
		left int
	}{
		{"under way", 80000, 8}, {"paid off", 0, 0},
	} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			got := l.data(k.owed, moves, c, "X1", belvo.Timestamp{})
			if got.NumberOfInstallmentsOutstanding != k.left || got.NumberOfInstallmentsTotal != 12 {
				t.Errorf("%d of %d instalments are left, want %d", got.NumberOfInstallmentsOutstanding,
					got.NumberOfInstallmentsTotal, k.left)
			}
			if got.OutstandingPrincipal != k.owed || got.OutstandingBalance < k.owed {
				t.Errorf("owed %d, with interest %d", got.OutstandingPrincipal, got.OutstandingBalance)
			}
			if got.LoanType != "Crédito" || got.ContractNumber != "X1" || got.PaymentDay != "5" ||
				got.InterestRates[0].Name != "Tasa" || got.Fees == nil {
				t.Errorf("got %+v", *got)
			}
		})
	}
}
