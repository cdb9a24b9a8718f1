package webhook_test

import (
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// TestAfterAnswerWaitsForOpenRequests, until all are answered, and not for ever for one that hangs.
func TestAfterAnswerWaitsForOpenRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		d := webhook.New(webhook.Config{Transport: w})
		add(t, d, webhook.Endpoint{When: webhook.AfterAnswer})
		d.SetOpen(2)
		d.Publish([]*notice.Notice{event(1, 1, clock.Real{}.Now())})
		d.SetOpen(1)
		sleep(t, time.Second)
		synctest.Wait()
		equal(t, "while a request is open", w.seen(), []uint64{})
		d.SetOpen(0)
		synctest.Wait()
		equal(t, "when all are answered", w.seen(), []uint64{1})
		d.SetOpen(1)
		d.Publish([]*notice.Notice{event(2, 1, clock.Real{}.Now())})
		sleep(t, 3*time.Second)
		synctest.Wait()
		equal(t, "while a request hangs", w.seen(), []uint64{1, 2})
		d.Close(t.Context())
	})
}
