package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// imageRecord is the limit of records in these tests: less than they have.
const imageRecord = 12

// begin returns a manual dispatcher that goes on from an image over a wire of its own.
func begin(t testing.TB, i *webhook.Image, answer func(int, *http.Request) (*http.Response, error),
) (*webhook.Dispatcher, *wire) {
	w := &wire{answer: answer}
	d := webhook.Begin(webhook.Config{Clock: clock.NewManual(start), Transport: w, Manual: true,
		RecordLimit: imageRecord}, i)
	t.Cleanup(func() { d.Close(context.Background()) })
	return d, w
}

// shown is all that a dispatcher shows.
func shown(d *webhook.Dispatcher) string {
	due, any := d.Due()
	text := fmt.Sprintln(due, any, d.Status(), d.Endpoints(), seqs(d.Events(webhook.Filter{})),
		seqs(d.Inbox(webhook.Filter{})))
	for _, dl := range d.Deliveries(webhook.Filter{}) {
		text += fmt.Sprintln(dl.ID, dl.State, dl.Attempts, dl.Next, dl.Outcome, dl.Status)
	}
	for _, a := range d.Attempts(webhook.Filter{}) {
		text += fmt.Sprintln(describe(a), a.Started, a.Next)
	}
	return text
}

// differ is the first line in which two texts differ.
func differ(text, other string) (line, otherLine string) {
	lines, others := strings.Split(text, "\n"), strings.Split(other, "\n")
	for i := range min(len(lines), len(others)) {
		if lines[i] != others[i] {
			return lines[i], others[i]
		}
	}
	return fmt.Sprint(len(lines), " lines"), fmt.Sprint(len(others), " lines")
}

// unsettled is a dispatcher, over a receiver that fails at first, in which everything waits that can:
// first attempts, retries, copies, held events, others behind them, and what is over already.
func unsettled(t testing.TB) (*webhook.Dispatcher, func(n int, r *http.Request) (*http.Response, error)) {
	answer := func(_ int, r *http.Request) (*http.Response, error) {
		if r.URL.Host == "fails.test" {
			return status(500), nil
		}
		return status(200), nil
	}
	d := webhook.New(webhook.Config{Clock: clock.NewManual(start), Transport: &wire{answer: answer}, Manual: true,
		RecordLimit: imageRecord})
	t.Cleanup(func() { d.Close(context.Background()) })
	d.Publish([]*notice.Notice{event(1, 1, start), event(2, 2, start)}) // to the inbox
	for _, e := range []webhook.Endpoint{{ID: "fails"}, {ID: "late", Mangle: notice.Mangle{Delay: time.Hour}},
		{ID: "fine", Mangle: notice.Mangle{Duplicate: true}}, {ID: "odd", Mangle: notice.Mangle{Reorder: true}}} {
		e.URL = "http://" + e.ID + ".test/hook"
		add(t, d, e)
	}
	for seq := uint64(3); seq < 12; seq++ {
		d.Publish([]*notice.Notice{event(seq, int(seq%3), start.Add(time.Duration(seq/2)*time.Second))})
	}
	d.Deliver(context.Background(), start.Add(3*time.Second))
	if err := d.Redeliver("fine.3"); err != nil {
		t.Fatal(err)
	}
	return d, answer
}

// TestADispatcherGoesOnFromAnImage: two dispatchers that begin from one image do what the first would have
// done, whatever the others do.
func TestADispatcherGoesOnFromAnImage(t *testing.T) {
	t.Parallel()
	d, answer := unsettled(t)
	image, before := d.Image(), shown(d)
	var made [3]string
	run := func(d *webhook.Dispatcher) (text string) {
		for n := range uint64(6) {
			at := start.Add(time.Duration(n) * 20 * time.Second)
			d.Publish([]*notice.Notice{event(20+n, int(n%4), at)})
			d.Deliver(context.Background(), at)
			text += shown(d)
		}
		d.Deliver(context.Background(), start.Add(time.Hour))
		return text + shown(d)
	}
	var all sync.WaitGroup
	for n := range made {
		all.Go(func() {
			one := d
			if n > 0 {
				one, _ = begin(t, image, answer)
				if got := shown(one); got != before {
					t.Errorf("it begins with\n%s\nwant\n%s", got, before)
				}
			}
			made[n] = run(one)
		})
	}
	all.Wait()
	for _, text := range made[1:] {
		if line, want := differ(text, made[0]); line != want {
			t.Errorf("what began from the image did\n%s\nthe source\n%s", line, want)
		}
	}
	if late, _ := begin(t, image, answer); shown(late) != before {
		t.Errorf("the image has changed to\n%s\nwant\n%s", shown(late), before)
	}
}

// TestWhatWaitsIsData: a dispatcher in which deliveries wait as they did in another goes on like it.
func TestWhatWaitsIsData(t *testing.T) {
	t.Parallel()
	d, answer := unsettled(t)
	waits := d.Image().Waits()
	other := webhook.New(webhook.Config{Clock: clock.NewManual(start), Transport: &wire{answer: answer}, Manual: true})
	t.Cleanup(func() { other.Close(context.Background()) })
	if err := other.SetEndpoints(d.Endpoints()[1:]); err != nil {
		t.Fatal(err)
	}
	lost := other.Resume(waits)
	for _, w := range lost {
		if w.Endpoint != "fails" {
			t.Errorf("%s has lost event %d", w.Endpoint, w.Event.Seq)
		}
	}
	if len(lost) == 0 {
		t.Error("nothing waited for the endpoint that is gone")
	}
	if got := other.Image().Waits(); fmt.Sprint(got) != fmt.Sprint(waits[len(lost):]) {
		t.Errorf("there wait\n%v\nwant\n%v", got, waits[len(lost):])
	}
	var made [2]string
	for i, one := range []*webhook.Dispatcher{d, other} {
		one.RemoveEndpoint("fails")
		one.Publish([]*notice.Notice{event(30, 1, start.Add(time.Minute)), event(31, 2, start.Add(time.Minute))})
		for _, a := range one.Deliver(context.Background(), start.Add(2*time.Hour)) {
			made[i] += fmt.Sprintln(describe(a), a.Started, a.Next)
		}
	}
	if line, want := differ(made[1], made[0]); line != want {
		t.Errorf("the other did\n%s\nthe source\n%s", line, want)
	}
}

// TestNoneTakesAnothersTurn: what waits with the turn of another one goes behind it, and what has no place of its own
// gets one, so that all are sent.
func TestNoneTakesAnothersTurn(t *testing.T) {
	t.Parallel()
	w := &wire{}
	d, _ := newManual(t, w, webhook.Endpoint{ID: "e", URL: "http://a.test/"})
	var waits []webhook.Wait
	type slot struct{ link, turn, place int }
	for i, c := range []slot{{1, 6, 3}, {1, 6, 3}, {1, 2, 0}, {2, 8, 0}, {3, 10, 0}, {1, 0, 0}} {
		waits = append(waits, webhook.Wait{Endpoint: "e", Event: event(uint64(i+1), c.link, start), State: webhook.Pending,
			Due: start, Turn: uint64(c.turn), Place: uint64(c.place)})
	}
	d.Resume(waits)
	d.Deliver(t.Context(), start)
	equal(t, "what was sent", w.seen(), []uint64{3, 1, 2, 4, 5, 6})
}

// TestAnAttemptUnderWayWaitsInTheImage: it goes on in the source, and is made again by what begins. One that
// is over is so in the image too, also while it waits for the record behind one that is not.
func TestAnAttemptUnderWayWaitsInTheImage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		answered := make(chan struct{})
		w := &wire{answer: func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				<-answered
			}
			return status(200), nil
		}}
		d := webhook.New(webhook.Config{Transport: w})
		add(t, d, webhook.Endpoint{})
		now := clock.Real{}.Now()
		d.Publish([]*notice.Notice{event(1, 1, now), event(2, 1, now), event(3, 2, now)})
		_ = clock.Real{}.Sleep(t.Context(), time.Second) // more than a head start
		image := d.Image()
		close(answered)
		synctest.Wait()
		all := []webhook.State{webhook.Delivered, webhook.Delivered, webhook.Delivered}
		equal(t, "the source", states(d.Deliveries(webhook.Filter{})), all)
		again := &wire{}
		next := webhook.Begin(webhook.Config{Transport: again}, image)
		equal(t, "what begins", states(next.Deliveries(webhook.Filter{})),
			[]webhook.State{webhook.Pending, webhook.Pending, webhook.Delivered})
		if synctest.Wait(); len(again.seen()) != 0 {
			t.Errorf("%d came before the start", len(again.seen()))
		}
		next.Start()
		if err := next.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		equal(t, "what has begun", states(next.Deliveries(webhook.Filter{})), all)
		if equal(t, "what is sent again", again.seen(), []uint64{1, 2}); next.Attempts(webhook.Filter{})[0].Number != 1 {
			t.Error("the attempt under way counts")
		}
		d.Close(t.Context())
		next.Close(t.Context())
	})
}

// TestAnImageOfWhatWaitsHasNoRecord: of a fork.
func TestAnImageOfWhatWaitsHasNoRecord(t *testing.T) {
	t.Parallel()
	d, answer := unsettled(t)
	before, image := d.Deliveries(webhook.Filter{}), d.Image().Waiting()
	fork, _ := begin(t, image, answer)
	s := fork.Status()
	if n := len(fork.Events(webhook.Filter{})) + len(fork.Inbox(webhook.Filter{})) +
		len(fork.Attempts(webhook.Filter{})); n != 0 || s.EventsForgotten+s.DeliveriesForgotten+s.AttemptsForgotten != 0 {
		t.Errorf("%d are on record, and %+v", n, s)
	}
	queued := 0
	for i, e := range s.Endpoints {
		queued += e.Queued
		if e.Queued != d.Status().Endpoints[i].Queued || e.Delivered+e.Dropped+e.GivenUp != 0 {
			t.Errorf("%+v, the source has %+v", e, d.Status().Endpoints[i])
		}
	}
	waits := 0
	for _, dl := range before {
		if !dl.Next.IsZero() {
			waits++
		}
	}
	if got := fork.Deliveries(webhook.Filter{}); len(got) != waits || queued != waits || waits == 0 {
		t.Errorf("%d deliveries and %d queued, want the %d that wait", len(got), queued, waits)
	}
}

// TestWhatWaitsGoesToOtherEndpoints of a fork, once to each, or to its inbox.
func TestWhatWaitsGoesToOtherEndpoints(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		endpoints []webhook.Endpoint
		inbox     []uint64
		pending   map[string]int
	}{
		"none": {nil, []uint64{2, 3, 4, 5, 6, 7}, nil},
		"another": {[]webhook.Endpoint{{ID: "new", URL: "http://new.test"}}, nil,
			map[string]int{"new": 6}},
		"some types": {[]webhook.Endpoint{{ID: "new", URL: "http://new.test", Types: []string{"LINK"}}}, nil,
			map[string]int{}},
		"one stays": {[]webhook.Endpoint{{ID: "b", URL: "http://b.test"}, {ID: "new", URL: "http://new.test"}}, nil,
			map[string]int{"b": 3, "new": 6}},
		"only one that stays": {[]webhook.Endpoint{{ID: "a", URL: "http://other.test"}}, nil, map[string]int{"a": 6}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := newManual(t, &wire{}, webhook.Endpoint{ID: "a", Mangle: notice.Mangle{Delay: time.Minute}})
			d.Publish([]*notice.Notice{event(1, 1, start.Add(-time.Hour)), event(2, 1, start)})
			d.Deliver(t.Context(), start)
			for seq := uint64(3); seq < 8; seq++ {
				if seq == 5 {
					add(t, d, webhook.Endpoint{ID: "b", Mangle: notice.Mangle{Delay: time.Minute}})
				}
				d.Publish([]*notice.Notice{event(seq, int(seq%2), start)})
			}
			fork, w := begin(t, d.Image().Waiting(), nil)
			if err := fork.Redirect(c.endpoints); err != nil {
				t.Fatal(err)
			}
			equal(t, "the inbox", seqs(fork.Inbox(webhook.Filter{})), c.inbox)
			pending := map[string]int{}
			for _, dl := range fork.Deliveries(webhook.Filter{}) {
				pending[dl.Endpoint]++
			}
			if fmt.Sprint(pending) != fmt.Sprint(c.pending) {
				t.Errorf("what waits is %v, want %v", pending, c.pending)
			}
			fork.Deliver(t.Context(), start.Add(time.Minute))
			if n := len(w.seen()); n != len(fork.Deliveries(webhook.Filter{})) {
				t.Errorf("%d came", n)
			}
		})
	}
	d, _ := newManual(t, &wire{}, webhook.Endpoint{ID: "a"})
	before := shown(d)
	if err := d.Redirect([]webhook.Endpoint{{ID: "b", URL: "ftp://b.test"}}); err == nil || shown(d) != before {
		t.Errorf("%v, and it has changed: %s", err, shown(d))
	}
}

// BenchmarkImage takes an image of a dispatcher in which so many events wait and 10,000 are on record,
// begins from it, and changes both.
func BenchmarkImage(b *testing.B) {
	for _, waits := range []int{0, 300, 50_000} {
		b.Run(fmt.Sprint(waits), func(b *testing.B) {
			d := webhook.New(webhook.Config{Clock: clock.NewManual(start), Transport: &wire{}, Manual: true})
			add(b, d, webhook.Endpoint{})
			seq := uint64(0)
			publish := func(d *webhook.Dispatcher, n int, at time.Time) {
				for range n {
					seq++
					d.Publish([]*notice.Notice{event(seq, int(seq%10_000), at)})
				}
			}
			publish(d, 10_000, start)
			d.Deliver(b.Context(), start)
			publish(d, waits, start.Add(time.Hour))
			b.ReportAllocs()
			for b.Loop() {
				next := webhook.Begin(webhook.Config{Clock: clock.NewManual(start), Transport: &wire{}, Manual: true},
					d.Image())
				publish(d, 1, start.Add(time.Hour))
				publish(next, 1, start.Add(time.Hour))
			}
		})
	}
}
