package lifecycle_test

import (
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/lifecycle"
)

func TestPathIsTheShortest(t *testing.T) {
	t.Parallel()
	all := func(lifecycle.Transition) bool { return true }
	noPosts := func(t lifecycle.Transition) bool { return !strings.HasPrefix(string(t.Event), "retrieve_") }
	for _, c := range []struct {
		from, to lifecycle.State
		may      func(lifecycle.Transition) bool
		want     string
	}{
		{lifecycle.None, lifecycle.Valid, all, "register_ok"},
		{lifecycle.None, lifecycle.Unconfirmed, all, "register_challenged"},
		{lifecycle.None, lifecycle.TokenRequired, all, "register_ok retrieve_challenged"},
		{lifecycle.None, lifecycle.Invalid, all, "register_ok retrieve_exhausted"},
		{lifecycle.None, lifecycle.Invalid, noPosts, "register_ok refresh_refused"},
		{lifecycle.None, lifecycle.Expired, all, "register_ok credentials_expired"},
		{lifecycle.Expired, lifecycle.TokenRequired, all, "update_challenged"},
		{lifecycle.Valid, lifecycle.Valid, all, ""},
		{lifecycle.Valid, lifecycle.Unconfirmed, all, "none"},
		{lifecycle.Deleted, lifecycle.Valid, all, "none"},
	} {
		path, ok := lifecycle.Path(c.from, c.to, c.may)
		events, at := make([]string, len(path)), c.from
		for i, step := range path {
			if events[i] = string(step.Event); step.From != at {
				t.Errorf("%s to %s: %s begins in %s, not in %s", c.from, c.to, step.Event, step.From, at)
			}
			at = step.To
		}
		got := strings.Join(events, " ")
		if !ok {
			got = "none"
		}
		if got != c.want {
			t.Errorf("%s to %s is %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

func TestEventsSplit(t *testing.T) {
	t.Parallel()
	for _, step := range lifecycle.Table() {
		op, outcome, ok := step.Event.Split()
		byItself := slices.Contains(lifecycle.OtherEvents(), step.Event)
		if ok == byItself || ok && lifecycle.EventOf(op, outcome) != step.Event {
			t.Errorf("%s is %s %s %v", step.Event, op, outcome, ok)
		}
	}
}
