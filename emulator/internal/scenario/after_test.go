package scenario

import (
	"fmt"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
)

func TestAfter(t *testing.T) {
	t.Parallel()
	sc := scene(t, `
  a: {after: {wait: 1h, goto: b}}
  b: {after: {wait: 30m, goto: c}, on: {retrieve: [{respond: login_error}]}}
  c: {on: {retrieve: [{respond: too_many_sessions, goto: a}]}}
`).Begin(noon)
	for _, c := range []struct {
		passed  time.Duration
		state   string
		entered time.Duration
	}{
		{-time.Hour, "a", 0}, {0, "a", 0}, {time.Hour - 1, "a", 0},
		{time.Hour, "b", time.Hour}, {90*time.Minute - 1, "b", time.Hour},
		{90 * time.Minute, "c", 90 * time.Minute}, {1000 * time.Hour, "c", 90 * time.Minute},
	} {
		at := sc.At(noon.Add(c.passed))
		if at.State.Name != c.state || !at.Entered.Equal(noon.Add(c.entered)) {
			t.Errorf("after %v: %s since %v", c.passed, at, at.Entered.Sub(noon))
		}
	}
	stands(t, sc, "a") // a look at the future changes nothing

	answer, later := sc.Ask(retrieve(belvo.Accounts), noon.Add(time.Hour))
	if answer.Code != belvo.CodeLoginError {
		t.Errorf("in b the answer is %s", answer.Code)
	}
	answer, later = later.Ask(retrieve(belvo.Accounts), noon.Add(2*time.Hour))
	if answer.Code != belvo.CodeTooManySessions || later.State.Name != "a" {
		t.Errorf("in c the answer is %s, and the user goes to %s", answer.Code, later)
	}
	// The wait begins when the state is entered by an answer, too.
	stands(t, later.At(noon.Add(3*time.Hour-1)), "a")
	stands(t, later.At(noon.Add(3*time.Hour)), "b")
}

// TestAfterCountsAnew holds that the attempts begin again, and used rules stay used.
func TestAfterCountsAnew(t *testing.T) {
	t.Parallel()
	sc := scene(t, `
  a:
    after: {wait: 1m, goto: b}
    on:
      retrieve:
        - {when: {attempt: 2}, respond: login_error}
        - {respond: institution_down, times: 1}
  b: {after: {wait: 1m, goto: a}}
`).Begin(noon)
	data := retrieve(belvo.Accounts)
	sc = talk(t, sc, "institution_down login_error", data, data)
	sc = sc.At(noon.Add(2 * time.Minute))
	stands(t, sc, "a")
	talk(t, sc, "ok login_error ok", data, data, data)
}

// TestGotoOfTheSameStateWaitsAnew: an answer that leads to where the user is begins the wait again.
func TestGotoOfTheSameStateWaitsAnew(t *testing.T) {
	t.Parallel()
	sc := scene(t, `
  a: {after: {wait: 1h, goto: b}, on: {retrieve: [{respond: ok, goto: a}], update: [{respond: ok}]}}
  b: {}
`).Begin(noon)
	_, again := sc.Ask(retrieve(belvo.Accounts), noon.Add(40*time.Minute))
	stands(t, again.At(noon.Add(99*time.Minute)), "a")
	stands(t, again.At(noon.Add(100*time.Minute)), "b")
	_, same := sc.Ask(ask(lifecycle.Update), noon.Add(40*time.Minute))
	stands(t, same.At(noon.Add(time.Hour)), "b")
}

// TestCircles compares the script, at odd moments of a very long time, with arithmetic.
func TestCircles(t *testing.T) {
	t.Parallel()
	// Lead-in of 10 s, then a circle of 2 + 3 + 7 s.
	sc := scene(t, `
  a: {after: {wait: 10s, goto: b}}
  b: {after: {wait: 2s, goto: c}}
  c: {after: {wait: 3s, goto: d}}
  d: {after: {wait: 7s, goto: b}}
`).Begin(noon)
	year := 365 * 24 * time.Hour
	for _, passed := range []time.Duration{0, 9 * time.Second, 10 * time.Second, 12 * time.Second,
		15 * time.Second, 22 * time.Second, time.Minute, time.Hour + 1, 24 * time.Hour, year, year + time.Second,
		10*year + 4*time.Second, 200*year + 11*time.Second} {
		want, since := "a", time.Duration(0)
		if passed >= 10*time.Second {
			round := (passed - 10*time.Second) / (12 * time.Second) * (12 * time.Second)
			want, since = "b", 10*time.Second+round
			for _, step := range []struct {
				state string
				wait  time.Duration
			}{{"c", 2 * time.Second}, {"d", 3 * time.Second}} {
				if since+step.wait <= passed {
					want, since = step.state, since+step.wait
				} else {
					break
				}
			}
		}
		at := sc.At(noon.Add(passed))
		if at.State.Name != want || !at.Entered.Equal(noon.Add(since)) {
			t.Errorf("after %v: %s since %v, want %s since %v", passed, at, at.Entered.Sub(noon), want, since)
		}
		// Looking in between makes no difference.
		if between := sc.At(noon.Add(passed / 3)).At(noon.Add(passed)); between.State != at.State ||
			!between.Entered.Equal(at.Entered) {
			t.Errorf("after %v by way of a third of it: %s", passed, between)
		}
	}
}

// TestAges: times that no Duration holds end, too.
func TestAges(t *testing.T) {
	t.Parallel()
	sc := scene(t, "  a: {after: {wait: 1s, goto: b}}\n  b: {after: {wait: 1s, goto: a}}\n").Begin(time.Time{})
	stands(t, sc.At(noon), "a")
	stands(t, sc.At(noon.Add(time.Second)), "b")
	self := scene(t, "  a: {after: {wait: 1ns, goto: a}}\n").Begin(time.Time{}).At(noon)
	if !self.Entered.Equal(noon) {
		t.Errorf("entered at %v", self.Entered)
	}
}

// TestLongChains have as many steps as there are states and no circle.
func TestLongChains(t *testing.T) {
	t.Parallel()
	text, next := "  a: {after: {wait: 1s, goto: s0}}\n", ""
	for i := range 50 {
		next = fmt.Sprintf("s%d", i)
		text += fmt.Sprintf("  %s: {after: {wait: 1s, goto: s%d}}\n", next, i+1)
	}
	sc := scene(t, text+"  s50: {}\n").Begin(noon)
	stands(t, sc.At(noon.Add(50*time.Second)), "s49")
	stands(t, sc.At(noon.Add(24*time.Hour)), "s50")
}
