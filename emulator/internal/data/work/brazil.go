package work

import (
	"slices"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/ident"
)

// Brazil are the person's jobs, the newest first, that lie in a period wholly or in part. Each is
// told whole. Deviation: Belvo does not say whether the dates choose jobs or their salaries.
func (h *History) Brazil(from, to belvo.Date) []*belvo.EmploymentBrazil {
	all := []*belvo.EmploymentBrazil{}
	for i := len(h.Jobs) - 1; i >= 0; i-- {
		job := &h.Jobs[i]
		if job.End < from || job.Start > to {
			continue
		}
		activity := pickFor(job.Employer.Name, h.book.Authorities().Activities)
		e := &belvo.EmploymentBrazil{Base: h.book.Base(belvo.Employments, h.now.Time, job.Start.String()), StartDate: job.Start,
			EmployerData: belvo.EmployerBrazil{Name: job.Employer.Name, Code: job.Employer.Document.DocumentNumber[:8],
				EconomicActivity: activity.Code + " - " + activity.Name},
			Occupations: h.occupations(job), Salaries: h.salariesBrazil(job)}
		if !job.Current {
			e.EndDate = &job.End
		}
		all = append(all, e)
	}
	return all
}

// pickFor picks from a list what belongs to an employer, always the same for the same one.
func pickFor[T any](employer string, list []T) T {
	return list[ident.NewRand("employment", "of", employer).IntN(len(list))]
}

// occupations are the steps on the ladder of a job: a promotion after every second new pay.
func (h *History) occupations(job *Job) []belvo.OccupationBrazil {
	ladder := pickFor(job.Employer.Name+h.Profile.User, h.book.Authorities().Careers)
	starts, raises := []belvo.Date{job.Start}, 0
	for _, c := range job.Changes {
		if c.Event == modified {
			if raises++; raises%2 == 0 && len(starts) < len(ladder) {
				starts = append(starts, c.Day)
			}
		}
	}
	all := []belvo.OccupationBrazil{}
	for i := len(starts) - 1; i >= 0; i-- {
		o := belvo.OccupationBrazil{StartDate: starts[i], Description: ladder[i].Name,
			Name: ladder[i].Name + " - " + ladder[i].Code, Locale: "Urbana"}
		switch {
		case i+1 < len(starts):
			end := starts[i+1] - 1
			o.EndDate = &end
		case !job.Current:
			end := job.End
			o.EndDate = &end
		}
		all = append(all, o)
	}
	return all
}

// salariesBrazil are what was paid, the newest first: each month, and the thirteenth salary in
// December or at the end, a twelfth of a month's for each month of the year with work.
func (h *History) salariesBrazil(job *Job) []belvo.SalaryBrazil {
	all, worked := []belvo.SalaryBrazil{}, 0
	pay := func(m *month, kind string, amount belvo.Money) {
		all = append(all, belvo.SalaryBrazil{BaseAmount: amount, RetainedAmount: h.inss(amount), Type: &kind,
			Month: m.text(), Currency: h.Profile.Currency})
	}
	for _, m := range job.months(h.Day) {
		if m.month == time.January {
			worked = 0
		}
		if m.days >= 15 { // a month counts from fifteen days on
			worked++
		}
		pay(&m, "REGULAR", m.pay)
		if worked > 0 && (m.month == time.December || m.last) {
			daily, _ := job.payOn(min(job.End, bank.FirstOf(m.year, m.month+1)-1))
			pay(&m, "THIRTEENTH", daily*30*belvo.Money(worked)/12)
		}
	}
	slices.Reverse(all)
	return all
}

// inss is the contribution of an employee: a rate for each slice of the pay, in hundredths of a real.
// Source: the progressive rates of Brazil's constitutional amendment 103 of 2019; the slices are
// those of 2024.
func (h *History) inss(pay belvo.Money) belvo.Money {
	steps := []struct {
		upTo belvo.Money
		rate belvo.Money // in tenths of a percent
	}{{141200, 75}, {266668, 90}, {400003, 120}, {778602, 140}}
	var sum, below belvo.Money
	for _, s := range steps {
		sum += max(0, min(pay, s.upTo)-below) * s.rate
		below = s.upTo
	}
	return (sum + 500) / 1000
}
