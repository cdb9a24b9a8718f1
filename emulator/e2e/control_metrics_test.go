package e2e_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator"
)

// TestMetrics counts all sandboxes together, in the form that Prometheus reads.
// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
func TestMetrics(t *testing.T) {
	t.Parallel()
	hooks := receive(t, nil)
	w := newWorld(t, manual, sendTo(hooks))
	w.Register("heimdall_mx_retail", "user_valid")
	locked := w.Register("heimdall_mx_retail", "user_valid")
	w.Do(http.MethodPost, "/api/accounts/", fields{"link": locked}).Want(http.StatusPreconditionRequired)
	w.advance("1s")
	w.fresh(t).Register("erebor_mx_retail", "user_valid")

	answer := w.ask("metrics")
	line := regexp.MustCompile(`^[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9]+$`)
	lines := strings.Split(strings.TrimSpace(string(answer.Body)), "\n")
	has := map[string]bool{}
	for _, l := range lines {
		if has[l] = true; !line.MatchString(l) {
			t.Errorf("%q is no line of Prometheus", l)
		}
	}
	for _, want := range []string{
		`belvo_emulator_info{version="` + emulator.Version + `"} 1`,
		`belvo_emulator_sandboxes 2`,
		`belvo_emulator_links{status="valid"} 2`,
		`belvo_emulator_links{status="token_required"} 1`,
		`belvo_emulator_links{status="invalid"} 0`,
		`belvo_emulator_requests_total{method="POST",path="/api/links/",status="201"} 3`,
		`belvo_emulator_requests_total{method="POST",path="/api/accounts/",status="428"} 1`,
		`belvo_emulator_transitions_total{from="none",event="register_ok",to="valid"} 3`,
		`belvo_emulator_journal_dropped_total 0`,
	} {
		if !has[want] {
			t.Errorf("%s is missing in\n%s", want, answer.Body)
		}
	}
	if !strings.Contains(string(answer.Body), `belvo_emulator_webhook_attempts_total{outcome="ok"} `) {
		t.Errorf("no webhook was delivered in\n%s", answer.Body)
	}
}
