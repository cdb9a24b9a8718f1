package work

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/bank/banktest"
)

// noon is an instant of a day.
func noon(day string) time.Time {
	d, err := belvo.ParseDate(day)
	if err != nil {
		panic(err)
	}
	return d.Time().Add(12 * time.Hour)
}

// since is the day on which the tests' links are made.
const since = "2026-03-16"

// somebody returns a customer of an institution, the same for the same number.
func somebody(t testing.TB, institution, set string, n int) *bank.Book {
	t.Helper()
	inst, ok := banktest.Books().Institution(institution)
	if !ok {
		t.Fatalf("there is no institution %s", institution)
	}
	// From the university's last year to shortly before retirement.
	user := fmt.Sprintf("HEGE%02d0203MVZRRL%02d", 62+n%40, n%100)
	if inst.CountryCode != "MX" {
		user = fmt.Sprintf("user%d", n)
	}
	book, err := banktest.Books().Open(bank.Customer{Institution: inst, Username: user, Set: set,
		Since: belvo.DateOf(noon(since)), Link: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8")})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// everybody runs a test for some customers of each kind.
func everybody(t *testing.T, test func(t *testing.T, book *bank.Book)) {
	t.Helper()
	for _, institution := range []string{"planet_mx_employment", "issste_mx_employment", "inss_br_employment",
		"planet_co_employment"} {
		for _, set := range []string{"full", "low", "negative"} {
			for n := range 4 {
				t.Run(fmt.Sprintf("%s %s %d", institution, set, n), func(t *testing.T) {
					t.Parallel()
					test(t, somebody(t, institution, set, n))
				})
			}
		}
	}
}

// days are some on which to look at a history: before, at and after the link was made.
func days() []string {
	return []string{"1970-01-01", "1990-07-01", "2001-02-28", "2013-11-30", "2024-02-29", "2026-03-16",
		"2026-03-17", "2029-12-31", "2060-01-01"}
}

func TestHistoriesOnlyGrow(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		var before *History
		for _, day := range days() {
			h := Of(book, noon(day))
			if before != nil {
				grows(t, before, h)
			}
			before = h
		}
	})
}

// grows checks that a history has all of an earlier one.
func grows(t *testing.T, before, after *History) {
	t.Helper()
	for i, old := range before.Jobs {
		if i >= len(after.Jobs) {
			t.Fatalf("%s had %d jobs, %s has %d", before.Day, len(before.Jobs), after.Day, len(after.Jobs))
		}
		job := after.Jobs[i]
		if job.Start != old.Start || job.Employer != old.Employer || job.Number != old.Number ||
			!old.Current && job.End != old.End || job.End < old.End ||
			!slices.Equal(old.Changes, job.Changes[:len(old.Changes)]) {
			t.Errorf("%s: job %+v\n%s: job %+v", before.Day, old, after.Day, job)
		}
	}
}

func TestJobsAreInOrder(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		for _, day := range days() {
			h := Of(book, noon(day))
			for i, job := range h.Jobs {
				if job.End < job.Start || job.End > h.Day || i > 0 && h.Jobs[i-1].Start >= job.Start {
					t.Errorf("job %d lasts from %s to %s on %s", i, job.Start, job.End, h.Day)
				}
				if h.Profile.Born >= yearsBefore(job.Start, 17) {
					t.Errorf("born on %s, works on %s", h.Profile.Born, job.Start)
				}
				first, last := job.Changes[0], job.Changes[len(job.Changes)-1]
				if first.Event != hired || first.Day != job.Start || (last.Event == dismissed) == job.Current {
					t.Errorf("job %+v", job)
				}
				for j, c := range job.Changes[1:] {
					if c.Day < job.Changes[j].Day || c.Day > job.End || c.Pay <= 0 ||
						(c.Pay != job.Changes[j].Pay) != (c.Event == modified) {
						t.Errorf("change %+v after %+v", c, job.Changes[j])
					}
				}
			}
		}
	})
}

func TestDataSetsMakeLives(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		h := Of(book, noon(since))
		jobs, status := len(h.Jobs), h.Status()
		switch age := age(h.Profile.Born, h.Day); {
		case age < 30 || age >= 65:
		case book.Customer().Set == "low" && (jobs > 3 || jobs == 0):
			t.Errorf("%d jobs are not a few", jobs)
		case book.Customer().Set == "negative" && status != unemployed:
			t.Errorf("%s with the set negative", status)
		case book.Customer().Set == "full" && (status != employed || jobs < restless):
			t.Errorf("%s after %d jobs with the set full", status, jobs)
		}
		if h.Day = retirement(h.Profile.Born); until(book, h.Day, noon(since)).Status() != retired {
			t.Error("not retired at 65")
		}
	})
	if Of(somebody(t, "planet_mx_employment", "none", 1), noon(since)) != nil {
		t.Error("somebody is known in an empty data set")
	}
}

// TestTallyAgreesWithTheJobs counts the days in another way: by lists of days.
func TestTallyAgreesWithTheJobs(t *testing.T) {
	t.Parallel()
	everybody(t, func(t *testing.T, book *bank.Book) {
		h := Of(book, noon(since))
		jobs := map[belvo.Date]int{}
		for _, job := range h.Jobs {
			for d := job.Start; d <= job.End; d++ {
				jobs[d]++
			}
		}
		want, run := tally{worked: len(jobs)}, 0
		for d := h.Jobs[0].Start; d <= h.Day; d++ {
			if run++; jobs[d] > 0 {
				run = 0
			} else {
				want.idle++
			}
			if jobs[d] > 1 {
				want.several++
			}
			want.longest = max(want.longest, run)
		}
		if got := h.tally(); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}

func TestLuhn(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]byte{"7992739871": '3', "0000000000": '0', "453914880343646": '7'} {
		if got := luhn(number); got != want {
			t.Errorf("the check digit of %s is %c, want %c", number, got, want)
		}
	}
}

// TestABusinessHasNoRecord: in Mexico records are kept by the CURP, which only people have.
func TestABusinessHasNoRecord(t *testing.T) {
	t.Parallel()
	book := banktest.OpenFor(t, "planet_mx_employment", "CAB850312AB5", "full")
	if h, m := Of(book, banktest.Noon()), Metric(book, nil, banktest.Noon()); h != nil || m != nil {
		t.Errorf("a firm has the history %+v and the metric %+v", h, m)
	}
}
