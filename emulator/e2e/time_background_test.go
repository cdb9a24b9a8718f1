package e2e_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// background is how the program runs: what is due happens by itself, on the machine's clock.
func background(c *emulator.Config) { c.Background, c.Clock = true, clock.Real{} }

// running makes an emulator that works in the background.
func running(t testing.TB, endpoints ...webhook.Endpoint) (*emulator.Emulator, direct) {
	t.Helper()
	return runningAt(t, clock.Mode{}, endpoints...)
}

// runningAt is running on a clock of a mode.
func runningAt(t testing.TB, mode clock.Mode, endpoints ...webhook.Endpoint) (*emulator.Emulator, direct) {
	t.Helper()
	cfg := emulator.Config{Seed: 1, ClockMode: mode, Webhooks: endpoints}
	background(&cfg)
	patient(&cfg)
	e, err := emulator.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e, direct{e.Handler(), emulator.DefaultSecretID}
}

// TestWhatIsDueHappensByItself on a fast clock: nobody advances it, the script only waits.
func TestWhatIsDueHappensByItself(t *testing.T) {
	t.Parallel()
	came := make(chan string, 100)
	r := receive(t, nil)
	r.answer = func(n int, _ http.ResponseWriter) { came <- r.nth(n) }
	// So fast that the six hours of a refresh_rate, which no request can set, take no time.
	w := newWorld(t, background, sendTo(r), func(c *emulator.Config) { c.ClockMode = clock.Mode{Speed: 1e5} })
	link := w.seed(fields{"links": []fields{{"institution": "erebor_mx_retail", "username": "refresh_mfa",
		"refresh_rate": "6h"}}}).Text("links.0.link.id")
	event := w.ask("webhooks/wait?code=token_required&timeout=60s")
	same(t, "the link", event.Text("link"), link)
	if status := w.Status(link); status != "token_required" {
		t.Errorf("the link is %s", status)
	}
	for _, want := range append(historical(), "LINK token_required") {
		same(t, "what the receiver got", <-came, want)
	}
	// An update reports what is new at the bank. On a busy machine it comes days after the first collection,
	// on an idle one it can come before the next transaction, so that there is nothing to report.
	w.advance("720h").Want(http.StatusOK)
	w.update(link, "pass_new").Want(http.StatusOK)
	for _, want := range append(historical(), "LINK token_required") {
		same(t, "what it got after the update", <-came, want)
	}
}

// nth is the name of the nth webhook that came.
func (r *receiver) nth(n int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hits[n-1].name()
}

// TestOnAManualClockWebhooksAreSentAtOnce when the program runs: only retries wait for the clock.
func TestOnAManualClockWebhooksAreSentAtOnce(t *testing.T) {
	t.Parallel()
	came := make(chan string, 100)
	r := receive(t, nil)
	r.answer = func(n int, w http.ResponseWriter) {
		if n == 1 {
			w.WriteHeader(http.StatusInternalServerError)
		}
		came <- r.nth(n)
	}
	w := newWorld(t, manual, background, sendTo(r))
	link := w.joined("bnk102", fields{"fetch_resources": []string{"OWNERS"}})
	same(t, "what came", <-came, "OWNERS historical_update")
	w.advance("9s") // waits for the attempt to be over
	same(t, "what came before its time", len(came), 0)
	w.advance("1s")
	if len(came) != 1 {
		t.Fatalf("at its time %d webhooks came again", len(came))
	}
	same(t, "what came again", <-came, "OWNERS historical_update")
	w.fire(link, "LINK", "token_required")
	same(t, "what was fired", <-came, "LINK token_required")
	w.advance("0s") // waits for the attempt to be over
	w.Do(http.MethodPost, v1+"webhooks/redeliver?code=token_required", nil).Want(http.StatusOK)
	same(t, "what was sent again", <-came, "LINK token_required")
}

// TestTheAgendaRunsInTheBackground with the bubble's time for the machine's, week by week, and a
// timer that is set later but due earlier is not missed.
func TestTheAgendaRunsInTheBackground(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, d := running(t)
		link := d.register(t, "refresh_bad", "")
		pass := func(d time.Duration) {
			synctest.Wait()
			if err := (clock.Real{}).Sleep(t.Context(), d); err != nil {
				t.Error(err)
			}
			synctest.Wait()
		}
		pass(time.Hour)
		d.register(t, "bnk101", `,"access_mode":"single","credentials_storage":"1d"`)
		pass(24 * time.Hour)
		expired := d.do(http.MethodGet, "/api/links/?status=invalid", "")
		if !strings.Contains(expired.Body.String(), `"count":1`) {
			t.Errorf("after a day the links whose credentials are gone are %s", expired.Body)
		}
		pass(6 * 24 * time.Hour)
		inbox := d.do(http.MethodGet, v1+"webhooks/inbox?type=LINK", "").Body.String()
		if strings.Count(inbox, `"code":"invalid_credentials"`) != 1 || !strings.Contains(inbox, link) {
			t.Errorf("after a week the inbox has %s", inbox)
		}
		if left := e.Shutdown(t.Context()); len(left) != 0 {
			t.Errorf("left behind: %q", left)
		}
	}) // which fails if anything still runs
}

// TestShutdownListsWhatWasNotDelivered, in time, and leaves nothing running.
func TestShutdownListsWhatWasNotDelivered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, d := running(t, webhook.Endpoint{ID: "nobody", URL: "http://127.0.0.1:1/", Authorization: secret})
		link := d.register(t, "bnk102", "")
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		left := e.Shutdown(ctx)
		var want []string
		for _, name := range historical() {
			want = append(want, name+" of link "+link+" to nobody")
		}
		if !slices.Equal(left, want) {
			t.Errorf("left are\n%q, want\n%q", left, want)
		}
	})
}

// TestShutdownLetsArriveWhatIsUnderWay, a retry included.
func TestShutdownLetsArriveWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	r := receive(t, failing(1, http.StatusInternalServerError))
	e, d := running(t, webhook.Endpoint{ID: "main", URL: r.URL})
	d.register(t, "bnk102", "")
	d.do(http.MethodPost, v1+"clock/advance", `{"by":"0s"}`) // waits for the attempt to be over
	if left := e.Shutdown(t.Context()); len(left) != 0 {
		t.Errorf("left are %q", left)
	}
	if got := names(r.take()); !slices.Equal(got, append(historical()[:1], historical()...)) {
		t.Errorf("the receiver got %q", got)
	}
}

// TestShutdownOnAManualClock: an attempt that it breaks off is made again, and what is due is sent;
// no sandbox waits for the receivers of another.
func TestShutdownOnAManualClock(t *testing.T) {
	t.Parallel()
	began, release := make(chan struct{}), make(chan struct{})
	r := receive(t, func(n int, _ http.ResponseWriter) {
		if n == 1 {
			close(began)
			<-release
		}
	})
	e, d := runningAt(t, clock.Mode{Manual: true}, webhook.Endpoint{ID: "main", URL: r.URL})
	d.register(t, "bnk102", "")
	<-began
	left := e.Shutdown(t.Context())
	close(release)
	if got := names(r.take()); len(left) != 0 || !slices.Equal(got, append(historical()[:1], historical()...)) {
		t.Errorf("left are %q, the receiver got %q", left, got)
	}
}

// TestAStopLeavesTheRestOfTheAgenda: of what is overdue by centuries, nothing more happens once the
// emulator stops, and nobody waits for it.
func TestAStopLeavesTheRestOfTheAgenda(t *testing.T) {
	t.Parallel()
	base, refreshes := clock.NewManual(emulatortest.Epoch), atomic.Int64{}
	e, err := emulator.New(emulator.Config{Seed: 1, Clock: base, Background: true, Observe: func(made []store.Event) {
		for _, event := range made {
			if event.Transition.Event == "refresh_ok" {
				refreshes.Add(1)
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	d := direct{e.Handler(), emulator.DefaultSecretID}
	idOf(t, d.do(http.MethodPost, "/api/links/", strings.Replace(benchUser, "{", `{"access_mode":"recurrent",`, 1)))
	const weeks = 290 * 52
	base.Advance(weeks * 7 * 24 * time.Hour)
	until(t, "the first refresh", func() bool { return refreshes.Load() > 0 })
	e.Shutdown(t.Context())
	if n := refreshes.Load(); n >= weeks {
		t.Errorf("all %d refreshes were made", n)
	}
}
