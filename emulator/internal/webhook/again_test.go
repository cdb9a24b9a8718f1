package webhook_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// TestRedeliver sends one again that was delivered and one that was given up, with all retries.
func TestRedeliver(t *testing.T) {
	t.Parallel()
	w := &wire{answer: func(n int, _ *http.Request) (*http.Response, error) {
		return status(map[bool]int{true: 500, false: 200}[n == 2 || n == 4]), nil
	}}
	d, c := newManual(t, w, webhook.Endpoint{Profile: webhook.Profile{Name: "one", Retries: 1}})
	d.Publish([]*notice.Notice{event(1, 1, start), event(2, 1, start)})
	d.Deliver(t.Context(), start)
	equal(t, "first", w.seen(), []uint64{1, 2, 2})
	c.Advance(time.Hour)
	for _, id := range []string{"main.2", "main.1"} {
		if err := d.Redeliver(id); err != nil {
			t.Error(err)
		}
	}
	if err := d.Redeliver("main.1"); !errors.Is(err, webhook.ErrUnderWay) {
		t.Errorf("a second time: %v", err)
	}
	made := d.Deliver(t.Context(), c.Now())
	equal(t, "again", w.seen(), []uint64{1, 2, 2, 2, 2, 1})
	if made[0].Number != 3 || !made[0].Started.Equal(c.Now()) || w.hits[5] != w.hits[0] {
		t.Errorf("attempts: %+v", made)
	}
	equal(t, "states", states(d.Deliveries(webhook.Filter{})),
		[]webhook.State{webhook.Delivered, webhook.Delivered})
	for _, id := range []string{"", "main", "main.", "main.x", "main.3", "other.1"} {
		if err := d.Redeliver(id); !errors.Is(err, webhook.ErrUnknown) {
			t.Errorf("%q: %v", id, err)
		}
	}
	d.Close(t.Context())
	if err := d.Redeliver("main.1"); !errors.Is(err, webhook.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

// TestRedeliverHurriesARetry, also on a running clock whose worker sleeps.
func TestRedeliverHurriesARetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: failing(1)}
		d := webhook.New(webhook.Config{Transport: w})
		add(t, d, webhook.Endpoint{})
		d.Publish([]*notice.Notice{event(1, 1, clock.Real{}.Now())})
		sleep(t, time.Second)
		if err := d.Redeliver("main.1"); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		equal(t, "states", states(d.Deliveries(webhook.Filter{})), []webhook.State{webhook.Delivered})
		if n, err := d.RedeliverAll(webhook.Filter{}); n != 1 || err != nil {
			t.Errorf("all: %d, %v", n, err)
		}
		synctest.Wait()
		equal(t, "sent", w.seen(), []uint64{1, 1, 1})
		d.Close(t.Context())
	})
}

// TestReplay gives an endpoint what came before it, once.
func TestReplay(t *testing.T) {
	t.Parallel()
	w := &wire{}
	d := webhook.New(webhook.Config{Clock: clock.NewManual(start), Transport: w, Manual: true, QueueLimit: 2})
	d.Publish([]*notice.Notice{event(1, 1, start), event(2, 1, start)})
	add(t, d, webhook.Endpoint{})
	d.Publish([]*notice.Notice{event(3, 1, start)})
	for i, want := range []int{1, 1} {
		n, err := d.Replay("main", webhook.Filter{})
		if n != want || (err != nil) != (i == 0) || i == 0 && !errors.Is(err, webhook.ErrFull) {
			t.Errorf("replay %d: %d, %v", i, n, err)
		}
		d.Deliver(t.Context(), start)
	}
	equal(t, "sent", w.seen(), []uint64{3, 1, 2})
	if n, err := d.RedeliverAll(webhook.Filter{}); n != 2 || !errors.Is(err, webhook.ErrFull) {
		t.Errorf("redelivering three where two fit: %d, %v", n, err)
	}
	if _, err := d.Replay("other", webhook.Filter{}); !errors.Is(err, webhook.ErrUnknown) {
		t.Errorf("an unknown endpoint: %v", err)
	}
}

// TestWhatIsSentAgainElsewhere, from the record of a dispatcher, is sent as it would be here: with the copies that were
// still to come, and not as one that is held.
func TestWhatIsSentAgainElsewhere(t *testing.T) {
	t.Parallel()
	endpoint := webhook.Endpoint{ID: "main", URL: "http://main.test/", Profile: webhook.None(),
		Mangle: notice.Mangle{Duplicate: true}, When: webhook.Held}
	d, c := newManual(t, &wire{answer: failing(1)}, endpoint)
	d.Publish([]*notice.Notice{event(1, 1, start)})
	d.Release()
	d.Deliver(t.Context(), start)
	again := func(d *webhook.Dispatcher) (outcomes []webhook.Outcome, kept bool) {
		t.Helper()
		if err := d.Redeliver("main.1"); err != nil {
			t.Fatal(err)
		}
		kept = d.Image().Waits()[0].Kept
		for _, a := range d.Deliver(t.Context(), c.Now()) {
			outcomes = append(outcomes, a.Outcome)
		}
		return outcomes, kept
	}
	record, marks := d.RecordedSince(webhook.Marks{})
	other, _ := newManual(t, &wire{answer: failing(0)}, endpoint)
	other.CarryOn(marks)
	other.Recall(record)
	for what, d := range map[string]*webhook.Dispatcher{"here": d, "elsewhere": other} {
		got, kept := again(d)
		equal(t, what, got, []webhook.Outcome{webhook.OK, webhook.OK})
		if kept {
			t.Errorf("%s it is held", what)
		}
	}
}

// TestWhatIsTakenBackIsNotHeldAnyMore when it is sent again: what was withdrawn was held, and its release is no longer
// waited for.
func TestWhatIsTakenBackIsNotHeldAnyMore(t *testing.T) {
	t.Parallel()
	held := webhook.Endpoint{ID: "main", URL: "http://main.test/", When: webhook.Held}
	d, c := newManual(t, &wire{}, held)
	d.Publish([]*notice.Notice{event(1, 1, start)})
	d.RemoveEndpoint("main")
	add(t, d, held)
	if err := d.Redeliver("main.1"); err != nil {
		t.Fatal(err)
	}
	if n := d.Release(); n != 0 {
		t.Errorf("%d webhooks are released, and none is held", n)
	}
	if n := len(d.Deliver(t.Context(), c.Now())); n != 1 {
		t.Errorf("%d attempts were made", n)
	}
}

// TestTheRecordIsRecalledOnce: not a second time, also in a dispatcher that goes on from an image.
func TestTheRecordIsRecalledOnce(t *testing.T) {
	t.Parallel()
	d, c := newManual(t, &wire{}, webhook.Endpoint{ID: "main", URL: "http://main.test/"})
	d.Publish([]*notice.Notice{event(1, 1, start)})
	d.Deliver(t.Context(), c.Now())
	record, marks := d.RecordedSince(webhook.Marks{})
	other := webhook.New(webhook.Config{Clock: c, Manual: true})
	other.CarryOn(marks)
	before := other.Image()
	other.Recall(record)
	other.Recall(record)
	for what, d := range map[string]*webhook.Dispatcher{"it": other,
		"one that goes on from before": webhook.Begin(webhook.Config{Clock: c, Manual: true}, before),
		"one that goes on from it":     webhook.Begin(webhook.Config{Clock: c, Manual: true}, other.Image())} {
		t.Cleanup(d.Abandon)
		d.Recall(record)
		if events, attempts := len(d.Events(webhook.Filter{})), len(d.Attempts(webhook.Filter{})); events != 1 || attempts != 1 {
			t.Errorf("%s has %d events and %d attempts on record, want one each", what, events, attempts)
		}
	}
}
