package webhook

import (
	"cmp"
	"context"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/notice"
)

// Timing says when webhooks are sent, seen from the request that causes them; "" is as soon as they are
// committed, which is mostly before the answer and never for sure.
type Timing string

// The timings.
const (
	BeforeAnswer Timing = "before_answer" // the answer waits for them, see the sandbox
	AfterAnswer  Timing = "after_answer"  // they wait until no request is open
	Held         Timing = "held"          // they wait until they are released
)

// Timings lists the words.
func Timings() []Timing { return []Timing{BeforeAnswer, AfterAnswer, Held} }

// openWait is how long webhooks of AfterAnswer wait for open requests, in real time. A request that hangs
// must not hold them up for ever; one that is slow because the machine is busy must not let them overtake
// its answer.
const openWait = 2 * time.Second

// Manner is how the webhooks of all endpoints are sent, in addition to what each endpoint says itself.
type Manner struct {
	notice.Mangle
	When Timing // in place of the endpoint's, if it is not ""
}

// SetManner changes how webhooks are sent that are published from now on.
func (d *Dispatcher) SetManner(m Manner) {
	d.mu.Lock()
	defer d.unlock()
	d.manner = m
	d.noteChange().Endpoints = true
}

// Manner is what SetManner was told last.
func (d *Dispatcher) Manner() Manner {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.manner
}

// timing is when a target's webhooks are sent. It is called with the lock held.
func (d *Dispatcher) timing(t *target) Timing { return cmp.Or(d.manner.When, t.When) }

// Times says whether any endpoint has the timing.
func (d *Dispatcher) Times(when Timing) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.targets {
		if d.timing(t) == when {
			return true
		}
	}
	return false
}

// SetOpen tells how many requests are open. Webhooks of AfterAnswer go when it is none.
func (d *Dispatcher) SetOpen(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = n
	if n > 0 {
		return
	}
	for _, t := range d.targets {
		d.wakeWorkers(t)
	}
	d.wakeCallers()
}

// wait closes a target to webhooks while requests are open, for a while. It is called with the lock held.
func (d *Dispatcher) wait(t *target) {
	if d.timing(t) != AfterAnswer || d.open == 0 || d.shut(t) {
		return
	}
	t.shutUntil = clock.Real{}.Now().Add(openWait)
	go func() {
		_ = clock.Real{}.Sleep(d.ctx, openWait) // at the end of the dispatcher there is nothing to wake
		d.mu.Lock()
		defer d.mu.Unlock()
		d.wakeWorkers(t)
		d.wakeCallers()
	}()
}

// shut says whether a target's webhooks wait for open requests. It is called with the lock held.
func (d *Dispatcher) shut(t *target) bool {
	return d.open > 0 && !d.closed && d.timing(t) == AfterAnswer && clock.Real{}.Now().Before(t.shutUntil)
}

// Release lets all webhooks go that are held, and returns how many.
func (d *Dispatcher) Release() int {
	now := d.config.Clock.Now()
	d.mu.Lock()
	defer d.unlock()
	n := 0
	for _, t := range d.targets {
		for _, dl := range t.lanes.Items() {
			if dl.held {
				free := *dl
				free.held, free.due = false, now
				t.put(&free)
				if t.first(dl.event.Link) == &free {
					t.offer(&free)
				}
				n++
			}
		}
		d.wakeWorkers(t)
	}
	d.announce()
	return n
}

// Rests says whether no attempt is under way or due by now. If one is, the channel is closed at the next
// change.
func (d *Dispatcher) Rests(now time.Time) (bool, <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.busy(now), d.change()
}

// Rest waits until no attempt is under way or due by now, or ctx ends.
func (d *Dispatcher) Rest(ctx context.Context, now time.Time) {
	for ctx.Err() == nil {
		rests, changed := d.Rests(now)
		if rests {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}
