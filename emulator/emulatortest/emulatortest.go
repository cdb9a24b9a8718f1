// Package emulatortest starts emulators for Go tests: one per test or one for many, each test in
// a sandbox of its own, on a clock that only the test moves. What the control calls below
// /__emulator/v1/ can do, the methods of a Sandbox can.
package emulatortest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
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

// Server is an emulator that runs until the test ends.
type Server struct {
	URL string // without a trailing slash
	// Transport carries the requests of clients and of the sandboxes that are made afterwards.
	Transport http.RoundTripper

	emulator *emulator.Emulator
	config   emulator.Config
	clock    *clock.Manual
	ids      *ident.Source // of the sandboxes

	mu     sync.Mutex
	events []store.Event
}

// Start starts an emulator for the rest of the test, on a clock that stands still and a free local
// port.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	s := start(t, options)
	web := httptest.NewServer(s.emulator.Handler())
	connections := &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(func() {
		s.shutdown()
		connections.CloseIdleConnections()
		web.Close()
	})
	s.URL, s.Transport = web.URL, connections
	return s
}

// StartWithoutSocket is Start for a server that nothing but its Client and its sandboxes reach: it
// listens nowhere. Faults that break a connection are errors of the request.
func StartWithoutSocket(t testing.TB, options ...Option) *Server {
	t.Helper()
	s := start(t, options)
	t.Cleanup(s.shutdown)
	s.URL, s.Transport = "http://emulator.localhost", inMemory{s.emulator.Handler()}
	return s
}

func start(t testing.TB, options []Option) *Server {
	t.Helper()
	s := &Server{clock: clock.NewManual(Epoch), ids: ident.NewSource(1, t.Name())}
	cfg := emulator.Config{Clock: s.clock, Observe: s.observe, Seed: 1,
		SecretID: emulator.DefaultSecretID, SecretPassword: emulator.DefaultSecretPassword}
	for _, o := range options {
		o(&cfg)
	}
	e, err := emulator.New(cfg)
	if err != nil {
		t.Fatalf("the emulator did not start: %v", err)
	}
	s.emulator, s.config = e, cfg
	return s
}

// shutdown ends what runs in the background. A test that ends does not wait for webhooks.
func (s *Server) shutdown() {
	at, now := context.WithCancel(context.Background())
	now()
	s.emulator.Shutdown(at)
}

// Client is an HTTP client that reaches the server, whether it has a socket or not.
func (s *Server) Client() *http.Client { return &http.Client{Transport: s.Transport} }

func (s *Server) observe(events []store.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range events {
		if e.Transition.Event != "" { // others are webhooks alone
			s.events = append(s.events, e)
		}
	}
}

// Advance moves the clock that all sandboxes run on. What is due happens when a request looks; with
// an own clock a sandbox's Advance lets it happen at once.
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

// Sandbox returns a fresh sandbox, which no other test sees.
func (s *Server) Sandbox(t testing.TB) *Sandbox {
	t.Helper()
	return s.SandboxNamed(t, s.ids.UUID().String())
}

// SandboxNamed returns the sandbox of a secret id, which must be a UUID or the configured id.
func (s *Server) SandboxNamed(t testing.TB, id string) *Sandbox {
	t.Helper()
	return &Sandbox{t: t, url: s.URL, transport: s.Transport, token: s.config.Control.Token, ID: id,
		Password: emulator.DefaultSecretPassword, newID: func() string { return s.ids.UUID().String() }}
}
