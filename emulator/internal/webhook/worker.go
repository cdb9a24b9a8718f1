package webhook

import (
	"context"
	"time"
)

// wakeWorkers sees to it that a target's work is done: it starts a worker, or wakes one that sleeps for
// too long. It is called with the lock held.
func (d *Dispatcher) wakeWorkers(t *target) {
	switch {
	case !d.ready(t):
	case !t.working:
		t.working = true
		d.workers++
		go d.work(t)
	case t.wake != nil && t.next().begins().Before(t.wakeAt):
		t.wake()
	}
}

// ready says whether a target's worker has an attempt to begin or to sleep for. The attempts that wait
// to be recorded behind one without an answer are bounded as the record is.
func (d *Dispatcher) ready(t *target) bool {
	return !d.manual && t.next() != nil && t.room() && !d.shut(t) && len(t.flights) < d.config.RecordLimit && d.ctx.Err() == nil
}

// work begins a target's attempts until there are none left to begin; the end of an attempt starts
// it again. One target's worker waits for no other's, so a slow receiver delays only itself.
func (d *Dispatcher) work(t *target) {
	for {
		f, pause, nap := d.next(t)
		switch {
		case f != nil:
			go func() {
				d.fly(d.ctx, f)
				d.endWorker()
			}()
			f.lead()
		case nap != nil:
			_ = d.config.Clock.Sleep(nap, pause) // woken or not: next looks again
		default:
			d.endWorker()
			return
		}
		d.logFailure()
	}
}

// next returns what a target's worker does next: it begins an attempt, or sleeps, or ends.
func (d *Dispatcher) next(t *target) (f *flight, pause time.Duration, nap context.Context) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.config.Clock.Now() // with the lock held: CatchUp relies on it
	if t.wake != nil {
		t.wake()
		t.wake = nil
	}
	if !d.ready(t) {
		t.working = false
		return nil, 0, nil
	}
	// What waits when the dispatcher closes has one last attempt at once.
	if due := t.next().begins(); due.After(now) && !d.closed {
		nap, t.wake = context.WithCancel(d.ctx)
		t.wakeAt = due
		return nil, due.Sub(now), nap
	}
	d.workers++ // the attempt has a goroutine of its own
	f = d.begin(t, 0, now)
	t.flights = append(t.flights, f)
	return f, 0, nil
}

// endWorker ends a worker, or the goroutine of an attempt.
func (d *Dispatcher) endWorker() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.workers--
	d.rest()
}

// rest tells Close when the last worker is gone.
func (d *Dispatcher) rest() {
	if d.closed && d.workers == 0 {
		select {
		case <-d.idle:
		default:
			close(d.idle)
		}
	}
}

// Due says when the next attempt is due, a first one or a retry, on the sandbox's clock.
func (d *Dispatcher) Due() (time.Time, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := d.first(func(*target) bool { return true }); i >= 0 {
		return d.targets[i].next().begins(), true
	}
	return time.Time{}, false
}

// first returns the place of the target that may have an attempt and whose attempt is due first, -1
// for none; of several the first that was added.
func (d *Dispatcher) first(may func(*target) bool) int {
	first := -1
	for i, t := range d.targets {
		next := t.next()
		if next != nil && may(t) && (first < 0 || next.begins().Before(d.targets[first].next().begins())) {
			first = i
		}
	}
	return first
}

// Deliver makes every attempt of a Manual dispatcher that is due by now, retries among them that
// become due by making others, and returns them by due time, endpoint, order of events. Each counts
// as made when it was due, so it does not matter in how many steps a clock comes to now. It stops
// when ctx ends; what was broken off stays due.
//
// Attempts are begun in that order. One without an answer does not hold up those for other links for
// longer than its head start; the result is in the same order all the same, whichever was answered
// first. Callers take turns.
func (d *Dispatcher) Deliver(ctx context.Context, now time.Time) []*Attempt {
	if !d.isManual() {
		return nil
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.ctx, cancel)()
	var flights []*flight
	for {
		d.logFailure()
		f, changed := d.beginDue(ctx, now)
		switch {
		case f != nil:
			flights = append(flights, f)
			go d.fly(ctx, f)
			f.lead()
		case changed != nil:
			<-changed
		default:
			return d.made(flights)
		}
	}
}

// beginDue begins the attempt that is due first. If there is none to begin it returns what is closed
// when one of those that are under way is over, nil if none is under way.
func (d *Dispatcher) beginDue(ctx context.Context, now time.Time) (*flight, <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := d.first(func(t *target) bool { return t.room() && !d.shut(t) })
	switch {
	case ctx.Err() == nil && !d.closed && i >= 0 && !d.targets[i].next().begins().After(now):
		return d.begin(d.targets[i], i, d.targets[i].next().begins()), nil
	case d.flying > 0:
		return nil, d.change()
	}
	return nil, nil
}

// made records the flights of one Deliver and returns the attempts that were made.
func (d *Dispatcher) made(flights []*flight) []*Attempt {
	inOrder(flights)
	var made []*Attempt
	for _, f := range flights {
		if f.made {
			made = append(made, f.attempt)
		}
	}
	d.mu.Lock()
	d.note(flights)
	d.announce()
	d.mu.Unlock()
	d.announceAttempts()
	return made
}

// finishAttempt draws the conclusions from an attempt that is over.
func (d *Dispatcher) finishAttempt(f *flight) {
	ended, free := f.started, f.started
	if !f.manual {
		ended, free = d.config.Clock.Now(), time.Time{}
	}
	wait := f.endpoint.Profile.wait(f.tries)
	d.mu.Lock()
	defer d.unlock()
	d.flying--
	delete(f.target.flying, f.event.Link)
	f.over = true
	dl := *f.delivery
	stuck := d.conclude(f, &dl, ended, wait)
	switch {
	case dl.over:
		d.leaving[dl.key] = &dl
		f.target.shift(f.delivery, free)
	case stuck:
		f.target.put(&dl)
	default:
		f.target.put(&dl)
		f.target.ready.Set(&dl)
	}
	if !f.manual {
		d.note(f.target.landed())
	}
	d.wakeWorkers(f.target)
	d.announce()
}

// conclude notes in a delivery and in its flight what came of an attempt, and returns whether the
// delivery is stuck. It is called with the lock held.
func (d *Dispatcher) conclude(f *flight, dl *delivery, ended time.Time, wait time.Duration) (stuck bool) {
	if !f.made {
		dl.over, dl.state = true, NothingToTell
		return false
	}
	stuck = d.judge(f, dl, ended, wait)
	dl.attempts++
	dl.outcome, dl.status = f.attempt.Outcome, f.attempt.Status
	if !dl.over && !stuck {
		f.attempt.Next = dl.due
	}
	f.state = dl.state
	return stuck
}

// judge decides what becomes of a delivery after an attempt. It returns true for one that is stuck:
// nothing is tried any more, for the dispatcher closes. It is called with the lock held.
func (d *Dispatcher) judge(f *flight, dl *delivery, ended time.Time, wait time.Duration) (stuck bool) {
	t, o := f.target, f.attempt.Outcome
	switch {
	case o == OK && dl.copies > 0 && !t.removed:
		dl.state = Delivered // and due as it was, so the copy comes next
		dl.copies--
	case o == OK || dl.state == Delivered: // whatever becomes of a copy
		t.delivered++
		dl.over, dl.state = true, Delivered
	case t.removed:
		dl.over, dl.state = true, Withdrawn
	case o == Canceled || d.closed: // a canceled attempt is not repeated, nor is any after the close
		dl.state = Retrying
		return d.closed
	case f.tries > f.endpoint.Profile.Retries:
		t.givenUp++
		dl.over, dl.state = true, GivenUp
	default:
		dl.tries++
		dl.state, dl.due = Retrying, ended.Add(wait)
	}
	return false
}

// report logs an attempt, and loudly what was given up.
func (d *Dispatcher) report(a *Attempt, s State) {
	log := d.config.Logger.Debug
	if s == GivenUp {
		log = d.config.Logger.Warn
	}
	log("webhook "+string(s), "delivery", a.Delivery, "webhook_id", a.Event.ID, "type", a.Event.Type,
		"code", a.Event.Code, "link", a.Event.Link, "attempt", a.Number, "outcome", string(a.Outcome),
		"status", a.Status, "error", a.Error, "took", a.Took)
}
