package bank

import (
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
)

// HistoryMonths is how far the data reaches back from the day a link was made.
const HistoryMonths = 24

// civil is a calendar day taken apart once, for all the flows that look at it.
type civil struct {
	date    belvo.Date
	text    string // YYYY-MM-DD
	day     int
	month   time.Month
	weekday time.Weekday
	last    bool // of its month
}

func civilOf(d belvo.Date) civil {
	t := d.Time()
	return civil{date: d, text: d.String(), day: t.Day(), month: t.Month(), weekday: t.Weekday(),
		last: t.AddDate(0, 0, 1).Day() == 1}
}

// schedule says on which days a flow happens. Every rule reads the calendar alone, so that a day
// looks the same whenever it is asked for.
type schedule struct {
	days     uint32 // bit n: the nth of the month; bit 0: its last day
	weekdays uint8  // bit n: time.Weekday n
	months   uint16 // bit n: time.Month n; no bit: every month
	every    int    // every n days, counted from 1970-01-01
	offset   int    // shifts every, so that flows of one period do not all share their days
	workdays bool   // what falls on a weekend happens on the Friday before
}

// scheduleOf translates the words of a data set, which has been checked.
func scheduleOf(w catalog.When) schedule {
	s := schedule{every: w.Every, workdays: w.Workdays}
	for _, d := range w.Days {
		n, _ := strconv.Atoi(d) // 0 for "last"
		s.days |= 1 << n
	}
	for _, d := range w.Weekdays {
		s.weekdays |= 1 << weekdayNumber(d)
	}
	for _, m := range w.Months {
		s.months |= 1 << m
	}
	return s
}

func weekdayNumber(name string) int {
	for i, n := range catalog.Weekdays() {
		if n == name {
			return i
		}
	}
	return 0
}

// on says whether the flow happens on a day.
func (s *schedule) on(c civil) bool {
	if !s.workdays {
		return s.matches(c)
	}
	switch c.weekday {
	case time.Saturday, time.Sunday:
		return false
	case time.Friday:
		return s.matches(c) || s.matches(civilOf(c.date+1)) || s.matches(civilOf(c.date+2))
	default:
		return s.matches(c)
	}
}

func (s *schedule) matches(c civil) bool {
	if s.months != 0 && s.months&(1<<c.month) == 0 {
		return false
	}
	switch {
	case s.every > 0:
		return (int(c.date)+s.offset)%s.every == 0
	case s.weekdays != 0:
		return s.weekdays&(1<<c.weekday) != 0
	default:
		return s.days&(1<<c.day) != 0 || c.last && s.days&1 != 0
	}
}

// FirstOf is the first day of a month; months before January and after December are those of other years.
func FirstOf(year int, month time.Month) belvo.Date {
	return belvo.DateOf(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC))
}

// LastOf is the last day of a month.
func LastOf(year int, month time.Month) belvo.Date { return FirstOf(year, month+1) - 1 }

// historyStart is the first day of a link's data.
func historyStart(since belvo.Date) belvo.Date {
	return belvo.DateOf(since.Time().AddDate(0, -HistoryMonths, 0))
}

// nextDay is the first day on or after d that is the nth of its month; n is at most 28.
func nextDay(d belvo.Date, n int) belvo.Date {
	t := d.Time()
	month := t.Month()
	if t.Day() > n {
		month++
	}
	return belvo.DateOf(time.Date(t.Year(), month, n, 0, 0, 0, 0, time.UTC))
}

// monthIndex counts months from year 0.
func monthIndex(d belvo.Date) int {
	t := d.Time()
	return t.Year()*12 + int(t.Month()) - 1
}

// dayInMonth is the nth day of the month that monthIndex counts.
func dayInMonth(index, n int) belvo.Date {
	return belvo.DateOf(time.Date(index/12, time.Month(index%12+1), n, 0, 0, 0, 0, time.UTC))
}
