package webhook

import (
	"context"
	"sort"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
)

// Wait returns the first event that f chooses, of those on record or, when there is none, of
// those to come. It returns ctx's error if that ends first, or ErrClosed.
func (d *Dispatcher) Wait(ctx context.Context, f Filter) (*notice.Notice, error) {
	for {
		e, changed, err := d.seek(&f)
		if changed == nil {
			return e, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// seek looks for an event on record. If there is none it moves f on behind them and returns what
// is closed when there are more.
func (d *Dispatcher) seek(f *Filter) (*notice.Notice, <-chan struct{}, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	events := d.events.items
	for _, e := range events[sort.Search(len(events), func(i int) bool { return events[i].Seq >= f.From }):] {
		if f.event(e) {
			return e, nil, nil
		}
		f.From = e.Seq + 1
	}
	if d.closed {
		return nil, nil, ErrClosed
	}
	return nil, d.change(), nil
}

// Settle waits until no delivery is queued any more: each was delivered, given up, dropped or
// withdrawn. It returns ctx's error if that ends first, or ErrClosed.
func (d *Dispatcher) Settle(ctx context.Context) error {
	for {
		d.mu.Lock()
		queued := 0
		for _, t := range d.targets {
			queued += t.lanes.Len()
		}
		changed, closed := d.change(), d.closed
		d.mu.Unlock()
		switch {
		case queued == 0:
			return nil
		case closed:
			return ErrClosed
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Made is how many attempts were recorded so far.
func (d *Dispatcher) Made() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.attempts.count()
}

// CatchUp waits until every attempt that is due by an instant was made. It returns those that were
// made since there were so many, as far as they are on record, and how many there are now. It is for
// dispatchers that are not Manual, whose workers make the attempts, and stops when ctx ends.
//
// The clock runs meanwhile. What has become due while an attempt was under way is waited for too, since
// its own attempt begins at once.
func (d *Dispatcher) CatchUp(ctx context.Context, now time.Time, since uint64) ([]*Attempt, uint64) {
	for {
		if at := d.config.Clock.Now(); at.After(now) {
			now = at
		}
		d.mu.Lock()
		if d.closed || ctx.Err() != nil || !d.busy(now) {
			defer d.mu.Unlock()
			return d.attempts.since(since), d.attempts.count()
		}
		d.wakeOverdue(now)
		changed := d.change()
		d.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// wakeOverdue wakes the workers that sleep for an attempt that is due by now. A worker sleeps for a
// duration, so one that falls asleep while the clock jumps would sleep on from the new instant. It is
// called with the lock held.
func (d *Dispatcher) wakeOverdue(now time.Time) {
	for _, t := range d.targets {
		if t.wake != nil && !t.wakeAt.After(now) {
			t.wake()
		}
	}
}

// busy says whether an attempt is under way or due. It is called with the lock held.
func (d *Dispatcher) busy(now time.Time) bool {
	for _, t := range d.targets {
		if next := t.next(); len(t.flying) > 0 || next != nil && !next.begins().After(now) {
			return true
		}
	}
	return false
}

// WhileAnswered returns a context that ends as soon as attempts have been under way for a while of real time in which
// none has ended: with context.DeadlineExceeded as its cause, for those that answer would have by then.
func (d *Dispatcher) WhileAnswered(ctx context.Context, while time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		for ctx.Err() == nil {
			d.mu.Lock()
			changed, flying := d.change(), d.flying
			d.mu.Unlock()
			if (clock.Real{}).Sleep(ctx, while, changed) == nil && flying > 0 {
				cancel(context.DeadlineExceeded)
			}
		}
	}()
	return ctx, func() { cancel(nil) }
}

// change returns what is closed when there are new events, or an attempt was made. It is
// called with the lock held.
func (d *Dispatcher) change() <-chan struct{} {
	if d.changed == nil {
		d.changed = make(chan struct{})
	}
	return d.changed
}

// announce says that what an image has is another now. It is called with the lock held.
func (d *Dispatcher) announce() {
	d.edition.Add(1)
	d.wakeCallers()
}

// wakeCallers wakes the callers that wait for a change. It is called with the lock held.
func (d *Dispatcher) wakeCallers() {
	if d.changed != nil {
		close(d.changed)
		d.changed = nil
	}
}
