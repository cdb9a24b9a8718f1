package e2e_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
)

// gone is an emulator on a state, with an institution newbank_mx_retail, a data set pocket and scenarios of its own,
// all of which can be taken away from it.
type gone struct {
	*testing.T
	direct
	state, fixtures, scenarios string
	emulator                   *emulator.Emulator
	log                        *buffer
}

// ownScenario gives users of a name the data set pocket, and low from the second time on that they are asked for data.
const ownScenario = `version: 1
name: mine
summary: For this test.
match: {usernames: 'mine*'}
start: visitor
states:
  visitor:
    on:
      register: [{respond: ok, data: pocket, goto: linked}]
  linked:
    on:
      retrieve: [{respond: ok, goto: asked}]
  asked:
    on:
      retrieve: [{respond: ok, data: low}]
`

// withOwn opens such an emulator.
func withOwn(t *testing.T) *gone {
	t.Helper()
	g := &gone{T: t, state: filepath.Join(t.TempDir(), "state"), fixtures: t.TempDir(), scenarios: t.TempDir()}
	g.put()
	g.open()
	return g
}

// put puts everything of its own there.
func (g *gone) put() {
	g.Helper()
	set := filepath.Join(g.fixtures, "datasets", "pocket")
	if err := os.MkdirAll(set, 0o700); err != nil {
		g.Fatal(err)
	}
	write(g, filepath.Join(set, "bank.yaml"), twoAccounts)
	write(g, filepath.Join(set, "set.yaml"), "summary: two accounts\n")
	write(g, filepath.Join(g.fixtures, "institutions.yaml"), bank("newbank_mx_retail"))
	write(g, filepath.Join(g.scenarios, "mine.yaml"), ownScenario)
}

// takeAway stops the emulator and takes everything of its own away.
func (g *gone) takeAway() {
	g.Helper()
	g.emulator.Shutdown(ended())
	if err := errors.Join(os.RemoveAll(filepath.Join(g.fixtures, "datasets")),
		os.Remove(filepath.Join(g.fixtures, "institutions.yaml")),
		os.Remove(filepath.Join(g.scenarios, "mine.yaml"))); err != nil {
		g.Fatal(err)
	}
}

// start starts the emulator again.
func (g *gone) start() error {
	g.log = &buffer{}
	cfg := emulator.Config{Clock: clock.NewManual(emulatortest.Epoch), Seed: 1, StateDir: g.state, Fixtures: g.fixtures,
		Scenarios: g.scenarios, ClockMode: clock.Mode{Manual: true}, Logger: slog.New(slog.NewTextHandler(g.log, nil))}
	sendNowhere(&cfg)
	patient(&cfg)
	e, err := emulator.New(cfg)
	if err != nil {
		return err
	}
	g.emulator, g.direct = e, direct{e.Handler(), emulator.DefaultSecretID}
	g.Cleanup(func() { e.Shutdown(ended()) })
	return nil
}

func (g *gone) open() {
	g.Helper()
	if err := g.start(); err != nil {
		g.Fatal(err)
	}
}

// show does what belvo-emulator state does.
func (g *gone) show() error {
	s, err := emulator.OpenState(g.state, g.scenarios, g.fixtures, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return errors.Join(s.Compact(), s.Close())
}

// ask makes a request that is not refused.
func (g *gone) ask(d direct, method, path, body string) string {
	g.Helper()
	w := d.do(method, path, body)
	if w.Code >= http.StatusBadRequest {
		g.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Body.String()
}

// link registers a user and retrieves accounts.
func (g *gone) link(d direct, institution, name string) (id string) {
	g.Helper()
	var link struct{ ID string }
	unmarshal(g, []byte(g.ask(d, http.MethodPost, "/api/links/", user(institution, name))), &link)
	g.accounts(d, link.ID)
	return link.ID
}

// accounts retrieves the accounts of a link.
func (g *gone) accounts(d direct, link string) {
	g.Helper()
	g.ask(d, http.MethodPost, "/api/accounts/", fmt.Sprintf(`{"link":%q}`, link))
}

// accountsOf are the stored accounts of a link.
func (g *gone) accountsOf(d direct, link string) (ids []string) {
	g.Helper()
	var list struct{ Results []struct{ ID string } }
	unmarshal(g, []byte(g.ask(d, http.MethodGet, "/api/accounts/?link="+link, "")), &list)
	for _, one := range list.Results {
		ids = append(ids, one.ID)
	}
	return ids
}

// unlink deletes a link.
func (g *gone) unlink(d direct, id string) { g.ask(d, http.MethodDelete, "/api/links/"+id+"/", "") }

// demand has a link wait for a token.
func (g *gone) demand(d direct, id string) {
	g.ask(d, http.MethodPost, v1+"links/"+id+"/events", `{"event":"demand_token"}`)
	w := d.do(http.MethodPost, "/api/accounts/", fmt.Sprintf(`{"link":%q}`, id))
	if w.Code != http.StatusPreconditionRequired {
		g.Fatalf("%d %s, want a demand for a token", w.Code, w.Body)
	}
}

// settings puts settings in force.
func (g *gone) settings(d direct, body string) { g.ask(d, http.MethodPut, v1+"settings", body) }

// try puts a scenario under trial, or none.
func (g *gone) try(d direct, text string) {
	g.ask(d, http.MethodPut, v1+"scenario/trial", fmt.Sprintf(`{"text":%q}`, text))
}

// TestWhatIsLongGoneIsNotMissed: a state whose records name an institution, a data set or a scenario that is not there
// any more is read without a word if nothing of it is left.
func TestWhatIsLongGoneIsNotMissed(t *testing.T) {
	t.Parallel()
	for name, live := range map[string]func(g *gone, d direct){
		"a link of an institution": func(g *gone, d direct) {
			id := g.link(d, "newbank_mx_retail", "bnk102")
			g.demand(d, id)
			g.unlink(d, id)
		},
		"a link with a data set": func(g *gone, d direct) {
			g.settings(d, `{"data":"pocket"}`)
			id := g.link(d, "erebor_mx_retail", "bnk102")
			g.settings(d, "{}")
			g.demand(d, id)
			g.unlink(d, id)
		},
		"a setting": func(g *gone, d direct) {
			g.settings(d, `{"data":"pocket"}`)
			g.settings(d, `{"data":"low"}`)
		},
		"a scenario under trial": func(g *gone, d direct) {
			g.try(d, strings.Replace(ownScenario, "mine", "tried", 1))
			g.try(d, "")
		},
		"a link in a scenario": func(g *gone, d direct) { g.unlink(d, g.link(d, "erebor_mx_retail", "mine1")) },
		"a link that has moved on": func(g *gone, d direct) {
			id := g.link(d, "erebor_mx_retail", "mine1")
			for _, account := range g.accountsOf(d, id) {
				g.ask(d, http.MethodDelete, "/api/accounts/"+account+"/", "")
			}
			g.accounts(d, id)
			g.ask(d, http.MethodPut, v1+"links/"+id+"/scenario", `{"name":"sandbox"}`)
		},
		"all before a reset": func(g *gone, d direct) {
			g.settings(d, `{"data":"pocket"}`)
			g.link(d, "newbank_mx_retail", "bnk102")
			g.link(d, "erebor_mx_retail", "mine1")
			g.ask(d, http.MethodPost, v1+"reset", "")
		},
		"all of another sandbox": func(g *gone, d direct) {
			other := direct{d.handler, "0d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"}
			g.settings(other, `{"data":"pocket"}`)
			g.link(other, "newbank_mx_retail", "bnk102")
			g.ask(other, http.MethodDelete, v1+"sandboxes/"+other.id, "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := withOwn(t)
			g.link(g.direct, "erebor_mx_retail", "bnk100")
			live(g, g.direct)
			g.ask(g.direct, http.MethodDelete, v1+"webhooks/endpoints/nowhere", "") // nothing waits any more
			want := worldOf(t, g.direct)
			g.takeAway()
			g.open()
			sameText(t, "the world", worldOf(t, g.direct), want)
			same(t, "the warnings", g.log.count("level=WARN"), 0)
			g.emulator.Shutdown(ended())
			if err := g.show(); err != nil {
				t.Errorf("the folder cannot be shown: %v", err)
			}
			g.open()
			sameText(t, "the world after a fold", worldOf(t, g.direct), want)
		})
	}
}

// TestWhatIsLeftAndGoneRefusesTheStart: a link that cannot be made is not lost, so it has to be there again, or the
// start is refused; then it goes on.
func TestWhatIsLeftAndGoneRefusesTheStart(t *testing.T) {
	t.Parallel()
	other := "0d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"
	for name, c := range map[string]struct {
		live func(g *gone) (link string)
		want string // with the link
	}{
		"an institution": {func(g *gone) string {
			g.unlink(g.direct, g.link(g.direct, "newbank_mx_retail", "bnk100"))
			id := g.link(g.direct, "newbank_mx_retail", "bnk102")
			g.demand(g.direct, id)
			return id
		}, `the sandbox SECRET_ID: the link %s: institution: unknown institution "newbank_mx_retail"`},
		"a data set": {func(g *gone) string {
			g.settings(g.direct, `{"data":"pocket"}`)
			return g.link(g.direct, "erebor_mx_retail", "bnk102")
		}, `the sandbox SECRET_ID: the link %s: facts.data_set: unknown data set "pocket"`},
		"a data set of a scenario under trial": {func(g *gone) string {
			g.try(g.direct, strings.Replace(ownScenario, "mine", "tried", 1))
			return ""
		}, `the sandbox SECRET_ID: next.trial: %s`},
		"links of another sandbox": {func(g *gone) string {
			d := direct{g.handler, other}
			id, second := g.link(d, "newbank_mx_retail", "bnk102"), g.link(d, "newbank_mx_retail", "bnk103")
			return min(id, second)
		}, `the sandbox ` + other + `: the link %s: institution: unknown institution "newbank_mx_retail"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := withOwn(t)
			want := fmt.Sprintf("the state cannot be restored: "+c.want, c.live(g))
			world := worldOf(t, g.direct)
			g.takeAway()
			for what, err := range map[string]error{"start": g.start(), "state": g.show()} {
				if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") ||
					strings.HasSuffix(err.Error(), " (and 1 more)") != (name == "links of another sandbox") {
					t.Errorf("%s: %v\nwant %s", what, err, want)
				}
			}
			g.put()
			g.open()
			sameText(t, "the world", worldOf(t, g.direct), world)
		})
	}
}
