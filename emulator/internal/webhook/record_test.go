package webhook_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// TestOverflowIsLoud: the newest are dropped, counted, listed and logged; the others arrive.
func TestOverflowIsLoud(t *testing.T) {
	t.Parallel()
	w, l := &wire{}, &logs{}
	d := webhook.New(webhook.Config{
		Clock: clock.NewManual(start), Transport: w, Logger: l.logger(), QueueLimit: 3, Manual: true,
	})
	add(t, d, webhook.Endpoint{ID: "all"})
	add(t, d, webhook.Endpoint{ID: "none", Types: []string{"CONSENT"}})
	for seq := range uint64(5) {
		d.Publish([]*notice.Notice{event(seq+1, int(seq), start)})
	}
	if l.String() != "" {
		t.Errorf("publishing logged: %s", l)
	}
	if s := d.Status().Endpoints[0]; s.Queued != 3 || s.Dropped != 2 {
		t.Errorf("status: %+v", s)
	}
	d.Deliver(t.Context(), start)
	equal(t, "sent", w.seen(), []uint64{1, 2, 3})
	dropped := d.Deliveries(webhook.Filter{State: webhook.Dropped})
	if len(dropped) != 2 || dropped[0].ID != "all.4" || dropped[1].ID != "all.5" {
		t.Errorf("dropped: %+v", dropped)
	}
	const loud = "endpoint=all dropped=2 limit=3"
	if got := l.String(); strings.Count(got, "level=ERROR") != 1 || !strings.Contains(got, loud) {
		t.Errorf("the log says %s", got)
	}
	if n, err := d.RedeliverAll(webhook.Filter{State: webhook.Dropped}); n != 2 || err != nil {
		t.Errorf("redelivered %d: %v", n, err)
	}
	d.Deliver(t.Context(), start)
	equal(t, "sent in the end", w.seen(), []uint64{1, 2, 3, 4, 5})
	if s := d.Status().Endpoints[0]; s.Queued != 0 || s.Delivered != 5 {
		t.Errorf("status: %+v", s)
	}
}

// TestTheRecordIsBounded and says how much it has forgotten.
func TestTheRecordIsBounded(t *testing.T) {
	t.Parallel()
	w := &wire{answer: failing(2)}
	d := webhook.New(webhook.Config{Clock: clock.NewManual(start), Transport: w, RecordLimit: 4, Manual: true})
	for seq := uint64(1); seq <= 13; seq++ {
		if seq == 6 {
			add(t, d, webhook.Endpoint{})
		}
		d.Publish([]*notice.Notice{event(seq, 1, start)})
	}
	if got := d.Deliveries(webhook.Filter{}); len(got) != 8 {
		t.Errorf("%d deliveries are on record before they are over, want 8", len(got))
	}
	d.Deliver(t.Context(), start.Add(time.Minute))
	equal(t, "events", seqs(d.Events(webhook.Filter{})), []uint64{10, 11, 12, 13})
	equal(t, "inbox", seqs(d.Inbox(webhook.Filter{})), []uint64{2, 3, 4, 5})
	var ids []string
	for _, a := range d.Attempts(webhook.Filter{}) {
		ids = append(ids, a.Delivery)
	}
	equal(t, "attempts", ids, []string{"main.10", "main.11", "main.12", "main.13"})
	ids = nil
	for _, dl := range d.Deliveries(webhook.Filter{}) {
		ids = append(ids, dl.ID)
	}
	equal(t, "deliveries", ids, []string{"main.10", "main.11", "main.12", "main.13"})
	if e, err := d.Wait(t.Context(), webhook.Filter{From: 11}); e.Seq != 11 || err != nil {
		t.Errorf("waiting from 11 on: %d, %v", e.Seq, err)
	}
	for range 5 {
		if err := d.Redeliver("main.12"); err != nil {
			t.Error(err)
		}
		d.Deliver(t.Context(), start.Add(time.Minute))
	}
	s := d.Status()
	equal(t, "forgotten events, of the inbox, deliveries, attempts",
		[]uint64{s.EventsForgotten, s.InboxForgotten, s.DeliveriesForgotten, s.AttemptsForgotten},
		[]uint64{9, 1, 4, 11})
}

func TestFilters(t *testing.T) {
	t.Parallel()
	d, _ := newManual(t, &wire{answer: failing(1)}, webhook.Endpoint{Profile: webhook.None()})
	add(t, d, webhook.Endpoint{ID: "other"})
	events := []*notice.Notice{event(1, 1, start), event(2, 2, start), event(3, 1, start)}
	events[1].Type, events[1].Code = "LINK", "token_required"
	d.Publish(events)
	d.Deliver(t.Context(), start)
	for name, c := range map[string]struct {
		filter               webhook.Filter
		events, made, listed int
	}{
		"everything": {webhook.Filter{}, 3, 6, 6},
		"from":       {webhook.Filter{From: 2}, 2, 4, 4},
		"id":         {webhook.Filter{EventID: events[2].ID}, 1, 2, 2},
		"type":       {webhook.Filter{Type: "LINK"}, 1, 2, 2},
		"code":       {webhook.Filter{Code: "historical_update"}, 2, 4, 4},
		"link":       {webhook.Filter{Link: link(1)}, 2, 4, 4},
		"endpoint":   {webhook.Filter{Endpoint: "other"}, 3, 3, 3},
		"state":      {webhook.Filter{State: webhook.GivenUp}, 3, 6, 1},
		"limit":      {webhook.Filter{Limit: 1}, 1, 1, 1},
		"several":    {webhook.Filter{Link: link(1), Type: "LINK"}, 0, 0, 0},
	} {
		made, listed := d.Attempts(c.filter), d.Deliveries(c.filter)
		if got := len(d.Events(c.filter)); got != c.events || len(made) != c.made || len(listed) != c.listed {
			t.Errorf("%s: %d events, %d attempts, %d deliveries, want %+v", name, got, len(made), len(listed), c)
		}
	}
	if newest := d.Deliveries(webhook.Filter{Limit: 1}); newest[0].ID != "other.3" {
		t.Errorf("the newest is %s", newest[0].ID)
	}
}

// unread is the content of a webhook that must not be read.
type unread struct{ t *testing.T }

func (u unread) Body(*notice.Notice) []byte {
	u.t.Error("the body was made")
	return nil
}

// TestWaitSeesWhatIsThereAndWhatComes also shows that a body is made only when it is needed.
func TestWaitSeesWhatIsThereAndWhatComes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := webhook.New(webhook.Config{})
		silent := event(1, 1, start)
		silent.Content = unread{t}
		d.Publish([]*notice.Notice{silent, event(2, 2, start)})
		if e, err := d.Wait(t.Context(), webhook.Filter{Link: link(1)}); e.Seq != 1 || err != nil {
			t.Errorf("what is there: %+v, %v", e, err)
		}
		got := make(chan uint64, 3)
		for _, f := range []webhook.Filter{{From: 2, Link: link(1)}, {From: 4}, {Type: "LINK"}} {
			go func() {
				e, err := d.Wait(t.Context(), f)
				if err != nil {
					t.Error(err)
				}
				got <- e.Seq
			}()
		}
		synctest.Wait()
		d.Publish([]*notice.Notice{event(3, 1, start)})
		equal(t, "the first to come", []uint64{<-got}, []uint64{3})
		synctest.Wait()
		last := event(4, 9, start)
		last.Type = "LINK"
		d.Publish([]*notice.Notice{last})
		equal(t, "the next", []uint64{<-got, <-got}, []uint64{4, 4})
	})
}

// TestSettleWaitsForTheQueues, through retries.
func TestSettleWaitsForTheQueues(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: failing(3)}
		d := webhook.New(webhook.Config{Transport: w})
		add(t, d, webhook.Endpoint{Profile: webhook.Payments()})
		began := clock.Real{}.Now()
		d.Publish([]*notice.Notice{event(1, 1, began), event(2, 1, began)})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := d.Settle(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after a minute: %v", err)
		}
		if err := d.Settle(t.Context()); err != nil {
			t.Error(err)
		}
		if took := (clock.Real{}).Now().Sub(began); took != 3*time.Minute {
			t.Errorf("it settled after %v", took)
		}
		equal(t, "sent", w.seen(), []uint64{1, 1, 1, 1, 2})
		d.Close(t.Context())
		stuck, _ := newManual(t, w, webhook.Endpoint{})
		stuck.Publish([]*notice.Notice{event(1, 1, start)})
		stuck.Close(t.Context())
		if err := stuck.Settle(t.Context()); !errors.Is(err, webhook.ErrClosed) {
			t.Errorf("closed: %v", err)
		}
	})
}

func TestWaitEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := webhook.New(webhook.Config{})
		d.Publish([]*notice.Notice{event(1, 1, start)})
		d.Publish(nil)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, err := d.Wait(ctx, webhook.Filter{From: 2}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after five seconds: %v", err)
		}
		ended := make(chan error, 1)
		go func() {
			_, err := d.Wait(t.Context(), webhook.Filter{From: 2})
			ended <- err
		}()
		synctest.Wait()
		d.Close(t.Context())
		if err := <-ended; !errors.Is(err, webhook.ErrClosed) {
			t.Errorf("closed: %v", err)
		}
		if e, err := d.Wait(t.Context(), webhook.Filter{}); e.Seq != 1 || err != nil {
			t.Errorf("what was there before: %+v, %v", e, err)
		}
		if err := d.Settle(t.Context()); err != nil {
			t.Errorf("nothing was queued: %v", err)
		}
	})
}

// TestCatchUpTellsAllThatWasMade since it was last asked, also what was made before it waits, as
// far as it is on record.
func TestCatchUpTellsAllThatWasMade(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := webhook.New(webhook.Config{Transport: &wire{}, RecordLimit: 3})
		add(t, d, webhook.Endpoint{})
		now := clock.Real{}.Now()
		made := d.Made()
		for _, want := range [][]uint64{{1, 2}, {}, {3}, {5, 6, 7}} {
			if n := len(want); n > 0 {
				for seq := max(made+1, want[0]-1); seq <= want[n-1]; seq++ {
					d.Publish([]*notice.Notice{event(seq, 1, now)})
				}
			}
			synctest.Wait()
			attempts, after := d.CatchUp(t.Context(), now, made)
			equal(t, "attempts", attempted(attempts), want)
			made = after
		}
		equal(t, "how many", []uint64{made}, []uint64{7})
		d.Close(t.Context())
	})
}

// attempted tells which events attempts were about.
func attempted(attempts []*webhook.Attempt) []uint64 {
	all := make([]uint64, len(attempts))
	for i, a := range attempts {
		all[i] = a.Event.Seq
	}
	return all
}

// TestWhileAnsweredEndsWithAReceiverThatDoesNotAnswer, and not as long as one does, however slowly in all.
func TestWhileAnsweredEndsWithAReceiverThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, stuck := range map[string]uint64{"one is stuck": 9, "none is": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				slow := &crowd{answer: func(_ string, seq uint64, _ int) (time.Duration, int) {
					if seq == stuck {
						return time.Hour, 200
					}
					return 200 * time.Millisecond, 200
				}}
				d, c := newManual(t, slow, webhook.Endpoint{})
				for seq := range uint64(9) {
					d.Publish([]*notice.Notice{event(seq+1, 1, start)})
				}
				ctx, cancel := d.WhileAnswered(t.Context(), 300*time.Millisecond)
				defer cancel()
				d.Deliver(ctx, c.Now())
				if over := errors.Is(context.Cause(ctx), context.DeadlineExceeded); over != (stuck > 0) {
					t.Errorf("it has ended: %v (%v)", over, context.Cause(ctx))
				}
				if n := len(slow.arrived); n != 9 {
					t.Errorf("%d webhooks have arrived", n)
				}
			})
		})
	}
}
