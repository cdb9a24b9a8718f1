package fiscal

import "belvo-emulator/emulator/internal/belvo"

// share is amount times a fraction, rounded half away from zero to hundredths. All of it is done
// in whole numbers, which no machine may do otherwise than another.
func share(amount belvo.Money, numerator, denominator int64) belvo.Money {
	n := int64(amount) * numerator
	if n < 0 {
		return -belvo.Money((-n + denominator/2) / denominator)
	}
	return belvo.Money((n + denominator/2) / denominator)
}

// pesos rounds to whole pesos, which the forms of the tax authority want.
func pesos(m belvo.Money) belvo.Money { return share(m, 1, 100) * 100 }

// bracket is a step of the income tax's tariff: above lower, in hundredths, fixed is due and rate
// hundredths of a percent of what exceeds it.
type bracket struct {
	lower, fixed belvo.Money
	rate         int64
}

// tariff returns the monthly tariff of the income tax of people.
// Source: annex 8 of the Resolución Miscelánea Fiscal for 2023, article 96 of the law. Deviation: it
// holds for all years.
func tariff() []bracket {
	return []bracket{
		{1, 0, 192}, {74605, 1432, 640}, {633206, 37183, 1088}, {1112802, 89363, 1600},
		{1293583, 118288, 1792}, {1548772, 164018, 2136}, {3123650, 500412, 2352}, {4923301, 923689, 3000},
		{9399391, 2266517, 3200}, {12532521, 3269118, 3400}, {37597562, 11791232, 3500},
	}
}

// incomeTax is a person's tax on the income of some months, by the tariff that many times as wide.
func incomeTax(base belvo.Money, months int) belvo.Money {
	tax, n := belvo.Money(0), belvo.Money(months)
	for _, b := range tariff() {
		if lower := b.lower * n; base >= lower {
			tax = b.fixed*n + share(base-lower, b.rate, 10000)
		}
	}
	return tax
}

// Rates of taxes, as fractions of 3000: two thirds of the value added tax have no end as a decimal.
const (
	rateUnit   = 3000
	vatRate    = 480 // 16 %
	fullISR    = 300 // 10 %, what firms retain of fees
	fullVAT    = 320 // two thirds of 16 %, likewise
	freightVAT = 120 // 4 %, what firms retain of freight
	firmTax    = 900 // 30 %
)

// percentOf is a rate as the wire shows it, with at most four decimals.
func percentOf(rate int64) belvo.Percent {
	return belvo.Percent(float64((rate*2000000/rateUnit+1)/2) / 10000)
}
