package webhook_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// crowd is a receiver that says how long each answer takes and what it is, and counts how many
// requests it has at once.
type crowd struct {
	answer  func(host string, seq uint64, try int) (time.Duration, int)
	mu      sync.Mutex
	tries   map[string]int
	now     int
	most    int
	arrived []uint64
}

func (c *crowd) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	seq, key := seqOf(string(body)), r.URL.Host+string(body)
	c.mu.Lock()
	if c.tries == nil {
		c.tries = map[string]int{}
	}
	c.tries[key]++
	c.now++
	c.most = max(c.most, c.now)
	c.arrived = append(c.arrived, seq)
	takes, code := c.answer(r.URL.Host, seq, c.tries[key])
	c.mu.Unlock()
	err = (clock.Real{}).Sleep(r.Context(), takes)
	c.mu.Lock()
	c.now--
	c.mu.Unlock()
	return status(code), err
}

// told notes the attempts that a dispatcher tells of.
type told struct {
	mu  sync.Mutex
	all []string
}

// note takes longer for some attempts than for others.
func (l *told) note(a *webhook.Attempt) {
	_ = (clock.Real{}).Sleep(context.Background(), time.Duration(a.Event.Seq%3)*time.Millisecond)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, describe(a))
}

func describe(a *webhook.Attempt) string {
	return fmt.Sprint(a.Delivery, " ", a.Number, " ", a.Started.Format(time.StampMilli), " ", a.Outcome, " ",
		a.Status)
}

func descriptions(attempts []*webhook.Attempt) []string {
	all := make([]string, len(attempts))
	for i, a := range attempts {
		all[i] = describe(a)
	}
	return all
}

// TestAHangingLinkHoldsUpNoOther of the same endpoint: they are delivered within two seconds, and the
// record has them in the order in which they fell due all the same.
func TestAHangingLinkHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	for name, manual := range map[string]bool{"running": false, "manual": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var journal told
				c := &crowd{answer: func(_ string, seq uint64, _ int) (time.Duration, int) {
					if seq <= 3 { // those of three links
						return time.Hour, 200
					}
					return time.Millisecond, 200
				}}
				d := webhook.New(webhook.Config{Transport: c, Manual: manual, Attempted: journal.note})
				add(t, d, webhook.Endpoint{Profile: webhook.None()})
				began := clock.Real{}.Now()
				for seq := uint64(1); seq <= 20; seq++ {
					d.Publish([]*notice.Notice{event(seq, int(seq%10), began)})
				}
				returned := make(chan []*webhook.Attempt, 1)
				go func() { returned <- d.Deliver(t.Context(), began) }()
				sleep(t, 2*time.Second)
				synctest.Wait()
				delivered := d.Deliveries(webhook.Filter{State: webhook.Delivered})
				if len(delivered) != 14 { // all but the two of each of the three links
					t.Errorf("after two seconds %d are delivered, want 14", len(delivered))
				}
				if err := d.Settle(t.Context()); err != nil {
					t.Fatal(err)
				}
				sleep(t, time.Second) // until all is told
				synctest.Wait()
				attempts, made := d.Attempts(webhook.Filter{}), <-returned
				want := []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 19, 20, 11, 12, 13}
				if manual { // whose attempts count as made when they were due
					want = []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}
					equal(t, "the result", attempted(made), want)
				}
				equal(t, "the record", attempted(attempts), want)
				equal(t, "what was told", journal.all, descriptions(attempts))
				d.Close(t.Context())
			})
		})
	}
}

// TestAttemptsSideBySideAreFew: as many links as may be are tried at once, and each in its order.
func TestAttemptsSideBySideAreFew(t *testing.T) {
	t.Parallel()
	for name, manual := range map[string]bool{"running": false, "manual": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := &crowd{answer: func(string, uint64, int) (time.Duration, int) { return 2 * time.Second, 200 }}
				d := webhook.New(webhook.Config{Transport: c, Manual: manual})
				add(t, d, webhook.Endpoint{})
				began := clock.Real{}.Now()
				const events, links = 60, 20
				for seq := uint64(1); seq <= events; seq++ {
					d.Publish([]*notice.Notice{event(seq, int(seq%links), began)})
				}
				d.Deliver(t.Context(), began)
				if err := d.Settle(t.Context()); err != nil {
					t.Fatal(err)
				}
				if c.most != 8 {
					t.Errorf("%d attempts were under way at once, want 8", c.most)
				}
				if took := (clock.Real{}).Now().Sub(began); took > events/8*2*time.Second+5*time.Second {
					t.Errorf("it took %v", took)
				}
				last := map[uint64]uint64{}
				for _, seq := range c.arrived {
					if last[seq%links] > seq {
						t.Errorf("event %d came after %d, of the same link", seq, last[seq%links])
					}
					last[seq%links] = seq
				}
				d.Close(t.Context())
			})
		})
	}
}

// TestDeliverIsDeterministic compares receivers that answer and fail alike, one at once and the others
// after a time that differs from request to request: all that is returned, recorded, told and
// forgotten is the same.
func TestDeliverIsDeterministic(t *testing.T) {
	t.Parallel()
	want := scramble(t, 0)
	if n := len(want.made); n < 300 {
		t.Fatalf("only %d attempts were made", n)
	}
	for salt := 1; salt <= 20; salt++ {
		got := scramble(t, salt)
		alike(t, "made", got.made, want.made)
		alike(t, "attempts", got.attempts, want.attempts)
		alike(t, "told", got.told, want.told)
		alike(t, "deliveries", got.deliveries, want.deliveries)
	}
}

// alike is equal for long lists: it shows only the first difference.
func alike(t *testing.T, what string, got, want []string) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("%s: number %d is %s, want %s", what, i+1, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: there are %d, want %d", what, len(got), len(want))
	}
}

// scrambled is what remains of a run.
type scrambled struct{ made, attempts, told, deliveries []string }

// scramble has two endpoints get the events of many links over a minute, with answers whose times
// depend on a salt; 0 answers at once.
func scramble(t *testing.T, salt int) (s scrambled) {
	synctest.Test(t, func(t *testing.T) {
		var journal told
		c := &crowd{answer: func(host string, seq uint64, try int) (time.Duration, int) {
			h := fnv.New32a()
			_, _ = fmt.Fprint(h, host, seq, try)
			code := []int{200, 200, 503}[h.Sum32()%3]
			_, _ = fmt.Fprint(h, salt)
			return time.Duration(min(salt, 1)) * time.Duration(h.Sum32()%300) * time.Millisecond, code
		}}
		d := webhook.New(webhook.Config{Clock: clock.NewManual(start), Transport: c, Manual: true,
			RecordLimit: 100, Attempted: journal.note})
		add(t, d, webhook.Endpoint{ID: "z"})
		add(t, d, webhook.Endpoint{ID: "a", Profile: webhook.Profile{Name: "at once", Retries: 3},
			Mangle: notice.Mangle{Duplicate: true}})
		for seq := uint64(1); seq <= 120; seq++ {
			e := event(seq, int(seq%17), start.Add(time.Duration(seq/10)*5*time.Second))
			e.Mangle.Reorder = seq%7 == 0
			if seq%11 == 0 {
				e.Content = notice.Text(nil)
			}
			d.Publish([]*notice.Notice{e})
		}
		for _, after := range []time.Duration{0, 30 * time.Second, time.Hour} {
			s.made = append(s.made, descriptions(d.Deliver(t.Context(), start.Add(after)))...)
		}
		s.attempts, s.told = descriptions(d.Attempts(webhook.Filter{})), journal.all
		for _, dl := range d.Deliveries(webhook.Filter{}) {
			s.deliveries = append(s.deliveries, strings.Join([]string{dl.ID, string(dl.State), string(dl.Outcome),
				fmt.Sprint(dl.Attempts)}, " "))
		}
		if len(s.deliveries) != 100 || !slices.Equal(s.told, s.made) {
			t.Errorf("%d deliveries are on record; %d attempts were told and %d made", len(s.deliveries),
				len(s.told), len(s.made))
		}
		d.Close(t.Context())
	})
	return s
}
