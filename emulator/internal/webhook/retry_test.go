package webhook_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// TestRetriesAtTheProfilesInstants lets every attempt fail. The same instants must come out on a
// clock that runs and on one that is moved, in many steps or in one.
func TestRetriesAtTheProfilesInstants(t *testing.T) {
	t.Parallel()
	const s = time.Second // so that the lists below can be read
	for _, c := range []struct {
		profile webhook.Profile
		want    []time.Duration
	}{
		{webhook.Profile{}, []time.Duration{0, 10 * s, 30 * s, 60 * s, 100 * s, 150 * s}},
		{webhook.Aggregation(), []time.Duration{0, 10 * s, 30 * s, 60 * s, 100 * s, 150 * s}},
		{webhook.Payments(), []time.Duration{0, 60 * s, 120 * s, 180 * s}},
		{webhook.None(), []time.Duration{0}},
		{webhook.Profile{Name: "own", Retries: 2}, []time.Duration{0, 0, 0}},
	} {
		t.Run("running "+c.profile.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				begin := clock.Real{}.Now()
				w := &wire{now: func() time.Time { return start.Add(clock.Real{}.Now().Sub(begin)) }, answer: failing(99)}
				d := webhook.New(webhook.Config{Transport: w})
				add(t, d, webhook.Endpoint{Profile: c.profile})
				d.Publish([]*notice.Notice{event(1, 1, clock.Real{}.Now())})
				if err := (clock.Real{}).Sleep(t.Context(), time.Hour); err != nil {
					t.Fatal(err)
				}
				equal(t, "instants", w.times(), c.want)
				equal(t, "states", states(d.Deliveries(webhook.Filter{})), []webhook.State{webhook.GivenUp})
				if left := d.Close(t.Context()); len(left) != 0 {
					t.Errorf("left: %v", left)
				}
			})
		})
		for name, step := range map[string]time.Duration{"in seconds": s, "at once": time.Hour} {
			t.Run("manual "+name+" "+c.profile.Name, func(t *testing.T) {
				t.Parallel()
				d, clk := newManual(t, &wire{answer: failing(99)}, webhook.Endpoint{Profile: c.profile})
				d.Publish([]*notice.Notice{event(1, 1, start)})
				var got []time.Duration
				for clk.Now().Before(start.Add(time.Hour)) {
					for _, a := range d.Deliver(t.Context(), clk.Now()) {
						got = append(got, a.Started.Sub(start))
					}
					clk.Advance(step)
				}
				for _, a := range d.Deliver(t.Context(), clk.Now()) {
					got = append(got, a.Started.Sub(start))
				}
				equal(t, "instants", got, c.want)
				if due, any := d.Due(); any {
					t.Errorf("something is still due at %v", due)
				}
			})
		}
	}
}

func TestTheThirdAttemptIsTheSuccess(t *testing.T) {
	t.Parallel()
	w := &wire{answer: failing(2)}
	d, _ := newManual(t, w, webhook.Endpoint{Authorization: "Bearer s3cret-value"})
	d.Publish([]*notice.Notice{event(1, 1, start)})
	for i, after := range []time.Duration{0, 10 * time.Second, 30 * time.Second} {
		due, any := d.Due()
		if !any || due.Sub(start) != after {
			t.Fatalf("attempt %d is due at %v (%v), want %v after the start", i+1, due, any, after)
		}
		if early := d.Deliver(t.Context(), due.Add(-1)); len(early) != 0 {
			t.Errorf("attempt %d was made too early: %v", i+1, early)
		}
		if made := d.Deliver(t.Context(), due); len(made) != 1 || made[0].Number != i+1 {
			t.Fatalf("attempt %d: made %v", i+1, made)
		}
	}
	equal(t, "outcomes", outcomes(d.Attempts(webhook.Filter{})),
		[]webhook.Outcome{webhook.BadStatus, webhook.BadStatus, webhook.OK})
	got := d.Deliveries(webhook.Filter{})
	if len(got) != 1 || got[0].State != webhook.Delivered || got[0].Attempts != 3 || !got[0].Next.IsZero() {
		t.Errorf("deliveries: %+v", got)
	}
	for i, h := range w.hits {
		if h != w.hits[0] || h.Authorization != "Bearer s3cret-value" {
			t.Errorf("request %d differs: %+v", i+1, h)
		}
	}
}

// TestAHangingReceiverIsGivenUpAfterFiveSeconds also shows what is recorded while it hangs.
func TestAHangingReceiverIsGivenUpAfterFiveSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := webhook.New(webhook.Config{Transport: &wire{answer: hang}})
		add(t, d, webhook.Endpoint{Profile: webhook.None()})
		d.Publish([]*notice.Notice{event(1, 1, clock.Real{}.Now())})
		sleep(t, 5*time.Second-1)
		synctest.Wait()
		equal(t, "states before", states(d.Deliveries(webhook.Filter{})), []webhook.State{webhook.Pending})
		sleep(t, 1)
		synctest.Wait()
		equal(t, "states after", states(d.Deliveries(webhook.Filter{})), []webhook.State{webhook.GivenUp})
		got := d.Attempts(webhook.Filter{})
		equal(t, "outcomes", outcomes(got), []webhook.Outcome{webhook.Timeout})
		if got[0].Took != 5*time.Second || got[0].Status != 0 {
			t.Errorf("recorded: %+v", got)
		}
		d.Close(t.Context())
	})
}

func sleep(t *testing.T, d time.Duration) {
	t.Helper()
	if err := (clock.Real{}).Sleep(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// TestABodyThatNeverEndsIsATimeout: the answer counts when it is complete, not when it begins.
func TestABodyThatNeverEndsIsATimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(_ int, r *http.Request) (*http.Response, error) {
			answer := status(200)
			answer.Body = endless{r.Context()}
			return answer, nil
		}}
		d, _ := newManual(t, w, webhook.Endpoint{Profile: webhook.None()})
		d.Publish([]*notice.Notice{event(1, 1, start)})
		made := d.Deliver(t.Context(), start)
		equal(t, "outcomes", outcomes(made), []webhook.Outcome{webhook.Timeout})
		if made[0].Status != 200 || made[0].Took != 5*time.Second || !made[0].Started.Equal(start) {
			t.Errorf("recorded: %+v", made[0])
		}
	})
}

type endless struct{ ctx context.Context }

func (e endless) Read([]byte) (int, error) { <-e.ctx.Done(); return 0, e.ctx.Err() }
func (endless) Close() error               { return nil }

// TestOnlySoMuchOfAnAnswerIsRead: 1 KiB, and nothing of what is no answer.
func TestOnlySoMuchOfAnAnswerIsRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		long := &counted{}
		w := &wire{answer: func(n int, r *http.Request) (*http.Response, error) {
			if n == 1 {
				return &http.Response{StatusCode: 200, Body: long}, nil
			}
			return &http.Response{StatusCode: 101, Body: endless{r.Context()}}, nil
		}}
		d, _ := newManual(t, w, webhook.Endpoint{Profile: webhook.None()})
		d.Publish([]*notice.Notice{event(1, 1, start), {Seq: 2, At: start}})
		made := d.Deliver(t.Context(), start)
		equal(t, "outcomes", outcomes(made), []webhook.Outcome{webhook.OK, webhook.BadStatus})
		if long.read != 1024 || !long.closed || len(made[0].Response) != 1024 || made[1].Took != 0 {
			t.Errorf("read %d bytes, closed: %v; attempts: %+v", long.read, long.closed, made)
		}
		if w.hits[1].Body != "" {
			t.Errorf("an event without a body sent %q", w.hits[1].Body)
		}
	})
}

// counted is a body without end, that counts what is read of it.
type counted struct {
	read   int
	closed bool
}

func (c *counted) Read(p []byte) (int, error) { c.read += len(p); return len(p), nil }
func (c *counted) Close() error               { c.closed = true; return nil }

// TestWhatIsUnderWayIsNotDue: neither it nor what waits behind it, nor can it be hurried.
func TestWhatIsUnderWayIsNotDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(n int, r *http.Request) (*http.Response, error) {
			if n == 2 {
				return hang(n, r)
			}
			return status(500), nil
		}}
		d, _ := newManual(t, w, webhook.Endpoint{})
		d.Publish([]*notice.Notice{event(1, 1, start)})
		go d.Deliver(t.Context(), start.Add(10*time.Second))
		synctest.Wait()
		d.Publish([]*notice.Notice{event(2, 1, start)})
		if due, any := d.Due(); any {
			t.Errorf("something is due at %v", due)
		}
		if err := d.Redeliver("main.1"); !errors.Is(err, webhook.ErrUnderWay) {
			t.Errorf("hurried: %v", err)
		}
		sleep(t, 5*time.Second)
		synctest.Wait()
		if due, any := d.Due(); !any || due.Sub(start) != 30*time.Second {
			t.Errorf("the next is due at %v (%v)", due, any)
		}
	})
}

// TestASlowEndpointDelaysNobody: while one endpoint hangs, another gets all, and so does a link
// of the same endpoint whose events do not wait for a retry.
func TestASlowEndpointDelaysNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(n int, r *http.Request) (*http.Response, error) {
			if strings.HasPrefix(r.URL.Host, "slow") {
				return hang(n, r)
			}
			return status(200), nil
		}}
		d := webhook.New(webhook.Config{Transport: w})
		add(t, d, webhook.Endpoint{ID: "slow"})
		add(t, d, webhook.Endpoint{ID: "fast"})
		began := clock.Real{}.Now()
		for i := range 100 {
			d.Publish([]*notice.Notice{event(uint64(i+1), i%3, began)})
		}
		synctest.Wait()
		if got := d.Deliveries(webhook.Filter{Endpoint: "fast", State: webhook.Delivered}); len(got) != 100 {
			t.Errorf("the fast endpoint got %d of 100", len(got))
		}
		if !(clock.Real{}).Now().Equal(began) {
			t.Error("publishing took time")
		}
		sleep(t, 15*time.Second)
		synctest.Wait()
		links := map[string]bool{}
		for _, a := range d.Attempts(webhook.Filter{Endpoint: "slow"}) {
			links[a.Event.Link.String()] = true
		}
		if len(links) != 3 {
			t.Errorf("after 15 seconds the slow endpoint was tried for %d links, want 3", len(links))
		}
		expired, cancel := context.WithCancel(t.Context())
		cancel()
		if left := d.Close(expired); len(left) != 100 {
			t.Errorf("%d were left, want 100", len(left))
		}
	})
}

// TestARunningClocksSleepEndsForAnEarlierEvent: the worker sleeps until a retry; what comes in
// between does not wait for it.
func TestARunningClocksSleepEndsForAnEarlierEvent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: failing(1)}
		d := webhook.New(webhook.Config{Transport: w})
		add(t, d, webhook.Endpoint{Profile: webhook.Payments()})
		d.Publish([]*notice.Notice{event(1, 1, clock.Real{}.Now())})
		sleep(t, time.Second)
		d.Publish([]*notice.Notice{event(2, 2, clock.Real{}.Now()), event(3, 1, clock.Real{}.Now())})
		synctest.Wait()
		equal(t, "after a second", w.seen(), []uint64{1, 2})
		sleep(t, time.Minute)
		synctest.Wait()
		equal(t, "after a minute", w.seen(), []uint64{1, 2, 1, 3})
		d.Close(t.Context())
	})
}
