package journal

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

func every(*Entry) bool { return true }

// entry is a request whose body has so many bytes.
func entry(j *Journal, body int) *Entry {
	return &Entry{ID: j.Begin(), Body: Body{Text: make([]byte, body)}}
}

// charged is what the budget counts, which must be what the journals take.
func (b *Budget) charged(t *testing.T, journals ...*Journal) int {
	t.Helper()
	sum := 0
	for n, j := range journals {
		sum += j.size()
		if j.charged != j.size() {
			t.Errorf("journal %d takes %d bytes and counts %d", n, j.size(), j.charged)
		}
	}
	if sum != b.bytes {
		t.Errorf("%d bytes count as %d", sum, b.bytes)
	}
	return sum
}

// TestOneJournalMayTakeAll of the budget: 50,000 requests, if they are small, and of large ones what
// fits in. The one recorded last is always there.
func TestOneJournalMayTakeAll(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                      string
		budget, body, record, min int
		max                       int
	}{
		{"many small ones", DefaultBytes, 100, 60_000, 50_000, 60_000},
		{"large ones", 1 << 20, 64 << 10, 50, 14, 16},
		{"one too large", 1 << 20, 2 << 20, 3, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := NewBudget(c.budget)
			j := New(OfSandbox, b)
			for range c.record {
				j.Record(entry(j, c.body), Span{})
			}
			entries, dropped := View{j}.Requests(every)
			if n := len(entries); n < c.min || n > c.max || n+int(dropped) != c.record {
				t.Errorf("%d of %d on record, and %d dropped; want %d to %d", n, c.record, dropped, c.min, c.max)
			}
			if last := fmt.Sprint("r", c.record); entries[0].ID != last || (View{j}).Entry(last) == nil {
				t.Errorf("the newest is %s", entries[0].ID)
			}
			if taken := b.charged(t, j); taken > c.budget && len(entries) > 1 {
				t.Errorf("they take %d bytes", taken)
			}
		})
	}
}

// TestWhoWasUsedLongAgoForgetsFirst, all that he has before another one loses anything.
func TestWhoWasUsedLongAgoForgetsFirst(t *testing.T) {
	t.Parallel()
	b := NewBudget(1 << 20)
	names, all := []string{"first", "second", "third"}, []*Journal{}
	for range names {
		all = append(all, New(OfSandbox, b))
	}
	kept := func() (kept []int) {
		for _, j := range all {
			entries, _ := View{j}.Requests(every)
			kept = append(kept, len(entries))
		}
		b.charged(t, all...)
		return kept
	}
	record := func(n, times int) {
		for range times {
			all[n].Record(entry(all[n], 100<<10), Span{})
		}
	}
	for _, c := range []struct {
		n, times int
		want     []int
	}{
		{0, 4, []int{4, 0, 0}}, {1, 4, []int{4, 4, 0}}, {0, 1, []int{5, 4, 0}}, {2, 3, []int{5, 2, 3}},
		{2, 3, []int{4, 0, 6}}, {0, 1, []int{5, 0, 5}}, {1, 1, []int{5, 1, 4}}, {1, 12, []int{0, 10, 0}},
	} {
		record(c.n, c.times)
		if got := kept(); !slices.Equal(got, c.want) {
			t.Fatalf("after %d of the %s: %v are kept, want %v", c.times, names[c.n], got, c.want)
		}
	}
}

// TestAllKindsCount: what is oldest goes first, whatever it is, and what follows from time alone is no
// use of a sandbox.
func TestAllKindsCount(t *testing.T) {
	t.Parallel()
	b := NewBudget(200_000)
	busy, idle := New(OfSandbox, b), New(OfSandbox, b)
	idle.Record(entry(idle, 1000), Span{})
	busy.Record(entry(busy, 1000), Span{})
	for n := range 1000 {
		hooks := []*notice.Notice{{ID: fmt.Sprint("hook", n)}}
		idle.Commit(Transition{Event: lifecycle.Event("refresh"), Cause: "timer refresh"}, hooks)
		idle.Attempted(&webhook.Attempt{Delivery: fmt.Sprint("d", n), Event: &notice.Notice{}})
	}
	if b.charged(t, busy, idle) > 200_000 {
		t.Errorf("they take %d bytes", b.bytes)
	}
	requests, _ := View{busy}.Requests(every)
	made, dropped := View{idle}.Transitions(func(Transition) bool { return true })
	if len(requests) != 1 || len(made) < 50 || len(made)+int(dropped) != 1000 {
		t.Errorf("%d requests of the one in use, %d and %d transitions of the other", len(requests), len(made), dropped)
	}
	if hooks, attempts := idle.webhooks.n, idle.attempts.n; hooks-len(made) > 1 || attempts-hooks > 1 {
		t.Errorf("%d transitions, %d webhooks and %d attempts are kept: not the newest", len(made), hooks, attempts)
	}
}

// TestTheNewestRecordCostsAnother its entries, also where the one that records it was used longest ago.
func TestTheNewestRecordCostsAnother(t *testing.T) {
	t.Parallel()
	b := NewBudget(100_000)
	idle, busy := New(OfSandbox, b), New(OfSandbox, b)
	idle.Record(entry(idle, 100), Span{})
	for range 9 {
		busy.Record(entry(busy, 9000), Span{})
	}
	e := entry(busy, 30_000)
	busy.budget.used.MoveToBack(idle.place)
	idle.Record(e, Span{})
	if taken := b.charged(t, idle, busy); taken > 100_000 || idle.requests.n != 1 || busy.requests.n < 3 {
		t.Errorf("they take %d bytes, and keep %d and %d", taken, idle.requests.n, busy.requests.n)
	}
}

// TestASandboxThatEndsGivesItsShareBack, and what ends in it afterwards counts no more.
func TestASandboxThatEndsGivesItsShareBack(t *testing.T) {
	t.Parallel()
	b := NewBudget(1 << 20)
	stays, goes := New(OfSandbox, b), New(OfSandbox, b)
	for _, j := range []*Journal{stays, goes, stays, goes} {
		j.Record(entry(j, 1000), Span{})
	}
	goes.Leave()
	goes.Record(entry(goes, 1000), Span{})
	goes.Leave()
	if b.charged(t, stays); b.used.Len() != 1 {
		t.Errorf("%d journals are known", b.used.Len())
	}
	if entries, _ := (View{goes}).Requests(every); len(entries) != 3 {
		t.Errorf("%d requests are left to whoever still looks", len(entries))
	}
}

// TestJournalsMayBeUsedTogether is for the race detector, and checks that the counts stay right.
func TestJournalsMayBeUsedTogether(t *testing.T) {
	t.Parallel()
	b := NewBudget(100_000)
	all := []*Journal{New(OfSandbox, b), New(OfSandbox, b), New(OfSandbox, b)}
	var wg sync.WaitGroup
	for n, j := range all {
		for range 2 {
			wg.Go(func() {
				for i := range 300 {
					j.Record(entry(j, 100*(n+1)), Span{})
					all[(n+1)%3].Commit(Transition{Event: "refresh"}, []*notice.Notice{{ID: "w"}})
					if i%50 == 0 {
						View(all).Next(0)
					}
				}
			})
		}
	}
	wg.Wait()
	if taken := b.charged(t, all...); taken > 100_000 {
		t.Errorf("they take %d bytes", taken)
	}
}
