// Package work makes up where people have worked: one history of jobs for each person, a
// function of the person and the calendar alone, from which everything that Belvo's employment
// resources tell is computed. What happened before a day looks the same whenever it is asked for;
// asking later only adds.
package work

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/people"
)

// Event is why a job's pay or status changed.
// Source: schema EnumEmploymentRecordStatusUpdateEvents of OpenAPI 1.223.0.
type Event string

// The events of a history.
const (
	hired     Event = "HIRED"
	modified  Event = "SALARY_MODIFICATION"
	sick      Event = "SICK_LEAVE"
	absent    Event = "ABSENCE"
	dismissed Event = "DISMISSED_RESIGNED"
)

// Change is something that happened in a job. Pay is what a day is paid from then on.
type Change struct {
	Day   belvo.Date
	Event Event
	Pay   belvo.Money
}

// Job is one employment.
type Job struct {
	Number   int // counted from 0, the first
	Employer people.Company
	Start    belvo.Date
	// End is the last day. In a History it is the day that was asked about, if the job goes on.
	End     belvo.Date
	Current bool
	// Changes are in the order of their days; the first is the hiring.
	Changes []Change
}

// Days is how many days the job lasted, both ends included.
func (j *Job) Days() int { return int(j.End-j.Start) + 1 }

// Pay is what a day is paid now, or was when the job ended.
func (j *Job) Pay() belvo.Money { return j.Changes[len(j.Changes)-1].Pay }

// payOn is what a day was paid on a day, false if the job had not begun.
func (j *Job) payOn(day belvo.Date) (pay belvo.Money, ok bool) {
	for _, c := range j.Changes {
		if c.Day <= day {
			pay, ok = c.Pay, true
		}
	}
	return pay, ok
}

// covers says whether the person was employed there on a day.
func (j *Job) covers(day belvo.Date) bool { return j.Start <= day && day <= j.End }

// History is where a person has worked, as it is known on a day.
type History struct {
	Profile people.Profile
	// Jobs are in the order of their beginnings.
	Jobs []Job
	Day  belvo.Date

	book *bank.Book
	now  belvo.Timestamp
}

// known says whether the institution knows the customer. A data set may have no employment, and Mexico's
// records are kept by the CURP, which a business does not have.
func known(book *bank.Book) bool {
	p := book.Profile()
	return book.Known() && book.Parts().Employment != nil && !(p.Business && p.Country == "MX")
}

// Of returns a person's history at an instant; nil where the institution knows no such person.
func Of(book *bank.Book, at time.Time) *History {
	if !known(book) {
		return nil
	}
	return until(book, belvo.DateOf(at), at)
}

// until is what was known on a day, which may lie before the instant at which it is told.
func until(book *bank.Book, day belvo.Date, at time.Time) *History {
	h := &History{Profile: book.Profile(), Day: day, book: book, now: belvo.At(at)}
	for _, job := range newCareer(book).jobs(day) {
		job.Current = job.End > day
		if job.Current {
			job.End = day
		}
		for i, c := range job.Changes {
			if c.Day > day {
				job.Changes = job.Changes[:i]
				break
			}
		}
		h.Jobs = append(h.Jobs, job)
	}
	return h
}

// The words for whether a person works.
// Source: schema EnumEmploymentRecordStatus of OpenAPI 1.223.0.
const (
	employed   = "EMPLOYED"
	unemployed = "UNEMPLOYED"
	retired    = "RETIRED"
)

// Status is EMPLOYED, UNEMPLOYED or RETIRED.
func (h *History) Status() string {
	switch {
	case len(h.current()) > 0:
		return employed
	case h.Day >= retirement(h.Profile.Born):
		return retired
	default:
		return unemployed
	}
}

// current are the jobs that go on, in the order of their beginnings.
func (h *History) current() []*Job {
	var jobs []*Job
	for i := range h.Jobs {
		if h.Jobs[i].Current {
			jobs = append(jobs, &h.Jobs[i])
		}
	}
	return jobs
}

// last is the job that began last of those that go on, or that ended last if none does; nil before
// the first one.
func (h *History) last() *Job {
	if now := h.current(); len(now) > 0 {
		return now[len(now)-1]
	}
	var last *Job
	for i := range h.Jobs {
		if last == nil || h.Jobs[i].End >= last.End {
			last = &h.Jobs[i]
		}
	}
	return last
}

// tally counts days since the first job: of work, of work for several employers at once, of none,
// and the longest time without any.
type tally struct{ worked, several, idle, longest int }

func (h *History) tally() (t tally) {
	if len(h.Jobs) == 0 {
		return t
	}
	idle := 0
	for day := h.Jobs[0].Start; day <= h.Day; day++ {
		jobs := 0
		for i := range h.Jobs {
			if h.Jobs[i].covers(day) {
				jobs++
			}
		}
		if jobs > 0 {
			t.worked++
			idle = 0
		} else {
			t.idle++
			idle++
		}
		if jobs > 1 {
			t.several++
		}
		t.longest = max(t.longest, idle)
	}
	return t
}

// yearsBefore is the same day some years earlier.
func yearsBefore(day belvo.Date, years int) belvo.Date {
	return belvo.DateOf(day.Time().AddDate(-years, 0, 0))
}
