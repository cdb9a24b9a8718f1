package e2e_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator"
)

// astray is the world of two that is disturbed. Its emulator may be another after a disturbance.
type astray struct {
	direct
	t    *testing.T
	e    *emulator.Emulator
	dir  string        // of its state, "" for none
	dear func() string // makes a commit in both worlds, so that all is in the state; what differs, or ""
	step func(direct)  // makes random steps in a world
	deaf func(func())  // does what leads astray: what a receiver takes stays delivered, so it takes nothing then
}

// way is a disturbance: it changes a world, or the files of one, and brings it back. It returns the answer of
// the call that does, which must be a 2xx, or what is wrong.
type way func(a *astray) string

// inMemory are the disturbances that bring back all of a world, with the record of its webhooks.
func inMemory() map[string]way {
	return map[string]way{
		"fork": func(a *astray) string {
			other := direct{a.handler, uuid.NewString()}
			said := a.make(forkAs(other.id))
			for _, look := range []request{get(v1 + "clock"), get(v1 + "settings"), get(v1 + "links"),
				get(v1 + "scenarios")} { // GETs of Belvo's draw ids

				if want, got := a.masked(a.make(look)), other.masked(other.make(look)); want != got {
					return fmt.Sprintf("of the fork %s is\n%s\nwant\n%s", look, clip(got, want), clip(want, got))
				}
			}
			a.step(other)
			return said + a.removed(other)
		},
		"before": func(a *astray) string {
			marker := a.marker()
			a.step(a.direct)
			return a.make(ask(http.MethodPost, v1+"rewind", `{"before":%q}`, marker))
		},
		"after": func(a *astray) string {
			marker := a.marker()
			a.step(a.direct)
			said := a.make(ask(http.MethodPost, v1+"rewind", `{"after":%q}`, marker))
			return said + a.make(ask(http.MethodPost, v1+"rewind", `{"before":%q}`, marker))[3:]
		},
		"steps": func(a *astray) string {
			a.make(ask(http.MethodPut, v1+"checkpoints/steps", ""))
			n := 1 + len(a.t.Name())%3
			a.deaf(func() {
				for range n {
					a.make(ask(http.MethodPost, v1+"clock/advance", `{"by":"1h"}`))
				}
			})
			said := a.make(ask(http.MethodPost, v1+"rewind", `{"steps":%d}`, n))
			return said + a.make(ask(http.MethodPost, v1+"checkpoints/steps/restore", ""))[3:] // its GETs drew ids
		},
		"checkpoint": func(a *astray) string {
			a.make(ask(http.MethodPut, v1+"checkpoints/here", ""))
			a.step(a.direct)
			return a.make(ask(http.MethodPost, v1+"checkpoints/here/restore", ""))
		},
		"look": func(a *astray) string { // reading an earlier world is nothing to this one, but for the ids of GETs
			a.make(ask(http.MethodPut, v1+"checkpoints/look", ""))
			marker := a.marker()
			a.step(a.direct)
			for _, path := range []string{"links", "snapshot", "clock", "clock/agenda", "next"} {
				a.make(get(v1 + path + "?at=" + marker))
			}
			return a.make(ask(http.MethodPost, v1+"checkpoints/look/restore", ""))
		},
	}
}

// lasting are the disturbances that put a world into text or files and make it anew. A snapshot does not bring back
// the record of webhooks that were delivered.
func lasting() map[string]way {
	ways := restarts()
	ways["snapshot"] = func(a *astray) string {
		document := a.do(http.MethodGet, v1+"snapshot", "").Body.String()
		a.step(a.direct)
		return a.make(request{http.MethodPut, v1 + "snapshot", document})
	}
	return ways
}

// restarts are the disturbances after which another process goes on.
func restarts() map[string]way {
	return map[string]way{
		"restart": func(a *astray) string {
			a.e.Shutdown(ended())
			a.reopen(a.dir)
			return "200"
		},
		"kill": func(a *astray) string {
			if trouble := a.dear(); trouble != "" {
				return trouble
			}
			dir := copyFolder(a.t, a.dir)
			a.step(a.direct)
			a.e.Shutdown(ended())
			a.reopen(dir)
			return "200"
		},
		"fold": func(a *astray) string {
			marker := a.marker()
			a.step(a.direct)
			said := a.make(ask(http.MethodPost, v1+"rewind", `{"before":%q}`, marker))
			a.e.Shutdown(ended())
			a.reopen(a.dir)
			return said
		},
	}
}

// movingOn are the disturbances after which the world goes on in another sandbox.
func movingOn() map[string]way {
	return map[string]way{
		"on in a fork": func(a *astray) string {
			old := a.direct
			a.id = uuid.NewString()
			said := old.make(forkAs(a.id))
			a.step(old)
			return said + a.removed(old)
		},
		"on in another's snapshot": func(a *astray) string {
			document, old := a.do(http.MethodGet, v1+"snapshot", "").Body.String(), a.direct
			a.id = uuid.NewString()
			a.step(a.direct)
			said := a.make(request{http.MethodPut, v1 + "snapshot", document})
			a.step(old)
			return said + a.removed(old)
		},
	}
}

// forkAs is the call that opens a fork.
func forkAs(id string) request {
	return ask(http.MethodPost, v1+"fork", `{"secret_id":%q,"secret_password":%q}`, id, emulator.DefaultSecretPassword)
}

// marker makes a request, whatever waits for one, and returns its id.
func (a *astray) marker() string {
	var sent struct{ Request string }
	a.deaf(func() { // a story may have the clock go on before it
		said := a.do(http.MethodPost, v1+"requests/send", `{"method":"GET","path":"/api/links/"}`)
		unmarshal(a.t, said.Body.Bytes(), &sent)
	})
	return sent.Request
}

// removed removes another sandbox, which would take memory; it returns what is wrong. The default one stays.
func (a *astray) removed(other direct) string {
	if other.id == emulator.DefaultSecretID {
		return ""
	}
	if w := other.do(http.MethodDelete, v1+"sandboxes/"+other.id, ""); w.Code != http.StatusNoContent {
		return w.Body.String()
	}
	return ""
}

// reopen opens a state, as another process would.
func (a *astray) reopen(dir string) {
	a.dir, a.e = dir, openKept(a.t, dir)
	a.handler = a.e.Handler()
}

// newAstray is a world that can be disturbed; with a state for the lasting disturbances.
func newAstray(t *testing.T, withState bool) *astray {
	if !withState {
		return &astray{direct: newDirect(t, manual), t: t}
	}
	a := &astray{t: t, direct: direct{id: emulator.DefaultSecretID}}
	a.reopen(filepath.Join(t.TempDir(), "state"))
	t.Cleanup(func() { a.e.Shutdown(ended()) }) // of the last of many, which would take too much memory
	return a
}
