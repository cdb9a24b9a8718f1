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
