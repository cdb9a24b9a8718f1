package e2e_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator"
)

// recordOf is what a sandbox has on record: its journal, and what became of its webhooks.
func recordOf(t *testing.T, d direct, requests int) string {
	t.Helper()
	paths := []string{"requests?limit=1000", "transitions?limit=1000", "webhooks/inbox", "webhooks/deliveries",
		"webhooks/attempts", "webhooks/endpoints", "settings", "scenarios", "events?follow=false&since=0"}
	for n := range requests {
		paths = append(paths, fmt.Sprint("requests/r", n+1))
	}
	var all strings.Builder
	for _, path := range paths {
		w := d.do(http.MethodGet, v1+path, "")
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		all.WriteString(path + "\n" + strings.ReplaceAll(w.Body.String(), "}", "}\n") + "\n")
	}
	return all.String()
}

// eventful makes requests of all kinds in a sandbox, and returns how many: some are refused, some wait for a
// token, one is undone, and webhooks go to the inbox, then to a receiver that does not exist.
func eventful(t *testing.T, d direct) (requests int) {
	t.Helper()
	ask := func(method, path, body string) string {
		t.Helper()
		w := d.do(method, path, body)
		if strings.HasPrefix(path, v1) && w.Code >= http.StatusBadRequest {
			t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
		if strings.HasPrefix(path, "/api/") {
			requests++
		}
		return w.Body.String()
	}
	ask(http.MethodPost, "/api/links/", user("erebor_mx_retail", "bnk100"))
	ask(http.MethodPost, "/api/links/", user("heimdall_mx_retail", "mfa_default"))
	ask(http.MethodPost, "/api/accounts/?omit=x", `{"link": "none", "tokn": "a planted token"}`)
	ask(http.MethodGet, "/api/links/?unknown=1&page_size=1", "")
	ask(http.MethodPost, v1+"webhooks/endpoints", `{"id": "main", "url": "http://127.0.0.1:1/", "profile": "payments"}`)
	ask(http.MethodPost, "/api/links/", user("erebor_mx_retail", "bnk101"))
	ask(http.MethodPost, v1+"clock/advance", `{"by": "3d"}`)
	ask(http.MethodPost, "/api/links/", user("erebor_mx_retail", "undone"))
	ask(http.MethodPost, v1+"rewind", `{"steps": 1}`)
	ask(http.MethodPost, "/api/links/", user("erebor_mx_retail", "bnk102"))
	ask(http.MethodPut, v1+"settings", `{"page_size": 7, "webhooks": {"delay": "2h", "when": "held"}}`)
	ask(http.MethodPost, "/api/links/", user("erebor_mx_retail", "bnk103"))
	ask(http.MethodGet, "/api/nowhere/", "")
	for n := range 70 { // more than a record of history has
		ask(http.MethodPost, "/api/links/", user("erebor_mx_retail", fmt.Sprint("one", n)))
	}
	return requests
}

// TestAStateKeepsTheRecord: the journal, the inbox, deliveries and attempts are the same after a restart, after a
// fold, and after a second restart in which nobody has looked at them; new ones come behind them.
func TestAStateKeepsTheRecord(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	first, home := kept(t, dir)
	requests := eventful(t, home)
	want := recordOf(t, home, requests)
	for _, has := range []string{`"undone":true`, "given_up", "tokn", `"when":"held"`, `"id":"main"`} {
		if !strings.Contains(want, has) {
			t.Errorf("the record lacks %s:\n%.4000s", has, want)
		}
	}
	first.Shutdown(ended())
	second, _ := kept(t, dir)
	second.Shutdown(ended())
	third, home := kept(t, dir)
	sameText(t, "the record", recordOf(t, home, requests), want)
	if w := home.do(http.MethodGet, "/api/links/", ""); w.Header().Get("X-Belvo-Emulator-Request") != fmt.Sprint("r", requests+1) {
		t.Errorf("the next request is %s, want r%d", w.Header().Get("X-Belvo-Emulator-Request"), requests+1)
	}
	if w := home.do(http.MethodPost, v1+"webhooks/release", ""); !strings.Contains(w.Body.String(), `"released":`) ||
		strings.Contains(w.Body.String(), `"released":0`) {
		t.Errorf("what was held is released: %d %s", w.Code, w.Body)
	}
	want = recordOf(t, home, requests+1)
	third.Shutdown(ended())
	compact(t, dir)
	_, home = kept(t, dir)
	sameText(t, "the record after a fold", recordOf(t, home, requests+1), want)
}

// compact folds a state that no emulator uses.
func compact(t *testing.T, dir string) {
	t.Helper()
	s, err := emulator.OpenState(dir, "", "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestAKilledProcessLeavesItsJournal up to the last commit, without a word of secrets.
func TestAKilledProcessLeavesItsJournal(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	_, home := kept(t, dir)
	requests := eventful(t, home)
	want := recordOf(t, home, requests)
	home.do(http.MethodPost, "/api/links/", user("erebor_mx_retail", "last"))
	_, away := kept(t, copyFolder(t, dir))
	got := recordOf(t, away, requests)
	for _, line := range strings.Split(want, "\n") {
		if strings.Contains(line, `"request_id":`) && !strings.Contains(got, line) {
			t.Errorf("the journal of the killed one lacks %s", line)
		}
	}
}

// TestATrialSurvivesARestart: links stand in a scenario that only its sandbox has.
func TestATrialSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	first, home := kept(t, dir)
	text := "version: 1\nname: mine\nsummary: my own\nstart: here\nstates:\n" +
		"  here:\n    on:\n      register:\n        - {respond: ok}\n"
	body := fmt.Sprintf(`{"text": %q}`, text)
	if w := home.do(http.MethodPut, v1+"scenario/trial", body); w.Code != http.StatusOK {
		t.Fatal(w.Code, w.Body)
	}
	home.do(http.MethodPut, v1+"scenario", `{"name": "mine"}`)
	home.do(http.MethodPost, "/api/links/", user("erebor_mx_retail", "bnk100"))
	want := worldOf(t, home)
	if !strings.Contains(want, `"scenario": "mine"`) {
		t.Fatalf("the link is not in the scenario: %s", want)
	}
	first.Shutdown(ended())
	second, home := kept(t, dir)
	sameText(t, "the world", worldOf(t, home), want)
	home.do(http.MethodPut, v1+"scenario", `{"name": null}`)
	home.do(http.MethodPost, v1+"reset", "")
	second.Shutdown(ended())
	_, home = kept(t, dir)
	if w := home.do(http.MethodGet, v1+"scenarios", ""); strings.Contains(w.Body.String(), `"mine"`) {
		t.Errorf("after a reset: %s", w.Body)
	}
}
