package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/webhook"
)

// TestAResetBeginsAnew: the same requests get the same bytes again, whatever was done before.
func TestAResetBeginsAnew(t *testing.T) {
	t.Parallel()
	d := newDirect(t, manual)
	want := play(t, d)
	d.do(http.MethodPost, v1+"webhooks/endpoints", `{"id": "mine", "url": "http://127.0.0.1:1/"}`)
	d.do(http.MethodPost, v1+"clock/advance", `{"by": "40d"}`)
	for _, body := range []string{"", `{"sandbox": "this"}`, `{"sandbox": "all"}`} {
		w := d.do(http.MethodPost, v1+"reset", body)
		same(t, body, fmt.Sprint(w.Code, " ", w.Body), "200 {\"reset\":1}\n")
		for _, path := range []string{"webhooks/endpoints", "webhooks/inbox", "webhooks/attempts", "clock/agenda"} {
			same(t, path, strings.TrimSpace(d.do(http.MethodGet, v1+path, "").Body.String()), "[]")
		}
		for i, got := range play(t, d) {
			elsewhere := bytes.HasPrefix(got, []byte("GET /api/nothing/")) // whose ids are of no sandbox
			if !elsewhere && !bytes.Equal(got, want[i]) {
				t.Fatalf("after %s request %d is answered\n%.1000s\nwant\n%.1000s", body, i, got, want[i])
			}
		}
	}
}

// TestAResetTurnsTheClockBack: a manual one to where it stood first, any other to its base.
func TestAResetTurnsTheClockBack(t *testing.T) {
	t.Parallel()
	start := emulatortest.Epoch.AddDate(1, 0, 0)
	for name, mode := range map[string]clock.Mode{
		"manual": {Manual: true}, "manual@": {Manual: true, Start: start}, "real": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(c *emulator.Config) { c.ClockMode = mode })
			before := w.now()
			w.advance("3d")
			w.reset()
			same(t, "the time", w.now(), before)
			w.server.Advance(time.Minute)
			w.reset()
			if got := w.now(); (got == before) != mode.Manual {
				t.Errorf("a minute later a reset makes it %s", got)
			}
		})
	}
}

func (w world) reset() {
	w.t.Helper()
	w.Do(http.MethodPost, v1+"reset", fields{}).Want(http.StatusOK)
}

// TestAResetEndsWhatWaits: requests that sleep on the old clock, and those that wait for a webhook,
// are answered.
func TestAResetEndsWhatWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	type outcome struct {
		what   string
		status int
	}
	done := make(chan outcome, 2)
	ask := func(what, method, path string, body any, headers ...string) {
		answer, err := w.Try(method, path, body, headers...)
		if err != nil {
			t.Error(err)
			answer = &emulatortest.Answer{}
		}
		done <- outcome{what, answer.Status}
	}
	go ask("slow", http.MethodPost, "/api/links/", fields{"institution": "erebor_mx_retail",
		"username": "bnk100", "password": "pass_valid"}, "X-Belvo-Emulator-Scenario: slow")
	until(t, "the link is there and only its answer is late", func() bool {
		return w.Do(http.MethodGet, "/api/links/", nil).Value("count") == 1.0
	})
	go ask("wait", http.MethodGet, v1+"webhooks/wait?timeout=60s&code=never", nil)
	got := map[string]int{}
	for len(got) < 2 { // the second may not wait yet when the first reset comes
		w.reset()
		select {
		case o := <-done:
			got[o.what] = o.status
		default:
		}
	}
	same(t, "the slow answer", got["slow"], http.StatusCreated)
	same(t, "the answer to who waited", got["wait"], http.StatusConflict)
}

// TestResetsAmongRequests: who works while the sandbox is reset gets good answers, and nothing of
// it is left after the last reset.
func TestResetsAmongRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, background)
	const workers = 64
	rounds := 3 * *long
	var all sync.WaitGroup
	for n := range workers {
		all.Go(func() {
			for i := range rounds {
				w.work(fmt.Sprintf("bnk%d_%d", n, i))
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	for working := true; working; {
		w.reset()
		select {
		case <-done:
			working = false
		default:
		}
	}
	w.reset()
	for _, list := range []string{"links", "accounts", "owners"} {
		same(t, list, w.Do(http.MethodGet, "/api/"+list+"/", nil).Want(http.StatusOK).Value("count"), any(0.0))
	}
	link := w.Register("erebor_mx_retail", "bnk100")
	w.Do(http.MethodPost, "/api/accounts/", fields{"link": link}).Want(http.StatusCreated)
}

// work is what a client does with a link, which a reset may take away at any time.
func (w world) work(user string) {
	try := func(method, path string, body any, may ...int) *emulatortest.Answer {
		a, err := w.Try(method, path, body)
		if err != nil {
			w.t.Error(err)
			return &emulatortest.Answer{}
		}
		for _, status := range may {
			if a.Status == status {
				return a
			}
		}
		w.t.Errorf("%s %s is %d %s", method, path, a.Status, a.Body)
		return a
	}
	link := try(http.MethodPost, "/api/links/", fields{"institution": "heimdall_mx_retail", "username": user,
		"password": "pass_valid"}, http.StatusCreated).Text("id")
	try(http.MethodPost, "/api/accounts/", fields{"link": link}, http.StatusPreconditionRequired,
		http.StatusBadRequest)
	try(http.MethodPut, "/api/links/"+link+"/", fields{"password": "pass_new"}, http.StatusOK,
		http.StatusNotFound, http.StatusPreconditionRequired)
	try(http.MethodGet, "/api/transactions/?link="+link, nil, http.StatusOK)
	try(http.MethodDelete, "/api/links/"+link+"/", nil, http.StatusNoContent, http.StatusNotFound)
}

// TestResetsLeaveNothingRunning counts the goroutines of the worlds that resets have ended.
func TestResetsLeaveNothingRunning(t *testing.T) {
	t.Parallel()
	pprof.Do(t.Context(), pprof.Labels("test", t.Name()), func(context.Context) {
		r := receive(t, nil)
		e, d := running(t, webhook.Endpoint{ID: "main", URL: r.URL})
		const resets = 30
		for range resets {
			d.do(http.MethodPost, "/api/links/", user("erebor_mx_retail", "bnk100"))
			d.do(http.MethodPost, v1+"reset", "")
		}
		until(t, "one agenda runs", func() bool { return labelled(t, "timeline.(*Timeline)") == 1 })
		until(t, "nothing sends webhooks", func() bool { return labelled(t, "webhook.(*Dispatcher)") == 0 })
		if left := e.Shutdown(t.Context()); len(left) > 0 {
			t.Errorf("webhooks of worlds that are gone are still to be sent: %q", left)
		}
	})
}

// labelled counts the goroutines that a test has started, by a part of what they run.
func labelled(t *testing.T, part string) (n int) {
	t.Helper()
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		t.Fatal(err)
	}
	for group := range strings.SplitSeq(profile.String(), "\n\n") {
		if !strings.Contains(group, t.Name()) || !strings.Contains(group, part) {
			continue
		}
		count := 0
		if _, err := fmt.Sscan(group, &count); err != nil {
			t.Fatal(err, group)
		}
		n += count
	}
	return n
}

// TestSandboxesAreDeleted by their own keys or the default ones, and open afresh.
func TestSandboxesAreDeleted(t *testing.T) {
	t.Parallel()
	s := emulatortest.Start(t)
	chief := world{s.SandboxNamed(t, emulator.DefaultSecretID), s, t}
	chief.Password = emulator.DefaultSecretPassword
	own := world{s.Sandbox(t), s, t}
	link := own.Register("erebor_mx_retail", "bnk100")
	other := own.fresh(t)
	remove := func(by world, id string, want int) {
		t.Helper()
		by.Do(http.MethodDelete, v1+"sandboxes/"+id, nil).Want(want)
	}
	remove(other, own.ID, http.StatusForbidden)
	remove(other, emulator.DefaultSecretID, http.StatusForbidden)
	remove(chief, emulator.DefaultSecretID, http.StatusConflict)
	remove(chief, uuid.NewString(), http.StatusNotFound)
	own.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusOK)

	access, _ := own.pair("read_links", nil)
	remove(own, strings.ToUpper(own.ID), http.StatusNoContent)
	own.bearer(access).Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusUnauthorized)
	own.Password = "another one"
	own.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	remove(chief, own.ID, http.StatusNoContent)
	other.Do(http.MethodPost, v1+"reset", fields{"sandbox": "all"}).Want(http.StatusForbidden)
	chief.Do(http.MethodPost, v1+"reset", fields{"sandbox": "all"}).Want(http.StatusOK)
}
