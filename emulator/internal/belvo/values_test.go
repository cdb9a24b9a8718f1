package belvo_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
)

// wire is the JSON form of a value.
func wire(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%#v has no JSON form: %v", v, err)
	}
	return string(b)
}

func TestMoneyIsANumberWithADecimalPoint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cents belvo.Money
		want  string
	}{
		{0, "0.0"}, {1, "0.01"}, {5, "0.05"}, {10, "0.1"}, {50, "0.5"}, {99, "0.99"}, {100, "1.0"},
		{101, "1.01"}, {110, "1.1"}, {20100, "201.0"}, {432032, "4320.32"}, {-1, "-0.01"}, {-5, "-0.05"},
		{-10, "-0.1"}, {-100, "-1.0"}, {-20145, "-201.45"}, {99999999999999, "999999999999.99"},
		{math.MaxInt64, "92233720368547758.07"}, {-math.MaxInt64, "-92233720368547758.07"},
	} {
		if got := wire(t, c.cents); got != c.want {
			t.Errorf("%d cents are %s, want %s", int64(c.cents), got, c.want)
		}
	}
}

func TestMoneyOfRoundsToHundredths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		units float64
		want  belvo.Money
	}{
		{0, 0}, {0.05, 5}, {0.1 + 0.2, 30}, {201, 20100}, {19.99, 1999}, {1.004, 100}, {1.006, 101},
		{-0.05, -5}, {-1.006, -101}, {-201.45, -20145}, {0.004, 0}, {-0.004, 0},
	} {
		if got := belvo.MoneyOf(c.units); got != c.want {
			t.Errorf("%v units are %d cents, want %d", c.units, got, c.want)
		}
	}
	if got := belvo.Money(-20145).Float(); got != -201.45 {
		t.Errorf("-20145 cents are %v units", got)
	}
}

func TestPercentIsANumberWithADecimalPoint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   belvo.Percent
		want string
	}{
		{0, "0.0"}, {7, "7.0"}, {-7, "-7.0"}, {0.05, "0.05"}, {36.5, "36.5"}, {201, "201.0"},
		{-0.125, "-0.125"}, {1e21, "1000000000000000000000.0"}, {1e-7, "0.0000001"},
	} {
		if got := wire(t, c.in); got != c.want {
			t.Errorf("%v is %s, want %s", float64(c.in), got, c.want)
		}
	}
	if b, err := json.Marshal(belvo.Percent(math.NaN())); err == nil {
		t.Errorf("no number became %s", b)
	}
}

func TestTimestampAlwaysShowsMicrosecondsInUTC(t *testing.T) {
	t.Parallel()
	bogota := time.FixedZone("-05", -5*3600)
	for _, c := range []struct {
		in   time.Time
		want string
	}{
		{time.Date(2022, 2, 9, 8, 45, 50, 406032000, time.UTC), "2022-02-09T08:45:50.406032Z"},
		{time.Date(2022, 2, 9, 8, 45, 50, 0, time.UTC), "2022-02-09T08:45:50.000000Z"},
		{time.Date(2022, 2, 9, 8, 45, 50, 1999, time.UTC), "2022-02-09T08:45:50.000001Z"},
		{time.Date(2022, 2, 9, 22, 0, 0, 0, bogota), "2022-02-10T03:00:00.000000Z"},
		{time.Date(1969, 12, 31, 23, 59, 59, 999999999, time.UTC), "1969-12-31T23:59:59.999999Z"},
	} {
		stamp := belvo.At(c.in)
		if got := stamp.String(); got != c.want {
			t.Errorf("%v is %s, want %s", c.in, got, c.want)
		}
		if got := wire(t, stamp); got != `"`+c.want+`"` {
			t.Errorf("%v is %s in JSON, want it quoted", c.in, got)
		}
		var back belvo.Timestamp
		if err := json.Unmarshal([]byte(wire(t, stamp)), &back); err != nil || !back.Equal(stamp.Time) {
			t.Errorf("%s reads as %v, %v", c.want, back, err)
		}
	}
}

func TestDatesCountDaysOnBothSidesOf1970(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day  belvo.Date
		text string
	}{
		{0, "1970-01-01"}, {1, "1970-01-02"}, {-1, "1969-12-31"}, {-365, "1969-01-01"}, {59, "1970-03-01"},
		{11016, "2000-02-29"}, {19782, "2024-02-29"}, {20454, "2026-01-01"}, {-25567, "1900-01-01"},
		{-719162, "0001-01-01"}, {2932896, "9999-12-31"},
	} {
		if got := c.day.String(); got != c.text {
			t.Errorf("day %d is %s, want %s", c.day, got, c.text)
		}
		if got, err := belvo.ParseDate(c.text); err != nil || got != c.day {
			t.Errorf("%s is day %d (%v), want %d", c.text, got, err, c.day)
		}
		if got := wire(t, c.day); got != `"`+c.text+`"` {
			t.Errorf("day %d is %s in JSON", c.day, got)
		}
		for _, second := range []time.Duration{0, time.Nanosecond, 24*time.Hour - time.Nanosecond} {
			if got := belvo.DateOf(c.day.Time().Add(second)); got != c.day {
				t.Errorf("%s after midnight of %s is %s", second, c.text, got)
			}
		}
	}
}

func TestDateOfAnInstantIsItsUTCDay(t *testing.T) {
	t.Parallel()
	evening := time.Date(2026, 1, 31, 22, 0, 0, 0, time.FixedZone("-06", -6*3600))
	if got := belvo.DateOf(evening).String(); got != "2026-02-01" {
		t.Errorf("22:00 in Mexico on January 31 is %s, want the day it is in UTC", got)
	}
}

func TestParseDateTakesOneFormOnly(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "today", "2026", "2026-1-2", "2026-13-01", "2026-02-29", "2026-00-10",
		"2026-01-00", "26-01-01", "2026/01/01", "01-02-2026", " 2026-01-01", "2026-01-01 ",
		"2026-01-01T00:00:00Z", "+2026-01-01", "-2026-01-01", "20260101", "２０２６-01-01"} {
		_, err := belvo.ParseDate(bad)
		if err == nil {
			t.Errorf("%q was taken for a date", bad)
		} else if !strings.Contains(err.Error(), "YYYY-MM-DD") {
			t.Errorf("the error about %q does not tell the form: %v", bad, err)
		}
	}
}
