package work

import (
	"encoding/base64"
	"math"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
)

// weeksIn turns a number of weeks back into days.
func weeksIn(p *belvo.Percent) int { return int(math.Round(float64(*p) * 7)) }

func TestRecordsFollowFromTheHistory(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		if book.Customer().Institution.CountryCode != "MX" {
			return
		}
		h := Of(book, noon(since))
		r, public := h.Record(true), publicSector(book.Customer().Institution)
		if r.InternalIdentification != h.Profile.Number("CURP") || len(r.EmploymentRecords) != len(h.Jobs) {
			t.Fatalf("the record of %s has %d jobs", r.InternalIdentification, len(r.EmploymentRecords))
		}
		for i, e := range r.EmploymentRecords {
			tells(t, &e, &h.Jobs[len(h.Jobs)-1-i], public)
		}
		if (r.SocialSecuritySummary == nil) != public || (r.EmploymentScores == nil) != public ||
			(r.SalaryEstimation == nil) != public {
			t.Errorf("record %+v", r)
		}
		if pdf, err := base64.StdEncoding.DecodeString(*r.Files[0].Value); err != nil ||
			!strings.HasPrefix(string(pdf), "%PDF-") {
			t.Errorf("the file is no PDF: %v", err)
		}
		if !public {
			insured(t, h, r)
		}
	})
}

// tells checks that a period of a record tells of a job.
func tells(t *testing.T, e *belvo.EmploymentPeriod, job *Job, public bool) {
	t.Helper()
	if e.StartDate != job.Start || (e.EndDate == nil) != job.Current || e.MostRecentBaseSalary != job.Pay() ||
		len(e.EmploymentStatusUpdates) != len(job.Changes) {
		t.Errorf("%+v tells of %+v", e, job)
	}
	factor := 365.0 / 12
	if public {
		factor = 30
	}
	if diff := e.MonthlySalary.Float() - e.MostRecentBaseSalary.Float()*factor; math.Abs(diff) > 0.01 {
		t.Errorf("%v a day make %v a month", e.MostRecentBaseSalary.Float(), e.MonthlySalary.Float())
	}
	if (e.EmployerID == nil) != public || (e.State == nil) != public || strings.Contains(e.Employer, ";") != public {
		t.Errorf("employer %+v", e)
	}
}

// insured checks what the IMSS alone knows.
func insured(t *testing.T, h *History, r *belvo.EmploymentRecord) {
	t.Helper()
	s, worked := r.SocialSecuritySummary, (h.tally().worked+3)/7
	if s.WeeksContributed != worked-s.WeeksRedeemed+s.WeeksReinstated || s.WeeksReinstated > s.WeeksRedeemed ||
		h.Status() == employed && s.WeeksRedeemed > 0 {
		t.Errorf("%+v of %d weeks", s, worked)
	}
	for i, score := range r.EmploymentScores {
		if *score.Score < 300 || *score.Score > 900 || i > 0 && *score.Score > *r.EmploymentScores[i-1].Score {
			t.Errorf("scores %+v", r.EmploymentScores)
		}
	}
	estimate := r.SalaryEstimation
	if (*estimate.BaseSalaryEstimate > 0) != (*estimate.EmploymentStatusEstimate == employed) {
		t.Errorf("estimated %v, %s", estimate.BaseSalaryEstimate, *estimate.EmploymentStatusEstimate)
	}
	number := r.PersonalData.DocumentIDs[0].DocumentNumber
	if len(number) != 11 || number[10] != luhn(number[:10]) ||
		number[4:6] != h.Profile.Born.Time().Format("06") ||
		number[2:4] != h.Jobs[0].Start.Time().Format("06") {
		t.Errorf("NSS %s of somebody born on %s, who began on %s", number, h.Profile.Born, h.Jobs[0].Start)
	}
}

// TestEntitlementsEnd looks at a person around the end of the last job, and eight weeks later.
func TestEntitlementsEnd(t *testing.T) {
	t.Parallel()
	book := somebody(t, "planet_mx_employment", "negative", 18)
	end := Of(book, noon(since)).last().End
	for _, c := range []struct {
		day       belvo.Date
		health    bool
		status    string
		untilNull bool
	}{{end - 1, true, employed, true}, {end, true, unemployed, false},
		{end + coverDays, true, unemployed, false},
		{end + coverDays + 1, false, unemployed, false}} {
		got := until(book, c.day, noon(since)).Record(false).PersonalData.Entitlements
		if got.HealthInsurance != c.health || got.Status != c.status || (got.ValidUntil == nil) != c.untilNull ||
			got.CompanyBenefits != (c.status == employed) {
			t.Errorf("on %s: %+v", c.day, got)
		}
	}
}

func TestCurrentEmploymentFollowsFromTheRecord(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		if book.Customer().Institution.CountryCode != "MX" {
			return
		}
		h := Of(book, noon(since))
		now, open := h.Now(), 0
		for _, e := range h.Record(false).EmploymentRecords {
			if e.EndDate == nil {
				open++
			}
		}
		if len(now.CurrentEmploymentRecords) != open || (now.Status == employed) != (open > 0) ||
			(now.Month == nil) != (open == 0) || (now.InternalIdentification == nil) != (open == 0) {
			t.Errorf("%d jobs go on, %+v", open, now)
		}
		for i, job := range h.current() {
			r := now.CurrentEmploymentRecords[i]
			if r.DaysEmployed != int(h.Day-job.Start)+1 || *r.BaseSalary != job.Pay() {
				t.Errorf("%+v tells of %+v", r, job)
			}
		}
	})
}

// TestMetricsFollowFromTheRecord recomputes what can be read in a record.
func TestMetricsFollowFromTheRecord(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		if book.Customer().Institution.CountryCode != "MX" {
			return
		}
		h := Of(book, noon(since))
		m, r := Metric(book, nil, noon(since)), h.Record(false)
		var open int
		firms := map[string]bool{}
		for _, e := range r.EmploymentRecords {
			firms[e.Employer] = true
			if e.EndDate == nil {
				open++
			}
		}
		total := int(h.Day-h.Jobs[0].Start) + 1
		if *m.EmployerCount != len(r.EmploymentRecords) || *m.UniqueEmployerCount != len(firms) ||
			*m.CurrentEmployerCount != open || m.CurrentStatus != r.PersonalData.Entitlements.Status {
			t.Errorf("%+v of %d jobs, %d firms, %d open", m, len(r.EmploymentRecords), len(firms), open)
		}
		if weeksIn(m.WeeksEmployedTotal)+weeksIn(m.WeeksBetweenJobs) != total ||
			weeksIn(m.MaxWeeksBetweenJobs) > weeksIn(m.WeeksBetweenJobs) ||
			(weeksIn(m.WeeksSinceLastJob) == 0) != (open > 0) {
			t.Errorf("%+v of %d days", m, total)
		}
		if up, down := movesIn(r); *m.IncreasesOverall < up || *m.DecreasesOverall < down ||
			*m.IncreasesOverall+*m.DecreasesOverall > up+down+len(h.Jobs)-1 {
			t.Errorf("%d up and %d down in jobs, %d and %d overall", up, down, *m.IncreasesOverall,
				*m.DecreasesOverall)
		}
		ordered(t, m)
	})
}

// movesIn counts the noticeable changes of pay inside a record's jobs.
func movesIn(r *belvo.EmploymentRecord) (up, down int) {
	for _, e := range r.EmploymentRecords {
		for i := 1; i < len(e.EmploymentStatusUpdates); i++ { // the newest first
			after, before := e.EmploymentStatusUpdates[i-1].BaseSalary, e.EmploymentStatusUpdates[i].BaseSalary
			switch {
			case after.Float() > before.Float()*1.02:
				up++
			case after.Float() < before.Float()*0.98:
				down++
			}
		}
	}
	return up, down
}

// ordered checks that longer windows have all of the shorter ones.
func ordered(t *testing.T, m *belvo.EmploymentMetric) {
	t.Helper()
	for _, w := range []struct {
		low, mean, high *belvo.Money
		up              *int
	}{{m.MinMonthlySalary1Y, m.AverageMonthlySalary1Y, m.MaxMonthlySalary1Y, m.Increases1Y},
		{m.MinMonthlySalary3Y, m.AverageMonthlySalary3Y, m.MaxMonthlySalary3Y, m.Increases3Y},
		{m.MinMonthlySalary5Y, m.AverageMonthlySalary5Y, m.MaxMonthlySalary5Y, m.Increases5Y}} {
		if w.low != nil && (*w.low > *w.mean || *w.mean > *w.high || *w.low < *m.MinMonthlySalary5Y) {
			t.Errorf("salaries from %v over %v to %v", w.low, w.mean, w.high)
		}
		if w.up != nil && *w.up > *m.IncreasesOverall {
			t.Errorf("%d increases of %d", *w.up, *m.IncreasesOverall)
		}
	}
	if (m.Increases3Y == nil) != (m.YearlyChange3Y == nil) || m.Increases3Y == nil && m.Increases5Y != nil {
		t.Errorf("three years %v, %v; five years %v", m.Increases3Y, m.YearlyChange3Y, m.Increases5Y)
	}
}

// TestMetricsAsOfADay gives what a request on that day would have given.
func TestMetricsAsOfADay(t *testing.T) {
	t.Parallel()
	book := somebody(t, "imss_mx_employment", "full", 13)
	for _, day := range days()[:5] {
		reference := belvo.DateOf(noon(day))
		then, now := Metric(book, nil, noon(day)), Metric(book, &reference, noon(since))
		if *now.ReferenceDate != reference || then.ReferenceDate != nil || *now.ID == *then.ID {
			t.Errorf("%s: reference dates %v and %v", day, now.ReferenceDate, then.ReferenceDate)
		}
		if now.Age != then.Age || now.CurrentStatus != then.CurrentStatus ||
			*now.EmployerCount != *then.EmployerCount {
			t.Errorf("%s: %+v\n%+v", day, now, then)
		}
		if before := day < "1991"; before != (now.BaseSalaryLast == nil) || before != (now.Increases1Y == nil) {
			t.Errorf("%s: before the first job: %v, %+v", day, before, now)
		}
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		born, day string
		want      int
	}{{"1990-02-03", "2026-02-02", 35}, {"1990-02-03", "2026-02-03", 36}, {"2000-02-29", "2026-02-28", 25},
		{"2000-02-29", "2026-03-01", 26}, {"1990-02-03", "1980-01-01", 0}, {"1990-02-03", "1990-02-03", 0}} {
		if got := age(belvo.DateOf(noon(c.born)), belvo.DateOf(noon(c.day))); got != c.want {
			t.Errorf("born on %s, %d years old on %s, want %d", c.born, got, c.day, c.want)
		}
	}
}

// TestMoves counts only what is more than two percent.
func TestMoves(t *testing.T) {
	t.Parallel()
	var m moves
	for _, to := range []belvo.Money{10200, 10201, 10000, 9800, 9799, 20000, 1} {
		m.add(10000, to)
	}
	if m != (moves{up: 2, down: 2}) {
		t.Errorf("%+v", m)
	}
}
