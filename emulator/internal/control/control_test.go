package control_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/control"
	"belvo-emulator/emulator/internal/coverage"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/fixtures"
)

var start = time.Date(2026, time.March, 16, 12, 0, 0, 0, time.UTC)

// surface is a control surface with the keys me and hush, whose sandboxes have manual clocks.
func surface(t *testing.T, changes ...func(*engine.Config)) http.Handler {
	t.Helper()
	set, problems := scenario.Load(nil, scenario.Layer{Name: "test", FS: fstest.MapFS{
		"sandbox.yaml": {Data: []byte("version: 1\nname: sandbox\nsummary: All is well.\nstart: on\nstates: {on: {}}")}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	cfg := engine.Config{SecretID: "me", SecretPassword: "hush", Seed: 1,
		Clock: clock.NewManual(start), ClockMode: clock.Mode{Manual: true},
		Catalog:   bank.Load(catalog.Layer{Name: "fixtures", FS: fixtures.FS}),
		Scenarios: func() *scenario.Set { return set }}
	for _, change := range changes {
		change(&cfg)
	}
	e, err := engine.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close(context.Background()) })
	router := mux.NewRouter()
	control.Register(router, control.Config{Version: "1.2.3", Engine: e, SecretID: "me", SecretPassword: "hush",
		Closing: t.Context(), Address: &address.Rules{}, Logger: slog.New(slog.DiscardHandler),
		Universe: func() coverage.Universe {
			return coverage.Universe{Operations: []coverage.Operation{{Method: "GET", Path: "/api/links/"},
				{Method: "GET", Path: "/api/links/{id}/"}}}
		}})
	return router
}

// ask sends a request, with headers given as "Name: value".
func ask(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8400"+path, strings.NewReader(body))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// refusal is the text of an answer that must be an error of a status.
func refusal(t *testing.T, w *httptest.ResponseRecorder, status int) string {
	t.Helper()
	var body map[string]string
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || len(body) != 1 || body["error"] == "" {
		t.Errorf("the error is no {\"error\": ...}: %s", w.Body)
	}
	if w.Code != status || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%d %s %s, want %d and JSON", w.Code, w.Header().Get("Content-Type"), w.Body, status)
	}
	return body["error"]
}

const v1 = "/__emulator/v1/"

func TestHealth(t *testing.T) {
	t.Parallel()
	w := ask(surface(t), http.MethodGet, control.HealthPath, "")
	const want = `{"status":"ok","version":"1.2.3","sandboxes":0}` + "\n"
	if w.Code != http.StatusOK || w.Body.String() != want {
		t.Errorf("%d %s, want %s", w.Code, w.Body, want)
	}
}

// TestMistakesAreExplained: a call that makes no sense is a 4xx with a reason, and changes nothing.
func TestMistakesAreExplained(t *testing.T) {
	t.Parallel()
	h := surface(t)
	for _, c := range append(mistakes(), misfits()...) {
		method, path, _ := strings.Cut(c.call, " ")
		w := ask(h, method, v1+path, c.body)
		if got := refusal(t, w, c.status); !strings.Contains(got, c.want) {
			t.Errorf("%s %.40s: %q, want %q", c.call, c.body, got, c.want)
		}
	}
	if w := ask(h, http.MethodGet, v1+"webhooks/endpoints", ""); w.Body.String() != "[]\n" {
		t.Errorf("the refused endpoints are %s", w.Body)
	}
}

// TestEveryCallIsGuarded: what a web page of another origin could send is refused and changes
// nothing. Only health is for everybody.
func TestEveryCallIsGuarded(t *testing.T) {
	t.Parallel()
	h := surface(t)
	for _, op := range control.Operations() {
		if op.Unguarded {
			continue
		}
		path := strings.Replace(op.Path, "{id}", "none", 1)
		for _, foreign := range []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
			"Origin: https://shop.test", "Origin: null"} {
			refusal(t, ask(h, op.Method, path, `{"by":"1h"}`, foreign), http.StatusForbidden)
		}
	}
	if w := ask(h, http.MethodGet, control.HealthPath, "", "Sec-Fetch-Site: cross-site"); w.Code != http.StatusOK {
		t.Errorf("the health path answers %d", w.Code)
	}
	if w := ask(h, http.MethodGet, v1+"clock", ""); !strings.Contains(w.Body.String(), "T12:00:00Z") {
		t.Errorf("the clock was moved: %s", w.Body)
	}
}

// TestTheKeysChooseTheSandbox: without any it is the default one.
func TestTheKeysChooseTheSandbox(t *testing.T) {
	t.Parallel()
	h := surface(t)
	basic := func(id, password string) string {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.SetBasicAuth(id, password)
		return "Authorization: " + r.Header.Get("Authorization")
	}
	other := basic("7c9e6679-7425-40de-944b-e07fc1f90ae7", "any")
	ask(h, http.MethodPost, v1+"clock/advance", `{"by":"1h"}`, basic("me", "hush"))
	ask(h, http.MethodPost, v1+"clock/advance", `{"by":"2h"}`, other)
	for hour, headers := range map[string][]string{"13": nil, "14": {other}} {
		w := ask(h, http.MethodGet, v1+"clock", "", headers...)
		if !strings.Contains(w.Body.String(), "T"+hour+":00") {
			t.Errorf("with %q the clock is %s", headers, w.Body)
		}
	}
	for _, wrong := range []string{basic("me", "wrong"), basic("nobody", "hush"), "Authorization: Bearer a.b.c",
		"Authorization: Basic !"} {
		refusal(t, ask(h, http.MethodGet, v1+"clock", "", wrong), http.StatusUnauthorized)
	}
}

// TestEveryOperationAnswers, and a GET to a HEAD as well; what is not in the table does not exist.
func TestEveryOperationAnswers(t *testing.T) {
	t.Parallel()
	h := surface(t)
	var calls []string
	for _, op := range control.Operations() {
		path := strings.Replace(op.Path, "{id}", "none", 1)
		if calls = append(calls, op.Method+" "+op.Path); op.What == "" || !strings.HasPrefix(op.Path, v1) {
			t.Errorf("%s %s is for %q", op.Method, op.Path, op.What)
		}
		if op.Path == v1+"webhooks/wait" {
			path += "?timeout=0s"
		}
		if op.Media == "text/event-stream" {
			path += "?follow=false"
		}
		methods := []string{op.Method}
		if op.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		for _, method := range methods {
			w := ask(h, method, path, "{}")
			if w.Code >= 500 || w.Code == http.StatusMethodNotAllowed || w.Body.Len() == 0 {
				t.Errorf("%s %s answers %d %s", method, path, w.Code, w.Body)
			}
		}
	}
	if slices.Sort(calls); len(slices.Compact(calls)) != len(control.Operations()) {
		t.Errorf("a call is there twice: %q", calls)
	}
	for _, path := range []string{v1, v1 + "clocks", v1 + "webhooks/", "/__emulator/v2/clock", "/__emulator/"} {
		if w := ask(h, http.MethodGet, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %s", path, fmt.Sprint(w.Code, w.Body))
		}
	}
	for _, path := range []string{v1, strings.TrimSuffix(v1, "/")} {
		if w := ask(h, http.MethodGet, path, ""); !strings.Contains(w.Body.String(), `{"error":"there is no call`) {
			t.Errorf("%s answers %s", path, w.Body)
		}
	}
}
