package insight

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// Income sums up the incomes of a link. There is one for each link, with or without streams: its id
// stays the same. Deviation: of a user without transactions last_transaction_date is null, and of one
// without incomes best_working_day_to_charge, for which Belvo's schema knows no null.
func Income(from Input, wanted Wanted) *belvo.Income {
	in := open(from)
	streams := in.streams(wanted)
	out := &belvo.Income{Link: in.Link, CreatedAt: belvo.At(in.At), IncomeStreams: []belvo.IncomeStream{},
		IncomeSourceType: bank, GoodWorkingDays: []int{},
		IncomeTotals: totals(streams, func(some []*stream) int { return monthsWith(incomesOf(some), in.To) })}
	id := ident.Derive(in.Link, string(belvo.Incomes))
	out.ID = &id
	out.FirstTransaction, out.LastTransaction = in.ends()
	if days := workingDays(streams); len(days) > 0 {
		out.BestWorkingDay, out.GoodWorkingDays = &days[0], days[1:min(len(days), 1+goodDays)]
	}
	for _, s := range streams {
		out.IncomeStreams = append(out.IncomeStreams, belvo.IncomeStream{AccountID: s.account.ID.String(),
			IncomeType: s.kind, Frequency: string(s.rhythm),
			MonthlyAverage: share(s.total(), monthsWith(s.incomes, in.To)),
			MonthlyMedian:  monthlyMedian(s.incomes), IncomeStreamFacts: in.facts(s)})
	}
	return out
}

// LegacyIncome is Income in the words of OpenAPI 1.35.0, whose averages are over all rolling months
// since the first income. It has no word for incomes of an unknown type. Deviation: those are
// ALTERNATIVE_INCOME; and the word for every two weeks is FORTNIGHTLY, as in OpenAPI 1.59.0 and later,
// where 1.35.0 has BIWEEKLY.
func LegacyIncome(from Input, wanted Wanted) *belvo.LegacyIncome {
	in := open(from)
	streams := in.streams(wanted)
	out := &belvo.LegacyIncome{Link: in.Link, CreatedAt: belvo.At(in.At),
		IncomeStreams: []belvo.LegacyIncomeStream{}, Institution: in.Institution.DisplayName,
		IncomeSourceType: bank, IncomeTotals: totals(streams, longest)}
	id := ident.Derive(in.Link, string(belvo.Incomes))
	out.ID = &id
	out.FirstTransaction, out.LastTransaction = in.ends()
	for _, s := range streams {
		kind := s.kind
		if kind == unknown {
			kind = "ALTERNATIVE_INCOME"
		}
		out.IncomeStreams = append(out.IncomeStreams, belvo.LegacyIncomeStream{AccountID: s.account.ID.String(),
			IncomeType: kind, Frequency: string(s.rhythm), MonthlyAverage: share(s.total(), s.lookback),
			IncomeStreamFacts: in.facts(s)})
	}
	return out
}

// bank is the only source that Belvo's schemas know.
const bank = "BANK"

// longest is how many rolling months the first income of some streams lies back.
func longest(streams []*stream) (months int) {
	for _, s := range streams {
		months = max(months, s.lookback)
	}
	return months
}

// facts are what a stream says in both generations.
func (in *sheet) facts(s *stream) belvo.IncomeStreamFacts {
	first, last := s.incomes[0], s.incomes[len(s.incomes)-1]
	out := belvo.IncomeStreamFacts{AverageIncomeAmount: share(s.total(), len(s.incomes)),
		LastIncomeAmount: last.Amount, Currency: last.Currency, LastIncomeDescription: last.Description,
		LastIncomeDate: last.ValueDate, LookbackPeriods: s.lookback,
		PeriodsWithIncome: monthsWith(s.incomes, in.To), NumberOfIncomes: len(s.incomes), Confidence: s.confidence}
	if start, _ := in.ends(); start != nil {
		out.FullPeriods = rolling(*start, in.To) + 1
	}
	if s.rhythm != single {
		stability, regularity := rounded(s.stability, 2), rounded(s.regularity, 2)
		trend := rounded(last.Amount.Float()/first.Amount.Float()-1, 2)
		out.Stability, out.Regularity, out.Trend = &stability, &regularity, &trend
	}
	return out
}

// ends are the days of the first and last transaction of checking and savings accounts, nil if there
// are none.
func (in *sheet) ends() (first, last *belvo.Date) {
	for _, t := range in.of(checking, savings) {
		day := t.ValueDate
		if first == nil || day < *first {
			first = &day
		}
		if last == nil || day > *last {
			last = &day
		}
	}
	return first, last
}

// totals sums up streams; months is how many there are to average some of them over.
func totals(all []*stream, months func([]*stream) int) belvo.IncomeTotals {
	out := belvo.IncomeTotals{NumberOfIncomeStreams: len(all)}
	for _, group := range []struct {
		in           func(*stream) bool
		sum, average *belvo.Money
	}{
		{func(*stream) bool { return true }, &out.Total, &out.MonthlyAverage},
		{func(s *stream) bool { return s.rhythm.regular() }, &out.TotalRegular, &out.MonthlyAverageRegular},
		{func(s *stream) bool { return !s.rhythm.regular() }, &out.TotalIrregular, &out.MonthlyAverageIrregular},
		{func(s *stream) bool { return s.confidence == low }, &out.TotalLow, &out.MonthlyAverageLow},
		{func(s *stream) bool { return s.confidence == medium }, &out.TotalMedium, &out.MonthlyAverageMedium},
		{func(s *stream) bool { return s.confidence == high }, &out.TotalHigh, &out.MonthlyAverageHigh},
	} {
		some := slices.DeleteFunc(slices.Clone(all), func(s *stream) bool { return !group.in(s) })
		*group.sum = total(incomesOf(some))
		*group.average = share(*group.sum, months(some))
	}
	return out
}

func incomesOf(streams []*stream) (all []*belvo.Transaction) {
	for _, s := range streams {
		all = append(all, s.incomes...)
	}
	return all
}

// monthlyMedian is the median of what came in calendar months, of those in which something came.
func monthlyMedian(some []*belvo.Transaction) belvo.Money {
	months := map[string]belvo.Money{}
	for _, t := range some {
		months[t.ValueDate.String()[:len("2026-01")]] += t.Amount
	}
	sums := make([]float64, 0, len(months))
	for _, sum := range months {
		sums = append(sums, sum.Float())
	}
	return belvo.MoneyOf(median(sums))
}

// goodDays is how many more working days are named than the best one. Source: the example of Income in
// OpenAPI 1.223.0.
const goodDays = 3

// workingDays are the days of the month on which incomes arrive, those with most money first; what
// arrives on a weekend can be charged on the Monday after. Deviation: Belvo does not tell how it
// chooses the days.
func workingDays(streams []*stream) []int {
	sums := map[int]belvo.Money{}
	for _, t := range incomesOf(streams) {
		day := t.ValueDate
		for day.Time().Weekday() == time.Saturday || day.Time().Weekday() == time.Sunday {
			day++
		}
		sums[day.Time().Day()] += t.Amount
	}
	return slices.SortedFunc(maps.Keys(sums), func(a, b int) int {
		return cmp.Or(cmp.Compare(sums[b], sums[a]), cmp.Compare(a, b))
	})
}
