package insight_test

import (
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/insight"
)

func TestWhatRecurs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		account, category string
		amounts           func(n int) float64
		days              []int
		want              bool
	}{
		"every month":             {"CHECKING_ACCOUNT", "Insurance", always(-50), every(30, 330, 0), true},
		"from savings":            {"SAVINGS_ACCOUNT", "Taxes", always(-50), every(31, 93, 0), true},
		"alike":                   {"CHECKING_ACCOUNT", "Insurance", around(-50, 20), every(30, 330, 0), true},
		"one left out":            {"CHECKING_ACCOUNT", "Insurance", always(-50), []int{150, 120, 60, 30, 0}, true},
		"not alike":               {"CHECKING_ACCOUNT", "Insurance", around(-50, 45), every(30, 330, 0), false},
		"too seldom":              {"CHECKING_ACCOUNT", "Insurance", always(-50), every(60, 330, 0), false},
		"too often":               {"CHECKING_ACCOUNT", "Insurance", always(-50), every(7, 330, 0), false},
		"twice":                   {"CHECKING_ACCOUNT", "Insurance", always(-50), []int{30, 0}, false},
		"ended":                   {"CHECKING_ACCOUNT", "Insurance", always(-50), every(30, 346, 46), false},
		"hardly not ended":        {"CHECKING_ACCOUNT", "Insurance", always(-50), every(30, 345, 45), true},
		"comes in":                {"CHECKING_ACCOUNT", "Insurance", always(50), every(30, 330, 0), false},
		"by card":                 {"CREDIT_CARD", "Insurance", always(-50), every(30, 330, 0), false},
		"of another category":     {"CHECKING_ACCOUNT", "Food & Groceries", always(-50), every(30, 330, 0), false},
		"beyond what is asked of": {"CHECKING_ACCOUNT", "Insurance", always(-50), every(30, 450, 366), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPaper(t, 365)
			a := p.account(c.account, 0)
			for n, ago := range c.days {
				p.move(a, ago, c.amounts(n), "CARGO SEGURO 123", c.category, "")
			}
			found := insight.RecurringExpenses(p.Input)
			same(t, "that it recurs", len(found) == 1, c.want)
			for _, e := range found {
				same(t, "the last payment", e.DaysSinceLastTransaction, c.days[len(c.days)-1])
				same(t, "the number of payments", len(e.Transactions), len(c.days))
				is(t, "the name", e.Name, "Cargo Seguro")
			}
		})
	}
}

// around are amounts to both sides of one.
func around(amount, by float64) func(int) float64 {
	return func(n int) float64 { return amount + by*float64(n%2*2-1) }
}

func TestExpensesAreApartAndInOrder(t *testing.T) {
	t.Parallel()
	p := newPaper(t, 365)
	a := p.account("CHECKING_ACCOUNT", 0)
	merchant := &belvo.Merchant{MerchantName: "Cine en Casa"}
	for n, ago := range every(30, 100, 10) {
		p.move(a, ago+1, -10, "RENTA CASA", "Bills & Utilities", "Rent")
		p.move(a, ago, -20-float64(n), "PAGO 77", "Online Platforms & Leisure", "Movie & Audio").Merchant = merchant
		p.move(a, ago+2, -30, "RENTA CASA", "Bills & Utilities", "Water")
	}
	found := insight.RecurringExpenses(p.Input)
	same(t, "the number of expenses", len(found), 3)
	is(t, "the last to be paid", found[0].Name, "Cine en Casa")
	is(t, "its kind", found[0].PaymentType, "SUBSCRIPTION")
	same(t, "its average", found[0].AverageTransactionAmount, 21_50)
	same(t, "its median", found[0].MedianTransactionAmount, 21_50)
	same(t, "its newest payment", found[0].Transactions[0].Amount, 23_00)
	is(t, "a rent's kind", found[1].PaymentType, "REGULAR")
	if *found[1].ID == *found[2].ID || *found[0].ID == *found[1].ID {
		t.Error("two expenses have one id")
	}
}
