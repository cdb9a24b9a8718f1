package webhook

import (
	"cmp"
	"context"
	"slices"
	"time"
)

const (
	// sideBySide is how many attempts at one endpoint may be under way at once, each for another link.
	sideBySide = 8
	// headStart is the real time after which an attempt that has no answer yet stops holding up the
	// attempts for other links. A receiver that answers faster gets the events of all links in the
	// order in which they fell due, so tests that rely on that order stay stable.
	headStart = 100 * time.Millisecond
)

// flight is an attempt from its beginning until it is recorded. Its last three fields belong to the
// dispatcher's lock.
type flight struct {
	job
	ended   chan struct{} // closed when the attempt is over
	over    bool
	made    bool // false for an event without a body: there was nothing to send
	attempt *Attempt
	state   State // of the delivery after the attempt
}

// begin takes the first delivery of a target for an attempt. Rank is the place of its endpoint. It is
// called with the lock held.
func (d *Dispatcher) begin(t *target, rank int, now time.Time) *flight {
	dl := t.take()
	d.flying++
	f := &flight{ended: make(chan struct{}), job: job{
		target: t, delivery: dl, endpoint: t.Endpoint, event: dl.event, number: dl.attempts + 1,
		tries: dl.tries + 1, copy: dl.state == Delivered, started: now, rank: rank, place: dl.place,
		manual: d.manual,
	}}
	return f
}

// fly makes an attempt and draws the conclusions.
func (d *Dispatcher) fly(ctx context.Context, f *flight) {
	body := f.event.Body()
	f.made = body != nil || f.event.Content == nil
	if f.made {
		f.attempt = d.exchange(ctx, f.job, body)
	}
	d.finishAttempt(f)
	close(f.ended)
	d.announceAttempts()
}

// lead waits until the flight is over, or has used up its head start.
func (f *flight) lead() {
	ctx, cancel := context.WithTimeout(context.Background(), headStart)
	defer cancel()
	select {
	case <-f.ended:
	case <-ctx.Done():
	}
}

// room says whether another attempt may begin at a target.
func (t *target) room() bool { return len(t.flying) < sideBySide }

// landed removes the flights from the target that can be recorded: those that are over and that began
// before every flight that is not. It is called with the lock held.
func (t *target) landed() []*flight {
	n := slices.IndexFunc(t.flights, func(f *flight) bool { return !f.over })
	if n < 0 {
		n = len(t.flights)
	}
	landed := slices.Clone(t.flights[:n])
	t.flights = slices.Delete(t.flights, 0, n)
	return landed
}

// inOrder sorts the flights of one Deliver in the order in which they would have begun if each had
// been answered at once: by due time, endpoint, order of events.
func inOrder(flights []*flight) {
	slices.SortFunc(flights, func(a, b *flight) int {
		return cmp.Or(a.started.Compare(b.started), cmp.Compare(a.rank, b.rank), cmp.Compare(a.place, b.place),
			cmp.Compare(a.number, b.number))
	})
}

// note puts flights on record in their order. It is called with the lock held; tell follows when it
// is released.
func (d *Dispatcher) note(flights []*flight) {
	for _, f := range flights {
		if f.made {
			d.attempts.push(f.attempt, d.config.RecordLimit)
			d.untold = append(d.untold, f)
		}
		if dl := d.leaving[f.delivery.key]; dl != nil && dl.over {
			delete(d.leaving, dl.key)
			d.retire(*dl, d.config.RecordLimit)
		}
	}
}

// announceAttempts reports the attempts on record that were not reported yet, in their order. Only one goroutine
// does so at a time; the others leave what they recorded to it.
func (d *Dispatcher) announceAttempts() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.telling {
		return
	}
	d.telling = true
	for len(d.untold) > 0 {
		flights := d.untold
		d.untold = nil
		d.mu.Unlock()
		for _, f := range flights {
			if d.config.Attempted != nil {
				d.config.Attempted(f.attempt)
			}
			d.report(f.attempt, f.state)
		}
		d.mu.Lock()
	}
	d.telling = false
}
