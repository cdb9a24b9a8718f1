package webhook_test

import (
	"context"
	"errors"
	"net/http"
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
	if due, any := other.Due(); any {
		t.Errorf("%v is due", due)
	}
	if n := other.Release(); n != 2 {
		t.Errorf("%d were released, want 2", n)
	}
	if len(told) != 2 || told[0].Kept || !told[0].Due.Equal(start) {
		t.Errorf("the changes are %+v", told)
	}
}

// TestWhatIsHeldIsNotDue, however late it is, and goes in its order once it is released: also where a webhook of the
// same link that is not held waits behind it, and where two are swapped.
func TestWhatIsHeldIsNotDue(t *testing.T) {
	t.Parallel()
	held, free := webhook.Manner{When: webhook.Held}, webhook.Manner{}
	swapped := func(m webhook.Manner) webhook.Manner {
		m.Reorder = true
		return m
	}
	for name, c := range map[string]struct {
		first, second, third webhook.Manner // of which two are of one link
		before, all          []uint64       // what is sent before the release, and by its end
	}{
		"all are held":              {held, held, held, nil, []uint64{1, 2, 3}},
		"the first is":              {held, free, free, []uint64{3}, []uint64{3, 1, 2}},
		"the second is":             {free, held, free, []uint64{1, 3}, []uint64{1, 3, 2}},
		"all are, two are swapped":  {held, swapped(held), held, nil, []uint64{1, 3, 2}},
		"one that is swapped is":    {swapped(held), free, free, []uint64{2, 3}, []uint64{2, 3, 1}},
		"one that is swapped isn't": {swapped(free), held, free, []uint64{3}, []uint64{3, 2, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wire{}
			d, on := newManual(t, w, webhook.Endpoint{})
			n := 0
			for i, m := range []webhook.Manner{c.first, c.second, c.third} {
				d.SetManner(m)
				d.Publish([]*notice.Notice{event(uint64(i+1), 1+i/2, start)})
				if m.When == webhook.Held {
					n++
				}
			}
			on.Advance(100 * 365 * 24 * time.Hour)
			d.Deliver(t.Context(), on.Now())
			equal(t, "while it is held", w.seen(), c.before)
			for _, dl := range d.Deliveries(webhook.Filter{State: webhook.Pending}) {
				if dl.Held != dl.Next.IsZero() {
					t.Errorf("it shows %+v", dl)
				}
			}
			if due, any := d.Due(); any {
				t.Errorf("%v is due", due)
			}
			if rests, _ := d.Rests(on.Now()); !rests || d.Release() != n {
				t.Errorf("there is rest: %v; %d were not released", rests, n)
			}
			d.Deliver(t.Context(), on.Now())
			equal(t, "afterwards", w.seen(), c.all)
		})
	}
}

// TestWhatIsHeldStaysAtTheEnd: it is not sent when the dispatcher closes, which does not wait for it.
func TestWhatIsHeldStaysAtTheEnd(t *testing.T) {
	t.Parallel()
	w := &wire{}
	d := webhook.New(webhook.Config{Transport: w})
	add(t, d, webhook.Endpoint{When: webhook.Held})
	d.Publish([]*notice.Notice{event(1, 1, start)})
	if left := d.Close(t.Context()); len(left) != 1 || len(w.seen()) != 0 {
		t.Errorf("%+v are left, %v were sent", left, w.seen())
	}
}

// TestWhatIsBehindOneThatWasAcknowledged while it was held goes on.
func TestWhatIsBehindOneThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	w := &wire{answer: func(n int, _ *http.Request) (*http.Response, error) { return status(200 + 300*((n+1)%2)), nil }}
	d, on := newManual(t, w, webhook.Endpoint{})
	d.SetManner(webhook.Manner{When: webhook.Held})
	d.Publish([]*notice.Notice{event(1, 1, start)})
	d.SetManner(webhook.Manner{})
	d.Publish([]*notice.Notice{event(2, 1, start)})
	before := d.Image()
	d.Release()
	d.Deliver(t.Context(), on.Now()) // the first is taken, the second is not
	back := webhook.Begin(webhook.Config{Clock: on, Transport: w, Manual: true}, before)
	t.Cleanup(func() { back.Close(context.Background()) })
	d.Abandon()
	if n := len(back.Acknowledge(d)); n != 1 {
		t.Fatalf("%d were acknowledged, want 1", n)
	}
	back.Deliver(t.Context(), on.Now())
	equal(t, "what is sent", w.seen(), []uint64{1, 2, 2})
}

// TestWhatIsReleasedKeepsItsOrder, where the first of a link is to be sent again.
func TestWhatIsReleasedKeepsItsOrder(t *testing.T) {
	t.Parallel()
	w := &wire{answer: failing(1)}
	d, on := newManual(t, w, webhook.Endpoint{When: webhook.Held})
	d.Publish([]*notice.Notice{event(1, 1, start), event(2, 1, start)})
	d.Release()
	d.Deliver(t.Context(), on.Now())
	equal(t, "after the first has failed", w.seen(), []uint64{1})
	on.Advance(24 * time.Hour)
	d.Deliver(t.Context(), on.Now())
	equal(t, "after its retry", w.seen(), []uint64{1, 1, 2})
}

// TestWhatWasDroppedIsNotHeld when it is sent after all.
func TestWhatWasDroppedIsNotHeld(t *testing.T) {
	t.Parallel()
	w, on := &wire{}, clock.NewManual(start)
	d := webhook.New(webhook.Config{Clock: on, Transport: w, Manual: true, QueueLimit: 1})
	t.Cleanup(func() { d.Close(context.Background()) })
	add(t, d, webhook.Endpoint{When: webhook.Held})
	d.Publish([]*notice.Notice{event(1, 1, start), event(2, 2, start)})
	if err := d.Redeliver("main.1"); !errors.Is(err, webhook.ErrHeld) {
		t.Errorf("one that is held is sent again: %v", err)
	}
	d.Release()
	d.Deliver(t.Context(), on.Now())
	if err := d.Redeliver("main.2"); err != nil {
		t.Fatal(err)
	}
	d.Deliver(t.Context(), on.Now())
	equal(t, "what is sent", w.seen(), []uint64{1, 2})
}
