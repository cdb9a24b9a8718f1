package e2e_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// mine is a scenario whose accounts are answered with a code in a state of a name.
func mine(state, code string) string {
	return fmt.Sprintf(`version: 1
name: mine
summary: For this test.
match: {usernames: mine_*}
start: visitor
states:
  visitor:
    on:
      register: [{respond: ok, goto: %[1]s}]
  %[1]s:
    on:
      retrieve: [{respond: %[2]s}]
`, state, code)
}

// buffer is a log that several requests write to.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// count is how often the log has a text.
func (b *buffer) count(text string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Count(b.text.String(), text)
}

// inFolders starts a server with a folder of scenarios and one of fixtures.
func inFolders(t *testing.T) (w world, scenarios, fixtures string, log *buffer) {
	t.Helper()
	scenarios, fixtures, log = t.TempDir(), t.TempDir(), &buffer{}
	write(t, filepath.Join(scenarios, "mine.yaml"), mine("linked", "institution_down"))
	w = newWorld(t, func(c *emulator.Config) {
		c.Scenarios, c.Fixtures = scenarios, fixtures
		c.Logger = slog.New(slog.NewTextHandler(log, nil))
	})
	return w, scenarios, fixtures, log
}

// TestScenariosAreReadAgain: a link keeps its place as long as the new version has it; what is
// wrong changes nothing, and says so.
func TestScenariosAreReadAgain(t *testing.T) {
	t.Parallel()
	w, dir, _, log := inFolders(t)
	file := filepath.Join(dir, "mine.yaml")
	look := func() *emulatortest.Answer { return w.ask("scenarios") } // a control call looks at once
	link := w.Register("erebor_mx_retail", "mine_1")
	down := w.accounts(link).Want(http.StatusBadRequest, "institution_down")
	same(t, "its line in the log", log.count(" journal="+down.Request()+" "), 1)
	count := func() int { return int(w.ask("health").Value("scenarios").(float64)) }
	before := count()

	write(t, file, mine("linked", "request_timeout"))
	same(t, "the problems", len(textsOf(look().Value("problems"))), 0)
	w.accounts(link).Want(http.StatusRequestTimeout, "request_timeout")
	same(t, "its place", w.inspect(link).Text("scenario.state"), "linked")

	write(t, file, mine("linked", "request_timeot"))
	for range 3 {
		problems := textsOf(look().Value("problems"))
		if len(problems) != 1 || !strings.Contains(problems[0], "mine.yaml:12:") ||
			!strings.Contains(problems[0], `did you mean "request_timeout"?`) {
			t.Errorf("the problems are %q", problems)
		}
	}
	same(t, "the health's", w.ask("health").Text("status")+" "+w.ask("health").Text("problems.0"),
		"ok "+look().Text("problems.0"))
	same(t, "so often it was logged", log.count("cannot be used"), 1)
	same(t, "the scenarios that are in force", count(), before)
	w.accounts(link).Want(http.StatusRequestTimeout, "request_timeout")

	write(t, file, mine("connected", "unavailable_data"))
	same(t, "the problems", len(textsOf(look().Value("problems"))), 0)
	same(t, "its place", w.inspect(link).Text("scenario.state"), "connected")
	w.accounts(link).Want(http.StatusBadRequest, "unavailable_data")
	w.accounts(link).Want(http.StatusBadRequest, "unavailable_data")
	same(t, "so often it was told", log.count("place in its scenario is gone"), 1)
	same(t, "where it was", log.count("was=mine/linked"), 1)

	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	look()
	same(t, "the scenarios without mine", count(), before-1)
	w.accounts(link).Want(http.StatusCreated)
	same(t, "its place", w.inspect(link).Text("scenario.name"), "sandbox")
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if got := look().Text("problems.0"); !strings.Contains(got, "does not exist") {
		t.Errorf("without the folder the problem is %q", got)
	}
}

// TestTheFirstRequestLooks: it takes no control call to read the folders again.
func TestTheFirstRequestLooks(t *testing.T) {
	t.Parallel()
	w, dir, _, _ := inFolders(t)
	write(t, filepath.Join(dir, "mine.yaml"), strings.Replace(mine("linked", "ok"), "{respond: ok, goto",
		"{respond: login_error, goto", 1))
	w.register("erebor_mx_retail", "mine_1", nil).Want(http.StatusBadRequest, "login_error")
}

// bank is a file of fixtures with one institution more.
func bank(name string) string {
	return fmt.Sprintf(`institutions:
- name: %s
  id: 9001
  type: bank
  display_name: A new bank
  country_code: MX
  primary_color: '#0AB0D8'
  form_fields:
  - {name: username, type: text, label: username, validation: '^.+$'}
  - {name: password, type: password, label: password, validation: '^.+$'}
  resources: [ACCOUNTS]
`, name)
}

// TestFixturesAreReadAgain, together with the scenarios: one mistake keeps both as they were.
func TestFixturesAreReadAgain(t *testing.T) {
	t.Parallel()
	w, scenarios, fixtures, _ := inFolders(t)
	banks := func(name string) string {
		w.ask("health")
		return w.Do(http.MethodGet, "/api/institutions/?name="+name, nil).Want(http.StatusOK).Text("count")
	}
	same(t, "before", banks("newbank_mx_retail"), "0")
	write(t, filepath.Join(fixtures, "institutions.yaml"), bank("newbank_mx_retail"))
	same(t, "the problems", w.ask("scenarios").Text("problems.0"), "")
	same(t, "after", banks("newbank_mx_retail"), "1")
	w.Register("newbank_mx_retail", "bnk100")
	write(t, filepath.Join(fixtures, "institutions.yaml"), bank("otherbank_mx_retail"))
	write(t, filepath.Join(scenarios, "mine.yaml"), "version: 1")
	same(t, "with a mistake", banks("newbank_mx_retail")+banks("otherbank_mx_retail"), "10")
	write(t, filepath.Join(scenarios, "mine.yaml"), mine("linked", "ok"))
	same(t, "without", banks("newbank_mx_retail")+banks("otherbank_mx_retail"), "01")
}

// TestFoldersAreReadAgainUnderWay: requests that run meanwhile see one version or the other.
func TestFoldersAreReadAgainUnderWay(t *testing.T) {
	t.Parallel()
	w, dir, _, _ := inFolders(t)
	link := w.Register("erebor_mx_retail", "mine_1")
	var asking sync.WaitGroup
	for range 4 {
		asking.Go(func() {
			for range 20 {
				if code := w.accounts(link).Text("0.code"); code != "institution_down" && code != "request_timeout" {
					t.Errorf("the answer is %q", code)
				}
			}
		})
	}
	for i := range 20 {
		write(t, filepath.Join(dir, "new"), mine("linked", []string{"institution_down", "request_timeout"}[i%2]))
		if err := os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "mine.yaml")); err != nil {
			t.Fatal(err)
		}
		w.ask("health")
	}
	asking.Wait()
}

// spending is a data set whose one account has a movement each day, of an amount that the file says.
func spending(amount int) string {
	return fmt.Sprintf(`accounts:
- key: checking
  category: CHECKING_ACCOUNT
  opening: 100000
  flows:
  - {name: groceries, when: {every: 1}, amount: %d, payee: groceries,
     category: Food & Groceries, subcategory: Groceries}
`, amount)
}

// TestDataStaysAsItWasRead when the fixtures change: lists, filters and single objects show what the
// link was given, byte for byte, until it is read again.
func TestDataStaysAsItWasRead(t *testing.T) {
	t.Parallel()
	w, _, fixtures, _ := inFolders(t)
	file := filepath.Join(fixtures, "datasets", "full", "bank.yaml")
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	change := func(amount int) {
		write(t, file, spending(amount))
		same(t, "the problems", w.ask("scenarios").Text("problems.0"), "")
	}
	change(100)
	link := w.Register("erebor_mx_retail", "bnk100")
	year := fields{"link": link, "date_from": "2025-06-01", "date_to": "2026-03-16"}
	read := func() *emulatortest.Answer {
		return w.Do(http.MethodPost, "/api/transactions/", year).Want(http.StatusCreated)
	}
	first := read()
	amount := first.Text("0.amount")
	look := func() (all []string) {
		list := "/api/transactions/?link=" + link
		for _, path := range []string{list, list + "&page=7", list + "&amount=" + amount + "&page=2",
			list + "&value_date__lt=2026-01-01", "/api/transactions/" + first.Text("0.id") + "/"} {
			all = append(all, string(w.Do(http.MethodGet, path, nil).Want(http.StatusOK).Body))
		}
		return all
	}
	before := look()
	for _, other := range []int{300, 500} {
		change(other)
		for i, text := range look() {
			same(t, "what is shown", text, before[i])
		}
	}
	again := read()
	same(t, "the id", again.Text("0.id"), first.Text("0.id"))
	if again.Text("0.amount") == amount || look()[0] == before[0] {
		t.Error("what is read again comes from the old fixtures")
	}
}
