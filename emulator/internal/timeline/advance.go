package timeline

import (
	"context"
	"fmt"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/wire"
)

// Advance moves the sandbox's clock to an instant and lets everything happen that is due until
// then, in order: timers by their time, then the webhooks that are due at the same instant. It
// returns when it has happened. The error is a ctx that ended, or an instant that has passed.
func (tl *Timeline) Advance(ctx context.Context, to time.Time) (wire.AdvanceReport, error) {
	tl.moving.Lock()
	defer tl.moving.Unlock()
	now := tl.Now()
	if to.Before(now) {
		return wire.AdvanceReport{}, fmt.Errorf("the clock cannot go back: it is %s", belvo.At(now))
	}
	return tl.advance(ctx, now, to)
}

// AdvanceBy is Advance for a duration, which must not be negative.
func (tl *Timeline) AdvanceBy(ctx context.Context, d time.Duration) (wire.AdvanceReport, error) {
	tl.moving.Lock()
	defer tl.moving.Unlock()
	now := tl.Now()
	return tl.advance(ctx, now, now.Add(d))
}

// advance moves the clock from an instant that it has just told. The clock may run meanwhile.
func (tl *Timeline) advance(ctx context.Context, from, to time.Time) (wire.AdvanceReport, error) {
	if err := clock.Check(to); err != nil {
		return wire.AdvanceReport{}, err
	}
	ctx, cancel := tl.Alive(ctx)
	defer cancel()
	moved := wire.AdvanceReport{From: from, To: to, Webhooks: []wire.Attempt{}}
	tl.watch(&effectLog{transitions: []wire.Transition{}, passed: []wire.Due{}})
	made := tl.hooks.Made()
	for made = tl.deliver(ctx, made, &moved); ctx.Err() == nil; made = tl.deliver(ctx, made, &moved) {
		next, any := tl.nextDue()
		if !any || next.After(to) {
			break
		}
		tl.clock.MoveTo(next) // false when it is overdue, which changes nothing
		tl.fireDue(ctx, next)
	}
	take(&moved, tl.watch(nil), tl.ended(moved.From, to))
	if err := tl.Cause(ctx); err != nil {
		moved.To = tl.Now()
		return moved, err
	}
	tl.clock.MoveTo(to)
	return moved, nil
}

// ended is what ended between two instants and is still there.
func (tl *Timeline) ended(from, to time.Time) (ends []store.Timer) {
	tl.store.View(func(tx *store.Tx) { ends = tx.Ends(from, to, maxListed, tl.desk.Followed(from)) })
	return ends
}

// deliver has the attempts made that are due, and lists them with all that were made since there
// were so many. It returns how many there are now.
func (tl *Timeline) deliver(ctx context.Context, made uint64, moved *wire.AdvanceReport) uint64 {
	if tl.clock.Mode().Manual {
		attempts := tl.hooks.Deliver(ctx, tl.Now())
		tl.list(moved, attempts, len(attempts))
		return made
	}
	attempts, now := tl.hooks.CatchUp(ctx, tl.Now(), made)
	tl.list(moved, attempts, int(now-made))
	return now
}

// Step moves the clock to the next thing that is due, if there is any, and lets it happen.
func (tl *Timeline) Step(ctx context.Context) (wire.AdvanceReport, error) {
	tl.moving.Lock()
	defer tl.moving.Unlock()
	now := tl.Now()
	next := now
	if agenda := tl.Agenda(1); len(agenda) > 0 && agenda[0].At.After(next) {
		next = agenda[0].At
	}
	return tl.advance(ctx, now, next)
}

// nextDue is when the next timer or delivery is due.
func (tl *Timeline) nextDue() (at time.Time, any bool) {
	tl.store.View(func(tx *store.Tx) {
		var t store.Timer
		if t, any = tx.NextTimer(); any {
			at = t.At
		}
	})
	if hook, waits := tl.hooks.Due(); waits && (!any || hook.Before(at)) {
		return hook, true
	}
	return at, any
}
