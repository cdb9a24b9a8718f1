package insight_test

import (
	"slices"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/insight"
)

// every lists days from a first to a last one, the earliest first.
func every(step, from, to int) (days []int) {
	for ago := from; ago >= to; ago -= step {
		days = append(days, ago)
	}
	return days
}

func TestStreams(t *testing.T) {
	t.Parallel()
	growing := func(n int) float64 { return 1000 + 100*float64(n) }
	wild := func(n int) float64 { return []float64{100, 5000}[n%2] }
	for name, c := range map[string]struct {
		amount                func(int) float64
		days                  []int
		rhythm, confidence    string
		stability, regularity belvo.Percent
		trend                 belvo.Percent
		lookback, with        int
	}{
		"monthly":                {always(1000), every(30, 345, 15), "MONTHLY", "HIGH", 1, 1, 0, 12, 12},
		"fortnightly":            {always(1000), every(15, 350, 5), "FORTNIGHTLY", "HIGH", 1, 1, 0, 12, 12},
		"weekly":                 {always(1000), every(7, 84, 0), "WEEKLY", "HIGH", 1, 1, 0, 3, 3},
		"growing":                {growing, every(30, 195, 15), "MONTHLY", "HIGH", 0.83, 1, 0.6, 7, 7},
		"monthly, but wild":      {wild, every(30, 225, 15), "MONTHLY", "MEDIUM", 0, 1, 49, 8, 8},
		"monthly, but new":       {always(1000), every(30, 75, 15), "MONTHLY", "MEDIUM", 1, 1, 0, 3, 3},
		"monthly, but long over": {always(1000), every(30, 345, 195), "MONTHLY", "MEDIUM", 1, 0.5, 0, 12, 6},
		"now and then": {always(1000), []int{200, 180, 90, 85, 10},
			"IRREGULAR", "MEDIUM", 1, 0.57, 0, 7, 4},
		"every second month": {always(1000), every(60, 345, 45), "IRREGULAR", "MEDIUM", 1, 0.5, 0, 12, 6},
		"twice":              {always(1000), []int{40, 10}, "IRREGULAR", "LOW", 1, 1, 0, 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPaper(t, 365)
			p.salary(p.account("CHECKING_ACCOUNT", 0), c.amount, c.days...)
			income := insight.Income(p.Input, insight.Wanted{})
			same(t, "the number of streams", len(income.IncomeStreams), 1)
			s := income.IncomeStreams[0]
			same(t, "the rhythm", s.Frequency, c.rhythm)
			same(t, "the confidence", s.Confidence, c.confidence)
			is(t, "the stability", s.Stability, c.stability)
			is(t, "the regularity", s.Regularity, c.regularity)
			is(t, "the trend", s.Trend, c.trend)
			same(t, "the periods looked at", s.LookbackPeriods, c.lookback)
			same(t, "the periods with income", s.PeriodsWithIncome, c.with)
			same(t, "the number of incomes", s.NumberOfIncomes, len(c.days))
		})
	}
}

func TestASingleIncome(t *testing.T) {
	t.Parallel()
	p := newPaper(t, 365)
	p.salary(p.account("SAVINGS_ACCOUNT", 0), always(500.5), 31)
	income := insight.Income(p.Input, insight.Wanted{})
	s := income.IncomeStreams[0]
	same(t, "the rhythm", s.Frequency, "SINGLE")
	if s.Stability != nil || s.Regularity != nil || s.Trend != nil || s.Confidence != "LOW" {
		t.Errorf("%+v", s)
	}
	same(t, "the irregular part", income.TotalIrregular, 500_50)
	same(t, "what is of low confidence", income.TotalLow, 500_50)
	same(t, "the regular part", income.TotalRegular, 0)
}

// TestTheTwoGenerationsOfIncomes have their own words, and average over different months.
func TestTheTwoGenerationsOfIncomes(t *testing.T) {
	t.Parallel()
	p := newPaper(t, 365)
	a := p.account("CHECKING_ACCOUNT", 0)
	p.salary(a, always(900), 110, 95, 80, 20) // in three of four rolling months
	p.move(a, 5, 70, "WHO KNOWS", "Unknown", "")
	now, old := insight.Income(p.Input, insight.Wanted{}), insight.LegacyIncome(p.Input, insight.Wanted{})
	same(t, "the average over months with income", now.IncomeStreams[0].MonthlyAverage, 1200_00)
	same(t, "the average over all months", old.IncomeStreams[0].MonthlyAverage, 900_00)
	same(t, "the median of the months of the calendar", now.IncomeStreams[0].MonthlyMedian, 900_00)
	same(t, "the regular average", now.MonthlyAverageRegular, 1200_00)
	same(t, "the regular average over all months", old.MonthlyAverageRegular, 900_00)
	same(t, "a rhythm", now.IncomeStreams[0].Frequency+" "+old.IncomeStreams[0].Frequency,
		"FORTNIGHTLY FORTNIGHTLY")
	same(t, "an unknown type", now.IncomeStreams[1].IncomeType+" "+old.IncomeStreams[1].IncomeType,
		"UNKNOWN ALTERNATIVE_INCOME")
	same(t, "the institution", old.Institution, "Erebor")
	same(t, "the whole", old.Total, now.Total)
	same(t, "the id", *old.ID, *now.ID)
}

func TestWhatIsNoIncome(t *testing.T) {
	t.Parallel()
	p := newPaper(t, 365)
	checking, saved := p.account("CHECKING_ACCOUNT", 0), p.account("SAVINGS_ACCOUNT", 0)
	card := p.account("CREDIT_CARD", 0)
	p.move(checking, 1, 20, "REFUND", "Personal Shopping", "E-commerce")
	p.move(checking, 1, 20000, "LOAN", "Credits & Loans", "Personal")
	p.move(checking, 1, -30, "SALARY OF SOMEBODY ELSE", "Income & Payments", "Salary")
	p.move(card, 1, 40, "INTEREST", "Income & Payments", "Interest")
	p.move(checking, 366, 50, "BEFORE THE PERIOD", "Income & Payments", "Salary")
	out := p.move(checking, 3, -60, "TO SAVINGS", "Transfers", "Other")
	in := p.move(saved, 3, 60, "FROM CHECKING", "Transfers", "Other")
	in.Reference = out.Reference
	if income := insight.Income(p.Input, insight.Wanted{}); len(income.IncomeStreams) != 0 || income.Total != 0 {
		t.Errorf("%+v", income.IncomeStreams)
	}
	in.Account = checking // of one account: no transfer any more
	if income := insight.Income(p.Input, insight.Wanted{}); income.Total != 60_00 {
		t.Errorf("the incomes are %d", income.Total)
	}
}

func TestStreamsAreApartByPayeeTypeAndAccount(t *testing.T) {
	t.Parallel()
	p := newPaper(t, 365)
	one, other := p.account("CHECKING_ACCOUNT", 0), p.account("CHECKING_ACCOUNT", 0)
	for i, c := range []struct {
		account           *belvo.Account
		text, subcategory string
	}{
		{one, "SPEI RECIBIDO ESTUDIO REF 1001", "Freelance"}, {one, "SPEI RECIBIDO ESTUDIO REF 1002", "Freelance"},
		{one, "SPEI RECIBIDO AGENCIA REF 1003", "Freelance"}, {one, "SPEI RECIBIDO ESTUDIO REF 1004", "Salary"},
		{other, "SPEI RECIBIDO ESTUDIO REF 1005", "Freelance"}, {one, "SPEI RECIBIDO estudio 7 8 9", "Freelance"},
	} {
		p.move(c.account, 10+i, 100, c.text, "Income & Payments", c.subcategory)
	}
	var numbers []int
	for _, s := range insight.Income(p.Input, insight.Wanted{}).IncomeStreams {
		numbers = append(numbers, s.NumberOfIncomes)
	}
	if want := []int{3, 1, 1, 1}; !slices.Equal(numbers, want) {
		t.Errorf("the streams have %v incomes, want %v", numbers, want)
	}
}

// TestDaysToCharge: the working days on which most money arrives, those of a weekend on Monday.
func TestDaysToCharge(t *testing.T) {
	t.Parallel()
	p := newPaper(t, 365)
	a := p.account("CHECKING_ACCOUNT", 0)
	for ago, amount := range map[int]float64{1: 500, 2: 400, 3: 800, 4: 700, 5: 600, 6: 100} { // 15 March is a Sunday
		p.move(a, ago, amount, "X", "Deposits", "")
	}
	income := insight.Income(p.Input, insight.Wanted{})
	is(t, "the best day", income.BestWorkingDay, 16)
	if want := []int{13, 12, 11}; !slices.Equal(income.GoodWorkingDays, want) {
		t.Errorf("good days are %v, want %v", income.GoodWorkingDays, want)
	}
}
