package belvo

import (
	"fmt"
	"strconv"
	"time"
)

// Money is an amount in hundredths of its currency's unit. It travels as a JSON number that
// always has a decimal point (201.0), as Python servers write it and strict clients expect.
type Money int64

// MoneyOf converts an amount in units of the currency, rounded to hundredths.
func MoneyOf(units float64) Money {
	if units < 0 {
		return -MoneyOf(-units)
	}
	return Money(units*100 + 0.5)
}

// Float is the amount in units of the currency.
func (m Money) Float() float64 { return float64(m) / 100 }

// MarshalJSON writes the amount in units of the currency.
func (m Money) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 16)
	if m < 0 {
		b, m = append(b, '-'), -m
	}
	b = strconv.AppendInt(b, int64(m/100), 10)
	b = append(b, '.')
	if cents := m % 100; cents%10 == 0 {
		return append(b, byte('0'+cents/10)), nil
	} else {
		return append(b, byte('0'+cents/10), byte('0'+cents%10)), nil
	}
}

// Percent is a plain number that, like Money, always shows a decimal point.
type Percent float64

// Number is a plain number too: a quantity, a unit price, or a rate such as 0.015.
type Number = Percent

// MarshalJSON writes the number with at least one decimal.
func (p Percent) MarshalJSON() ([]byte, error) {
	b := strconv.AppendFloat(nil, float64(p), 'f', -1, 64)
	for _, c := range b {
		if c == '.' {
			return b, nil
		}
	}
	return append(b, '.', '0'), nil
}

// Timestamp is an instant with microseconds, in UTC: 2022-02-09T08:45:50.406032Z.
type Timestamp struct{ time.Time }

// At truncates an instant to what the wire can show.
func At(t time.Time) Timestamp { return Timestamp{t.UTC().Truncate(time.Microsecond)} }

// timestampLayout always shows six decimals, the form of created_at in Belvo's examples.
const timestampLayout = "2006-01-02T15:04:05.000000Z"

// String is the wire form without quotes.
func (t Timestamp) String() string { return t.UTC().Format(timestampLayout) }

// MarshalJSON writes the wire form.
func (t Timestamp) MarshalJSON() ([]byte, error) {
	return t.appendJSON(make([]byte, 0, len(timestampLayout)+2)), nil
}

func (t Timestamp) appendJSON(b []byte) []byte {
	b = t.UTC().AppendFormat(append(b, '"'), timestampLayout)
	return append(b, '"')
}

// Date is a calendar day, counted in days since 1970-01-01.
type Date int32

// dateLayout is the only form Belvo takes and gives dates in.
const dateLayout = "2006-01-02"

// DateOf is the UTC day of an instant.
func DateOf(t time.Time) Date {
	sec := t.Unix()
	day := sec / 86400
	if sec%86400 < 0 {
		day--
	}
	return Date(day)
}

// ParseDate reads YYYY-MM-DD. It returns an error for any other form or an impossible day.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return 0, fmt.Errorf("%q is no date of the form YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// Time is midnight UTC at the start of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String is YYYY-MM-DD.
func (d Date) String() string { return d.Time().Format(dateLayout) }

// MarshalJSON writes "YYYY-MM-DD".
func (d Date) MarshalJSON() ([]byte, error) { return []byte(`"` + d.String() + `"`), nil }
