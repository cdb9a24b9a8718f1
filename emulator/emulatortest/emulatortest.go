// Package emulatortest starts emulators for Go tests: one per test or one for many, each test in
// a sandbox of its own, on a clock that only the test moves.
package emulatortest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/store"
)

// Epoch is where the clock of a server stands at first.
var Epoch = time.Date(2026, time.March, 16, 12, 0, 0, 0, time.UTC)

// Server is an emulator that listens on a free local port until the test ends.
type Server struct {
	URL string // without a trailing slash
	// Transport carries the requests of the sandboxes that are made afterwards; nil: net/http's.
	Transport http.RoundTripper

	clock *clock.Manual
	ids   *ident.Source // of the sandboxes

	mu     sync.Mutex
	events []store.Event
}

// Option changes the configuration of a server.
type Option func(*emulator.Config)

// Start starts an emulator for the rest of the test, on a clock that stands still.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	s := &Server{clock: clock.NewManual(Epoch), ids: ident.NewSource(1, t.Name())}
	cfg := emulator.Config{Clock: s.clock, Observe: s.observe, Seed: 1}
	for _, o := range options {
		o(&cfg)
	}
	e, err := emulator.New(cfg)
	if err != nil {
		t.Fatalf("the emulator did not start: %v", err)
	}
	web := httptest.NewServer(e.Handler())
	t.Cleanup(func() {
		at, now := context.WithCancel(context.Background())
		now() // a test that ends does not wait for webhooks
		e.Shutdown(at)
		web.Close()
	})
	s.URL = web.URL
	return s
}

func (s *Server) observe(events []store.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range events {
		if e.Transition.Event != "" { // others are webhooks alone
			s.events = append(s.events, e)
		}
	}
}

// Advance moves the server's clock forward.
func (s *Server) Advance(d time.Duration) { s.clock.Advance(d) }

// Now is the time on the server's clock.
func (s *Server) Now() time.Time { return s.clock.Now() }

// Waiting is how many answers wait for the clock to move.
func (s *Server) Waiting() int { return s.clock.Sleepers() }

// Walked returns the transitions that links of all sandboxes made so far, as "state event".
func (s *Server) Walked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	walked := make([]string, len(s.events))
	for i, e := range s.events {
		walked[i] = fmt.Sprintf("%s %s", e.Transition.From, e.Transition.Event)
	}
	return walked
}

// Sandbox returns a fresh sandbox, which nobody else sees.
func (s *Server) Sandbox(t testing.TB) *Sandbox {
	t.Helper()
	return s.SandboxNamed(t, s.ids.UUID().String())
}

// SandboxNamed returns the sandbox of a secret id, which must be a UUID or the configured id.
func (s *Server) SandboxNamed(t testing.TB, id string) *Sandbox {
	t.Helper()
	return &Sandbox{t: t, url: s.URL, transport: s.Transport, ID: id, Password: emulator.DefaultSecretPassword}
}

// Sandbox is a client of one sandbox. Its methods end the test when no answer comes.
type Sandbox struct {
	ID, Password string
	Bearer       string // an access token to use instead of the keys
	t            testing.TB
	url          string
	transport    http.RoundTripper
}

// Answer is what the server answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	t      testing.TB
}

// Do sends a request. A body is sent as it is when it is a string, else as JSON. Headers are
// given as "Name: value".
func (b *Sandbox) Do(method, path string, body any, headers ...string) *Answer {
	b.t.Helper()
	answer, err := b.Try(method, path, body, headers...)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer
}

// Try is Do for requests that may fail to be answered at all.
func (b *Sandbox) Try(method, path string, body any, headers ...string) (*Answer, error) {
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	default:
		data, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		reader = bytes.NewReader(data)
	}
	if !strings.HasPrefix(path, "http") {
		path = b.url + path
	}
	req, err := http.NewRequestWithContext(context.Background(), method, path, reader)
	if err != nil {
		return nil, err
	}
	if b.Bearer != "" {
		req.Header.Set("Authorization", "Bearer "+b.Bearer)
	} else {
		req.SetBasicAuth(b.ID, b.Password)
	}
	req.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	transport := b.transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // the body was read, or its error is returned
	data, err := io.ReadAll(res.Body)
	return &Answer{Status: res.StatusCode, Header: res.Header, Body: data, t: b.t}, err
}

// Value is what a path such as "results.0.id" leads to in the JSON body, nil if it leads nowhere.
func (a *Answer) Value(path string) any {
	a.t.Helper()
	var v any
	if err := json.Unmarshal(a.Body, &v); err != nil {
		a.t.Fatalf("the answer is no JSON: %v\n%s", err, a.Body)
	}
	for part := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

// Text is Value as text, "" for null or nothing.
func (a *Answer) Text(path string) string {
	a.t.Helper()
	if v := a.Value(path); v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

// Want ends the test unless the answer has the status and, for errors, the code.
func (a *Answer) Want(status int, code ...string) *Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status %d, want %d: %s", a.Status, status, a.Body)
	}
	if len(code) > 0 && a.Text("0.code") != code[0] {
		a.t.Fatalf("code %s, want %s: %s", a.Text("0.code"), code[0], a.Body)
	}
	return a
}

// Register connects a user and returns the link's id; the registration must succeed.
func (b *Sandbox) Register(institution, username string) string {
	b.t.Helper()
	return b.Do(http.MethodPost, "/api/links/", map[string]any{"institution": institution,
		"username": username, "password": "pass_valid"}).Want(http.StatusCreated).Text("id")
}

// Status is the status of a link.
func (b *Sandbox) Status(link string) string {
	b.t.Helper()
	return b.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusOK).Text("status")
}
