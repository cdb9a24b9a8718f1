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

// TestWhatIsHeldIsReleasedElsewhere: webhooks that wait until they are released do so in another dispatcher too, and
// the release is a change of what waits.
func TestWhatIsHeldIsReleasedElsewhere(t *testing.T) {
	t.Parallel()
	d, _ := newManual(t, &wire{}, webhook.Endpoint{ID: "e", URL: "http://a.test/", When: webhook.Held})
	d.Publish([]*notice.Notice{event(1, 1, start), event(2, 2, start)})
	var told []webhook.Wait
	other := webhook.New(webhook.Config{Clock: clock.NewManual(start), Transport: &wire{}, Manual: true,
		Changed: func(c *webhook.Changes, _ func() []webhook.Endpoint) { told = append(told, c.Waits...) }})
	t.Cleanup(func() { other.Close(context.Background()) })
	if err := other.SetEndpoints(d.Endpoints()); err != nil {
		t.Fatal(err)
	}
	other.Resume(d.Image().Waits())
	if n := other.Release(); n != 2 {
		t.Errorf("%d were released, want 2", n)
	}
	if len(told) != 2 || told[0].Kept || !told[0].Due.Equal(start) {
		t.Errorf("the changes are %+v", told)
	}
}
