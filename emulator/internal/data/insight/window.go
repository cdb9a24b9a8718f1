package insight

import (
	"reflect"

	"belvo-emulator/emulator/internal/belvo"
)

// window is how many days before today the metrics of one ending reach back; both days count. So the
// example of RiskInsights in OpenAPI 1.223.0 divides by 4, 8, 31, 91, 181 and 361 days.
type window struct {
	ending string
	days   belvo.Date
}

func windows() []window {
	return []window{{"3d", 3}, {"1w", 7}, {"1m", 30}, {"3m", 90}, {"6m", 180}, {"12m", 360}}
}

// length is how many days there are in the window.
func (w window) length() int { return int(w.days) + 1 }

// covered says whether a history of some days is enough for the window: it must reach beyond the one
// before, and always is for the first three.
// Source: the descriptions of transactions_metrics and cashflow_metrics in OpenAPI 1.223.0.
func (w window) covered(history int) bool {
	before := map[string]int{"3m": 30, "6m": 90, "12m": 180}[w.ending]
	return before == 0 || history > before
}

// metrics gives access to the fields of a struct by their keys.
type metrics map[string]reflect.Value

func metricsOf(target any) metrics {
	m, v := metrics{}, reflect.ValueOf(target).Elem()
	for i := range v.NumField() {
		m[v.Type().Field(i).Tag.Get("json")] = v.Field(i)
	}
	return m
}

// set fills in the fields of one name, one for each window. They must have the type of the values.
func set[T any](m metrics, name string, of func(w window) T) {
	for _, w := range windows() {
		m[name+"_"+w.ending].Set(reflect.ValueOf(of(w)))
	}
}

// series is a value for each of some days; days without one are left out.
type series map[belvo.Date]belvo.Money

// within are the days, and their values in units of the currency, of a window that ends on a day.
func (s series) within(w window, today belvo.Date) (days, values []float64) {
	for day := today - w.days; day <= today; day++ {
		if v, ok := s[day]; ok {
			days, values = append(days, float64(day)), append(values, v.Float())
		}
	}
	return days, values
}

// sum is what the days of a window add up to.
func (s series) sum(w window, today belvo.Date) (sum belvo.Money) {
	for day := today - w.days; day <= today; day++ {
		sum += s[day]
	}
	return sum
}

// most is the largest value, nil of nothing.
func most(values []float64) *belvo.Money {
	if len(values) == 0 {
		return nil
	}
	m := values[0]
	for _, v := range values {
		m = max(m, v)
	}
	return money(m)
}

// least is the smallest value, nil of nothing.
func least(values []float64) *belvo.Money {
	if len(values) == 0 {
		return nil
	}
	m := values[0]
	for _, v := range values {
		m = min(m, v)
	}
	return money(m)
}

// average is the mean, nil of nothing.
func average(values []float64) *belvo.Money {
	if len(values) == 0 {
		return nil
	}
	return money(mean(values))
}

// trend is by how much values change a day, with some decimals; nil of nothing. Balances of the
// published example have the slope of the line that fits best.
// Source: the example of RiskInsights in OpenAPI 1.223.0.
func trend(days, values []float64, decimals int) *belvo.Percent {
	if len(values) == 0 {
		return nil
	}
	t := rounded(slope(days, values), decimals)
	return &t
}

func money(units float64) *belvo.Money {
	m := belvo.MoneyOf(units)
	return &m
}

// known is a value if there is data for it, else nil.
func known[T any](there bool, value T) *T {
	if !there {
		return nil
	}
	return &value
}
