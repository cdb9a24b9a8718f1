package insight

import "belvo-emulator/emulator/internal/belvo"

// flows are what happened on each day.
type flows struct {
	numbers  map[belvo.Date]int
	sums     series
	amounts  map[belvo.Date][]float64 // of single transactions
	lastDays belvo.Date               // of the last one
}

func flowsOf(some []*belvo.Transaction) flows {
	f := flows{numbers: map[belvo.Date]int{}, sums: series{}, amounts: map[belvo.Date][]float64{}}
	for _, t := range some {
		f.numbers[t.ValueDate]++
		f.sums[t.ValueDate] += t.Amount
		f.amounts[t.ValueDate] = append(f.amounts[t.ValueDate], t.Amount.Float())
		f.lastDays = max(f.lastDays, t.ValueDate)
	}
	return f
}

// since is how many days ago the last one was, 0 if there was none.
func (f flows) since(today belvo.Date) int {
	if len(f.numbers) == 0 {
		return 0
	}
	return int(today - f.lastDays)
}

// split parts transactions by their direction.
func split(some []*belvo.Transaction) (in, out []*belvo.Transaction) {
	for _, t := range some {
		if t.Type == inflow {
			in = append(in, t)
		} else {
			out = append(out, t)
		}
	}
	return in, out
}

// movements are metrics of single transactions, and of how many there were on a day.
func (in *sheet) movements() *belvo.TransactionsMetrics {
	all := in.of(analysed()...)
	incoming, outgoing := split(all)
	out := &belvo.TransactionsMetrics{DaysHistory: in.history}
	m := metricsOf(out)
	for _, kind := range []struct {
		name    string
		some    []*belvo.Transaction
		amounts bool
		since   *int
	}{
		{"", all, false, &out.DaysSinceLastTransaction},
		{"incoming_", incoming, true, &out.DaysSinceLastIncomingTransaction},
		{"outgoing_", outgoing, true, &out.DaysSinceLastOutgoingTransaction},
	} {
		f := flowsOf(kind.some)
		*kind.since = f.since(in.To)
		in.setNumbers(m, kind.name, f)
		if kind.amounts {
			in.setAmounts(m, kind.name, f)
		}
	}
	every := flowsOf(all)
	set(m, "days_without_transactions", func(w window) int {
		days, _ := every.sums.within(w, in.To)
		if !w.covered(in.history) {
			return 0
		}
		return w.length() - len(days)
	})
	return out
}

// setNumbers fills in how many transactions there were in all, on the busiest day and on average.
func (in *sheet) setNumbers(m metrics, kind string, f flows) {
	numbers := func(w window) (sum, most int) {
		for day := in.To - w.days; day <= in.To && w.covered(in.history); day++ {
			sum, most = sum+f.numbers[day], max(most, f.numbers[day])
		}
		return sum, most
	}
	set(m, "num_"+kind+"transactions", func(w window) int { sum, _ := numbers(w); return sum })
	set(m, "max_num_"+kind+"transactions", func(w window) int { _, most := numbers(w); return most })
	set(m, "mean_num_"+kind+"transactions", func(w window) belvo.Percent {
		sum, _ := numbers(w)
		return rounded(float64(sum)/float64(w.length()), 2)
	})
}

// setAmounts fills in sum, largest and mean amount of the transactions of a window. Without any there
// are no largest and no mean, and without a history no sum either.
func (in *sheet) setAmounts(m metrics, kind string, f flows) {
	amounts := func(w window) (all []float64) {
		for day := in.To - w.days; day <= in.To && w.covered(in.history); day++ {
			all = append(all, f.amounts[day]...)
		}
		return all
	}
	set(m, "sum_"+kind+"amount", func(w window) *belvo.Money {
		return known(in.enough(w), f.sums.sum(w, in.To))
	})
	set(m, "max_"+kind+"amount", func(w window) *belvo.Money { return most(amounts(w)) })
	set(m, "mean_"+kind+"amount", func(w window) *belvo.Money { return average(amounts(w)) })
}

// enough says whether there are transactions, from long enough ago for a window.
func (in *sheet) enough(w window) bool {
	return len(in.of(analysed()...)) > 0 && w.covered(in.history)
}

// cashflow are metrics of what came in and went out on each day, without transfers between accounts
// of the link. Largest and mean are over the days with any such flow, and trends are slopes over
// them, as the example of OpenAPI 1.223.0 suggests.
func (in *sheet) cashflow() *belvo.CashflowMetrics {
	internal := in.internal()
	var all []*belvo.Transaction
	for _, t := range in.of(analysed()...) {
		if !internal[t] {
			all = append(all, t)
		}
	}
	incoming, outgoing := split(all)
	positive, negative, net := flowsOf(incoming).sums, flowsOf(outgoing).sums, series{}
	for _, t := range all {
		net[t.ValueDate] += signed(t)
	}
	out := &belvo.CashflowMetrics{}
	m := metricsOf(out)
	for name, s := range map[string]series{"positive": positive, "negative": negative} {
		set(m, "max_"+name, func(w window) *belvo.Money { _, v := in.covered(s, w); return most(v) })
		set(m, "mean_"+name, func(w window) *belvo.Money { _, v := in.covered(s, w); return average(v) })
		set(m, "sum_"+name, func(w window) *belvo.Money { return known(in.enough(w), s.sum(w, in.To)) })
		set(m, "sum_"+name+"_trend", in.trend(s))
	}
	set(m, "positive_to_negative_ratio", func(w window) *belvo.Percent {
		if !in.enough(w) {
			return nil
		}
		return ratio(positive.sum(w, in.To), negative.sum(w, in.To))
	})
	set(m, "net_cashflow", func(w window) *belvo.Money { return known(in.enough(w), net.sum(w, in.To)) })
	set(m, "net_cashflow_trend", in.trend(net))
	return out
}

// covered are the days and values of a window that the history is long enough for.
func (in *sheet) covered(s series, w window) (days, values []float64) {
	if !in.enough(w) {
		return nil, nil
	}
	return s.within(w, in.To)
}

// trend is by how much a series changes a day, with four decimals as in Belvo's example.
func (in *sheet) trend(s series) func(w window) *belvo.Percent {
	return func(w window) *belvo.Percent {
		days, values := in.covered(s, w)
		return trend(days, values, 4)
	}
}
