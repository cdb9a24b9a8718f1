package e2e_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// documentedSet writes the data set of fixtures/README.md below a folder, file by file.
func documentedSet(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile("../../fixtures/README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n# (datasets/pocket/\\w+\\.yaml)\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) != 3 {
		t.Fatalf("the guide has %d files of its data set, want 3", len(blocks))
	}
	for _, b := range blocks {
		file := filepath.Join(dir, filepath.FromSlash(b[1]))
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		write(t, file, b[2])
	}
}

// pocketScenario gives the users of a name the data set pocket.
const pocketScenario = `version: 1
name: pocket
summary: For this test.
match: {usernames: ['pocket*', 'HEGE*']}
start: visitor
states:
  visitor:
    on:
      register: [{respond: ok, data: pocket}]
`

// TestAnOwnDataSet is the one of the guide: accounts and jobs are its own, the rest is that of the set that it
// is like; without that it would have nothing.
func TestAnOwnDataSet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, like string
		invoices   bool
	}{{"like full", "like: full\n", true}, {"like nothing", "", false}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fixtures, scenarios := t.TempDir(), t.TempDir()
			documentedSet(t, fixtures)
			if c.like == "" {
				write(t, filepath.Join(fixtures, "datasets", "pocket", "set.yaml"), "summary: Pocket money.\n")
			}
			write(t, filepath.Join(scenarios, "pocket.yaml"), pocketScenario)
			w := newWorld(t, func(cfg *emulator.Config) { cfg.Fixtures, cfg.Scenarios = fixtures, scenarios })
			year := fields{"date_from": "2025-04-01", "date_to": "2026-03-16"}

			bank := w.Register("erebor_mx_retail", "pocket1")
			accounts := w.Do(http.MethodPost, "/api/accounts/", fields{"link": bank}).Want(http.StatusCreated)
			same(t, "the accounts", len(listed(t, accounts)), 1)
			year["link"] = bank
			moves := w.Do(http.MethodPost, "/api/transactions/", year).Want(http.StatusCreated)
			if text := moves.Text("0.description"); len(listed(t, moves)) < 20 || text == "" {
				t.Errorf("%d transactions, the first of which is %q", len(listed(t, moves)), text)
			}

			year["link"], year["type"] = w.Register("tatooine_mx_fiscal", "pocket1"), "OUTFLOW"
			invoices := w.Do(http.MethodPost, "/api/invoices/", year).Want(http.StatusCreated)
			if got := len(listed(t, invoices)); (got > 0) != c.invoices {
				t.Errorf("%d invoices", got)
			}

			job := w.Register("planet_mx_employment", "HEGE800203MVZRRL08")
			record := w.Do(http.MethodPost, "/api/employment-records/", fields{"link": job}).Want(http.StatusCreated)
			if start := record.Text("0.employment_records.0.start_date"); start < "2025-08-01" || start > "2026-01-01" {
				t.Errorf("the first job began on %q, want 100 to 200 days ago", start)
			}
		})
	}
}

// TestAnUnknownDataSetIsAnError wherever one is named.
func TestAnUnknownDataSetIsAnError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, fixture, scenario, want string }{
		{"in a scenario", "", strings.Replace(pocketScenario, "data: pocket", "data: negatve", 1),
			`pocket.yaml:9:18: unknown data set "negatve", did you mean "negative"?`},
		{"in a data set", "summary: x\nlike: fulll\n", "", `set.yaml:2:7: unknown data set "fulll", did you mean "full"?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var cfg emulator.Config
			if c.fixture != "" {
				cfg.Fixtures = t.TempDir()
				folder := filepath.Join(cfg.Fixtures, "datasets", "mine")
				if err := os.MkdirAll(folder, 0o750); err != nil {
					t.Fatal(err)
				}
				write(t, filepath.Join(folder, "set.yaml"), c.fixture)
			}
			if c.scenario != "" {
				cfg.Scenarios = t.TempDir()
				write(t, filepath.Join(cfg.Scenarios, "pocket.yaml"), c.scenario)
			}
			if _, err := emulator.New(cfg); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("New returns %v, want %s", err, c.want)
			}
		})
	}
}

// listed is the list that an answer is.
func listed(t *testing.T, a *emulatortest.Answer) (all []map[string]any) {
	t.Helper()
	if err := json.Unmarshal(a.Body, &all); err != nil {
		t.Fatalf("%v: %s", err, a.Body)
	}
	return all
}
