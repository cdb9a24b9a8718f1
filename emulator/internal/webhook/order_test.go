package webhook_test

import (
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// TestEventsOfALinkStayInOrder lets the first event fail twice: those of its link wait for it,
// those of other links go on.
func TestEventsOfALinkStayInOrder(t *testing.T) {
	t.Parallel()
	first := event(1, 1, start)
	failed := 0
	w := &wire{}
	w.answer = func(int, *http.Request) (*http.Response, error) {
		if w.hits[len(w.hits)-1].Body == string(first.Body()) && failed < 2 {
			failed++
			return status(503), nil
		}
		return status(200), nil
	}
	d, _ := newManual(t, w, webhook.Endpoint{})
	d.Publish([]*notice.Notice{first, event(2, 2, start), event(3, 1, start), event(4, 2, start)})
	d.Publish([]*notice.Notice{event(5, 1, start), event(6, 3, start)})
	d.Deliver(t.Context(), start)
	equal(t, "at the start", w.seen(), []uint64{1, 2, 4, 6})
	made := d.Deliver(t.Context(), start.Add(time.Minute))
	equal(t, "after a minute", w.seen(), []uint64{1, 2, 4, 6, 1, 1, 3, 5})
	for i, after := range []time.Duration{10, 30, 30, 30} {
		if got := made[i].Started.Sub(start); got != after*time.Second {
			t.Errorf("attempt %d was made after %v, want %v s", i+1, got, int(after))
		}
	}
}

// TestABacklogStaysInCommitOrder: a receiver that is slower than the events, and still answers within
// the head start, gets them in the order of their commits all the same, across links.
func TestABacklogStaysInCommitOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(_ int, r *http.Request) (*http.Response, error) {
			return status(200), (clock.Real{}).Sleep(r.Context(), 99*time.Millisecond)
		}}
		d := webhook.New(webhook.Config{Transport: w})
		add(t, d, webhook.Endpoint{})
		var want []uint64
		for i, of := range []int{1, 1, 1, 2, 3, 2, 1, 1, 4} {
			seq := uint64(i + 1)
			want = append(want, seq)
			d.Publish([]*notice.Notice{event(seq, of, clock.Real{}.Now())})
		}
		if err := d.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "sent", w.seen(), want)
		d.Close(t.Context())
	})
}

// TestAGivenUpEventLetsTheNextGo: giving up ends the wait of those behind.
func TestAGivenUpEventLetsTheNextGo(t *testing.T) {
	t.Parallel()
	w := &wire{answer: failing(4)}
	d, _ := newManual(t, w, webhook.Endpoint{Profile: webhook.Payments()})
	d.Publish([]*notice.Notice{event(1, 1, start), event(2, 1, start)})
	d.Deliver(t.Context(), start.Add(time.Hour))
	equal(t, "sent", w.seen(), []uint64{1, 1, 1, 1, 2})
	equal(t, "states", states(d.Deliveries(webhook.Filter{})),
		[]webhook.State{webhook.GivenUp, webhook.Delivered})
}

// TestDeliverGoesByDueTimeEndpointAndEvent: two endpoints, events of several instants.
func TestDeliverGoesByDueTimeEndpointAndEvent(t *testing.T) {
	t.Parallel()
	w := &wire{}
	d, _ := newManual(t, w, webhook.Endpoint{ID: "z"})
	add(t, d, webhook.Endpoint{ID: "a"})
	later := start.Add(time.Minute)
	d.Publish([]*notice.Notice{event(1, 1, later), event(2, 2, start), event(3, 3, start)})
	var got []string
	for _, a := range d.Deliver(t.Context(), later) {
		got = append(got, a.Delivery)
	}
	equal(t, "order", got, []string{"z.2", "z.3", "a.2", "a.3", "z.1", "a.1"})
}

func TestTypesChooseEvents(t *testing.T) {
	t.Parallel()
	w := &wire{}
	d, _ := newManual(t, w, webhook.Endpoint{Types: []string{"LINK", "OWNERS"}})
	events := []*notice.Notice{event(1, 1, start), event(2, 1, start), event(3, 1, start)}
	events[1].Type, events[2].Type = "LINK", "LINKS"
	d.Publish(events)
	d.Deliver(t.Context(), start)
	equal(t, "sent", w.seen(), []uint64{2})
	if in := d.Inbox(webhook.Filter{}); len(in) != 0 {
		t.Errorf("the inbox has %v although there is an endpoint", seqs(in))
	}
}

// TestMangle spoils deliveries in each way, for the endpoint and for single events.
func TestMangle(t *testing.T) {
	t.Parallel()
	type times = []time.Duration
	const s = time.Second
	duplicate, reorder := notice.Mangle{Duplicate: true}, notice.Mangle{Reorder: true}
	for name, c := range map[string]struct {
		mangle notice.Mangle
		links  []int // of events 1, 2, ...
		fails  int
		want   []uint64
		times  times
	}{
		"none":                 {notice.Mangle{}, []int{1, 1, 2}, 0, []uint64{1, 2, 3}, times{0, 0, 0}},
		"duplicate":            {duplicate, []int{1, 1, 2}, 0, []uint64{1, 1, 2, 2, 3, 3}, make(times, 6)},
		"duplicate of a retry": {duplicate, []int{1}, 1, []uint64{1, 1, 1}, times{0, 10 * s, 10 * s}},
		"delay": {notice.Mangle{Delay: 5 * s}, []int{1, 1, 2}, 0,
			[]uint64{1, 2, 3}, times{5 * s, 5 * s, 5 * s}},
		"reorder a link":         {reorder, []int{1, 1, 1, 1}, 0, []uint64{2, 1, 4, 3}, make(times, 4)},
		"reorder links":          {reorder, []int{1, 2, 3, 1}, 0, []uint64{2, 1, 4, 3}, make(times, 4)},
		"reorder, an odd number": {reorder, []int{1, 1, 1}, 0, []uint64{2, 1, 3}, times{0, 0, 10 * s}},
		"all": {notice.Mangle{Duplicate: true, Delay: s, Reorder: true}, []int{1, 2}, 0,
			[]uint64{2, 2, 1, 1}, times{s, s, s, s}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, own := range []bool{false, true} {
				w := &wire{answer: failing(c.fails)}
				e := webhook.Endpoint{}
				if !own {
					e.Mangle = c.mangle
				}
				d, _ := newManual(t, w, e)
				for i, of := range c.links {
					e := event(uint64(i+1), of, start)
					if own {
						e.Mangle = c.mangle
					}
					d.Publish([]*notice.Notice{e})
				}
				var times []time.Duration
				for _, a := range d.Deliver(t.Context(), start.Add(time.Minute)) {
					times = append(times, a.Started.Sub(start))
				}
				equal(t, "sent", w.seen(), c.want)
				equal(t, "times", times, c.times)
				left := d.Deliveries(webhook.Filter{})
				left = slices.DeleteFunc(left, func(l webhook.Delivery) bool { return l.State == webhook.Delivered })
				if len(left) != 0 {
					t.Errorf("left: %+v", left)
				}
			}
		})
	}
}

// TestACopyIsNoSecondDelivery: what becomes of it changes nothing.
func TestACopyIsNoSecondDelivery(t *testing.T) {
	t.Parallel()
	w := &wire{answer: func(n int, _ *http.Request) (*http.Response, error) {
		return status(map[int]int{1: 200, 2: 500}[n]), nil
	}}
	d, _ := newManual(t, w, webhook.Endpoint{Mangle: notice.Mangle{Duplicate: true}})
	d.Publish([]*notice.Notice{event(1, 1, start)})
	made := d.Deliver(t.Context(), start.Add(time.Hour))
	equal(t, "outcomes", outcomes(made), []webhook.Outcome{webhook.OK, webhook.BadStatus})
	if made[0].Copy || !made[1].Copy || made[1].Number != 2 || !made[1].Next.IsZero() {
		t.Errorf("attempts: %+v", made)
	}
	if s := d.Status().Endpoints[0]; s.Delivered != 1 || s.GivenUp != 0 || s.Queued != 0 {
		t.Errorf("status: %+v", s)
	}
}

// TestReorderOnARunningClock: the held event is sent once the next has come.
func TestReorderOnARunningClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		d := webhook.New(webhook.Config{Transport: w})
		add(t, d, webhook.Endpoint{Mangle: notice.Mangle{Reorder: true}})
		d.Publish([]*notice.Notice{event(1, 1, clock.Real{}.Now())})
		sleep(t, 9*time.Second)
		synctest.Wait()
		equal(t, "alone", w.seen(), []uint64{})
		d.Publish([]*notice.Notice{event(2, 2, clock.Real{}.Now())})
		synctest.Wait()
		equal(t, "together", w.seen(), []uint64{2, 1})
		d.Publish([]*notice.Notice{event(3, 1, clock.Real{}.Now())})
		sleep(t, 10*time.Second)
		synctest.Wait()
		equal(t, "an odd one", w.seen(), []uint64{2, 1, 3})
		d.Publish([]*notice.Notice{event(4, 1, clock.Real{}.Now())})
		synctest.Wait()
		equal(t, "one that begins a pair", w.seen(), []uint64{2, 1, 3})
		sleep(t, 10*time.Second)
		synctest.Wait()
		equal(t, "in the end", w.seen(), []uint64{2, 1, 3, 4})
		d.Close(t.Context())
	})
}
