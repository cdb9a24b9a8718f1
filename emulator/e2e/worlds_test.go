package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// links are the answers to a list of all links, without what a fork has of its own.
func (w world) links() string {
	w.t.Helper()
	return strings.ReplaceAll(string(w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK).Body), w.owner(), "OWNER")
}

// owner is what created_by shows of the sandbox.
func (w world) owner() string {
	w.t.Helper()
	text := w.Do(http.MethodGet, "/api/links/?page_size=1", nil).Text("results.0.created_by")
	if text == "" {
		return "no link"
	}
	return text
}

// TestRewindBringsBackTheWorld goes back to before and after requests of all kinds.
func TestRewindBringsBackTheWorld(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	link := w.Register("heimdall_mx_retail", "bnk100")
	before := w.links()
	asked := w.accounts(link).Want(http.StatusPreconditionRequired)
	during := w.links()
	w.resume(asked, "111111").Want(http.StatusOK)
	w.advance("25h").Want(http.StatusOK)
	w.remove(link)
	if w.links() == before {
		t.Fatal("nothing has changed")
	}
	back := w.Rewind(emulatortest.Rewinding{After: asked.Request()})
	same(t, "after the 428", w.links(), during)
	same(t, "the requests that are undone", back.Requests > 0, true)
	same(t, "the request that it goes back to is undone", w.Request(asked.Request()).Undone, false)
	w.resume(asked, "111111").Want(http.StatusOK) // the session waits again
	w.Rewind(emulatortest.Rewinding{Before: asked.Request()})
	again := w.accounts(link).Want(http.StatusPreconditionRequired)
	same(t, "what follows", string(again.Body), string(asked.Body))
	w.Rewind(emulatortest.Rewinding{Before: again.Request()})
	same(t, "before the 428", w.links(), before)
	again = w.accounts(link).Want(http.StatusPreconditionRequired)
	if entry := w.Request(asked.Request()); !entry.Undone {
		t.Error("the request that was undone is not marked")
	}
	if entry := w.Request(again.Request()); entry.Undone || entry.ID == asked.Request() {
		t.Errorf("the request afterwards is %+v", entry)
	}
}

// TestRewindLeadsOverFailures: a refused request, a queued answer that was used up, a control call.
func TestRewindLeadsOverFailures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	link := w.Register("erebor_mx_retail", "bnk100")
	w.next(fields{"match": fields{"operation": "retrieve"}, "respond": "login_error", "times": 2})
	first := w.accounts(link).Want(http.StatusBadRequest, "login_error")
	w.accounts(link).Want(http.StatusBadRequest, "login_error")
	refused := w.Do(http.MethodPost, "/api/links/", fields{"institution": "nobody"}).Want(http.StatusBadRequest)
	w.accounts(link).Want(http.StatusCreated)
	w.Rewind(emulatortest.Rewinding{Before: first.Request()})
	w.accounts(link).Want(http.StatusBadRequest, "login_error")
	w.accounts(link).Want(http.StatusBadRequest, "login_error")
	w.accounts(link).Want(http.StatusCreated)
	w.Rewind(emulatortest.Rewinding{After: refused.Request()})
	w.accounts(link).Want(http.StatusCreated)
	w.advance("48h").Want(http.StatusOK)
	w.Rewind(emulatortest.Rewinding{Steps: 2}) // the clock and the retrieve
	same(t, "the time", w.now(), emulatortest.Epoch.Format("2006-01-02T15:04:05Z"))
	w.Rewind(emulatortest.Rewinding{Steps: 1}) // the second of the refused ones
	w.accounts(link).Want(http.StatusBadRequest, "login_error")
}

// TestNamedCheckpoints are restored as often as one likes, and outlast going back.
func TestNamedCheckpoints(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	w.Register("erebor_mx_retail", "bnk100")
	before := w.links()
	made := w.Checkpoint("prepared")
	same(t, "its links", made.Links, 1)
	for range 3 {
		w.Register("erebor_mx_retail", "bnk102")
		w.advance("1h").Want(http.StatusOK)
		w.RestoreCheckpoint("prepared")
		same(t, "the links", w.links(), before)
		same(t, "the time", w.now(), emulatortest.Epoch.Format("2006-01-02T15:04:05Z"))
	}
	problem := func(a *emulatortest.Answer, status int, want string) {
		t.Helper()
		if text := a.Text("error"); a.Status != status || !strings.Contains(text, want) {
			t.Errorf("%d %q, want %d and %q", a.Status, text, status, want)
		}
	}
	problem(w.Do(http.MethodPost, v1+"checkpoints/prepare/restore", nil), 404, `did you mean "prepared"?`)
	problem(w.Do(http.MethodDelete, v1+"checkpoints/other", nil), 404, "expected one of prepared")
	problem(w.Do(http.MethodPut, v1+"checkpoints/a%20b", nil), 400, "letters, digits")
	for _, name := range []string{"%2e", "%2e%2e", ".hidden"} { // of an address, clients take out the first two
		problem(w.Do(http.MethodPut, v1+"checkpoints/"+name, nil), 400, "does not begin with a dot")
	}
	problem(w.Do(http.MethodPost, v1+"rewind", fields{}), 400, "give one of")
	problem(w.Do(http.MethodPost, v1+"rewind", fields{"steps": 1, "after": "r1"}), 400, "give one of")
	problem(w.Do(http.MethodPost, v1+"rewind", fields{"before": "r999"}), 404, "r999")
	problem(w.Do(http.MethodPost, v1+"rewind", fields{"steps": 900}), 409, "on record")
	problem(w.Do(http.MethodGet, v1+"next?at=x", nil), 404, "names are such as r17")
	for n := range 99 {
		w.Checkpoint(fmt.Sprint("c", n))
	}
	problem(w.Do(http.MethodPut, v1+"checkpoints/more", nil), 409, "100 checkpoints")
	w.Checkpoint("prepared")
	w.DeleteCheckpoint("c7")
	w.Checkpoint("more")
	same(t, "the checkpoints", len(w.Checkpoints()), 100)
	w.Reset()
	same(t, "the checkpoints after a reset", len(w.Checkpoints()), 0)
}

// TestARequestThatIsTooLongAgo: an emulator with little memory for journals forgets the way back.
func TestARequestThatIsTooLongAgo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *emulator.Config) { c.JournalBytes = 64 << 10 })
	first := w.Do(http.MethodPost, "/api/links/", fields{"institution": "erebor_mx_retail", "username": "u",
		"password": "p"}).Want(http.StatusCreated)
	for n := range 60 {
		w.Register("erebor_mx_retail", fmt.Sprint("user_", n))
	}
	a := w.Do(http.MethodPost, v1+"rewind", fields{"before": first.Request()})
	if a.Status != http.StatusConflict || !strings.Contains(a.Text("error"), "too long ago") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// TestAnEarlierWorldIsReadWithoutGoingBack by a parameter of control calls and a header of GETs.
func TestAnEarlierWorldIsReadWithoutGoingBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	link := w.Register("heimdall_mx_retail", "bnk100")
	asked := w.accounts(link).Want(http.StatusPreconditionRequired)
	w.resume(asked, "111111").Want(http.StatusOK)
	w.advance("1h").Want(http.StatusOK)
	at := "X-Belvo-Emulator-At: " + asked.Request()
	path := "/api/links/" + link + "/"
	same(t, "the status then", w.Do(http.MethodGet, path, nil, at).Text("status"), "token_required")
	same(t, "the status now", w.Do(http.MethodGet, path, nil).Text("status"), "valid")
	same(t, "the state then", w.Do(http.MethodGet, v1+"links/"+link+"?at="+asked.Request(), nil).Text("state"), "token_required")
	same(t, "the time then", w.Do(http.MethodGet, v1+"clock?at="+asked.Request(), nil).Text("now"),
		emulatortest.Epoch.Format("2006-01-02T15:04:05Z"))
	w.remove(link)
	same(t, "the status then", w.Do(http.MethodGet, path, nil, at).Text("status"), "token_required")
	w.Do(http.MethodGet, path, nil).Want(http.StatusNotFound)
	w.Do(http.MethodGet, path, nil, "X-Belvo-Emulator-At: r99").Want(http.StatusBadRequest, "validation_error")
	w.Do(http.MethodDelete, path, nil, at).Want(http.StatusBadRequest, "validation_error")
}

// TestAForkHasItsOwnLife begins as the other one is, with what waits, and goes on alone.
func TestAForkHasItsOwnLife(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	link := w.Register("erebor_mx_retail", "bnk100")
	w.next(fields{"respond": "too_many_sessions", "match": fields{"operation": "update"}})
	w.advance("3h").Want(http.StatusOK)
	access, _ := w.pair("read_links,write_links", nil)
	fork := world{w.Fork(t), w.server, t}
	same(t, "its links", fork.links(), w.links())
	same(t, "its time", fork.now(), w.now())
	same(t, "its journal", len(fork.Requests(emulatortest.RequestFilter{})) <= 3, true)
	if fork.owner() == w.owner() {
		t.Error("created_by of the fork's links is the other's")
	}
	same(t, "whose link a token of the other shows",
		fork.bearer(access).Do(http.MethodGet, "/api/links/"+link+"/", nil).Text("created_by"), w.owner())
	fork.update(link, "pass_new").Want(http.StatusBadRequest, "too_many_sessions")
	w.update(link, "pass_new").Want(http.StatusBadRequest, "too_many_sessions")
	fork.remove(link)
	same(t, "the other's link", w.Status(link), "valid")
	one := fork.Do(http.MethodPost, "/api/links/", fields{"institution": "erebor_mx_retail", "username": "u", "password": "p"})
	for status, body := range map[int]fields{
		400: {"secret_id": "x", "secret_password": "p"}, 409: {"secret_id": fork.ID, "secret_password": "p"},
	} {
		same(t, "the status", w.Do(http.MethodPost, v1+"fork", body).Status, status)
	}
	one.Want(http.StatusCreated)
}

// TestForksDoNotMeet: 64 forks of one world live 64 different stories side by side.
func TestForksDoNotMeet(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	var prepared []string
	for n := range 8 {
		prepared = append(prepared, w.Register("heimdall_mx_retail", fmt.Sprint("bnk10", n)))
	}
	before := w.links()
	t.Run("side by side", func(t *testing.T) {
		for n := range 64 {
			fork := w.Fork(t)
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				world{w.server.SandboxNamed(t, fork.ID), w.server, t}.live(n, prepared)
			})
		}
	})
	same(t, "the world that was forked", w.links(), before)
}

// live is one of 64 stories: links are removed or asked for accounts, and the clock moves.
func (w world) live(n int, links []string) {
	w.t.Helper()
	left := 0
	for i, link := range links {
		if (n>>(i%6))&1 == 0 {
			w.remove(link)
			continue
		}
		left++
		asked := w.accounts(link).Want(http.StatusPreconditionRequired)
		if n%2 == 0 {
			w.resume(asked, "111111").Want(http.StatusOK)
		}
	}
	w.advance(fmt.Sprint(n+1, "h")).Want(http.StatusOK)
	same(w.t, "the links", w.Do(http.MethodGet, "/api/links/", nil).Text("count"), fmt.Sprint(left))
}

// TestWhatWasDeliveredStaysDelivered goes back over deliveries: the receiver keeps what it got, and gets
// it no second time; what waits comes again.
func TestWhatWasDeliveredStaysDelivered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	receiver := receive(t, nil)
	count := func() int {
		receiver.mu.Lock()
		defer receiver.mu.Unlock()
		return len(receiver.hits)
	}
	w.AddEndpoint(emulatortest.Endpoint{ID: "main", URL: receiver.URL, Delay: "1h"})
	link := w.Register("erebor_mx_retail", "bnk100")
	w.Checkpoint("waiting")
	w.advance("2h").Want(http.StatusOK)
	got := count()
	if got == 0 {
		t.Fatal("nothing was delivered")
	}
	back := w.RestoreCheckpoint("waiting")
	same(t, "what the answer lists", len(back.Delivered), got)
	w.advance("2h").Want(http.StatusOK)
	same(t, "what the receiver has", count(), got)
	w.Rewind(emulatortest.Rewinding{Steps: 2}) // the advance, and the registration
	w.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusNotFound)
	w.advance("2h").Want(http.StatusOK)
	same(t, "what the receiver has", count(), got)
	w.Register("erebor_mx_retail", "bnk100")
	fork := world{w.Fork(t), w.server, t}
	fork.advance("2h").Want(http.StatusOK)
	same(t, "what the receiver has of the fork", count(), got)
	if len(fork.inboxNames()) == 0 {
		t.Error("what waited is not in the fork's inbox")
	}
	w.advance("2h").Want(http.StatusOK)
	same(t, "what the receiver has of what followed", count(), 2*got)
}
