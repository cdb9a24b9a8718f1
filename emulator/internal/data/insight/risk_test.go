package insight_test

import (
	"reflect"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/insight"
)

// TestBalancesOfDays: two days at one level and two at another have the deviation of a sample and the
// slope of a line, as in Belvo's example.
func TestBalancesOfDays(t *testing.T) {
	t.Parallel()
	p := newPaper(t, 365)
	p.move(p.account("CHECKING_ACCOUNT", 700), 1, 400, "X", "Deposits", "")
	p.account("SAVINGS_ACCOUNT", 300)
	b := insight.Risk(p.Input).BalancesMetrics
	is(t, "the closing balance", b.ClosingBalance, 1000_00)
	is(t, "the least", b.MinBalance3D, 600_00)
	is(t, "the most", b.MaxBalance3D, 1000_00)
	is(t, "the mean", b.MeanBalance3D, 800_00)
	is(t, "the deviation", b.StdBalance3D, 230.94)
	is(t, "the slope", b.BalanceTrend3D, 160)
	is(t, "days below the mean", b.DaysBalanceBelowMean3D, 2)
	is(t, "days below the threshold", b.DaysBalanceBelowX3D, 4)
	is(t, "days below zero", b.DaysBalanceBelow03D, 0)
	is(t, "a week's mean", b.MeanBalance1W, 700_00)
	is(t, "a month's days below the mean", b.DaysBalanceBelowMean1M, 29)
}

// TestCashflowOfDays: what one day brings is one amount, and days without any do not count.
func TestCashflowOfDays(t *testing.T) {
	t.Parallel()
	p := newPaper(t, 365)
	a, card := p.account("CHECKING_ACCOUNT", 0), p.account("CREDIT_CARD", 0)
	p.move(a, 3, 100, "X", "Deposits", "")
	p.move(a, 3, 200, "X", "Deposits", "")
	p.move(a, 1, 500, "X", "Deposits", "")
	p.move(card, 2, -150, "X", "Food & Groceries", "")
	out := p.move(a, 2, -90, "X", "Credits & Loans", "")
	p.move(card, 2, 90, "X", "Credits & Loans", "").Reference = out.Reference
	p.move(p.account("INVESTMENT_ACCOUNT", 0), 1, 999, "X", "Investments & Savings", "")
	risk := insight.Risk(p.Input)
	c := risk.CashflowMetrics
	is(t, "the sum", c.SumPositive3D, 800_00)
	is(t, "the best day", c.MaxPositive3D, 500_00)
	is(t, "the mean day", c.MeanPositive3D, 400_00)
	is(t, "the slope", c.SumPositiveTrend3D, 100)
	is(t, "what went out", c.SumNegative3D, 150_00)
	is(t, "the slope of one day", c.SumNegativeTrend3D, 0)
	is(t, "the ratio", c.PositiveToNegativeRatio3D, 5.33)
	is(t, "the net", c.NetCashflow3D, 650_00)
	same(t, "the number of transactions", risk.TransactionsMetrics.NumTransactions3D, 6)
	is(t, "the mean transaction", risk.TransactionsMetrics.MeanIncomingAmount3D, 222_50)
	same(t, "transactions a day", risk.TransactionsMetrics.MeanNumTransactions3D, 1.5)
	same(t, "days without any", risk.TransactionsMetrics.DaysWithoutTransactions3D, 1)
	same(t, "the accounts", len(risk.Accounts), 2)
}

// TestWindowsNeedAHistory: a window of months tells nothing when the first transaction is no older
// than the window before it.
func TestWindowsNeedAHistory(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		history             int
		month3, month6, all bool
	}{{5, false, false, false}, {30, false, false, false}, {31, true, false, false}, {90, true, false, false},
		{91, true, true, false}, {180, true, true, false}, {181, true, true, true}} {
		p := newPaper(t, 365)
		a := p.account("CHECKING_ACCOUNT", 0)
		p.move(a, c.history, 100, "X", "Deposits", "")
		p.move(a, 0, 100, "X", "Deposits", "")
		risk := insight.Risk(p.Input)
		flows, balances := risk.CashflowMetrics, risk.BalancesMetrics
		same(t, "the history", risk.TransactionsMetrics.DaysHistory, c.history)
		same(t, "a month is told", flows.SumPositive1M != nil && balances.MinBalance1M != nil, true)
		for _, w := range []struct {
			told  bool
			flow  *belvo.Money
			least *belvo.Money
			count int
		}{
			{c.month3, flows.SumPositive3M, balances.MinBalance3M, risk.TransactionsMetrics.NumTransactions3M},
			{c.month6, flows.SumPositive6M, balances.MinBalance6M, risk.TransactionsMetrics.NumTransactions6M},
			{c.all, flows.SumPositive12M, balances.MinBalance12M, risk.TransactionsMetrics.NumTransactions12M},
		} {
			if (w.flow != nil) != w.told || (w.least != nil) != w.told || (w.count > 0) != w.told {
				t.Errorf("a history of %d days: %+v", c.history, w)
			}
		}
	}
}

// TestEveryMetricIsFilledIn: of somebody with two years of everything, nothing but what banks do not
// tell is null.
func TestEveryMetricIsFilledIn(t *testing.T) {
	t.Parallel()
	p := newPaper(t, 365)
	a, card := p.account("CHECKING_ACCOUNT", 500), p.account("CREDIT_CARD", 100)
	card.CreditData = &belvo.CreditData{CreditLimit: 400_00}
	p.account("SAVINGS_ACCOUNT", 10)
	p.account("LOAN_ACCOUNT", 250).LoanData = &belvo.LoanData{Principal: 1000_00, OutstandingPrincipal: 250_00,
		MonthlyPayment: 20_00}
	for ago := range 365 {
		p.move(a, ago, 5, "X", "Deposits", "Other")
		p.move(card, ago, -4, "X", "Taxes", "Donation")
	}
	risk := insight.Risk(p.Input)
	is(t, "the part of the limit in use", risk.CreditCardsMetrics.CreditCardLimitUtilization, 0.25)
	is(t, "the part of the loans that is left", risk.LoansMetrics.LoanLimitUtilization, 0.25)
	is(t, "the number of accounts with money", risk.AssetsMetrics.NumAssetsAccounts, 2)
	is(t, "the same number by its other name", risk.AssetsMetrics.NumAccounts, 2)
	untold := map[string]bool{"OverdraftLimit": true, "OverdraftLimitUtilization": true}
	value := reflect.ValueOf(*risk)
	for i := range value.NumField() {
		if field := value.Field(i); field.Kind() == reflect.Pointer && field.Elem().Kind() == reflect.Struct {
			for j := range field.Elem().NumField() {
				name, metric := field.Elem().Type().Field(j).Name, field.Elem().Field(j)
				if metric.Kind() == reflect.Pointer && metric.IsNil() != untold[name] {
					t.Errorf("%s is null: %v", name, metric.IsNil())
				}
			}
		}
	}
	same(t, "the categories", len(risk.CategoryMetrics), 2)
	is(t, "the share of a category", risk.CategoryMetrics[1].CategoryInflowRatio3M, -0.8)
	is(t, "the sum of a category", risk.CategoryMetrics[0].NetAmount3M, 455_00)
}

func TestNothingIsNothing(t *testing.T) {
	t.Parallel()
	p := newPaper(t, 365)
	risk := insight.Risk(p.Input)
	if risk.BalancesMetrics.MinBalance3D != nil || risk.CashflowMetrics.SumPositive3D != nil ||
		risk.AssetsMetrics.CheckingAccountsBalance != nil || risk.Accounts == nil || risk.CategoryMetrics == nil {
		t.Errorf("%+v", risk)
	}
	income := insight.Income(p.Input, insight.Wanted{})
	if income.IncomeStreams == nil || income.GoodWorkingDays == nil || income.BestWorkingDay != nil ||
		income.FirstTransaction != nil {
		t.Errorf("%+v", income)
	}
	if found := insight.RecurringExpenses(p.Input); found == nil || len(found) != 0 {
		t.Errorf("%v", found)
	}
}
