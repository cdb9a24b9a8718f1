package cli_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	control = "/__emulator/v1/"
	account = `{"institution":"erebor_mx_retail","username":"bnk102","password":"pass_valid",` +
		`"fetch_resources":["OWNERS"]}`
)

// hooks is a receiver of webhooks that tells what came, as path and Authorization.
func hooks(t *testing.T, status int) (url string, came <-chan string) {
	t.Helper()
	hits := make(chan string, 100)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		hits <- r.URL.Path + " " + r.Header.Get("Authorization")
	}))
	t.Cleanup(receiver.Close)
	return receiver.URL, hits
}

// TestMistakesAboutTime are answered like all others.
func TestMistakesAboutTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, args, env, want string }{
		{"a clock in another century", "--clock manual@9999-12-31T00:00:00Z", "",
			"--clock: a sandbox has the years 2000 to 2099, not 9999"},
		{"clock", "--clock fast", "",
			`--clock: must be real, manual, manual@TIME or a speed such as x60, not "fast"`},
		{"start of the clock", "", "BELVO_EMULATOR_CLOCK=manual@today",
			`BELVO_EMULATOR_CLOCK: "today" is no instant such as 2026-01-31T12:00:00Z`},
		{"webhook profile", "--webhook-profile often", "",
			`--webhook-profile: unknown retry profile "often", there are aggregation, payments, none`},
		{"webhooks file", "--webhooks=", "", "--webhooks: must not be empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := run(t, environment(c.env), strings.Fields(c.args)...)
			if want := (result{2, "", "belvo-emulator: " + c.want + "\n"}); got != want {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
}

// TestClockHasEffect on the sandboxes, for which the program needs no request to move it.
func TestClockHasEffect(t *testing.T) {
	t.Parallel()
	s := start(t, environment("BELVO_EMULATOR_CLOCK=manual@2026-01-31T12:00:00Z"))
	send(t, s.post(control+"clock/advance", `{"by":"36h"}`))
	_, body := send(t, s.post("/api/links/", account))
	if !strings.Contains(body, `"created_at":"2026-02-02T00:00:00.000000Z"`) {
		t.Errorf("the link is %s", body)
	}
	if s := start(t, environment(), "--clock", "x60"); get(t, s.url+control+"clock") != http.StatusOK {
		t.Error("a fast clock cannot be read")
	}
}

// TestWebhooksHaveEffect: those of every sandbox go to all receivers of flags and file.
func TestWebhooksHaveEffect(t *testing.T) {
	t.Parallel()
	url, came := hooks(t, http.StatusOK)
	file := filepath.Join(t.TempDir(), "hooks.yaml")
	text := fmt.Sprintf(
		"endpoints:\n  - {id: file, url: %s/file, authorization: Basic b, types: [OWNERS]}\n",
		url,
	)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, environment("BELVO_EMULATOR_WEBHOOKS="+file), "--webhook", url+"/one", "--webhook",
		url+"/two, "+url+"/three", "--webhook-authorization", "Bearer 5ecre7", "--log-level", "debug")
	if status, body := send(t, s.post("/api/links/", account)); status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	got := map[string]bool{}
	for len(got) < 4 { // one that takes long comes twice
		got[<-came] = true
	}
	for _, want := range []string{"/one Bearer 5ecre7", "/two Bearer 5ecre7", "/three Bearer 5ecre7", "/file Basic b"} {
		if !got[want] {
			t.Errorf("nothing came as %q, only %v", want, got)
		}
	}
	if log := s.wait(); strings.Contains(log, "5ecre7") {
		t.Errorf("the log has the Authorization:\n%s", log)
	}
}

// TestWhatIsNotDeliveredIsLogged at the end, a line for each webhook.
func TestWhatIsNotDeliveredIsLogged(t *testing.T) {
	t.Parallel()
	url, came := hooks(t, http.StatusInternalServerError)
	s := start(t, environment(), "--webhook", url, "--webhook-profile", "payments")
	send(t, s.post("/api/links/", account))
	<-came
	log := s.wait()
	if !strings.Contains(log, `msg="a webhook was not delivered" webhook="OWNERS historical_update of link `) {
		t.Errorf("the log is\n%s", log)
	}
}

// TestProblemsOfTheWebhooksFile have their places, and nothing is served.
func TestProblemsOfTheWebhooksFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "hooks.yaml")
	text := "endpoints:\n  - ulr: http://app.test\n    profile: often\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := run(t, environment(), "--listen", "127.0.0.1:0", "--webhooks", file)
	if got.code != 1 || got.stdout != "" {
		t.Errorf("exit code %d, standard output %q", got.code, got.stdout)
	}
	for _, place := range []string{file + ":2:5: ", file + ":3:14: "} {
		if !strings.Contains(got.stderr, place) {
			t.Errorf("standard error does not name %q:\n%s", place, got.stderr)
		}
	}
}
