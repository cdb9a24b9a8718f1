package webhook_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// silent is an event of which there is nothing to tell, as turns out when it is to be sent.
func silent(seq uint64, of int) *notice.Notice {
	e := event(seq, of, start)
	e.Content = notice.Text(nil)
	return e
}

// TestNothingToTell: what has no body is never sent and does not count as an attempt, and what
// comes after it on the same link is sent all the same.
func TestNothingToTell(t *testing.T) {
	t.Parallel()
	events := []*notice.Notice{silent(1, 1), event(2, 1, start), silent(3, 1), silent(4, 2)}
	want := []webhook.State{webhook.NothingToTell, webhook.Delivered, webhook.NothingToTell,
		webhook.NothingToTell}
	check := func(t *testing.T, w *wire, d *webhook.Dispatcher) {
		t.Helper()
		equal(t, "sent", w.seen(), []uint64{2})
		deliveries := d.Deliveries(webhook.Filter{})
		equal(t, "states", states(deliveries), want)
		if len(deliveries) == 4 && (deliveries[0].Attempts != 0 || !deliveries[0].Next.IsZero()) {
			t.Errorf("what has nothing to tell is %+v", deliveries[0])
		}
		equal(t, "attempts on record", outcomes(d.Attempts(webhook.Filter{})), []webhook.Outcome{webhook.OK})
		if s := d.Status().Endpoints[0]; s.Queued != 0 || s.Delivered != 1 {
			t.Errorf("status: %+v", s)
		}
		if n, err := d.RedeliverAll(webhook.Filter{}); n != 1 || err != nil {
			t.Errorf("%d are sent again (%v), want the one that was sent", n, err)
		}
	}
	t.Run("manual", func(t *testing.T) {
		t.Parallel()
		w := &wire{}
		d, _ := newManual(t, w, webhook.Endpoint{})
		d.Publish(events)
		equal(t, "made", outcomes(d.Deliver(t.Context(), start)), []webhook.Outcome{webhook.OK})
		check(t, w, d)
	})
	t.Run("at once", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w := &wire{}
			d := webhook.New(webhook.Config{Clock: clock.NewManual(start.Add(time.Second)), Transport: w})
			add(t, d, webhook.Endpoint{})
			d.Publish(events)
			if err := d.Settle(t.Context()); err != nil {
				t.Error(err)
			}
			check(t, w, d)
			d.Close(context.Background())
		})
	})
	t.Run("spoiled", func(t *testing.T) {
		t.Parallel()
		w := &wire{}
		d, _ := newManual(t, w, webhook.Endpoint{Mangle: notice.Mangle{Duplicate: true, Reorder: true}})
		d.Publish([]*notice.Notice{silent(1, 1)})
		d.Deliver(t.Context(), start.Add(time.Minute))
		equal(t, "sent", w.seen(), nil)
		equal(t, "states", states(d.Deliveries(webhook.Filter{})), want[:1])
	})
}
