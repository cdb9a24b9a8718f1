package e2e_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/webhook"
)

// secret is the Authorization that the receivers of these tests want.
const secret = "Bearer 5ecre7-of-the-receiver"

// patience is how long a test waits for what takes its own time. It is long because it is only ever
// waited for when something is wrong.
const patience = time.Minute

// until waits until something holds, and fails the test if it never does.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	limit, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for !holds() {
		if limit.Err() != nil {
			t.Fatalf("not even after %s: %s", patience, what)
		}
		runtime.Gosched()
	}
}

// patient lets receivers take their time, as they may on a machine that does other things besides.
func patient(c *emulator.Config) { c.WebhookLimit = patience }

// manual has every sandbox on a clock that only control calls move.
func manual(c *emulator.Config) { c.ClockMode = clock.Mode{Manual: true} }

// sendTo has the webhooks of every sandbox go to a receiver.
func sendTo(r *receiver) emulatortest.Option {
	return func(c *emulator.Config) {
		c.Webhooks = []webhook.Endpoint{{ID: "main", URL: r.URL, Authorization: secret}}
	}
}

// hit is a webhook as a receiver got it.
type hit struct {
	method, query, contentType, authorization string
	body                                      []byte
	hook
}

// hook is a webhook's body.
type hook struct {
	WebhookID   string          `json:"webhook_id"`
	WebhookType string          `json:"webhook_type"`
	ProcessType string          `json:"process_type"`
	WebhookCode string          `json:"webhook_code"`
	LinkID      string          `json:"link_id"`
	RequestID   string          `json:"request_id"`
	ExternalID  *string         `json:"external_id"`
	Data        json.RawMessage `json:"data"`
}

// name is the type and the code.
func (h hook) name() string { return h.WebhookType + " " + h.WebhookCode }

// receiver is the application's end of the webhooks.
type receiver struct {
	*httptest.Server
	answer func(n int, w http.ResponseWriter) // to the nth request, from 1; nil: 200
	mu     sync.Mutex
	hits   []hit
}

// receive starts a receiver for the rest of the test.
func receive(t testing.TB, answer func(n int, w http.ResponseWriter)) *receiver {
	t.Helper()
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	h := hit{req.Method, req.URL.RawQuery, req.Header.Get("Content-Type"), req.Header.Get("Authorization"),
		body, hook{}}
	_ = json.Unmarshal(body, &h.hook) // what is no JSON has no name, and fails where names are compared
	r.mu.Lock()
	r.hits = append(r.hits, h)
	n := len(r.hits)
	r.mu.Unlock()
	if r.answer != nil {
		r.answer(n, w)
	}
}

// take returns what came since the last take.
func (r *receiver) take() []hit {
	r.mu.Lock()
	defer r.mu.Unlock()
	hits := r.hits
	r.hits = nil
	return hits
}

// names tells which webhooks there are.
func names(hits []hit) []string {
	all := make([]string, len(hits))
	for i, h := range hits {
		all[i] = h.name()
	}
	return all
}

// write writes a file that a test needs.
func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func unmarshal(t testing.TB, data []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
}

// v1 is where the control surface is.
const v1 = "/__emulator/v1/"

// advance moves the sandbox's clock on and returns what happened on the way.
func (w world) advance(by string) *emulatortest.Answer {
	w.t.Helper()
	return w.Do(http.MethodPost, v1+"clock/advance", fields{"by": by}).Want(http.StatusOK)
}

// now is the time on the sandbox's clock, as it is written.
func (w world) now() string {
	w.t.Helper()
	return w.Do(http.MethodGet, v1+"clock", nil).Want(http.StatusOK).Text("now")
}

// ask reads a part of the control surface.
func (w world) ask(path string) *emulatortest.Answer {
	w.t.Helper()
	return w.Do(http.MethodGet, v1+path, nil).Want(http.StatusOK)
}

// inbox returns the webhooks that came without an endpoint, as far as the query lets them through.
func (w world) inbox(query url.Values) []hook {
	w.t.Helper()
	var hooks []hook
	for _, item := range items(w.t, w.ask("webhooks/inbox?"+query.Encode()).Body) {
		var event struct{ Body hook }
		if err := json.Unmarshal(item, &event); err != nil {
			w.t.Fatal(err)
		}
		hooks = append(hooks, event.Body)
	}
	return hooks
}

// inboxNames tells which webhooks are in the inbox.
func (w world) inboxNames() []string {
	w.t.Helper()
	var all []string
	for _, h := range w.inbox(nil) {
		all = append(all, h.name())
	}
	return all
}

// since returns the webhooks of the inbox after the first n.
func (w world) since(n int) []hook {
	w.t.Helper()
	all := w.inbox(nil)
	return all[min(n, len(all)):]
}

// resultsOf lists all objects of a resource that a link has.
func (w world) resultsOf(resource, link string) []map[string]any {
	w.t.Helper()
	path := "/api/" + resource + "/?page_size=1000&link=" + link
	var all []map[string]any
	for path != "" {
		page := w.Do(http.MethodGet, path, nil).Want(http.StatusOK)
		var body struct {
			Next    string
			Results []map[string]any
		}
		if err := json.Unmarshal(page.Body, &body); err != nil {
			w.t.Fatal(err)
		}
		all, path = append(all, body.Results...), body.Next
	}
	return all
}
