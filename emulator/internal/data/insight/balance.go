package insight

import "belvo-emulator/emulator/internal/belvo"

// balances are metrics of the total of all checking and savings accounts at the end of each day.
// Deviations are those of a sample and trends the slope for each day, as in the example of OpenAPI
// 1.223.0.
func (in *sheet) balances() *belvo.BalancesMetrics {
	accounts := in.accounts(checking, savings)
	out := &belvo.BalancesMetrics{ClosingBalance: held(accounts),
		BalanceThresholdX: threshold(in.Institution.CountryCode)}
	total, m := in.daily(accounts), metricsOf(out)
	values := func(w window) (days, values []float64) {
		if !w.covered(in.history) {
			return nil, nil
		}
		return total.within(w, in.To)
	}
	below := func(limit func(values []float64) float64) func(w window) *int {
		return func(w window) *int {
			_, all := values(w)
			n := 0
			for _, v := range all {
				if v <= limit(all) {
					n++
				}
			}
			return known(len(all) > 0, n)
		}
	}
	fixed := func(limit float64) func([]float64) float64 { return func([]float64) float64 { return limit } }
	set(m, "min_balance", func(w window) *belvo.Money { _, v := values(w); return least(v) })
	set(m, "mean_balance", func(w window) *belvo.Money { _, v := values(w); return average(v) })
	set(m, "max_balance", func(w window) *belvo.Money { _, v := values(w); return most(v) })
	set(m, "std_balance", func(w window) *belvo.Percent {
		_, v := values(w)
		return known(len(v) > 0, rounded(deviation(v), 2))
	})
	set(m, "balance_trend", func(w window) *belvo.Percent { d, v := values(w); return trend(d, v, 2) })
	set(m, "days_balance_below_0", below(fixed(0)))
	set(m, "days_balance_below_mean", below(mean))
	set(m, "days_balance_below_x", below(fixed(out.BalanceThresholdX.Float())))
	return out
}

// threshold is the amount that a balance should not fall below. Belvo says that it belongs to the
// country and its currency. Deviation: not how high it is.
func threshold(country string) belvo.Money {
	return map[string]belvo.Money{"BR": 200_00, "CO": 200_000_00, "MX": 1000_00, "CL": 50_000_00}[country]
}

// daily is what accounts held together at the end of each day of the period, as their transactions
// tell.
func (in *sheet) daily(accounts []*belvo.Account) series {
	all := series{}
	if len(accounts) == 0 {
		return all
	}
	for _, a := range accounts {
		balance, moves := a.Balance.Current, in.of(a.Category)
		for day := in.To; day >= in.From; day-- {
			all[day] += balance
			for n := len(moves) - 1; n >= 0 && moves[n].ValueDate == day; n-- {
				if moves[n].Account == a {
					balance -= signed(moves[n])
				}
				moves = moves[:n]
			}
		}
	}
	return all
}
