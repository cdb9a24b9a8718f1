package e2e_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// waiting asks in the background whether the application deletes a link, and waits for it. It returns
// when the call waits, and the answer by a channel.
func waiting(t *testing.T, box *emulatortest.Sandbox) <-chan *emulatortest.Answer {
	t.Helper()
	came := make(chan *emulatortest.Answer, 1)
	go func() {
		answer, err := box.Try(http.MethodPost, v1+"requests/verify?timeout=60s", fields{"method": "DELETE"})
		if err != nil {
			t.Error(err)
		}
		came <- answer
	}()
	return came
}

// TestVerifyWaits until what is verified holds, and no longer.
func TestVerifyWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")
	came := waiting(t, w.Sandbox)
	w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	w.Do(http.MethodDelete, "/api/links/"+link+"/", nil).Want(http.StatusNoContent)
	same(t, "the verdict", (<-came).Want(http.StatusOK).Text("count"), "1")
	same(t, "what held before", w.Do(http.MethodPost, v1+"requests/verify?timeout=60s",
		fields{"method": "GET", "times": fields{"exactly": 1}}).Want(http.StatusOK).Text("count"), "1")
	late := w.Do(http.MethodPost, v1+"requests/verify?timeout=1ms", fields{"method": "PUT"}).
		Want(http.StatusConflict)
	if text := late.Text("error"); !strings.Contains(text, "PUT to any path was never made") ||
		!strings.Contains(text, "not even after 1ms") {
		t.Errorf("the refusal is %s", text)
	}
	w.Do(http.MethodPost, v1+"requests/verify", fields{"method": "PUT"}).Want(http.StatusConflict)
	for _, wrong := range []string{"61s", "-1s", "soon"} {
		w.Do(http.MethodPost, v1+"requests/verify?timeout="+wrong, fields{}).Want(http.StatusBadRequest)
	}
	w.Do(http.MethodPost, v1+"requests/verify?timeout=60s", fields{"path": "/[/", "method": "?"}).
		Want(http.StatusBadRequest)
}

// TestAWaitingVerificationEnds with its sandbox and with the emulator.
func TestAWaitingVerificationEnds(t *testing.T) {
	t.Parallel()
	e, d := running(t)
	ask := func() <-chan int {
		came := make(chan int, 1)
		go func() { came <- d.do(http.MethodPost, v1+"requests/verify?timeout=60s", `{"method": "PUT"}`).Code }()
		return came
	}
	came := ask()
	// A reset ends it whenever it comes: before it the sandbox is another, so the call is asked again.
	for status := 0; status != http.StatusConflict; {
		d.do(http.MethodPost, v1+"reset", "")
		select {
		case status = <-came:
		default:
		}
	}
	came = ask()
	e.Shutdown(context.Background())
	if status := <-came; status != http.StatusServiceUnavailable && status != http.StatusConflict {
		t.Errorf("at the end it answers %d", status)
	}
}

// TestASandboxThatNobodyUsesIsSaid where an answer is queued in it or a request is looked for in it.
func TestASandboxThatNobodyUsesIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const note = "no request has come to this sandbox, but some have come to "
	queue := func(box *emulatortest.Sandbox) (posted, listed, failed string) {
		posted = box.Do(http.MethodPost, v1+"next", fields{"respond": "login_error"}).Want(http.StatusOK).Text("note")
		listed = box.Do(http.MethodGet, v1+"next", nil).Want(http.StatusOK).Text("note")
		failed = box.Do(http.MethodPost, v1+"requests/verify", fields{"method": "PUT"}).Want(http.StatusConflict).
			Text("error")
		box.Do(http.MethodDelete, v1+"next", nil).Want(http.StatusOK)
		return posted, listed, failed
	}
	said := func(box *emulatortest.Sandbox, want string) {
		t.Helper()
		posted, listed, failed := queue(box)
		same(t, "the list's note", listed, posted)
		if !strings.HasPrefix(posted, want) || (posted == "") != (want == "") ||
			strings.Contains(failed, note) != (want != "") {
			t.Errorf("said: %q and %q, want %q", posted, failed, want)
		}
	}
	unused := w.server.SandboxNamed(t, emulator.DefaultSecretID)
	said(unused, "") // nor is any other
	w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	said(unused, note+"another sandbox: are these the secret keys")
	said(w.Sandbox, "")
	w.fresh(t).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	said(unused, note+"2 other sandboxes")
	same(t, "with nothing that waits", unused.Do(http.MethodGet, v1+"next", nil).Text("note"), "")
	unused.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	said(unused, "")
}
