package webhook_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// TestCloseLosesNothingThatFits: what waits, for its turn, a delay or a retry, is sent at once.
func TestCloseLosesNothingThatFits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: failing(1)}
		d := webhook.New(webhook.Config{Transport: w})
		add(t, d, webhook.Endpoint{Profile: webhook.Payments()})
		now := clock.Real{}.Now()
		d.Publish([]*notice.Notice{event(1, 1, now), event(2, 1, now), event(3, 2, now)})
		late := event(4, 3, now)
		late.Mangle.Delay = time.Hour
		d.Publish([]*notice.Notice{late})
		synctest.Wait()
		equal(t, "before", w.seen(), []uint64{1, 3})
		if left := d.Close(t.Context()); len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
		equal(t, "after", w.seen(), []uint64{1, 3, 1, 2, 4})
		if took := (clock.Real{}).Now().Sub(now); took != 0 {
			t.Errorf("closing took %v", took)
		}
	})
}

// TestCloseListsWhatWasNotDelivered: a receiver that is down gets one last attempt for each link,
// and the rest is listed in order, behind what failed.
func TestCloseListsWhatWasNotDelivered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, l := &wire{answer: failing(99)}, &logs{}
		d := webhook.New(webhook.Config{Transport: w, Logger: l.logger()})
		add(t, d, webhook.Endpoint{})
		now := clock.Real{}.Now()
		d.Publish([]*notice.Notice{event(1, 1, now), event(2, 1, now), event(3, 2, now)})
		synctest.Wait()
		equal(t, "before", w.seen(), []uint64{1, 3})
		left := d.Close(t.Context())
		equal(t, "after", w.seen(), []uint64{1, 3, 1, 3})
		equal(t, "left", states(left), []webhook.State{webhook.Retrying, webhook.Pending, webhook.Retrying})
		for i, want := range []webhook.Delivery{
			{ID: "main.1", Attempts: 2, Outcome: webhook.BadStatus, Status: 500}, {ID: "main.2"},
			{ID: "main.3", Attempts: 2, Outcome: webhook.BadStatus, Status: 500},
		} {
			if got := left[i]; got.ID != want.ID || got.Attempts != want.Attempts || got.Outcome != want.Outcome ||
				got.Status != want.Status || !got.Next.IsZero() {
				t.Errorf("left %d: %+v", i, got)
			}
		}
		if again := d.Close(t.Context()); len(again) != 3 {
			t.Errorf("the second time %d are left", len(again))
		}
		if !strings.Contains(l.String(), "count=3") {
			t.Errorf("the log does not say it: %s", l)
		}
	})
}

// TestCloseEndsWithItsContext: a receiver that hangs does not hold up the end.
func TestCloseEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for name, manual := range map[string]bool{"running": false, "manual": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := webhook.New(webhook.Config{Transport: &wire{answer: hang}, Manual: manual})
				add(t, d, webhook.Endpoint{})
				began := clock.Real{}.Now()
				d.Publish([]*notice.Notice{event(1, 1, began), event(2, 2, began)})
				made := make(chan []*webhook.Attempt, 1)
				go func() { made <- d.Deliver(t.Context(), began) }()
				synctest.Wait()
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				defer cancel()
				if left := d.Close(ctx); len(left) != 2 {
					t.Errorf("left: %+v", left)
				}
				if took := (clock.Real{}).Now().Sub(began); took != 2*time.Second {
					t.Errorf("closing took %v", took)
				}
				synctest.Wait()
				want := []webhook.Outcome{webhook.Canceled, webhook.Canceled} // the last attempt of each link
				if manual {
					want = want[:1] // closing begins no other
				}
				equal(t, "outcomes", outcomes(d.Attempts(webhook.Filter{})), want)
				if got := len(<-made); got != map[bool]int{true: 1}[manual] {
					t.Errorf("Deliver returned %d attempts", got)
				}
			})
		})
	}
}

// TestCloseWaitsForAManualDelivery that is under way, and begins no other.
func TestCloseWaitsForAManualDelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(_ int, r *http.Request) (*http.Response, error) {
			return status(200), (clock.Real{}).Sleep(r.Context(), time.Second)
		}}
		d, _ := newManual(t, w, webhook.Endpoint{})
		d.Publish([]*notice.Notice{event(1, 1, start), event(2, 2, start)})
		go d.Deliver(t.Context(), start)
		synctest.Wait()
		left := d.Close(t.Context())
		if len(left) != 1 || left[0].ID != "main.2" {
			t.Errorf("left: %+v", left)
		}
		if made := d.Deliver(t.Context(), start); len(made) != 0 {
			t.Errorf("a closed dispatcher made %+v", made)
		}
	})
}

// TestPublishingAfterCloseIsLoud: such events are on record as dropped.
func TestPublishingAfterCloseIsLoud(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &logs{}
		d := webhook.New(webhook.Config{Transport: &wire{}, Logger: l.logger()})
		add(t, d, webhook.Endpoint{})
		d.Close(t.Context())
		d.Publish([]*notice.Notice{event(1, 1, start), event(2, 1, start)})
		synctest.Wait()
		equal(t, "states", states(d.Deliveries(webhook.Filter{})),
			[]webhook.State{webhook.Dropped, webhook.Dropped})
		if !strings.Contains(l.String(), "level=ERROR") || !strings.Contains(l.String(), "dropped=2") {
			t.Errorf("the log says %s", l)
		}
	})
}

// TestDeliverEndsWithItsContext: what it broke off is due as before, and counts no try.
func TestDeliverEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(n int, r *http.Request) (*http.Response, error) {
			if n == 1 {
				return hang(n, r)
			}
			return status(500), nil
		}}
		d, _ := newManual(t, w, webhook.Endpoint{Profile: webhook.None()})
		d.Publish([]*notice.Notice{event(1, 1, start), event(2, 1, start)})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		equal(t, "broken off", outcomes(d.Deliver(ctx, start)), []webhook.Outcome{webhook.Canceled})
		if made := d.Deliver(ctx, start); len(made) != 0 {
			t.Errorf("without time it made %+v", made)
		}
		if due, any := d.Due(); !any || !due.Equal(start) {
			t.Errorf("the next is due at %v (%v)", due, any)
		}
		equal(t, "made up", outcomes(d.Deliver(t.Context(), start)),
			[]webhook.Outcome{webhook.BadStatus, webhook.BadStatus})
	})
}
