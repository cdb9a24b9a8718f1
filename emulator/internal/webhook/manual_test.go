package webhook_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// TestADispatcherBecomesManualAndBack: its workers take over what waits, and leave it again. An attempt that
// is under way goes on, and what waits behind it does not overtake it.
func TestADispatcherBecomesManualAndBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := clock.NewAdjustable(clock.Real{}, clock.Mode{Manual: true})
		free := make(chan struct{})
		w := &wire{answer: func(n int, _ *http.Request) (*http.Response, error) {
			switch n {
			case 1:
				return status(500), nil
			case 3:
				<-free
			}
			return status(200), nil
		}}
		d := webhook.New(webhook.Config{Clock: c, Transport: w, Manual: true, AttemptLimit: time.Hour})
		set := func(m clock.Mode) {
			c.SetMode(m)
			d.SetManual(m.Manual)
			synctest.Wait()
		}
		add(t, d, webhook.Endpoint{})
		publish := func(seq uint64) {
			d.Publish([]*notice.Notice{event(seq, 1, c.Now())})
			synctest.Wait()
		}
		publish(1)
		equal(t, "sent by itself on a clock that stands", w.seen(), nil)
		d.Deliver(context.Background(), c.Now())
		equal(t, "sent by Deliver", w.seen(), []uint64{1})
		set(clock.Mode{Speed: 60})
		_ = clock.Real{}.Sleep(t.Context(), time.Minute)
		equal(t, "sent when the clock runs", w.seen(), []uint64{1, 1})
		publish(2) // hangs
		set(clock.Mode{Manual: true})
		publish(3)
		delivered := make(chan []*webhook.Attempt)
		go func() { delivered <- d.Deliver(context.Background(), c.Now()) }()
		synctest.Wait()
		equal(t, "sent while one hangs", w.seen(), []uint64{1, 1, 2})
		close(free)
		equal(t, "delivered when it hangs no more", outcomes(<-delivered), []webhook.Outcome{webhook.OK})
		equal(t, "all that was sent", w.seen(), []uint64{1, 1, 2, 3})
		equal(t, "the record", outcomes(d.Attempts(webhook.Filter{})),
			[]webhook.Outcome{webhook.BadStatus, webhook.OK, webhook.OK, webhook.OK})
		publish(4)
		_ = clock.Real{}.Sleep(t.Context(), time.Hour)
		equal(t, "sent once it stands again", w.seen(), []uint64{1, 1, 2, 3})
		set(clock.Mode{})
		equal(t, "sent as soon as it runs again", w.seen(), []uint64{1, 1, 2, 3, 4})
		d.Close(context.Background())
	})
}
