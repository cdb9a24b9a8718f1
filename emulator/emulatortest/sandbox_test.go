package emulatortest_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// fresh is a sandbox on a clock of its own, on a server of its own.
func fresh(t *testing.T, options ...emulatortest.Option) (*emulatortest.Server, *emulatortest.Sandbox) {
	t.Helper()
	server := emulatortest.StartWithoutSocket(t, append(options, emulatortest.WithClocks(emulatortest.Epoch))...)
	return server, server.Sandbox(t)
}

// same reports a difference between what is and what should be.
func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

const day = 24 * time.Hour

func TestTime(t *testing.T) {
	t.Parallel()
	server, box := fresh(t)
	link := box.Seed(emulatortest.Seed{Institution: "erebor_mx_retail", RefreshRate: "24h"})[0].Link.ID
	same(t, "what is due", box.Agenda()[0].Link, link)
	box.Step()
	same(t, "the time after a step", box.Now(), emulatortest.Epoch.Add(day))
	box.AdvanceTo(emulatortest.Epoch.Add(2 * day))
	moved := box.Advance(time.Hour)
	same(t, "the way", moved.To.Sub(moved.From), time.Hour)
	same(t, "the time", box.Now(), emulatortest.Epoch.Add(2*day+time.Hour))
	box.SetClockMode("x60")
	server.Advance(time.Minute)
	same(t, "the time of a clock that runs", box.Now(), emulatortest.Epoch.Add(2*day+2*time.Hour))
	same(t, "a neighbour's time", server.Sandbox(t).Now(), emulatortest.Epoch)
}

func TestScenariosAndLinks(t *testing.T) {
	t.Parallel()
	_, box := fresh(t)
	link := box.Link("erebor_mx_retail", "valid")
	box.Pin("heimdall-once")
	same(t, "the pin", *box.Scenarios().Pinned, "heimdall-once")
	if len(box.Scenarios().Scenarios) < 17 {
		t.Errorf("the scenarios are %v", box.Scenarios())
	}
	box.Pin("")
	if pinned := box.Scenarios().Pinned; pinned != nil {
		t.Errorf("the pin is %s", *pinned)
	}
	same(t, "the link's place", box.PinLink(link, "heimdall", "locked").Scenario.State, "locked")
	same(t, "the link's pin", box.PinLink(link, "", "").Scenario.Pinned, false)
	same(t, "the transition", box.Happen(link, emulatortest.Happening{Event: "demand_token",
		Challenge: &emulatortest.Challenge{Type: "numeric", Value: "17"}}).Transition.To, "token_required")
	same(t, "the state", string(box.Inspect(link).State), "token_required")
	steps := box.Transitions(emulatortest.TransitionFilter{Link: link, Cause: "control"})
	same(t, "the transitions", len(steps), 2) // of Link and of Happen
}

func TestQueue(t *testing.T) {
	t.Parallel()
	_, box := fresh(t)
	queued := box.Next(emulatortest.Next{Fault: emulatortest.Page{Status: 503}, Times: 2})
	box.Next(emulatortest.Next{Fault: "reset"})
	same(t, "the answer", box.Do(http.MethodGet, "/api/links/", nil).Status, 503)
	queue := box.NextWaiting()
	same(t, "what waits", len(queue.Waiting), 2)
	same(t, "what is left of it", queue.Waiting[0].Left, 1)
	same(t, "what was used", queue.Used[0].Next, queued.ID)
	box.Do(http.MethodGet, "/api/links/", nil).Want(503)
	if answer, err := box.Try(http.MethodGet, "/api/links/", nil); err == nil {
		t.Errorf("a connection that breaks is %d", answer.Status)
	}
	box.Next(emulatortest.Next{Latency: "1h"})
	same(t, "what was forgotten", box.ClearNext(), 1)
}

func TestWebhooks(t *testing.T) {
	t.Parallel()
	_, box := fresh(t)
	link := box.Link("erebor_mx_retail", "valid")
	id := box.Fire(emulatortest.Fired{Link: link, Type: "LINK", Code: "token_required", Data: map[string]int{"n": 1}})
	same(t, "the event", box.Await(emulatortest.WebhookFilter{Code: "token_required"}, time.Minute).ID, id)
	same(t, "the inbox", box.Webhooks(emulatortest.WebhookFilter{Event: id})[0].Link.String(), link)

	bodies := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		bodies <- r.Header.Get("Authorization")
	}))
	t.Cleanup(receiver.Close)
	endpoint := box.AddEndpoint(emulatortest.Endpoint{ID: "main", URL: receiver.URL, Authorization: "Bearer abc"})
	same(t, "the endpoint", endpoint.URL+box.Endpoints()[0].ID, receiver.URL+"main")
	chosen := emulatortest.WebhookFilter{Event: box.Fire(emulatortest.Fired{Link: link, Type: "LINK", Code: "x"})}
	box.Advance(0)
	same(t, "the header", <-bodies, "Bearer abc")
	same(t, "the delivery", string(box.Deliveries(chosen)[0].State), "delivered")
	same(t, "what is sent again", box.Redeliver(chosen), 1)
	box.Advance(0)
	same(t, "the attempts", len(box.Attempts(chosen)), 2)
	same(t, "what it missed", box.Replay("main", chosen), 0)
	box.RemoveEndpoint("main")
	same(t, "the endpoints", len(box.Endpoints()), 0)
}

func TestWorlds(t *testing.T) {
	t.Parallel()
	server, box := fresh(t)
	link := box.Link("heimdall_mx_retail", "token_required")
	world := box.Snapshot()
	if !strings.Contains(string(world), "\nlinks:\n") {
		t.Errorf("the world is\n%s", world)
	}
	other := server.Sandbox(t)
	same(t, "the links", other.Restore(world).Links, 1)
	same(t, "the link elsewhere", other.Status(link), "token_required")
	box.Reset()
	box.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusNotFound)
	other.Remove()
	other.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusNotFound)
	same(t, "all sandboxes", server.ResetAll(t), 3) // with the default one
}

func TestJournal(t *testing.T) {
	t.Parallel()
	_, box := fresh(t)
	link := box.Register("heimdall_mx_retail", "someone")
	asked := box.Do(http.MethodPost, "/api/accounts/", map[string]string{"link": link}).
		Want(http.StatusPreconditionRequired)
	same(t, "the journal", len(box.Requests(emulatortest.RequestFilter{})), 2)
	found := box.Requests(emulatortest.RequestFilter{Status: 428, Body: map[string]string{"link": link}})
	same(t, "the request", found[0].ID, asked.Request())
	same(t, "its rule's scenario", box.Request(asked.Request()).Scenario.Name, "heimdall")
	same(t, "how often", box.Verify(emulatortest.Verification{Since: found[0].ID, Times: emulatortest.Exactly(0)}), 0)
	same(t, "how often", box.Verify(emulatortest.Verification{Exactly: true, Calls: []emulatortest.Call{
		{Path: "/api/links/", Body: map[string]any{"username": "someone", "token": nil}},
		{Method: http.MethodPost, Link: link, Code: "token_required"}}}), 2)
	same(t, "at least", box.Verify(emulatortest.Verification{Times: emulatortest.AtLeast(2)}), 2)
	same(t, "at most", box.Verify(emulatortest.Verification{Times: emulatortest.AtMost(2)}), 2)
	var kinds []string
	events := box.Events("")
	for _, e := range events {
		kinds = append(kinds, string(e.Kind))
	}
	slices.Sort(kinds)
	same(t, "the events", strings.Join(slices.Compact(kinds), " "), "request transition webhook")
	same(t, "the events behind the last", len(box.Events(events[len(events)-1].ID)), 0)
}

func TestServer(t *testing.T) {
	t.Parallel()
	server, box := fresh(t, emulatortest.WithSecrets("me", "hush"), emulatortest.WithControlToken("t0ken"))
	link := box.Register("erebor_mx_retail", "someone")
	server.Default(t).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	same(t, "the health", server.Health(t).Status, "ok")
	if figures := server.Metrics(t); !strings.Contains(figures, "\nbelvo_emulator_sandboxes 2\n") {
		t.Errorf("the metrics are\n%s", figures)
	}
	own, all := box.Coverage(), server.Coverage(t)
	if own.Met == 0 || own.Met >= all.Met {
		t.Errorf("the sandbox has met %d, all have met %d", own.Met, all.Met)
	}
	same(t, "the link", box.Status(link), "valid")
}

// TestFailures are those of the test, told in one line; what fails changes nothing.
func TestFailures(t *testing.T) {
	t.Parallel()
	for want, do := range map[string]func(*emulatortest.Sandbox){
		`PUT scenario: 404 There is no scenario "heimdal", did you mean "heimdall"?`: func(b *emulatortest.Sandbox) {
			b.Pin("heimdal")
		},
		"GET webhooks/wait: 408 no such event came within 1ms": func(b *emulatortest.Sandbox) {
			b.Await(emulatortest.WebhookFilter{}, time.Millisecond)
		},
		`the verification makes no sense: times: -1 is less than none`: func(b *emulatortest.Sandbox) {
			b.Verify(emulatortest.Verification{Times: emulatortest.Exactly(-1)})
		},
		"GET links/{id}: 404 there is no link nothing": func(b *emulatortest.Sandbox) { b.Inspect("nothing") },
	} {
		f := &failing{}
		t.Cleanup(f.end)
		box := emulatortest.StartWithoutSocket(f).Sandbox(f)
		if said := f.run(func() { do(box) }); len(said) != 1 || said[0] != want {
			t.Errorf("it failed with %q, want %q", said, want)
		}
	}
}
