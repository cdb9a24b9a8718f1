package work

import (
	"cmp"
	"slices"
	"strconv"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/people"
	"belvo-emulator/emulator/internal/ident"
)

// restless is the number of short jobs at the beginning, with gaps between them.
const restless = 4

// career is the rule by which a person's jobs follow each other.
type career struct {
	user      string
	entry     float64 // the first pay of a day, in hundredths
	top       float64
	employers []people.Company
	start     belvo.Date // of the first job
	end       belvo.Date // no job lasts longer
	falling   belvo.Date // pay falls from this day on
}

// newCareer is what the data set makes of a person's life: a job for every day since the first years,
// if it does not say when the first one began or the last one ended.
func newCareer(book *bank.Book) career {
	p, since, e := book.Profile(), book.Customer().Since, book.Parts().Employment
	rng := ident.NewRand(p.User, "employment")
	before := func(span catalog.Numbers) belvo.Date {
		least, most := span.Whole()
		return since - belvo.Date(least+rng.IntN(most-least+1))
	}
	c := career{user: p.User, entry: e.EntryPay * 100 * p.Scale, top: e.TopPay * 100 * p.Scale,
		employers: employers(book), start: yearsBefore(p.Born, -20) + belvo.Date(rng.IntN(900)), end: retirement(p.Born)}
	if e.Begins != nil {
		c.start = max(yearsBefore(p.Born, -18), before(e.Begins))
	}
	if e.Ends != nil {
		c.end = min(c.end, before(e.Ends))
	}
	c.falling = c.end - belvo.Date(e.Falling)
	return c
}

// retirement is the day from which a person no longer works.
func retirement(born belvo.Date) belvo.Date { return yearsBefore(born, -65) }

// jobs are those that had begun on a day, with all that will happen in them.
func (c career) jobs(day belvo.Date) []Job {
	var jobs []Job
	start, pay := c.start, c.bounded(c.entry)
	for n := 0; start <= day && start < c.end; n++ {
		rng := ident.NewRand(c.user, "employment", "job", strconv.Itoa(n))
		job := Job{Number: n, Start: start, Employer: c.employer(jobs, rng)}
		length := 180 + rng.IntN(540)
		if n >= restless {
			length = 800 + rng.IntN(1200)
		}
		job.End = min(c.end, start+belvo.Date(length))
		if n > 0 {
			pay = c.bounded(float64(pay) * (0.94 + 0.28*rng.Float64()))
		}
		job.Changes = c.changes(&job, pay, rng)
		pay = job.Pay()
		jobs = append(jobs, job)
		start = job.End + c.gap(n+1, rng)
	}
	return jobs
}

// gap is how many days lie between the end of a job and the beginning of the next one, the nth. It
// is negative once, when a person works for two employers for a while.
func (c career) gap(n int, rng ident.Rand) belvo.Date {
	switch {
	case n < restless:
		return belvo.Date(20 + rng.IntN(220))
	case n == restless:
		return -belvo.Date(30 + rng.IntN(60))
	default:
		return belvo.Date(1 + rng.IntN(3))
	}
}

// employer picks another employer than that of the last job. One may return to an earlier one.
func (c career) employer(jobs []Job, rng ident.Rand) people.Company {
	at := rng.IntN(len(c.employers))
	if len(jobs) > 0 && jobs[len(jobs)-1].Employer == c.employers[at] {
		at = (at + 1) % len(c.employers)
	}
	return c.employers[at]
}

// changes are what happens in a job: a new pay each February, now and then a leave, and the end.
func (c career) changes(job *Job, pay belvo.Money, rng ident.Rand) []Change {
	all := []Change{{job.Start, hired, pay}}
	for day := nextFebruary(job.Start + 120); day < job.End; day = nextFebruary(day + 1) {
		if next := c.bounded(float64(pay) * c.raise(day, rng)); next != pay {
			pay = next
			all = append(all, Change{day, modified, pay})
		}
	}
	for _, leave := range []Event{sick, absent} {
		if length := int(job.End - job.Start); rng.IntN(2) == 0 && length > 100 {
			all = append(all, Change{Day: job.Start + 1 + belvo.Date(rng.IntN(length-1)), Event: leave})
		}
	}
	slices.SortStableFunc(all, func(a, b Change) int { return cmp.Compare(a.Day, b.Day) })
	for i := range all { // a leave changes no pay
		if all[i].Pay == 0 {
			all[i].Pay = all[i-1].Pay
		}
	}
	return append(all, Change{job.End, dismissed, pay})
}

// raise is what the pay is multiplied by in a year: mostly a little more than prices rise, at times
// hardly anything or less.
func (c career) raise(day belvo.Date, rng ident.Rand) float64 {
	chance, size := rng.Float64(), rng.Float64()
	switch {
	case day >= c.falling:
		return 0.92 + 0.04*size
	case chance < 0.10:
		return 0.92
	case chance < 0.22:
		return 1.01
	default:
		return 1.03 + 0.05*size
	}
}

// bounded is a pay between half of what beginners get and the most.
func (c career) bounded(pay float64) belvo.Money {
	return belvo.Money(min(max(pay, c.entry/2), c.top))
}

// nextFebruary is the first 1 February on or after a day.
func nextFebruary(day belvo.Date) belvo.Date {
	t := day.Time()
	year := t.Year()
	if t.Month() > 2 || t.Month() == 2 && t.Day() > 1 {
		year++
	}
	return bank.FirstOf(year, 2)
}
