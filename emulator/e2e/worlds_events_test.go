package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/control"
)

// aUUID is the secret id of a sandbox that no other test opens.
const aUUID = "3d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"

// nextWorld is the next event of a change of the world, as JSON.
func (l *listener) nextWorld() string {
	l.t.Helper()
	for {
		h, more := l.next()
		if !more {
			l.t.Fatal("the stream has ended")
		}
		if h.kind == "world" {
			text, err := json.Marshal(h.data)
			if err != nil {
				l.t.Fatal(err)
			}
			return string(text)
		}
	}
}

// TestEventsTellOfChangesOfTheWorld, and go on after them, so that another client sees them at once.
func TestEventsTellOfChangesOfTheWorld(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	live := w.listen("")
	const at, later = `"at":"2026-03-16T12:00:00Z",`, `"from":"2026-03-16T13:00:00Z",`
	want := func(when, event string) {
		t.Helper()
		same(t, when, live.nextWorld(), event)
	}
	first := w.Do(http.MethodPost, "/api/links/", json.RawMessage(user("erebor_mx_retail", "bnk100"))).Want(http.StatusCreated)
	w.Checkpoint("here")
	want("a checkpoint", `{`+at+`"checkpoint":"here","what":"checkpoint"}`)
	w.advance("1h").Want(http.StatusOK)
	w.RestoreCheckpoint("here")
	want("a restore", `{`+at+`"checkpoint":"here",`+later+`"undone_requests":0,"what":"restore"}`)
	w.advance("1h").Want(http.StatusOK)
	w.Rewind(emulatortest.Rewinding{Steps: 1})
	want("steps", `{`+at+`"before":"POST /__emulator/v1/clock/advance",`+later+`"steps":1,"undone_requests":0,"what":"rewind"}`)
	w.advance("1h").Want(http.StatusOK)
	w.Rewind(emulatortest.Rewinding{After: first.Request()})
	want("after", `{"after":"`+first.Request()+`",`+at+later+`"undone_requests":0,"what":"rewind"}`)
	fork := w.Fork(t)
	want("a fork", `{`+at+`"secret_id":"`+fork.ID+`","what":"fork"}`)
	w.Do(http.MethodPost, v1+"fork?at="+first.Request(), fields{"secret_id": aUUID, "secret_password": "p"}).Want(http.StatusOK)
	want("a fork of then", `{"after":"`+first.Request()+`",`+at+`"secret_id":"`+aUUID+`","what":"fork"}`)
	w.DeleteCheckpoint("here")
	want("a deleted name", `{`+at+`"checkpoint":"here","what":"delete_checkpoint"}`)
	w.Rewind(emulatortest.Rewinding{Before: first.Request()})
	want("before", `{`+at+`"before":"`+first.Request()+`","from":"2026-03-16T12:00:00Z","undone_requests":1,"what":"rewind"}`)
	w.Do(http.MethodPost, v1+"rewind", fields{"before": "r99"}).Want(http.StatusNotFound)
	w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	if h, _ := live.next(); h.kind != "request" {
		t.Errorf("after a rewind that was refused and a request came %s", h)
	}
	again := w.listen("?since=0")
	same(t, "on record", strings.Contains(again.nextWorld(), `"what":"checkpoint"`), true)
	w.Do(http.MethodDelete, v1+"sandboxes/"+w.ID, nil).Want(http.StatusNoContent)
	for _, l := range []*listener{live, again} {
		for more := true; more; _, more = l.next() {
		}
	}
}

// TestTheDocumentHasTheEventsOfTheStream: each kind, with a type that is among the schemas.
func TestTheDocumentHasTheEventsOfTheStream(t *testing.T) {
	t.Parallel()
	text, err := control.Document(emulator.Version)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`the event \"request\" is #/components/schemas/JournalRequest;`,
		`the event \"world\" is #/components/schemas/WorldChange"`, `"WorldChange":{`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the document lacks %s", want)
		}
	}
}
