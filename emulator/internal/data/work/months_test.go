package work

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// abroad runs a test for the histories of a country without Mexico's records.
func abroad(t *testing.T, institution string, test func(t *testing.T, h *History)) {
	t.Helper()
	everybody(t, func(t *testing.T, book *bank.Book) {
		if book.Customer().Institution.Name == institution {
			test(t, Of(book, noon(since)))
		}
	})
}

func TestBrazilianSalariesFollowFromTheHistory(t *testing.T) {
	t.Parallel()
	abroad(t, "inss_br_employment", func(t *testing.T, h *History) {
		all := h.Brazil(belvo.Date(-9999), h.Day)
		if len(all) != len(h.Jobs) {
			t.Fatalf("%d of %d jobs", len(all), len(h.Jobs))
		}
		for i, e := range all {
			job := h.Jobs[len(h.Jobs)-1-i]
			if e.StartDate != job.Start || (e.EndDate == nil) != job.Current || len(e.EmployerData.Code) != 8 {
				t.Errorf("%+v tells of %+v", e, job)
			}
			paidEachMonth(t, e, &job)
			steps(t, e)
		}
	})
}

// paidEachMonth checks that there is one regular salary for each month of a job, at most one
// thirteenth a year, and what is kept of them.
func paidEachMonth(t *testing.T, e *belvo.EmploymentBrazil, job *Job) {
	t.Helper()
	var months, thirteenths []string
	for _, s := range slices.Backward(e.Salaries) {
		switch *s.Type {
		case "REGULAR":
			months = append(months, s.Month)
		case "THIRTEENTH":
			thirteenths = append(thirteenths, s.Month[:4])
		}
		if s.BaseAmount <= 0 || s.RetainedAmount < s.BaseAmount*7/100 && s.BaseAmount < 700000 ||
			s.RetainedAmount > 90886 || s.RetainedAmount > s.BaseAmount*14/100 {
			t.Errorf("%v kept of %v", s.RetainedAmount, s.BaseAmount)
		}
	}
	var want []string
	for d := job.Start; d <= job.End; d++ {
		over := (d+1).Time().Day() == 1 || d == job.End && !job.Current
		if over && !slices.Contains(want, d.String()[:7]) {
			want = append(want, d.String()[:7])
		}
	}
	if !slices.Equal(months, want) {
		t.Errorf("paid for %v, want %v", months, want)
	}
	if years := slices.Compact(slices.Clone(thirteenths)); len(years) != len(thirteenths) {
		t.Errorf("thirteenth salaries in %v", thirteenths)
	}
}

// steps checks that occupations follow each other without a gap.
func steps(t *testing.T, e *belvo.EmploymentBrazil) {
	t.Helper()
	last := len(e.Occupations) - 1
	if e.Occupations[last].StartDate != e.StartDate || (e.Occupations[0].EndDate == nil) != (e.EndDate == nil) {
		t.Errorf("occupations %+v of %+v", e.Occupations, e)
	}
	for i := 1; i <= last; i++ {
		if *e.Occupations[i].EndDate != e.Occupations[i-1].StartDate-1 {
			t.Errorf("occupations %+v", e.Occupations)
		}
	}
}

func TestINSS(t *testing.T) {
	t.Parallel()
	h := &History{}
	for pay, want := range map[belvo.Money]belvo.Money{
		0: 0, 100000: 7500, 141200: 10590, 266668: 21882, 400003: 37882, 778602: 90886, 9999999: 90886,
	} {
		if got := h.inss(pay); got != want {
			t.Errorf("of %v the INSS keeps %v, want %v", pay, got, want)
		}
	}
}

func TestColombianSalariesFollowFromTheHistory(t *testing.T) {
	t.Parallel()
	abroad(t, "planet_co_employment", func(t *testing.T, h *History) {
		for i, e := range h.Colombia(belvo.Date(-9999), h.Day) {
			job := h.Jobs[len(h.Jobs)-1-i]
			nit := strconv.FormatInt(e.EmployerData.IDNumber, 10)
			if !strings.HasPrefix(job.Employer.Document.DocumentNumber, nit+"-") ||
				e.EmployerData.Tenure != len(e.SalaryAndBenefitDetails) {
				t.Errorf("employer %+v of %+v", e.EmployerData, job.Employer)
			}
			for j, s := range e.SalaryAndBenefitDetails {
				begins := slices.Contains(s.StatusChanges, "FIRST_MONTH")
				if s.NetAmount != s.GrossAmount-(s.GrossAmount*8+50)/100 ||
					begins != (j == len(e.SalaryAndBenefitDetails)-1) ||
					slices.Contains(s.StatusChanges, "FINAL_MONTH") != (j == 0 && !job.Current) {
					t.Errorf("month %d of %d: %+v", j, len(e.SalaryAndBenefitDetails), s)
				}
			}
		}
	})
}

// TestPeriodsChooseJobs asks for each job by its own days.
func TestPeriodsChooseJobs(t *testing.T) {
	t.Parallel()
	abroad(t, "inss_br_employment", func(t *testing.T, h *History) {
		for _, job := range h.Jobs {
			for _, day := range []belvo.Date{job.Start, job.End} {
				found := h.Brazil(day, day)
				if !slices.ContainsFunc(found, func(e *belvo.EmploymentBrazil) bool { return e.StartDate == job.Start }) {
					t.Errorf("the job of %s is not found on %s", job.Start, day)
				}
			}
		}
		if found := h.Brazil(h.Jobs[0].Start-30, h.Jobs[0].Start-1); len(found) > 0 {
			t.Errorf("%d jobs before the first", len(found))
		}
	})
}
