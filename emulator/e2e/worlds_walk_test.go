package e2e_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"belvo-emulator/emulator/internal/ident"
)

// course is a kind of walk: how its world is disturbed, and what of it comes back.
type course struct {
	name    string
	ways    map[string]way
	state   bool     // the world is kept in a folder
	moves   bool     // it goes on in another sandbox, so that what a sandbox has of its own is no difference
	records []string // the calls whose record comes back, below the control surface
	only    []string // the kinds of steps that it takes, none: all
	without []string // but for these
}

func courses() []course {
	return []course{
		{name: "in memory", ways: inMemory(), records: append(records(), "next")},
		{name: "recorded", ways: restarts(), state: true, records: records(), without: []string{"checkpoint"}},
		{name: "lasting", ways: lasting(), state: true, without: []string{"redeliver", "checkpoint"}},
		{name: "webhooks", ways: lasting(), state: true, only: []string{"register", "resume", "heal", "remove", "event", "steer",
			"move", "delay", "slow", "endpoint", "release", "fire"}},
		{name: "elsewhere", ways: movingOn(), moves: true, without: []string{"redeliver", "checkpoint", "endpoint",
			"refresh token", "widget", "widget start"}},
	}
}

// walk is two worlds that take the same random steps, one of which is disturbed on the way.
type walk struct {
	*stroll
	course
	straight direct
	other    *astray
	chance   ident.Rand // decides about disturbances
	deaf     atomic.Bool
	seed     uint64
	trail    []string
}

func newWalk(t *testing.T, c course, seed uint64) *walk {
	w := &walk{course: c, seed: seed, chance: ident.NewRand("ways", fmt.Sprint(seed))}
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.deaf.Load() || strings.HasSuffix(r.URL.Path, "/503") {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(receiver.Close)
	w.straight, w.other = newDirect(t, manual), newAstray(t, c.state)
	w.stroll = &stroll{player: player{Rand: ident.NewRand("walk", fmt.Sprint(seed))}, endpoint: receiver.URL}
	for name := range w.kinds() {
		if !slices.Contains(c.without, name) && (c.only == nil || slices.Contains(c.only, name)) {
			w.stroll.only = append(w.stroll.only, name)
		}
	}
	w.other.dear = func() string { // a registration may be refused, and then it is no commit
		return w.both(ask(http.MethodPost, "/api/links/", "%s", user("erebor_mx_retail", "bnk100"))) +
			w.both(ask(http.MethodPut, v1+"settings", "{}"))
	}
	w.other.step, w.other.deaf = w.stray, w.whileDeaf
	return w
}

// stray makes random steps in a world that is left afterwards.
func (w *walk) stray(world direct) {
	lost := w.fork(fmt.Sprint(w.seed, " ", len(w.trail)))
	if world.id != w.other.id || w.moves {
		lost.tokens = nil // they open another sandbox
	}
	lost.only = slices.DeleteFunc(slices.Clone(lost.only), func(kind string) bool {
		return kind == "checkpoint" // names outlast going back
	})
	w.whileDeaf(func() {
		for range 1 + w.chance.IntN(6) {
			r := lost.step()
			w.note("    ", r)
			lost.meet(r, content(world.make(r)))
		}
	})
}

// whileDeaf does something while the receiver takes nothing.
func (w *walk) whileDeaf(do func()) {
	w.deaf.Store(true)
	defer w.deaf.Store(false)
	do()
}

func (w *walk) note(indent string, r request) {
	w.trail = append(w.trail, fmt.Sprintf("%s%s %s %.300s", indent, r.method, r.path, r.body))
}

// both makes a step in both worlds and returns the first difference, "" for none.
func (w *walk) both(r request) string {
	w.note("", r)
	want, got := w.straight.make(r), w.other.make(r)
	if trouble := w.differ(r, want, got); trouble != "" {
		return trouble
	}
	w.meet(r, content(want))
	if w.moves {
		w.tokens = nil // they differ
	}
	return ""
}

// differ compares two answers.
func (w *walk) differ(r request, want, got string) string {
	if w.moves {
		want, got = w.straight.masked(want), w.other.masked(got)
	}
	if want == got {
		return ""
	}
	return w.trouble(fmt.Sprintf("%s %s %s", r.method, r.path, r.body), clip(want, got), clip(got, want))
}

func (w *walk) trouble(what, want, got string) string {
	return fmt.Sprintf("%s, seed %d, step %d after\n%s\n%.500s is\n%.3000s\nwant\n%.3000s", w.name, w.seed, len(w.trail),
		strings.Join(w.trail[max(0, len(w.trail)-14):], "\n"), what, got, want)
}

// look compares what all calls show.
func (w *walk) look() string {
	list := looks(w.stroll)
	for _, path := range w.records {
		list = append(list, get(v1+path))
	}
	for _, r := range list {
		if trouble := w.differ(r, w.straight.make(r), w.other.make(r)); trouble != "" {
			return trouble
		}
	}
	return ""
}

// run takes so many steps, and returns the first difference, "" for none.
func (w *walk) run(steps int) string {
	names := slices.Sorted(maps.Keys(w.ways))
	for range steps {
		if w.chance.IntN(8) == 0 {
			name := names[w.chance.IntN(len(names))]
			w.trail = append(w.trail, "    begin "+name)
			said := w.ways[name](w.other)
			w.trail = append(w.trail, "    end "+name)
			if !strings.HasPrefix(said, "20") {
				return w.trouble(name, "200", said)
			}
			if trouble := w.look(); trouble != "" {
				return trouble
			}
		}
		if trouble := w.both(w.step()); trouble != "" {
			return trouble
		}
	}
	return w.look()
}

// TestADisturbedWorldGoesOnAsBefore walks random steps over all operations in two worlds, one of which goes astray
// and comes back on the way. What follows is the same, byte for byte, with headers and webhooks.
func TestADisturbedWorldGoesOnAsBefore(t *testing.T) {
	t.Parallel()
	for _, c := range courses() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(*long) {
				t.Run(fmt.Sprint("seed ", seed+1), func(t *testing.T) {
					t.Parallel()
					if trouble := newWalk(t, c, seed+1).run(100 * *long); trouble != "" {
						t.Fatal(trouble)
					}
				})
			}
		})
	}
}

// TestRewindBringsBackTheMannerOfWebhooks that settings change, from places before and after the change.
func TestRewindBringsBackTheMannerOfWebhooks(t *testing.T) {
	t.Parallel()
	d := newDirect(t, manual)
	settings := func(method, body string) string { return d.make(request{method, v1 + "settings", body}) }
	settings(http.MethodPut, `{"webhooks":{"duplicate":true}}`)
	want := settings(http.MethodGet, "")
	d.make(ask(http.MethodPut, v1+"checkpoints/here", ""))
	settings(http.MethodPut, "{}")
	d.make(ask(http.MethodPost, v1+"checkpoints/here/restore", ""))
	same(t, "the settings", settings(http.MethodGet, ""), want)
}
