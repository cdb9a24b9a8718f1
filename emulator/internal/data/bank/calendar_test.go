package bank

import (
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
)

func date(t testing.TB, s string) belvo.Date {
	t.Helper()
	d, err := belvo.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestSchedule lists the days of a stretch of time on which a schedule happens. In 2026 the 1st of
// February and of March are Sundays.
func TestSchedule(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		when     catalog.When
		from, to string
		want     string
	}{
		{"day of the month", catalog.When{Days: []string{"5"}}, "2026-01-01", "2026-03-31",
			"2026-01-05 2026-02-05 2026-03-05"},
		{"last day", catalog.When{Days: []string{"last"}}, "2024-01-01", "2024-04-30",
			"2024-01-31 2024-02-29 2024-03-31 2024-04-30"},
		{"two days", catalog.When{Days: []string{"15", "last"}}, "2026-02-01", "2026-02-28",
			"2026-02-15 2026-02-28"},
		{"only some months", catalog.When{Days: []string{"1"}, Months: []int{3, 12}}, "2025-12-01", "2026-12-31",
			"2025-12-01 2026-03-01 2026-12-01"},
		{"day of the week", catalog.When{Weekdays: []string{"sat"}}, "2026-02-01", "2026-02-16",
			"2026-02-07 2026-02-14"},
		{"two days of the week", catalog.When{Weekdays: []string{"sun", "mon"}}, "2026-02-01", "2026-02-09",
			"2026-02-01 2026-02-02 2026-02-08 2026-02-09"},
		{"every few days", catalog.When{Every: 10}, "1970-01-01", "1970-01-31",
			"1970-01-01 1970-01-11 1970-01-21 1970-01-31"},
		{"Sunday to Friday", catalog.When{Days: []string{"15"}, Workdays: true}, "2026-02-01", "2026-02-28",
			"2026-02-13"},
		{"Saturday to Friday", catalog.When{Days: []string{"last"}, Workdays: true}, "2026-02-01", "2026-02-28",
			"2026-02-27"},
		{"weekend to Friday of the month before", catalog.When{Days: []string{"1"}, Workdays: true},
			"2026-01-15", "2026-02-28", "2026-01-30 2026-02-27"},
		{"workday stays", catalog.When{Days: []string{"10"}, Workdays: true}, "2026-02-01", "2026-02-28",
			"2026-02-10"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := scheduleOf(c.when)
			got := []string{}
			for d := date(t, c.from); d <= date(t, c.to); d++ {
				if s.on(civilOf(d)) {
					got = append(got, d.String())
				}
			}
			if want := strings.Fields(c.want); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestScheduleOffset(t *testing.T) {
	t.Parallel()
	s := schedule{every: 7, offset: 3}
	for d := belvo.Date(20000); d < 20100; d++ {
		if got, want := s.on(civilOf(d)), (int(d)+3)%7 == 0; got != want {
			t.Errorf("on(%s) = %v, want %v", d, got, want)
		}
	}
}

func TestMonths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day  string
		n    int
		want string
	}{
		{"2026-01-05", 12, "2026-01-12"},
		{"2026-01-12", 12, "2026-01-12"},
		{"2026-01-13", 12, "2026-02-12"},
		{"2025-12-31", 28, "2026-01-28"},
		{"2026-01-31", 1, "2026-02-01"},
	} {
		got := nextDay(date(t, c.day), c.n)
		if got.String() != c.want {
			t.Errorf("nextDay(%s, %d) = %s, want %s", c.day, c.n, got, c.want)
		}
		if back := dayInMonth(monthIndex(got), c.n); back != got {
			t.Errorf("dayInMonth(monthIndex(%s), %d) = %s", got, c.n, back)
		}
	}
}

func TestHistoryStart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ since, want string }{
		{"2026-03-14", "2024-03-14"},
		{"2024-02-29", "2022-03-01"}, // 2022 has no such day
		{"2026-01-31", "2024-01-31"},
	} {
		if got := historyStart(date(t, c.since)); got.String() != c.want {
			t.Errorf("historyStart(%s) = %s, want %s", c.since, got, c.want)
		}
	}
}

func TestWeekdayNumber(t *testing.T) {
	t.Parallel()
	for i, name := range catalog.Weekdays() {
		if got := weekdayNumber(name); got != i {
			t.Errorf("weekdayNumber(%q) = %d, want %d", name, got, i)
		}
	}
}
