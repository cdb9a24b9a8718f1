package work

import (
	"math"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/people"
)

// noticeable is the percentage by which a pay has to change to count: by more than this.
// Source: the note on increases_last_job in schema EmploymentMetric of OpenAPI 1.223.0.
const noticeable = 2

// Metric sums a person's history up as of a day, or of the instant where there is none; nil where
// the institution knows no such person. What had not happened by then does not count.
func Metric(book *bank.Book, reference *belvo.Date, at time.Time) *belvo.EmploymentMetric {
	if !known(book) {
		return nil
	}
	h, key := until(book, belvo.DateOf(at), at), "on "+belvo.DateOf(at).String()
	if reference != nil {
		h, key = until(book, *reference, at), reference.String()
	}
	now, none := h.now, 0
	m := &belvo.EmploymentMetric{Base: h.book.Base(belvo.EmploymentMetrics, h.now.Time, key), UpdatedAt: &now,
		ReferenceDate: reference, Age: age(h.Profile.Born, h.Day), CurrentStatus: h.Status(),
		CurrentEmployerCount: &none, EmployerCount: &none, UniqueEmployerCount: &none}
	if len(h.Jobs) > 0 {
		h.jobMetrics(m)
		h.payMetrics(m)
		h.yearMetrics(m)
	}
	return m
}

// age is how many birthdays lie before or on a day.
func age(born, day belvo.Date) int {
	years := max(0, day.Time().Year()-born.Time().Year())
	for years > 0 && yearsBefore(day, years) < born {
		years--
	}
	return years
}

// decimals rounds to four of them, as in the example of schema EmploymentMetric.
func decimals(v float64) *belvo.Percent {
	p := belvo.Percent(math.Round(v*10000) / 10000)
	return &p
}

func weeks(days int) *belvo.Percent { return decimals(float64(days) / 7) }

// jobMetrics counts employers and weeks.
func (h *History) jobMetrics(m *belvo.EmploymentMetric) {
	last, days, jobs, now := h.last(), h.tally(), len(h.Jobs), len(h.current())
	pay, unique := last.Pay(), map[people.Company]bool{}
	for i := range h.Jobs {
		unique[h.Jobs[i].Employer] = true
	}
	employers := len(unique)
	since := int(h.Day - last.End)
	if last.Current {
		since = 0
	}
	m.CurrentEmployerCount, m.EmployerCount, m.UniqueEmployerCount = &now, &jobs, &employers
	m.BaseSalaryLast = &pay
	m.WeeksEmployedLastJob, m.WeeksSinceLastJob = weeks(last.Days()), weeks(since)
	m.WeeksEmployedTotal, m.WeeksWithMultipleEmployers = weeks(days.worked), weeks(days.several)
	m.WeeksBetweenJobs, m.MaxWeeksBetweenJobs = weeks(days.idle), weeks(days.longest)
	m.EmployersPerYear = decimals(float64(employers) * 365.25 / float64(h.Day-h.Jobs[0].Start+1))
}

// moves counts noticeable rises and falls of pay.
type moves struct{ up, down int }

func (m *moves) add(from, to belvo.Money) {
	switch change := 100 * (to - from); {
	case change > from*noticeable:
		m.up++
	case change < -from*noticeable:
		m.down++
	}
}

// within counts the moves in a job from a day on.
func (m *moves) within(job *Job, from belvo.Date) {
	for i := 1; i < len(job.Changes); i++ {
		if job.Changes[i].Day >= from {
			m.add(job.Changes[i-1].Pay, job.Changes[i].Pay)
		}
	}
}

// moves counts those from a day on: in the jobs, and from each to the next.
func (h *History) moves(from belvo.Date) (m moves) {
	for i := range h.Jobs {
		m.within(&h.Jobs[i], from)
		if i > 0 && h.Jobs[i].Start >= from {
			m.add(h.lastPay(i-1, h.Jobs[i].Start), h.Jobs[i].Changes[0].Pay)
		}
	}
	return m
}

// lastPay is what a job paid when the next one began, or at its end.
func (h *History) lastPay(job int, next belvo.Date) belvo.Money {
	pay, _ := h.Jobs[job].payOn(next)
	return pay
}

// payMetrics compares the pay in and between the jobs.
func (h *History) payMetrics(m *belvo.EmploymentMetric) {
	var inLast, after moves
	inLast.within(h.last(), h.last().Start)
	overall := h.moves(h.Jobs[0].Start)
	m.IncreasesLastJob, m.DecreasesLastJob = &inLast.up, &inLast.down
	m.IncreasesOverall, m.DecreasesOverall = &overall.up, &overall.down
	if n := len(h.Jobs); n > 1 {
		after.add(h.lastPay(n-2, h.Jobs[n-1].Start), h.Jobs[n-1].Changes[0].Pay)
		m.IncreasesAfterChange, m.DecreasesAfterChange = &after.up, &after.down
	}
}

// yearMetrics looks back one, three and five years.
func (h *History) yearMetrics(m *belvo.EmploymentMetric) {
	for _, y := range []struct {
		years              int
		up, down           **int
		change             **belvo.Percent
		least, usual, most **belvo.Money
	}{
		{1, &m.Increases1Y, &m.Decreases1Y, &m.YearlyChange1Y,
			&m.MinMonthlySalary1Y, &m.AverageMonthlySalary1Y, &m.MaxMonthlySalary1Y},
		{3, &m.Increases3Y, &m.Decreases3Y, &m.YearlyChange3Y,
			&m.MinMonthlySalary3Y, &m.AverageMonthlySalary3Y, &m.MaxMonthlySalary3Y},
		{5, &m.Increases5Y, &m.Decreases5Y, &m.YearlyChange5Y,
			&m.MinMonthlySalary5Y, &m.AverageMonthlySalary5Y, &m.MaxMonthlySalary5Y},
	} {
		from := yearsBefore(h.Day, y.years)
		*y.least, *y.usual, *y.most = h.salaries(from)
		if y.years > 1 && h.Jobs[0].Start > from {
			continue // the career is shorter than that
		}
		moves := h.moves(from)
		*y.up, *y.down = &moves.up, &moves.down
		if then := h.payOn(from); then > 0 {
			*y.change = decimals(100 * (float64(h.last().Pay())/float64(then) - 1))
		}
	}
}

// payOn is what the job that began last paid a day on a day, or the last one before; 0 before the
// first job.
func (h *History) payOn(day belvo.Date) (pay belvo.Money) {
	for i := range h.Jobs {
		if p, ok := h.Jobs[i].payOn(day); ok {
			pay = p
		}
	}
	return pay
}

// salaries are the least, the average and the highest salary of a month since a day, of all jobs
// together and as of the first of each month with a job; nil where there is none.
func (h *History) salaries(from belvo.Date) (least, average, most *belvo.Money) {
	var low, sum, high, months belvo.Money
	t := from.Time()
	for n := 1; ; n++ {
		day := bank.FirstOf(t.Year(), t.Month()+time.Month(n))
		if day > h.Day {
			break
		}
		var pay belvo.Money
		for i := range h.Jobs {
			if h.Jobs[i].covers(day) {
				p, _ := h.Jobs[i].payOn(day)
				pay += h.monthly(p)
			}
		}
		if pay > 0 {
			if months == 0 || pay < low {
				low = pay
			}
			high, sum, months = max(high, pay), sum+pay, months+1
		}
	}
	if months == 0 {
		return nil, nil, nil
	}
	sum = (sum + months/2) / months
	return &low, &sum, &high
}
