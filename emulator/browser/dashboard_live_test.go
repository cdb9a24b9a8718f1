package browser_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
)

// TestDashboardClockModes: the clock's mode is shown and chosen, and each choice is an HTTP call.
func TestDashboardClockModes(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, func(c *emulator.Config) { c.ClockMode = clock.Mode{Manual: true} })
	box := server.Default(t)
	p := newTab(t, wide)
	p.show(server, "#/time")
	chosen := func(word string) {
		t.Helper()
		p.until("return [...document.querySelectorAll('.modes [aria-pressed=true]')].map((b) => b.innerText).join() === " +
			quoted(word+","+word))
	}
	chosen("Stands")
	p.tap(".clock .modes button", "×60")
	chosen("×60")
	p.reads(".callline", `-X PUT $V1/clock/mode -d '{"mode":"x60"}'`)
	server.Advance(time.Minute)
	if now := box.Now(); !now.Equal(emulatortest.Epoch.Add(time.Hour)) {
		t.Errorf("the clock is %v", now)
	}
	p.tap("main .modes button", "Real")
	chosen("Real")
	box.SetClockMode("x7")
	chosen("×7")
	box.SetClockMode("manual")
	chosen("Stands")
}

// TestDashboardWithoutConnection: while the server does not answer, the buttons that act are off and say why,
// and the page goes on by itself when it answers again.
func TestDashboardWithoutConnection(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	link := server.Default(t).Register("heimdall_mx_retail", "user_valid")
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	var down atomic.Bool
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.FlushInterval = -1
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	t.Cleanup(front.CloseClientConnections)
	p := newTab(t, wide)
	p.open(front.URL + emulator.DashboardPath() + "#/links/" + link)
	p.reads(".evs", "demand_token")
	p.until("return document.querySelector('.live.live')")
	down.Store(true)
	front.CloseClientConnections()
	p.reads(".live.lost", "lost, trying again")
	p.until("const b = [...document.querySelectorAll('.clock button, .head button.quiet, .evs .ev')]; " +
		"return b.length > 8 && b.every((b) => b.ariaDisabled === 'true')")
	p.until("return document.querySelector('.clock button').title === 'The connection is lost; it is tried again.'")
	down.Store(false)
	p.until("return document.querySelector('.live.live') && document.querySelector('button.ev[data-event=demand_token]')")
	p.tap("button.ev[data-event=demand_token]", "")
	p.until("return document.querySelector('.landscape .node.token_required.now')")
}

// TestDashboardSeesWhatOthersDo: a world that another client brings back, a checkpoint that it names, and a reset
// are seen at once.
func TestDashboardSeesWhatOthersDo(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	box.Register("heimdall_mx_retail", "user_valid")
	box.Register("erebor_mx_retail", "bnk100")
	box.Register("erebor_mx_retail", "bnk101")
	p := newTab(t, wide)
	p.show(server, "#/time")
	p.reads(".scrub", "r3")
	box.Checkpoint("three-links")
	p.reads("#checkpoints", "three-links")
	p.until("return document.querySelector('.flagm')?.style.left === '100%'")
	p.press("[[")
	p.reads(".scrub", "r1")
	p.tap(".flagm", "")
	p.reads(".scrub", "r3")
	p.press("gr")
	p.reads(".req", "/api/links/")
	box.Rewind(emulatortest.Rewinding{After: "r1"})
	p.until("return document.querySelectorAll('[data-request].undone').length === 2")
	box.Reset()
	p.until("return !document.querySelector('[data-request]')")
}

// TestDashboardShowsAStory: its answers that wait stand over the requests until they are used or it is ended.
func TestDashboardShowsAStory(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	box.Tell(`
version: 1
name: two-refusals
steps:
  - {at: POST /api/links/, respond: login_error}
  - {at: POST /api/links/, nth: 2, respond: too_many_sessions}
`)
	p := newTab(t, wide)
	p.show(server, "#/requests")
	p.reads(".waits", "The story two-refusals is told: 2 answers wait")
	p.tap(".waits summary", "")
	p.reads(".waits li", "login_error")
	box.Do(http.MethodPost, "/api/links/", map[string]any{"institution": "erebor_mx_retail", "username": "bnk100",
		"password": "pass_valid"})
	p.reads(".waits", "1 answer waits")
	p.tap(".waits .btn", "End the story")
	p.reads(".callline", "-X DELETE $V1/story")
	p.until("return !document.querySelector('.waits')")
	if got := box.NextWaiting().Waiting; len(got) != 0 {
		t.Errorf("there wait %+v", got)
	}
}
