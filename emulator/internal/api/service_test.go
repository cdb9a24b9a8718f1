package api_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/api"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/scenario"
)

// service is the API without a network, and the sandbox of the keys id and password.
type service struct {
	t   *testing.T
	box *sandbox.Sandbox
	http.Handler
}

func newService(t *testing.T) *service {
	t.Helper()
	set := sandboxtest.Scenarios(t)
	e := engine.New(engine.Config{SecretID: "id", SecretPassword: "password", Seed: 1, AccessTokenTTL: time.Hour,
		Clock: clock.NewManual(sandboxtest.Noon()), ClockMode: clock.Mode{Manual: true},
		Catalog: sandboxtest.Reader().Catalog, Scenarios: func() *scenario.Set { return set }})
	t.Cleanup(func() { e.Close(context.Background()) })
	box, err := e.Open("id", "password")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := address.New("http://127.0.0.1:8400", nil)
	if err != nil {
		t.Fatal(err)
	}
	a := api.New(api.Config{Version: "1", PageSize: 10, Address: rules, Server: &exchange.Server{Engine: e,
		Logger: slog.New(slog.DiscardHandler), Clock: clock.NewManual(sandboxtest.Noon()), Closing: t.Context()}})
	return &service{t, box, a.Register(mux.NewRouter())}
}

// answer is what a client gets.
type answer struct {
	*httptest.ResponseRecorder
}

// ask sends a request with the secret keys, and with headers given as "Name: value".
func (s *service) ask(method, path, body string, headers ...string) answer {
	r := httptest.NewRequest(method, "http://127.0.0.1:8400"+path, strings.NewReader(body))
	r.SetBasicAuth("id", "password")
	r.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if r.Header.Set(name, value); value == "" {
			r.Header.Del(name)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return answer{w}
}

// code is the code of the first error of the body, "" for none.
func (a answer) code() string {
	var list []struct{ Code string }
	if json.Unmarshal(a.Body.Bytes(), &list) != nil || len(list) == 0 {
		return ""
	}
	return list[0].Code
}

// object is the body as an object.
func (a answer) object(t *testing.T) (o map[string]any) {
	t.Helper()
	if err := json.Unmarshal(a.Body.Bytes(), &o); err != nil {
		t.Fatalf("%s: %v", a.Body, err)
	}
	return o
}

// link registers a user and returns the id of the link.
func (s *service) link(username string) string {
	s.t.Helper()
	l, err := s.box.Register(&contact.Call{}, sandboxtest.Registration(username))
	if err != nil {
		s.t.Fatal(err)
	}
	return l.ID.String()
}

// bearer is the header of an access token with scopes.
func (s *service) bearer(scopes ...string) string {
	s.t.Helper()
	pair, err := s.box.IssueToken(sandbox.TokenRequest{Scopes: scopes})
	if err != nil {
		s.t.Fatal(err)
	}
	return "Authorization: Bearer " + pair.Access
}
