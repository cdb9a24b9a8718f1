package belvo

import (
	"strconv"
	"strings"
	"time"
)

// RefreshPeriod is the time between two refreshes. The rates are Belvo's: 6h, 12h, 24h, 7d, 30d.
func RefreshPeriod(rate string) time.Duration {
	if strings.HasSuffix(rate, "d") {
		return Days(rate)
	}
	d, _ := time.ParseDuration(rate) // a refresh_rate was checked
	return d
}

// Nullable is a text as Belvo shows one that may be missing: null in place of an empty text.
func Nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Days reads a period such as 42d; the form was checked before.
func Days(period string) time.Duration {
	n, _ := strconv.Atoi(strings.TrimSuffix(period, "d"))
	return time.Duration(n) * 24 * time.Hour
}
