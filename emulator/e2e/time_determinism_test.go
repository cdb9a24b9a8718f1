package e2e_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// scriptedDays is registrations, failures, refreshes and updates on several days, and returns the
// bodies of all webhooks in the order in which they came. The receiver fails every fourth request.
func scriptedDays(t *testing.T) [][]byte {
	t.Helper()
	r := receive(t, nil)
	r.answer = func(n int, w http.ResponseWriter) {
		if n%4 == 0 {
			w.WriteHeader(http.StatusBadGateway)
		}
	}
	server := emulatortest.Start(t, manual, patient, sendTo(r))
	w := world{server.SandboxNamed(t, "6f2f0e4c-97b4-4a0e-9d3a-7d1d6a4b5c11"), server, t}
	var links []string
	for _, user := range []string{"bnk100", "refresh_mfa", "refresh_bad", "bnk101", "bnk102"} {
		links = append(links, w.Register("erebor_mx_retail", user))
		w.advance("7h")
	}
	asked := w.register("heimdall_mx_retail", "mfa_numeric", fields{"external_id": "ours"})
	w.register("erebor_mx_retail", "user_invalid", nil).Want(http.StatusBadRequest)
	w.resume(asked, "111111").Want(http.StatusOK)
	w.advance("7d")
	w.update(links[1], "pass_invalid").Want(http.StatusBadRequest)
	w.update(links[1], "pass_new").Want(http.StatusOK)
	w.Do(http.MethodPost, v1+"clock/step", nil).Want(http.StatusOK)
	w.tryRefresh(links[4], nil).Want(http.StatusAccepted)
	w.Do(http.MethodDelete, "/api/links/"+links[3]+"/", nil, "X-Belvo-Request-Mode: async").
		Want(http.StatusAccepted)
	w.fire(links[2], "CONSENT", "openfinance_consent_expired")
	w.advance("30d")
	w.update(links[2], "pass_new").Want(http.StatusOK)
	w.advance("1d")
	var bodies [][]byte
	for _, h := range r.take() {
		bodies = append(bodies, h.body)
	}
	return bodies
}

// TestTheSameDaysHaveTheSameWebhooks byte for byte and in the same order, whenever and wherever
// the test runs.
func TestTheSameDaysHaveTheSameWebhooks(t *testing.T) {
	t.Parallel()
	one, two := scriptedDays(t), scriptedDays(t)
	if len(one) < 40 {
		t.Errorf("there are only %d webhooks", len(one))
	}
	kinds := map[string]bool{}
	for i := range min(len(one), len(two)) {
		if !bytes.Equal(one[i], two[i]) {
			t.Fatalf("webhook %d is\n%s\nand then\n%s", i, one[i], two[i])
		}
		var h hook
		unmarshal(t, one[i], &h)
		kinds[fmt.Sprint(h.name(), " ", h.ProcessType)] = true
	}
	same(t, "the number of webhooks", len(two), len(one))
	if len(kinds) < 9 {
		t.Errorf("there are only the webhooks %v", kinds)
	}
}
