package emulatortest

import (
	"net/http"
	"testing"

	"belvo-emulator/emulator/internal/explore/judge"
)

// register connects a user and returns nil if that was not answered.
func register(box *Sandbox) *Answer {
	answer, err := box.Try(http.MethodPost, "/api/links/", map[string]any{"institution": "erebor_mx_retail",
		"username": "bnk100", "password": "pass_valid"})
	if err != nil {
		return nil
	}
	return answer
}

// TestExploreFindsMistakes has tests with a mistake each, and the rule by which it is found.
func TestExploreFindsMistakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rule judge.Rule
		test func(t testing.TB, box *Sandbox)
	}{
		"registers again": {judge.SecondLink, func(t testing.TB, box *Sandbox) {
			for range 2 {
				if register(box) != nil {
					return
				}
			}
			t.Skip("the bank is down")
		}},
		"panics": {judge.Crash, func(t testing.TB, box *Sandbox) {
			if answer := register(box); answer.Status != http.StatusCreated { // nil without an answer
				t.Fatal("refused")
			}
		}},
		"reads one page": {judge.Fails, func(t testing.TB, box *Sandbox) {
			link := register(box)
			if link == nil || link.Status != http.StatusCreated {
				t.Fatal("refused")
			}
			box.Try(http.MethodPost, "/api/accounts/", map[string]any{"link": link.Text("id")})
			list, err := box.Try(http.MethodGet, "/api/accounts/?link="+link.Text("id"), nil)
			if err != nil || list.Status != http.StatusOK {
				t.Skip("the bank is down")
			}
			var page struct {
				Count   int
				Results []any
			}
			if list.decode(&page) != nil {
				return
			}
			if len(page.Results) != page.Count {
				t.Errorf("%d of %d accounts", len(page.Results), page.Count)
			}
		}},
		"asks for ever": {judge.Storm, func(_ testing.TB, box *Sandbox) {
			for answer := register(box); answer == nil || answer.Status >= 500; answer = register(box) {
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report, err := Exploring{Runs: 60}.search(t, c.test)
			if err != nil || !report.Judged() {
				t.Fatal(err, report)
			}
			for _, found := range report.Stories {
				if found.Rule == c.rule {
					return
				}
			}
			t.Errorf("no story breaks the rule %s:\n%s", c.rule, report.Text(""))
		})
	}
}
