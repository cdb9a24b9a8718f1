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

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/control"
	"belvo-emulator/emulator/internal/coverage"
	"belvo-emulator/emulator/internal/dataset"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/fixtures"
)

var start = time.Date(2026, time.March, 16, 12, 0, 0, 0, time.UTC)

// surface is a control surface with the keys me and hush, whose sandboxes have manual clocks.
func surface(t *testing.T) http.Handler {
	t.Helper()
	set, problems := scenario.Load(nil, scenario.Layer{Name: "test", FS: fstest.MapFS{
		"sandbox.yaml": {Data: []byte("version: 1\nname: sandbox\nsummary: All is well.\nstart: on\nstates: {on: {}}")}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	e := engine.New(engine.Config{SecretID: "me", SecretPassword: "hush", Seed: 1,
		Clock: clock.NewManual(start), ClockMode: clock.Mode{Manual: true},
		Catalog:   dataset.Load(dataset.Layer{Name: "fixtures", FS: fixtures.FS}),
		Scenarios: func() *scenario.Set { return set }})
	t.Cleanup(func() { e.Close(context.Background()) })
	router := mux.NewRouter()
	control.Register(router, control.Config{Version: "1.2.3", Engine: e, SecretID: "me", SecretPassword: "hush",
		Closing: t.Context(), Logger: slog.New(slog.DiscardHandler),
		Universe: func() coverage.Universe { return coverage.Universe{} }})
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

// mistake is a call that makes no sense, and what it is answered with.
type mistake struct {
	call, body, want string
	status           int
}

func mistakes() []mistake {
	const nobody = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
	return []mistake{
		{"POST clock/advance", `{"by": "soon"}`, `"by" must be a duration such as 90s, 24h or 7d, not "soon"`, 400},
		{"POST clock/advance", `{"by": "-1h"}`, "must be a duration", 400},
		{"POST clock/advance", `{}`, "must be a duration", 400},
		{"POST clock/advance", ``, "must be a duration", 400},
		{"POST clock/advance", `{"by": 90}`, `should be: "by" must be a text, not a number`, 400},
		{"POST clock/advance", `{"days": 7}`, `unknown field "days", expected one of by`, 400},
		{"POST clock/advance", `{"by": "1h"`, "the body is not as it should be", 400},
		{"POST clock/advance", `["1h"]`, "it must be an object, not a list", 400},
		{"POST clock/step?by=1h", ``, `unknown parameter "by"`, 400},
		{"GET clock/agenda?limits=3", ``, `unknown parameter "limits", did you mean "limit"?`, 400},
		{"POST clock/advance", `{"by": "1h"} {"by": "1h"}`, "the body is not as it should be", 400},
		{"POST clock/advance", strings.Repeat(" ", 2<<20) + "{}", "should be: it has more than 1 MiB", 400},
		{"PUT scenario", strings.Repeat(" ", 2<<20) + "{}", "should be: it has more than 1 MiB", 400},
		{"GET clocks", ``, `there is no call "/__emulator/v1/clocks", did you mean "/__emulator/v1/clock"?`, 404},
		{"POST health/", ``, `did you mean "/__emulator/v1/health"?`, 404},
		{"GET nothing/of/this/kind", ``, "kind\" (GET /__emulator/v1/openapi.json describes all)", 404},
		{"GET sandboxes/", ``, "there is no call", 404},
		{"GET reset", ``, "/__emulator/v1/reset takes no GET, but POST", 405},
		{"DELETE links/x", ``, "/__emulator/v1/links/x takes no DELETE, but GET, HEAD", 405},
		{"OPTIONS next", ``, "/__emulator/v1/next takes no OPTIONS, but POST, GET, HEAD, DELETE", 405},
		{"POST clock/advance", `{"by": "400000d"}`, "must be a duration", 400},
		{"PUT clock", `{}`, `the body must have "now"`, 400},
		{"PUT clock", `{"now": "tomorrow"}`, "the body is not as it should be", 400},
		{"PUT clock", `{"now": "2026-03-16T11:59:59Z"}`, "cannot go back", 400},
		{"PUT clock", `{"now": "9999-12-31T23:59:59Z"}`, "the clock ends with the year 9000", 400},
		{"GET clock/agenda?limit=0", ``, `limit: "0" is no whole number from 1 on`, 400},
		{"GET clock/agenda?limit=many", ``, `limit: "many" is no whole number from 1 on`, 400},
		{"GET webhooks/inbox?link=none", ``, `link: "none" is no UUID`, 400},
		{"GET webhooks/deliveries?from=-1", ``, `from: "-1" is no whole number from 0 on`, 400},
		{"GET webhooks/attempts?limit=-1", ``, "limit: ", 400},
		{"GET webhooks/deliveries?state=deliverd", ``, `state: unknown "deliverd", did you mean "delivered"?`, 400},
		{"GET webhooks/wait?timeout=long", ``, `timeout: "long" is no duration such as 90s`, 400},
		{"GET webhooks/wait?timeout=61s", ``, "timeout: it must be between 0s and 60s", 400},
		{"GET webhooks/wait?timeout=-1s", ``, "timeout: it must be between 0s and 60s", 400},
		{"GET webhooks/wait?link=x", ``, "link: ", 400},
		{"GET webhooks/wait?timeout=0s", ``, "no such event came within 0s", 408},
		{"POST webhooks/endpoints", `{}`, "its URL does not begin with http://HOST or https://HOST", 400},
		{"POST webhooks/endpoints", `{"url": "app.test"}`, "its URL does not begin with", 400},
		{"POST webhooks/endpoints", `{"url": "http://a:b@app.test"}`, "its URL has a user or a password", 400},
		{"POST webhooks/endpoints", `{"url": "http://app.test", "id": "a.b"}`, "an ID has up to 64 letters", 400},
		{"POST webhooks/endpoints", `{"url": "http://app.test", "profile": "often"}`, `"often"`, 400},
		{"POST webhooks/endpoints", `{"url": "http://a.test", "delay": "late"}`, `"delay" must be a duration`, 400},
		{"POST webhooks/endpoints", `{"url": "http://a.test", "delay": "-1s"}`, `"delay" must be a duration`, 400},
		{"POST webhooks/endpoints", `{"link": "http://app.test"}`, `unknown field "link"`, 400},
		{"POST webhooks/endpoints", `{"typs": ["LINK"]}`, `unknown field "typs", did you mean "types"?`, 400},
		{"POST webhooks/endpoints", `{"types": "LINK"}`, `"types" must be a list, not a text`, 400},
		{"DELETE webhooks/endpoints/none", ``, "there is no endpoint none", 404},
		{"POST webhooks/redeliver", `{"delivery": "main.1"}`, "main.1", 404},
		{"POST webhooks/redeliver", `{"id": "main.1"}`, `unknown field "id"`, 400},
		{"POST webhooks/redeliver?from=x", `{}`, "from: ", 400},
		{"POST webhooks/fire", `{"type": "LINK", "code": "x", "link": "` + nobody + `"}`, "no link " + nobody, 404},
		{"POST webhooks/fire", `{"type": "LINK", "code": "x", "link": "none"}`, "the body is not as it", 400},
		{"POST webhooks/fire", `{"link": "` + nobody + `"}`, `"type" and "code" are needed`, 400},
		{"PUT scenario", ``, `the body must have "name"`, 400},
		{"PUT scenario", `{"name": ""}`, `"name" must be that of a scenario, or null`, 400},
		{"PUT scenario", `{"name": "sandbax"}`, `There is no scenario "sandbax", did you mean "sandbox"?`, 404},
		{"PUT links/none/scenario", `{"name": "sandbox"}`, "there is no link none", 404},
		{"PUT links/" + nobody + "/scenario", `{"name": "sandbox"}`, "there is no link " + nobody, 404},
		{"PUT links/" + nobody + "/scenario", `{"state": "on"}`, `the body must have "name"`, 400},
		{"PUT links/" + nobody + "/scenario", `{"name": null, "state": "on"}`, `without a "name"`, 400},
		{"GET links/" + nobody, ``, "there is no link " + nobody, 404},
		{"POST links/" + nobody + "/events", `{"event": "refresh"}`, "there is no link " + nobody, 404},
		{"POST links/" + nobody + "/events", `{"even": "refresh"}`, `unknown field "even"`, 400},
		{"POST links/" + nobody + "/events", `{}`, `the body must have "event"`, 400},
		{"POST links/" + nobody + "/events", `{"event": "demand_tokn"}`, `did you mean "demand_token"?`, 400},
		{"POST links/" + nobody + "/events", `{"event": "refresh", "when": "next_contact"}`, "expected one of now", 400},
		{"POST links/" + nobody + "/events", `{"event": "refresh", "challenge": {}}`, "belongs to the event", 400},
		{"POST links/" + nobody + "/events", `{"event": "demand_token", "challenge": {"type": "numerik"}}`,
			`did you mean "numeric"?`, 400},
		{"POST links/" + nobody + "/events", `{"event": "demand_token", "challenge": {"expiry": "soon"}}`,
			`"expiry" must be a duration`, 400},
		{"POST widget", `{}`, `the body must have "access_token"`, 400},
		{"POST widget", `{"access_token": "x", "answers": {"token": {}}}`, `"token" must be a text or a list`, 400},
		{"POST widget", `{"access_token": "x", "answers": {"exit_at": "/credentals"}}`, `mean "/credentials"?`, 400},
		{"POST widget", `{"access_token": "x", "answers": {"bank": "maybe"}}`, `"approve" or "deny"`, 400},
		{"POST widget", `{"access_token": "x", "timeout": "2m"}`, `"timeout" must be a duration up to 60s`, 400},
		{"POST next", `{}`, `one of "respond", "fault" and "latency" is needed`, 400},
		{"POST next", `{"respond": "login_eror"}`, `unknown code "login_eror", did you mean "login_error"?`, 400},
		{"POST next", `{"respond": "ok", "times": -1}`, `"times" must be at least 1`, 400},
		{"POST next", `{"respond": "login_error", "message": "Invalid credentials"}`, "is none of login_error", 400},
		{"POST next", `{"respond": "ok", "message": "fine"}`, `belongs to an error's code, not to "ok"`, 400},
		{"POST next", `{"respond": "ok", "challenge": {}}`, `belongs to "respond": "token_required"`, 400},
		{"POST next", `{"respond": "token_required", "challenge": {"type": "qrr"}}`, `did you mean "qr"?`, 400},
		{"POST next", `{"status": 503, "latency": "1s"}`, `a proxy's page is "fault": {"status": 503}`, 400},
		{"POST next", `{"respond": "not_found", "status": 200}`, `between 400 and 599, not 200`, 400},
		{"POST next", `{"fault": {"status": 200}}`, `between 400 and 599, not 200`, 400},
		{"POST next", `{"fault": {"code": 503}}`, `unknown field "code"`, 400},
		{"POST next", `{"fault": "hung"}`, `unknown "hung", did you mean "hang"?`, 400},
		{"POST next", `{"fault": 3}`, "must be an object, not a number", 400},
		{"POST next", `{"latency": "later"}`, `"latency" must be a duration`, 400},
		{"POST next", `{"respond": "ok", "match": {"methd": "GET"}}`, `did you mean "method"?`, 400},
		{"POST next", `{"respond": "ok", "match": {"method": "POTS"}}`, `did you mean "POST"?`, 400},
		{"POST next", `{"respond": "ok", "match": {"operation": "retreive"}}`, `did you mean "retrieve"?`, 400},
		{"POST next", `{"respond": "ok", "match": {"resource": "account"}}`, `did you mean "accounts"?`, 400},
		{"POST next", `{"respond": "ok", "match": {"path": "api/links"}}`, `"path" must begin with / or *`, 400},
		{"POST next", `{"respond": "ok", "match": {"link": "x"}}`, "the body is not as it should be", 400},
	}
}

// TestMistakesAreExplained: a call that makes no sense is a 4xx with a reason, and changes nothing.
func TestMistakesAreExplained(t *testing.T) {
	t.Parallel()
	h := surface(t)
	for _, c := range mistakes() {
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
		if op.Path == control.HealthPath {
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
}
