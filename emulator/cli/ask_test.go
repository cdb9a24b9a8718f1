package cli_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"belvo-emulator/emulator"
)

// covered runs the command coverage on an emulator that one request was made to.
func covered(t *testing.T) func(args string) result {
	t.Helper()
	s := start(t, environment(), "--control-token", "hush")
	status, body := send(t, newRequest(t, http.MethodGet, s.url+"/api/links/", aUUID, "any", ""))
	if status != http.StatusOK {
		t.Fatal(status, body)
	}
	return func(args string) result {
		return run(t, environment("BELVO_EMULATOR_CONTROL_TOKEN=hush"),
			append(strings.Fields("coverage --url "+s.url), strings.Fields(args)...)...)
	}
}

// TestCoverage reports of the sandbox that is meant, to a caller with the token.
func TestCoverage(t *testing.T) {
	t.Parallel()
	ask := covered(t)
	text := ask("")
	if text.code != 0 || text.stderr != "" || !strings.Contains(text.stdout, "\n      1  GET /api/links/\n") {
		t.Errorf("as text: %+v", text)
	}
	if this := ask("--sandbox this"); this.code != 0 ||
		!strings.Contains(this.stdout, "\n      -  GET /api/links/\n") {
		t.Errorf("of the default sandbox: %+v", this)
	}
	if wrong := ask("--control-token hash"); wrong.code != 1 ||
		!strings.Contains(wrong.stderr, "need the right token") {
		t.Errorf("with a wrong token: %+v", wrong)
	}
}

// TestCoverageForMachines: a threshold that is missed is a line, a failure and exit code 1.
func TestCoverageForMachines(t *testing.T) {
	t.Parallel()
	ask := covered(t)
	var report struct{ Met, Of int }
	if got := ask("--format json"); json.Unmarshal([]byte(got.stdout), &report) != nil || report.Met != 1 {
		t.Errorf("as JSON: %+v", got)
	}
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
	}
	got := ask("--format junit --min-operations 0.5% --fail-under=99.5 --min-codes 0")
	if err := xml.Unmarshal([]byte(got.stdout), &suites); err != nil || suites.Tests != report.Of+3 ||
		suites.Failures != 1 {
		t.Errorf("as JUnit: %v, %+v", err, suites)
	}
	if got.code != 1 || !strings.HasPrefix(got.stderr, "belvo-emulator: coverage of total is 1 of ") ||
		strings.Count(got.stderr, "\n") != 1 {
		t.Errorf("a threshold was missed: %+v", got)
	}
	if both := ask("--min-codes 1 --min-webhooks 1"); both.code != 1 || strings.Count(both.stderr, "\n") != 2 {
		t.Errorf("two thresholds were missed: %+v", both)
	}
}

// TestWait returns when the emulator is ready, which it may not be at first.
func TestWait(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != emulator.HealthPath() || asked.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(web.Close)
	got := run(t, environment(), "wait", "--url", web.URL, "--timeout", "5m")
	if want := (result{0, "ready: " + web.URL + "\n", ""}); got != want || asked.Load() < 3 {
		t.Errorf("got %+v after %d looks, want %+v", got, asked.Load(), want)
	}
}

// TestWaitInVain says what the last look came to: the user gives up while the third is made.
func TestWaitInVain(t *testing.T) {
	t.Parallel()
	late := run(t, environment(), "wait", "--url", "http://127.0.0.1:1", "--timeout", "1ms")
	if late.code != 1 || !strings.HasPrefix(late.stderr, "belvo-emulator: not ready within 1ms: ") {
		t.Errorf("got %+v", late)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var asked atomic.Int32
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 3 {
			stop()
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(web.Close)
	got := runUntil(ctx, environment(), "wait", "--url", web.URL, "--timeout", "5m")
	if want := (result{1, "", "belvo-emulator: stopped before it was ready: " + web.URL + emulator.HealthPath() +
		" answered 503 Service Unavailable\n"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
