package e2e_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator"
)

// twoAccounts is a data set.
const twoAccounts = `accounts:
- key: checking
  category: CHECKING_ACCOUNT
  opening: 2600
  flows:
  - {name: deposit, when: {days: [1]}, amount: [1800, 3200], direction: in, payee: freelance,
     category: Income & Payments, subcategory: Freelance}
- key: savings
  category: SAVINGS_ACCOUNT
  opening: 100
  flows:
  - {name: deposit, when: {days: [2]}, amount: [10, 20], direction: in, payee: freelance,
     category: Income & Payments, subcategory: Freelance}
`

// TestAStateWithOtherFixtures: data that they no longer give is left out, with a warning, and what is left is what
// they say now. Once the state is written anew, nothing is missing any more.
func TestAStateWithOtherFixtures(t *testing.T) {
	t.Parallel()
	dir, fixtures := filepath.Join(t.TempDir(), "state"), t.TempDir()
	set := filepath.Join(fixtures, "datasets", "low")
	if err := os.MkdirAll(set, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(set, "bank.yaml"), twoAccounts)
	write(t, filepath.Join(set, "set.yaml"), "summary: two accounts\n")
	var log *buffer
	open := func() (*emulator.Emulator, direct) {
		log = &buffer{}
		return kept(t, dir, func(c *emulator.Config) {
			c.Fixtures, c.Logger = fixtures, slog.New(slog.NewTextHandler(log, nil))
		})
	}
	begin := func(d direct) string {
		link := d.register(t, "bnk102", "")
		d.do(http.MethodPost, "/api/accounts/", fmt.Sprintf(`{"link":%q}`, link))
		d.do(http.MethodPost, "/api/transactions/",
			fmt.Sprintf(`{"link":%q,"date_from":"2026-01-01","date_to":"2026-03-16"}`, link))
		return link
	}
	e, d := open()
	link := begin(d)
	lists := func(d direct) string {
		return d.do(http.MethodGet, "/api/accounts/?link="+link, "").Body.String() +
			d.do(http.MethodGet, "/api/transactions/?link="+link, "").Body.String()
	}
	counts := func() [2]int {
		var accounts, movements struct{ Count int }
		unmarshal(t, d.do(http.MethodGet, "/api/accounts/?link="+link, "").Body.Bytes(), &accounts)
		unmarshal(t, d.do(http.MethodGet, "/api/transactions/?link="+link, "").Body.Bytes(), &movements)
		return [2]int{accounts.Count, movements.Count}
	}
	want, all := lists(d), counts()
	if all[0] != 2 || all[1]%2 != 0 || all[1] < 20 {
		t.Fatalf("there are %v accounts and movements", all)
	}
	e.Shutdown(ended())
	e, d = open()
	sameText(t, "the data of the same fixtures", lists(d), want)
	same(t, "the warnings", log.count("lost"), 0)
	e.Shutdown(ended())
	one, _, _ := strings.Cut(twoAccounts, "- key: savings")
	write(t, filepath.Join(set, "bank.yaml"), strings.ReplaceAll(one, "[1800, 3200]", "[7, 7]"))
	left := [2]int{1, all[1] / 2}
	fresh := newDirect(t, manual, func(c *emulator.Config) { c.Fixtures = fixtures })
	begin(fresh)
	for range 2 {
		e, d = open()
		same(t, "what is left", counts(), left)
		sameText(t, "the data of the other fixtures", lists(d), lists(fresh))
		if log.count("accounts of the link "+link+" are lost: the fixtures no longer give them") == 0 {
			t.Error("there is no warning")
		}
		e.Shutdown(ended())
	}
	s, err := emulator.OpenState(dir, "", fixtures, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, d = open()
	same(t, "what is kept", counts(), left)
	same(t, "the warnings after a fold", log.count("lost"), 0)
}

// TestWarningsOfWhatIsLeft: each link has one for each thing that is not as it was, however often it has changed.
func TestWarningsOfWhatIsLeft(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		live func(g *gone, d direct)
		want map[string]int // warnings, and how many
	}{
		"settings": {func(g *gone, d direct) {
			g.settings(d, `{"data":"pocket"}`)
			g.settings(d, `{"data":"pocket","page_size":2}`)
		}, map[string]int{"there is no data set": 1}},
		"links in a scenario": {func(g *gone, d direct) {
			for _, name := range []string{"mine1", "mine2", "mine3"} {
				id := g.link(d, "erebor_mx_retail", name)
				for range 3 {
					g.accounts(d, id)
				}
				if name == "mine3" {
					g.unlink(d, id)
				}
			}
		}, map[string]int{"There is no scenario": 2, "are lost": 2 * 3}},
		"webhooks": {func(g *gone, d direct) {
			g.unlink(d, g.link(d, "newbank_mx_retail", "bnk102"))
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := withOwn(t)
			c.live(g, g.direct)
			settings := g.ask(g.direct, http.MethodGet, v1+"settings", "")
			g.takeAway()
			g.open()
			all := 0
			for text, n := range c.want {
				same(t, text, g.log.count(text), n)
				all += n
			}
			same(t, "all warnings", g.log.count("level=WARN"), all)
			sameText(t, "the settings", g.ask(g.direct, http.MethodGet, v1+"settings", ""), settings)
		})
	}
}

// TestLostDataIsToldOnce for each link and resource, and not at all if it was deleted before.
func TestLostDataIsToldOnce(t *testing.T) {
	t.Parallel()
	one, _, _ := strings.Cut(twoAccounts, "- key: savings")
	for name, c := range map[string]struct {
		live     func(g *gone, link string)
		accounts int // that are left
		warnings int
	}{
		"retrieved often": {func(*gone, string) {}, 1, 1},
		"account deleted": {func(g *gone, link string) {
			for _, id := range g.accountsOf(g.direct, link) {
				if strings.Contains(g.ask(g.direct, http.MethodGet, "/api/accounts/"+id+"/", ""), "SAVINGS") {
					g.ask(g.direct, http.MethodDelete, "/api/accounts/"+id+"/", "")
				}
			}
		}, 1, 0},
		"link deleted": {func(g *gone, link string) { g.unlink(g.direct, link) }, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := withOwn(t)
			g.settings(g.direct, `{"data":"pocket"}`)
			link := g.link(g.direct, "erebor_mx_retail", "bnk100")
			for range 3 {
				g.accounts(g.direct, link)
			}
			c.live(g, link)
			g.emulator.Shutdown(ended())
			write(t, filepath.Join(g.fixtures, "datasets", "pocket", "bank.yaml"), one)
			g.open()
			same(t, "the warnings", g.log.count("accounts of the link "+link+" are lost"), c.warnings)
			same(t, "the accounts", len(g.accountsOf(g.direct, link)), c.accounts)
		})
	}
}
