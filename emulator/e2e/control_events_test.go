package e2e_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/webhook"
)

// happening is one server-sent event.
type happening struct {
	id, kind string
	data     map[string]any
}

// String is what tells happenings apart in tests.
func (h happening) String() string {
	switch h.kind {
	case "request":
		return fmt.Sprint(h.data["id"], " ", h.data["status"])
	case "transition":
		return fmt.Sprint(h.data["event"], " by ", h.data["cause"])
	case "attempt":
		return fmt.Sprint(h.data["code"], " to ", h.data["endpoint"], " ", h.data["delivered"])
	}
	return h.kind + " " + fmt.Sprint(h.data["code"])
}

// listener reads a stream of events.
type listener struct {
	t    *testing.T
	text *bufio.Scanner
	end  func()
}

// listen opens a stream of the sandbox's events, which ends with the test.
func (w world) listen(query string, headers ...string) *listener {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.server.URL+v1+"events"+query, http.NoBody)
	if err != nil {
		w.t.Fatal(err)
	}
	req.SetBasicAuth(w.ID, w.Password)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { cancel(); _ = res.Body.Close() }) // it was read to where it mattered
	same(w.t, "the type", res.Header.Get("Content-Type"), "text/event-stream")
	return &listener{w.t, bufio.NewScanner(res.Body), cancel}
}

// next is the next event; false at the end of the stream.
func (l *listener) next() (h happening, more bool) {
	for l.text.Scan() {
		name, value, _ := strings.Cut(l.text.Text(), ": ")
		switch name {
		case "id":
			h.id = value
		case "event":
			h.kind = value
		case "data":
			if err := json.Unmarshal([]byte(value), &h.data); err != nil {
				l.t.Errorf("%v in %s", err, value)
			}
		case "":
			if h.kind != "" {
				return h, true
			}
		}
	}
	return h, false
}

// take reads so many events.
func (l *listener) take(n int) (all []happening, names string) {
	l.t.Helper()
	var texts []string
	for range n {
		h, more := l.next()
		if !more {
			l.t.Fatalf("the stream ended after %q", texts)
		}
		all, texts = append(all, h), append(texts, h.String())
	}
	return all, strings.Join(texts, ", ")
}

// TestEventsTellAllInOrder, of one sandbox, and can be taken up again where they were left.
func TestEventsTellAllInOrder(t *testing.T) {
	t.Parallel()
	app := receive(t, nil)
	w := newWorld(t, manual, func(c *emulator.Config) {
		c.Webhooks = []webhook.Endpoint{{ID: "main", URL: app.URL, Types: []string{"LINK"}}}
	})
	before := w.fresh(t)
	before.Register("erebor_mx_retail", "user_valid")
	live := w.listen("")
	link := w.Register("heimdall_mx_retail", "user_valid")
	w.Do(http.MethodPost, "/api/accounts/", fields{"link": link})
	w.Do(http.MethodPost, v1+"links/"+link+"/events", fields{"event": "expire_session"})
	w.Do(http.MethodPut, "/api/links/"+link+"/", fields{"password": "pass_valid"}).Want(http.StatusOK)
	w.Do(http.MethodPost, v1+"webhooks/fire", fields{"link": link, "type": "LINK", "code": "test"})
	w.advance("1s")
	const first = "register_ok by r1, webhook historical_update, webhook historical_update, " +
		"webhook historical_update, r1 201, retrieve_challenged by r2, r2 428"
	heard, names := live.take(7)
	same(t, "the beginning", names, first)
	var rest []string
	for {
		h, more := live.next()
		rest = append(rest, h.String())
		if !more || h.kind == "attempt" {
			break
		}
	}
	same(t, "the end", rest[len(rest)-1], "test to main true")
	again := w.listen("?follow=false", "Last-Event-ID: "+heard[4].id)
	_, names = again.take(2)
	same(t, "after the fifth", names, "retrieve_challenged by r2, r2 428")
	_, names = w.listen("?since=0").take(7)
	same(t, "from the beginning", names, first)
	_, names = w.listen("", "Last-Event-ID: 999999").take(7)
	same(t, "after an event of another run", names, first)
	all := w.listen("?follow=false")
	for more := true; more; _, more = all.next() {
	}
}

// TestEventsOfRefusedRequests: the default sandbox hears of those that belong to none.
func TestEventsOfRefusedRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	main := world{w.server.SandboxNamed(t, emulator.DefaultSecretID), w.server, t}
	live := main.listen("")
	nobody := *w.Sandbox
	nobody.ID = "nobody"
	nobody.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusUnauthorized)
	_, names := live.take(1)
	same(t, "the event", names, "u1 401")
}

// TestEventsEnd with a reset of their sandbox, and are not opened by nonsense.
func TestEventsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	live := w.listen("")
	w.Do(http.MethodPost, v1+"reset", nil).Want(http.StatusOK)
	if h, more := live.next(); more {
		t.Errorf("after a reset came %s", h)
	}
	if res, err := http.Head(w.server.URL + v1 + "events"); err != nil || res.Body.Close() != nil {
		t.Error(err) // it may not wait for events
	}
	w.Do(http.MethodGet, v1+"events?since=-1", nil).Want(http.StatusBadRequest)
	w.Do(http.MethodGet, v1+"events?follow=maybe", nil).Want(http.StatusBadRequest)
	w.Do(http.MethodGet, v1+"events", nil, "Last-Event-ID: r1").Want(http.StatusBadRequest)
}

// TestAReaderThatMissesEventsIsTold, whether it was late or is slow.
func TestAReaderThatMissesEventsIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *emulator.Config) { c.JournalBytes = 100_000 })
	for range 300 {
		w.Do(http.MethodGet, "/api/", nil)
	}
	dropped := w.ask("requests").Value("dropped").(float64)
	if dropped < 10 || dropped > 290 {
		t.Fatalf("%v of 300 requests were dropped", dropped)
	}
	heard, _ := w.listen("?since=3").take(2)
	same(t, "first", heard[0].kind+" "+fmt.Sprint(heard[0].data["until"]), fmt.Sprint("lost ", dropped))
	same(t, "then", heard[1].id, fmt.Sprint(dropped+1))
}

// TestManyWritersAndAReader hear of every request once, in the order of their ids.
func TestManyWritersAndAReader(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const writers, each = 8, 50
	live := w.listen("")
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range each {
				_, _ = w.Try(http.MethodGet, "/api/links/?a=b", nil)
				_, _ = w.Try(http.MethodGet, v1+"requests?body.a=b&limit=5", nil)
			}
		})
	}
	heard, _ := live.take(writers * each)
	all.Wait()
	seen := map[any]bool{}
	for i, h := range heard {
		seen[h.data["id"]] = true
		if i > 0 && len(h.id) <= len(heard[i-1].id) && h.id <= heard[i-1].id {
			t.Fatalf("event %s came after %s", h.id, heard[i-1].id)
		}
	}
	same(t, "the number of requests", len(seen), writers*each)
}

// TestEventsEndAtShutdown: no reader keeps the emulator from ending.
func TestEventsEndAtShutdown(t *testing.T) {
	t.Parallel()
	e, err := emulator.New(emulator.Config{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(e.Handler())
	res, err := http.Get(web.URL + v1 + "events")
	if err != nil {
		t.Fatal(err)
	}
	e.Close()
	if text, err := io.ReadAll(res.Body); err != nil || string(text) != ": events follow\n\n" {
		t.Errorf("%q, %v", text, err)
	}
	_ = res.Body.Close() // it was read to its end
	web.Close()
}
