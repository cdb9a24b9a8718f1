package work

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// month is a month of a job that was paid.
type month struct {
	year  int
	month time.Month
	// days is how many of its days the job covers, of 30; months of 28 to 31 days count as 30.
	days int
	// pay is what was paid for it, and change the event that changed the pay in it, "" for none.
	pay    belvo.Money
	change Event
	first  bool // of the job
	last   bool // of a job that ended
}

// text is YYYY-MM.
func (m *month) text() string { return bank.FirstOf(m.year, m.month).Time().Format("2006-01") }

// months are those of a job that were over on a day, the oldest first: work is paid when its month
// ends, or when the job does.
func (j *Job) months(day belvo.Date) []month {
	var all []month
	t := j.Start.Time()
	for n := 0; ; n++ {
		begin := bank.FirstOf(t.Year(), t.Month()+time.Month(n))
		end := bank.FirstOf(t.Year(), t.Month()+time.Month(n)+1) - 1
		if begin > j.End || end > day && (j.Current || j.End > day) {
			return all
		}
		m := month{year: begin.Time().Year(), month: begin.Time().Month(), first: n == 0,
			last: !j.Current && end >= j.End}
		m.days = int(min(end, j.End)-max(begin, j.Start)) + 1
		if m.days == int(end-begin)+1 {
			m.days = 30
		}
		daily, _ := j.payOn(min(end, j.End))
		m.pay, m.change = daily*belvo.Money(min(m.days, 30)), j.changeIn(begin, end)
		all = append(all, m)
	}
}

// changeIn is the event that changed the pay between two days, of several the one that says more; ""
// for none.
func (j *Job) changeIn(begin, end belvo.Date) Event {
	var found Event
	for _, c := range j.Changes[1:] {
		if begin <= c.Day && c.Day <= end && (c.Event == modified || found == "") {
			found = c.Event
		}
	}
	return found
}
