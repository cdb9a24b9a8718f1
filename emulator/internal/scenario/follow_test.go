package scenario

import (
	"testing"
	"testing/fstest"
	"time"

	"belvo-emulator/emulator/internal/lifecycle"
)

// edition is a set with one scenario, whose second state has a name and an answer to a refresh.
func edition(t *testing.T, name, state, answer string) *Set {
	t.Helper()
	text := "version: 1\nname: " + name + "\nsummary: A test.\nstart: a\nenter: a\nstates:\n" +
		"  a: {on: {retrieve: [{respond: ok, goto: " + state + "}]}}\n" +
		"  " + state + ": {on: {refresh: [{respond: " + answer + "}]}}\n"
	set, problems := Load(nil, Layer{Name: "test", FS: fstest.MapFS{"x.yaml": {Data: []byte(text)}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return set
}

// TestAScriptFollowsTheNewEdition reads the files of a scenario again while a user stands in it.
func TestAScriptFollowsTheNewEdition(t *testing.T) {
	t.Parallel()
	old := edition(t, "one", "b", "ok")
	sc, later := talk(t, old.byName["one"].Begin(noon), "ok", retrieve("")), noon.Add(time.Hour)
	for _, c := range []struct {
		name  string
		set   *Set
		place string
		lost  bool
		asks  string // what a refresh is answered
	}{
		{"the same files", old, "one/b", false, "ok"},
		{"another answer", edition(t, "one", "b", "login_error"), "one/b", false, "login_error"},
		{"the state is gone", edition(t, "one", "c", "login_error"), "one/a", true, "ok"},
		{"the scenario is gone", edition(t, "two", "b", "ok"), "", true, ""},
	} {
		next, lost := c.set.Follow(sc, later)
		if next.String() != c.place || lost != c.lost {
			t.Errorf("%s: the user stands in %q, lost %t, want %q, %t", c.name, next, lost, c.place, c.lost)
			continue
		}
		if next.Scenario == nil {
			continue
		}
		if answer, _ := next.Ask(ask(lifecycle.Refresh), later); string(answer.Code) != c.asks {
			t.Errorf("%s: a refresh is answered %q, want %q", c.name, answer.Code, c.asks)
		}
		if want := map[bool]time.Time{false: noon, true: later}[c.lost]; !next.Entered.Equal(want) {
			t.Errorf("%s: the user entered at %s, want %s", c.name, next.Entered, want)
		}
	}
	if next, lost := old.Follow(Script{}, later); lost || next.Scenario != nil {
		t.Errorf("a user without a scenario stands in %q", next)
	}
}
