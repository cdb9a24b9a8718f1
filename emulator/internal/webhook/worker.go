package webhook

import (
	"context"
	"time"
)

// rouse sees to it that a target's work is done: it starts a worker, or wakes one that sleeps for
// too long. It is called with the lock held.
func (d *Dispatcher) rouse(t *target) {
	switch {
	case d.config.Manual || len(t.ready) == 0:
	case !t.working:
		t.working = true
		d.workers++
		go d.work(t)
	case t.wake != nil && t.ready[0].due().Before(t.wakeAt):
		t.wake()
	}
}

// work makes a target's attempts until there are none left to make. One target's worker waits
// for no other's, so a slow receiver delays only itself.
func (d *Dispatcher) work(t *target) {
	for {
		j, pause, nap := d.next(t)
		switch {
		case j.delivery != nil:
			d.attempt(d.ctx, j)
		case nap != nil:
			_ = d.config.Clock.Sleep(nap, pause) // woken or not: next looks again
		default:
			return
		}
		d.complain()
	}
}

// next returns what a target's worker does next: an attempt, or a sleep, or nothing more.
func (d *Dispatcher) next(t *target) (j job, pause time.Duration, nap context.Context) {
	now := d.config.Clock.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if t.wake != nil {
		t.wake()
		t.wake = nil
	}
	if len(t.ready) == 0 || d.ctx.Err() != nil {
		t.working = false
		d.workers--
		d.rest()
		return job{}, 0, nil
	}
	// Who waits when the dispatcher closes has one last attempt at once.
	if due := t.ready[0].due(); due.After(now) && !d.closed {
		nap, t.wake = context.WithCancel(d.ctx)
		t.wakeAt = due
		return job{}, due.Sub(now), nap
	}
	return t.begin(now), 0, nil
}

// begin takes the first delivery for an attempt.
func (t *target) begin(now time.Time) job {
	l, dl := t.take()
	return job{
		target: t, lane: l, delivery: dl, endpoint: t.Endpoint, event: dl.event,
		number: dl.attempts + 1, tries: dl.tries + 1, copy: dl.state == Delivered, started: now,
	}
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
	if t := d.first(); t != nil {
		return t.ready[0].due(), true
	}
	return time.Time{}, false
}

// first returns the target whose attempt is due first; of several the first that was added.
func (d *Dispatcher) first() *target {
	var first *target
	for _, t := range d.targets {
		if len(t.ready) > 0 && (first == nil || t.ready[0].due().Before(first.ready[0].due())) {
			first = t
		}
	}
	return first
}

// Deliver makes every attempt of a Manual dispatcher that is due by now, retries among them that
// become due by making others, and returns them in the order in which they were made: by due
// time, endpoint, order of events. Each counts as made when it was due, so it does not matter in
// how many steps a clock comes to now. It stops when ctx ends; what was broken off stays due.
//
// Attempts are made one after the other: a receiver that hangs costs its real seconds each time.
// Callers take turns.
func (d *Dispatcher) Deliver(ctx context.Context, now time.Time) []Attempt {
	if !d.config.Manual {
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
	var made []Attempt
	for ctx.Err() == nil {
		d.complain()
		j, due := d.takeDue(now)
		if !due {
			break
		}
		if a, told := d.attempt(ctx, j); told {
			made = append(made, a)
		}
	}
	return made
}

func (d *Dispatcher) takeDue(now time.Time) (job, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.first()
	if t == nil || d.closed || t.ready[0].due().After(now) {
		return job{}, false
	}
	return t.begin(t.ready[0].due()), true
}

// settle draws the conclusions from an attempt and records it.
func (d *Dispatcher) settle(j job, a Attempt) Attempt {
	ended, free := j.started, j.started
	if !d.config.Manual {
		ended, free = d.config.Clock.Now(), time.Time{}
	}
	wait := j.endpoint.Profile.wait(j.tries)
	d.mu.Lock()
	if d.conclude(j, a.Outcome, ended, wait) {
		j.target.shift(j.lane, free)
	} else {
		j.target.sort(j.lane)
	}
	dl := j.delivery
	dl.attempts++
	dl.outcome, dl.status = a.Outcome, a.Status
	if dl.finished == nil && !j.lane.stuck {
		a.Next = dl.due
	}
	state := dl.state
	d.attempts.push(a)
	d.announce()
	d.mu.Unlock()
	if d.config.Attempted != nil {
		d.config.Attempted(a)
	}
	d.report(a, state)
	return a
}

// skip ends a delivery with nothing to tell.
func (d *Dispatcher) skip(j job) {
	d.mu.Lock()
	defer d.mu.Unlock()
	j.lane.flying = false
	d.finish(j.delivery, NothingToTell)
	j.target.shift(j.lane, j.lane.free)
	d.announce()
}

// conclude decides what becomes of a delivery after an attempt, and returns whether it is over.
// It is called with the lock held.
func (d *Dispatcher) conclude(j job, o Outcome, ended time.Time, wait time.Duration) (over bool) {
	t, dl := j.target, j.delivery
	j.lane.flying = false
	switch {
	case o == OK && dl.copies > 0 && !t.removed:
		dl.state = Delivered // and due as it was, so the copy comes next
		dl.copies--
	case o == OK || dl.state == Delivered: // whatever becomes of a copy
		t.delivered++
		d.finish(dl, Delivered)
	case t.removed:
		d.finish(dl, Withdrawn)
	case o == Canceled || d.closed: // nothing follows a failure that nobody waits to make up for
		dl.state, j.lane.stuck = Retrying, d.closed
	case j.tries > j.endpoint.Profile.Retries:
		t.givenUp++
		d.finish(dl, GivenUp)
	default:
		dl.tries++
		dl.state, dl.due = Retrying, ended.Add(wait)
	}
	return dl.finished != nil
}

// report logs an attempt, and loudly what was given up.
func (d *Dispatcher) report(a Attempt, s State) {
	log := d.config.Logger.Debug
	if s == GivenUp {
		log = d.config.Logger.Warn
	}
	log("webhook "+string(s), "delivery", a.Delivery, "webhook_id", a.Event.ID, "type", a.Event.Type,
		"code", a.Event.Code, "link", a.Event.Link, "attempt", a.Number, "outcome", string(a.Outcome),
		"status", a.Status, "error", a.Error, "took", a.Took)
}
