package insight

import (
	"math"
	"slices"

	"belvo-emulator/emulator/internal/belvo"
)

// mean is the average; of nothing it is 0.
func mean(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// median is the value in the middle, or the average of the two in the middle.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// deviation is the standard deviation of a sample; of less than two values it is 0.
func deviation(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	m, sum := mean(values), 0.0
	for _, v := range values {
		sum += (v - m) * (v - m)
	}
	return math.Sqrt(sum / float64(len(values)-1))
}

// variation is the standard deviation in proportion to the mean.
func variation(values []float64) float64 {
	m := mean(values)
	if m == 0 {
		return 0
	}
	return deviation(values) / m
}

// slope is how much the line that fits points best, by least squares, rises for each unit of x; of
// points at less than two places it is 0.
func slope(xs, ys []float64) float64 {
	mx, my, above, below := mean(xs), mean(ys), 0.0, 0.0
	for i := range xs {
		above += (xs[i] - mx) * (ys[i] - my)
		below += (xs[i] - mx) * (xs[i] - mx)
	}
	if below == 0 {
		return 0
	}
	return above / below
}

// rounded is a number with some decimals. Zero has no sign.
func rounded(value float64, decimals int) belvo.Percent {
	unit := math.Pow10(decimals)
	return belvo.Percent(math.Round(value*unit)/unit + 0)
}

// ratio is a quotient with two decimals, nil of nothing.
func ratio(above, below belvo.Money) *belvo.Percent {
	if below == 0 {
		return nil
	}
	r := rounded(float64(above)/float64(below), 2)
	return &r
}

// share is an amount divided by a number, 0 if there is nothing to divide by.
func share(total belvo.Money, by int) belvo.Money {
	if by == 0 {
		return 0
	}
	return belvo.MoneyOf(total.Float() / float64(by))
}
