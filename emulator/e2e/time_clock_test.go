package e2e_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
)

// TestTheClockIsReadAndMoved in every mode; the sandboxes' clocks are independent of each other.
func TestTheClockIsReadAndMoved(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ mode, start, hour string }{ // at first, and an hour of the machine later
		{"real", "2026-03-16T12:00:00Z", "2026-03-16T13:00:00Z"},
		{"x60", "2026-03-16T12:00:00Z", "2026-03-19T00:00:00Z"},
		{"manual", "2026-03-16T12:00:00Z", "2026-03-16T12:00:00Z"},
		{"manual@2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"},
	} {
		t.Run(c.mode, func(t *testing.T) {
			t.Parallel()
			mode, err := clock.ParseMode(c.mode)
			if err != nil {
				t.Fatal(err)
			}
			w := newWorld(t, func(c *emulator.Config) { c.ClockMode = mode })
			other := w.fresh(t)
			shown := w.ask("clock")
			same(t, "the mode", shown.Text("mode"), strings.Split(c.mode, "@")[0])
			same(t, "the start", shown.Text("now"), c.start)
			same(t, "the other's start", other.now(), c.start)
			w.server.Advance(time.Hour)
			same(t, "an hour later", w.now(), c.hour)
			moved := w.advance("36h")
			same(t, "from", moved.Text("from"), c.hour)
			later, _ := time.Parse(time.RFC3339, c.hour) // written above
			later = later.Add(36 * time.Hour)
			same(t, "to", moved.Text("to"), later.Format(time.RFC3339))
			same(t, "after the advance", w.now(), later.Format(time.RFC3339))
			same(t, "the other", other.now(), c.hour)
			target := later.Add(90 * time.Minute).In(time.FixedZone("", -6*3600))
			w.Do(http.MethodPut, v1+"clock", fields{"now": target.Format(time.RFC3339)}).Want(http.StatusOK)
			same(t, "after it was set", w.now(), target.UTC().Format(time.RFC3339))
			w.Do(http.MethodPut, v1+"clock", fields{"now": w.now()}).Want(http.StatusOK)
			back := w.Do(http.MethodPut, v1+"clock", fields{"now": later.Format(time.RFC3339)})
			if !strings.Contains(back.Want(http.StatusBadRequest).Text("error"), "cannot go back") {
				t.Errorf("the refusal is %s", back.Body)
			}
			same(t, "after the refusal", w.now(), target.UTC().Format(time.RFC3339))
			same(t, "nothing to step to", w.Do(http.MethodPost, v1+"clock/step", nil).Want(http.StatusOK).Text("to"),
				target.UTC().Format(time.RFC3339))
		})
	}
}

// TestAStepIsTheNextThingThatIsDue, and nothing else.
func TestAStepIsTheNextThingThatIsDue(t *testing.T) {
	t.Parallel()
	r := receive(t, failing(1, http.StatusServiceUnavailable))
	w := newWorld(t, manual, sendTo(r))
	w.advance("1h")
	link := w.joined("refresh_mfa", nil)
	single := w.joined("bnk101", fields{"access_mode": "single", "credentials_storage": "2d", "stale_in": "9d",
		"fetch_resources": []string{"OWNERS"}})
	w.advance("1h")
	w.update(link, "pass_new").Want(http.StatusOK) // so that the refresh of the registration is void
	want := []string{"2026-03-16T14:00:00Z webhook", "2026-03-18T13:00:00Z credentials",
		"2026-03-23T14:00:00Z refresh", "2026-03-25T13:00:00Z stale_data", "2027-03-16T14:00:00Z stale_data"}
	if got := agendaOf(t, w.ask("clock/agenda")); !slices.Equal(got, want) {
		t.Errorf("the agenda is\n%q, want\n%q", got, want)
	}
	if got := agendaOf(t, w.ask("clock/agenda?limit=2")); !slices.Equal(got, want[:2]) {
		t.Errorf("the beginning of the agenda is %q", got)
	}
	var steps []string
	for range 4 {
		moved := w.Do(http.MethodPost, v1+"clock/step", nil).Want(http.StatusOK)
		steps = append(steps, fmt.Sprintf("%.13s", moved.Text("to"))+" "+fmt.Sprint(moved.Text("transitions.0.event"), " ",
			moved.Text("webhooks.0.code")))
	}
	if got, want := steps, []string{"2026-03-16T14  historical_update", "2026-03-18T13 credentials_expired ",
		"2026-03-23T14 refresh_challenged token_required", "2026-03-25T13  "}; !slices.Equal(got, want) {
		t.Errorf("the steps are\n%q, want\n%q", got, want)
	}
	same(t, "the owners after the last step", w.count("owners", single), "0")
	w.is(link, "token_required")
}

// TestEverythingWaitsForTheSandboxesOwnClock: no time of the machine, and none of another
// sandbox, ends a session or a token.
func TestEverythingWaitsForTheSandboxesOwnClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	other := w.fresh(t)
	asked := w.register("erebor_mx_retail", "mfa_default", nil)
	asked.Want(http.StatusPreconditionRequired)
	late := other.register("erebor_mx_retail", "mfa_default", nil).Want(http.StatusPreconditionRequired)
	access, _ := w.pair("read_links", nil)
	old, _ := other.pair("read_links", nil)
	link := w.Register("erebor_mx_retail", "bnk102")
	w.tryRefresh(link, nil).Want(http.StatusAccepted)

	w.server.Advance(1000 * time.Hour)
	other.advance("9m59s")
	other.bearer(old).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	other.advance("10h")
	other.bearer(old).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusUnauthorized, "token_not_valid")
	w.bearer(access).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	other.resume(late, "111111").Want(http.StatusBadRequest, "session_expired")
	w.resume(asked, "111111").Want(http.StatusOK)

	w.advance("3m30s")
	again := w.tryRefresh(link, nil).Want(http.StatusConflict, "link_refreshed")
	if !strings.Contains(again.Text("0.message"), "wait 7 minutes") {
		t.Errorf("the refusal is %s", again.Body)
	}
	w.advance("6m30s")
	w.tryRefresh(link, nil).Want(http.StatusAccepted)
}

// TestASessionIsGoodForItsTime and not an instant longer.
func TestASessionIsGoodForItsTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	for passed, want := range map[time.Duration]int{-time.Millisecond: 200, 0: 400} {
		w := w.fresh(t)
		asked := w.register("erebor_mx_retail", "mfa_default", nil).Want(http.StatusPreconditionRequired)
		life, err := time.ParseDuration(asked.Text("0.expiry") + "s")
		if err != nil {
			t.Fatalf("%v in %s", err, asked.Body)
		}
		w.advance((life + passed).String())
		w.resume(asked, "111111").Want(want)
	}
}

const sleepy = `version: 1
name: sleepy
summary: The bank is down for a day; and whoever connects waits for five minutes.
match:
  usernames: sleepy_*
start: up
states:
  up:
    on:
      register: [{respond: ok, latency: 5m}]
      retrieve: [{respond: ok, goto: down}]
  down:
    after: {wait: 24h, goto: back}
    on:
      retrieve: [{respond: institution_down}]
  back: {}
`

// TestScenariosFollowTheSandboxesClock in how long they take and in what happens later.
func TestScenariosFollowTheSandboxesClock(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write(t, folder+"/sleepy.yaml", sleepy)
	w := newWorld(t, manual, func(c *emulator.Config) { c.Scenarios = folder })
	var link *emulatortest.Answer
	var failure error
	answered := make(chan struct{})
	go func() { // which must not fail the test itself: it may be over when this is
		defer close(answered)
		link, failure = w.Try(http.MethodPost, "/api/links/", fields{"institution": "erebor_mx_retail",
			"username": "sleepy_1", "password": "pass_valid"})
	}()
	before, _ := time.Parse(time.RFC3339Nano, w.now())
	for waits := true; waits; {
		select {
		case <-answered:
			waits = false
		default:
			w.advance("20s")
		}
	}
	if failure != nil {
		t.Fatal(failure)
	}
	after, _ := time.Parse(time.RFC3339Nano, w.now())
	if passed := after.Sub(before); passed < 5*time.Minute {
		t.Errorf("the answer came after %v", passed)
	}
	id := link.Want(http.StatusCreated).Text("id")
	w.accounts(id).Want(http.StatusCreated)
	w.accounts(id).Want(http.StatusBadRequest, "institution_down")
	w.server.Advance(48 * time.Hour)
	w.advance("23h59m59s")
	w.accounts(id).Want(http.StatusBadRequest, "institution_down")
	w.advance("1s")
	w.accounts(id).Want(http.StatusCreated)
}

// TestAReceiverSeesTheTimeOfItsWebhook when it asks: the clock goes from one thing to the next.
func TestAReceiverSeesTheTimeOfItsWebhook(t *testing.T) {
	t.Parallel()
	r := receive(t, nil)
	w := newWorld(t, manual, sendTo(r))
	var seen []string
	r.answer = func(n int, rw http.ResponseWriter) {
		if answer, err := w.Try(http.MethodGet, v1+"clock", nil); err == nil {
			seen = append(seen, answer.Text("now"))
		}
		if n == 1 {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	}
	w.joined("refresh_bad", fields{"fetch_resources": []string{"OWNERS"}})
	w.advance("30d")
	want := []string{"2026-03-16T12:00:00Z", "2026-03-16T12:00:10Z", "2026-03-23T12:00:00Z"}
	if !slices.Equal(seen, want) {
		t.Errorf("the receiver saw %q, want %q", seen, want)
	}
}

// TestAnAdvanceTellsWhatARequestLetHappen: while the clock is moved it runs on, and a request may be
// the first to find that a timer is due.
func TestAnAdvanceTellsWhatARequestLetHappen(t *testing.T) {
	t.Parallel()
	base := clock.NewManual(time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC))
	r := receive(t, nil)
	w := newWorld(t, func(c *emulator.Config) { c.Clock = base }, sendTo(r))
	for _, user := range []string{"refresh_mfa_1", "refresh_mfa_2"} {
		w.Register("erebor_mx_retail", user)
		base.Advance(time.Second)
	}
	w.advance("0s")
	r.take()
	r.answer = func(int, http.ResponseWriter) {
		base.Advance(time.Second)
		if _, err := w.Try(http.MethodGet, "/api/links/", nil); err != nil {
			t.Error(err)
		}
	}
	var moved emulatortest.Moved
	unmarshal(t, w.advance("167h59m58s").Body, &moved) // to the first refresh, a second before the other
	same(t, "transitions", len(moved.Transitions), 2)
	same(t, "webhooks", len(moved.Webhooks), 2)
	same(t, "what came", strings.Join(names(r.take()), ", "), "LINK token_required, LINK token_required")
}

// TestWhatEndsByItselfIsOnTheAgenda, can be stepped to and is told: MFA sessions, states of
// scenarios, data, besides the timers that make transitions.
func TestWhatEndsByItselfIsOnTheAgenda(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	w.register("gotham_br_business", "mfa_default", nil).Want(http.StatusPreconditionRequired)
	locked := w.joined("locked_1", fields{"access_mode": "single", "stale_in": "3d",
		"credentials_storage": "2d"})
	w.accounts(locked).Want(http.StatusCreated)
	w.accounts(locked).Want(http.StatusBadRequest) // the bank locks the account for a day
	var agenda []emulatortest.Due
	unmarshal(t, w.ask("clock/agenda").Body, &agenda)
	if len(agenda) < 4 {
		t.Fatalf("the agenda is %+v", agenda)
	}
	kinds := func(dues []emulatortest.Due) string {
		var all []string
		for _, d := range dues {
			all = append(all, d.Kind)
		}
		return strings.Join(all, " ")
	}
	same(t, "the agenda", kinds(agenda[:4]), "session scenario credentials stale_data")
	var moved emulatortest.Moved
	for i, want := range []string{"session", "scenario", "", "stale_data"} {
		unmarshal(t, w.Do(http.MethodPost, v1+"clock/step", nil).Want(http.StatusOK).Body, &moved)
		same(t, "the time of step "+itoa(i), moved.To, agenda[i].At)
		same(t, "what passed at step "+itoa(i), kinds(moved.Passed), want)
	}
	same(t, "transitions", len(moved.Transitions), 0)
	w.advance("1s")
	unmarshal(t, w.advance("1s").Body, &moved)
	same(t, "what passed later", kinds(moved.Passed), "")
}

// TestALinkShowsWhatEndsIt: its report has the same timers as the agenda.
func TestALinkShowsWhatEndsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("ofmockbank_br_retail", "76109277673")
	var report struct{ Timers []emulatortest.Due }
	unmarshal(t, w.ask("links/"+link).Body, &report)
	var agenda []emulatortest.Due
	unmarshal(t, w.ask("clock/agenda").Body, &agenda)
	same(t, "its timers", fmt.Sprint(report.Timers), fmt.Sprint(agenda))
	same(t, "the consent is among them", strings.Contains(fmt.Sprint(agenda), "consent"), true)
}

// TestAClockInAnotherCenturyIsRefused, and a running one ends.
func TestAClockInAnotherCenturyIsRefused(t *testing.T) {
	t.Parallel()
	const want = "a sandbox has the years 2000 to 2099, not 2100"
	far := clock.Mode{Manual: true, Start: clock.Last().Add(time.Second)}
	if _, err := emulator.New(emulator.Config{ClockMode: far}); err == nil || err.Error() != want {
		t.Errorf("a start is refused with %v", err)
	}
	w := newWorld(t)
	for method, call := range map[string]string{http.MethodPost: "clock/advance", http.MethodPut: "clock"} {
		body := fields{"by": "30000d"}
		if method == http.MethodPut {
			body = fields{"now": "2100-01-01T00:00:00Z"}
		}
		refused := w.Do(method, v1+call, body).Want(http.StatusBadRequest).Text("error")
		same(t, call, strings.HasPrefix(refused, "a sandbox has the years 2000 to 2099, not 21"), true)
	}
	w.Do(http.MethodPut, v1+"clock/mode", fields{"mode": "x1000000"}).Want(http.StatusOK)
	w.server.Advance(time.Hour)
	same(t, "the end", w.now(), clock.Last().Format(time.RFC3339))
	w.Register("erebor_mx_retail", "bnk100")
}
