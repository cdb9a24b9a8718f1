package engine

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// Due is something that will happen by itself when its time comes.
type Due struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind" doc:"refresh, credentials, consent, stale_data, session, scenario or webhook"`
	Link uuid.UUID `json:"link,omitzero"`
	Why  string    `json:"why"`
}

// dueWebhook is the kind of deliveries.
const dueWebhook = "webhook"

// lastYear is the last that the clock reaches; JSON has no instants after the year 9999.
const lastYear = 9000

// Now is the time on the sandbox's clock.
func (b *Sandbox) Now() time.Time { return b.now() }

// ClockMode tells how the sandbox's clock runs.
func (b *Sandbox) ClockMode() string { return b.clock.Mode().String() }

// Sleep waits until d has passed on the sandbox's clock, the sandbox is gone and nobody moves its
// clock any more, or ctx ends, whose error it then returns.
func (b *Sandbox) Sleep(ctx context.Context, d time.Duration) error {
	either, cancel := b.Alive(ctx)
	defer cancel()
	_ = b.clock.Sleep(either, d) // however it ends, only who waits decides whether it was enough
	return ctx.Err()
}

// Agenda lists what will happen by itself, the earliest first, at most limit of it. Access tokens are
// not in it: they are kept by nobody but their owners.
func (b *Sandbox) Agenda(limit int) []Due {
	var timers, ends []store.Timer
	b.store.View(func(tx *store.Tx) {
		timers = tx.Timers(limit)
		ends = tx.Ends(b.now(), time.Date(lastYear, 1, 1, 0, 0, 0, 0, time.UTC), 1)
	})
	agenda := make([]Due, 0, len(timers)+len(ends)+1)
	if at, any := b.hooks.Due(); any {
		agenda = append(agenda, Due{At: at, Kind: dueWebhook,
			Why: "a delivery is due, for the first time or again"})
	}
	agenda = inOrder(append(agenda, duesOf(append(timers, ends...))...))
	return agenda[:min(limit, len(agenda))]
}

// inOrder sorts by time. What is due at once goes in the order in which it happens: webhooks, which
// have no link, and then timers by kind and link.
func inOrder(dues []Due) []Due {
	slices.SortFunc(dues, func(x, y Due) int {
		return cmp.Or(x.At.Compare(y.At), rank(x)-rank(y), cmp.Compare(x.Kind, y.Kind),
			bytes.Compare(x.Link[:], y.Link[:]))
	})
	return dues
}

func rank(d Due) int {
	if d.Kind == dueWebhook {
		return 0
	}
	return 1
}

func duesOf(timers []store.Timer) []Due {
	dues := make([]Due, len(timers))
	for i, t := range timers {
		dues[i] = dueOf(t)
	}
	return dues
}

func dueOf(t store.Timer) Due {
	return Due{At: t.At, Kind: string(t.Kind), Link: t.Link, Why: whyDue(t.Kind)}
}

func whyDue(kind store.TimerKind) string {
	switch kind {
	case store.TimerRefresh:
		return "the recurrent link is refreshed at its refresh_rate"
	case store.TimerConsent:
		return "the consent of the user ends"
	case store.TimerCredentials:
		return "the period of credentials_storage ends"
	case store.EndSession:
		return "the MFA session expires"
	case store.EndScenario:
		return "the user's state in the scenario ends after its time"
	default:
		return "the link's data is older than stale_in"
	}
}

// Advance moves the sandbox's clock to an instant and lets everything happen that is due until
// then, in order: timers by their time, then the webhooks that are due at the same instant. It
// returns when it has happened. The error is a ctx that ended, or an instant that has passed.
func (b *Sandbox) Advance(ctx context.Context, to time.Time) (Moved, error) {
	b.moving.Lock()
	defer b.moving.Unlock()
	if now := b.now(); to.Before(now) {
		return Moved{}, fmt.Errorf("the clock cannot go back: it is %s", belvo.At(now))
	}
	return b.advance(ctx, to)
}

// AdvanceBy is Advance for a duration, which must not be negative.
func (b *Sandbox) AdvanceBy(ctx context.Context, d time.Duration) (Moved, error) {
	b.moving.Lock()
	defer b.moving.Unlock()
	return b.advance(ctx, b.now().Add(d))
}

func (b *Sandbox) advance(ctx context.Context, to time.Time) (Moved, error) {
	if to.Year() > lastYear {
		return Moved{}, fmt.Errorf("the clock ends with the year %d", lastYear)
	}
	ctx, cancel := b.Alive(ctx)
	defer cancel()
	moved := Moved{From: b.now(), To: to, Webhooks: []Attempt{}}
	b.watch(&effects{transitions: []Happened{}, passed: []Due{}})
	made := b.hooks.Made()
	for made = b.deliver(ctx, made, &moved); ctx.Err() == nil; made = b.deliver(ctx, made, &moved) {
		next, any := b.nextDue()
		if !any || next.After(to) {
			break
		}
		b.clock.MoveTo(next) // false when it is overdue, which changes nothing
		b.fireDue(next)
	}
	moved.take(b.watch(nil), b.ended(moved.From, to))
	if err := context.Cause(ctx); err != nil {
		moved.To = b.now()
		return moved, err
	}
	b.clock.MoveTo(to)
	return moved, nil
}

// ended is what ended between two instants and is still there.
func (b *Sandbox) ended(from, to time.Time) (ends []store.Timer) {
	b.store.View(func(tx *store.Tx) { ends = tx.Ends(from, to, maxListed) })
	return ends
}

// deliver has the attempts made that are due, and lists them with all that were made since there
// were so many. It returns how many there are now.
func (b *Sandbox) deliver(ctx context.Context, made uint64, moved *Moved) uint64 {
	if b.clock.Mode().Manual {
		attempts := b.hooks.Deliver(ctx, b.now())
		moved.list(attempts, len(attempts))
		return made
	}
	attempts, now := b.hooks.CatchUp(ctx, b.now(), made)
	moved.list(attempts, int(now-made))
	return now
}

// Step moves the clock to the next thing that is due, if there is any, and lets it happen.
func (b *Sandbox) Step(ctx context.Context) (Moved, error) {
	b.moving.Lock()
	defer b.moving.Unlock()
	next := b.now()
	if agenda := b.Agenda(1); len(agenda) > 0 && agenda[0].At.After(next) {
		next = agenda[0].At
	}
	return b.advance(ctx, next)
}

// nextDue is when the next timer or delivery is due.
func (b *Sandbox) nextDue() (at time.Time, any bool) {
	b.store.View(func(tx *store.Tx) {
		var t store.Timer
		if t, any = tx.NextTimer(); any {
			at = t.At
		}
	})
	if hook, waits := b.hooks.Due(); waits && (!any || hook.Before(at)) {
		return hook, true
	}
	return at, any
}

// settle lets happen what is due by now, without moving the clock or waiting for webhooks.
func (b *Sandbox) settle(now time.Time) {
	due := false
	b.store.View(func(tx *store.Tx) {
		t, any := tx.NextTimer()
		due = any && !t.At.After(now)
	})
	if due {
		b.fireDue(now)
	}
}

// fireDue fires the timers that are due by an instant, each in a commit of its own.
func (b *Sandbox) fireDue(now time.Time) {
	for fired := true; fired; {
		fired = false
		call := &Call{}
		_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
			t, link, any := tx.TakeTimer(now)
			if !any {
				return nil
			}
			fired = true
			call.Cause = "timer " + string(t.Kind)
			tx.By(call.Cause)
			s := &step{b: b, tx: tx, now: t.At, link: &link, call: call}
			s.fire(t.Kind)
			b.effects.note(t, s)
			return nil
		})
		if call.Lost != "" {
			b.engine.cfg.Logger.Warn(LostPlace, "link", call.Link.String(), "was", call.Lost)
		}
	}
}

// LostPlace is what the log says of a link whose place in its scenario was taken away.
const LostPlace = "the link's place in its scenario is gone: it begins again"

// fire does what a timer is for. What has become impossible since it was set does not happen.
func (s *step) fire(kind store.TimerKind) {
	switch kind {
	case store.TimerCredentials:
		s.link.CredentialsUntil = time.Time{}      // what is set anew is due anew
		_ = s.happen(lifecycle.CredentialsExpired) // impossible when they have expired already
	case store.TimerConsent:
		s.expireConsent()
	case store.TimerStale:
		s.link.StaleAt = time.Time{}
		for _, row := range s.b.engine.rows {
			if row.Unasked {
				continue // it is no data of the institution's
			}
			s.tx.DeleteObjects(row.Resource, ofLink(s.link.ID))
		}
		// What is collected next is all there is.
		s.link.Pending, s.link.CollectedAt = s.b.unasked(s.link.Pending), time.Time{}
		s.tx.PutLink(*s.link)
	case store.TimerRefresh:
		s.refreshOnSchedule()
	}
}

// refreshOnSchedule refreshes a recurrent link. Deviation: links that need an update are not
// refreshed before they were healed; Belvo does not say whether it goes on trying.
func (s *step) refreshOnSchedule() {
	s.link.RefreshDue = s.now.Add(refreshPeriod(s.link.RefreshRate))
	if s.link.State != lifecycle.Valid {
		s.tx.PutLink(*s.link)
		return
	}
	s.op, s.opens = lifecycle.Refresh, lifecycle.Refresh
	if s.begin() == nil {
		_ = s.run() // nobody waits for the answer: the link's status and the webhooks tell it
	}
	if !s.moved {
		s.tx.PutLink(*s.link)
	}
}

// refreshPeriod is the time between two refreshes. The rates are Belvo's: 6h, 12h, 24h, 7d, 30d.
func refreshPeriod(rate string) time.Duration {
	if strings.HasSuffix(rate, "d") {
		return days(rate)
	}
	d, _ := time.ParseDuration(rate) // a refresh_rate was checked
	return d
}
