package e2e_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
)

// TestTheClockChangesItsMode: it goes on from where it stands, and no other sandbox notices.
func TestTheClockChangesItsMode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	other := w.fresh(t)
	same(t, "the other's time at first", other.now(), "2026-03-16T12:00:00Z")
	w.advance("2h")
	for _, c := range []struct{ mode, later string }{ // a minute of the machine later
		{"x60", "2026-03-16T15:00:00Z"}, {"real", "2026-03-16T15:01:00Z"}, {"manual", "2026-03-16T15:01:00Z"},
		{"manual", "2026-03-16T15:01:00Z"}, {"x0.5", "2026-03-16T15:01:30Z"},
	} {
		before := w.now()
		answer := w.Do(http.MethodPut, v1+"clock/mode", fields{"mode": c.mode}).Want(http.StatusOK)
		same(t, "the answer's mode", answer.Text("mode"), c.mode)
		same(t, "the answer's time", answer.Text("now"), before)
		same(t, "the mode", w.ask("clock").Text("mode"), c.mode)
		w.server.Advance(time.Minute)
		same(t, "a minute later with "+c.mode, w.now(), c.later)
	}
	same(t, "the other's time", other.now(), "2026-03-16T12:00:00Z")
	same(t, "the other's mode", other.ask("clock").Text("mode"), "manual")
	w.Do(http.MethodPost, v1+"reset", nil).Want(http.StatusOK)
	same(t, "the mode after a reset", w.ask("clock").Text("mode"), "manual")
	same(t, "the time after a reset", w.now(), "2026-03-16T12:00:00Z")
}

// attempts is how many attempts to deliver webhooks are on record.
func attempts(w world) int {
	return strings.Count(string(w.ask("webhooks/attempts").Body), `"attempt":`)
}

// TestWhatIsDueFollowsTheClocksMode: retries and refreshes that wait for a clock that stands happen by
// themselves once it runs, and only when it is moved once it stands again.
func TestWhatIsDueFollowsTheClocksMode(t *testing.T) {
	t.Parallel()
	r := receive(t, failing(1, http.StatusServiceUnavailable))
	w := newWorld(t, manual, background, sendTo(r))
	link := w.seed(fields{"links": []fields{{"institution": "erebor_mx_retail", "username": "refresh_mfa",
		"refresh_rate": "6h"}}}).Text("links.0.link.id")
	w.advance("1s") // waits for the first attempt, which fails
	same(t, "attempts while the clock stands", attempts(w), 1)
	w.Do(http.MethodPut, v1+"clock/mode", fields{"mode": "x100000"}).Want(http.StatusOK)
	w.ask("webhooks/wait?code=token_required&timeout=60s")
	same(t, "the link's status", w.Status(link), "token_required")
	until(t, "all was sent by itself", func() bool { return attempts(w) == 5 })
	w.Do(http.MethodPut, v1+"clock/mode", fields{"mode": "manual"}).Want(http.StatusOK)
	w.update(link, "pass_new").Want(http.StatusOK)
	stands := w.now()
	second := w.joined("bnk102", fields{"fetch_resources": []string{"OWNERS"}})
	until(t, "what is due at once was sent without an advance", func() bool { // of the first, what is new by the hour
		return strings.Contains(string(w.ask("webhooks/attempts").Body), second)
	})
	same(t, "the time", w.now(), stands)
	same(t, "the status before the refresh", w.Status(link), "valid")
	w.advance("7h")
	same(t, "the status after the refresh", w.Status(link), "token_required")
}

// TestTheClocksModeIsPartOfTheWorld: what brings a world back, or makes another of it, has its mode.
func TestTheClocksModeIsPartOfTheWorld(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	home, second := clock.NewManual(emulatortest.Epoch), clock.NewManual(emulatortest.Epoch)
	_, d := kept(t, dir, func(c *emulator.Config) { c.Clock = home })
	say := func(step string) { d.make(requestOf(step)) }
	shows := func(what string, d direct, mode, now string) {
		t.Helper()
		var got struct{ Now, Mode string }
		unmarshal(t, d.do(http.MethodGet, v1+"clock", "").Body.Bytes(), &got)
		same(t, what, got.Mode+" "+got.Now, fmt.Sprintf("%s 2026-03-16T%s:00Z", mode, now))
	}
	say("PUT /__emulator/v1/checkpoints/stands")
	say(`PUT /__emulator/v1/clock/mode {"mode":"x60"}`)
	say("PUT /__emulator/v1/checkpoints/runs")
	home.Advance(time.Minute)
	shows("the clock that runs", d, "x60", "13:00")

	fork := direct{d.handler, uuid.NewString()}
	say(fmt.Sprintf(`POST /__emulator/v1/fork {"secret_id":%q,"secret_password":%q}`, fork.id,
		emulator.DefaultSecretPassword))
	shows("the fork", fork, "x60", "13:00")
	document := d.do(http.MethodGet, v1+"snapshot", "").Body.String()
	say(`PUT /__emulator/v1/clock/mode {"mode":"manual"}`)
	second.Advance(30 * time.Second)
	_, twin := kept(t, copyFolder(t, dir), func(c *emulator.Config) { c.Clock = second })
	shows("the state", twin, "manual", "13:00")
	fork.handler = twin.handler
	shows("the state of the fork", fork, "x60", "12:30")

	say(`POST /__emulator/v1/rewind {"steps":1}`)
	home.Advance(time.Minute)
	shows("after going back over the stop", d, "x60", "14:00")
	say("POST /__emulator/v1/checkpoints/stands/restore")
	home.Advance(time.Minute)
	shows("at the checkpoint that stands", d, "manual", "12:00")
	say(`POST /__emulator/v1/clock/advance {"by":"3h"}`)
	say("POST /__emulator/v1/checkpoints/runs/restore")
	home.Advance(time.Minute)
	shows("at the checkpoint that runs, whose clock does not go back", d, "x60", "16:00")
	say("POST /__emulator/v1/reset")
	shows("after a reset", d, "manual", "12:00")
	say("PUT /__emulator/v1/snapshot " + document)
	shows("the snapshot", d, "x60", "13:00")
}
