package webhook

import (
	"cmp"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/notice"
)

// Wait is one delivery that waits for its endpoint, as data.
type Wait struct {
	Endpoint string // its ID
	Event    *notice.Notice
	State    State     // Pending, Retrying, or Delivered for one of which a copy waits
	Due      time.Time // of the next attempt, on the sandbox's clock
	Free     time.Time // before which the one before it in its lane was not done with; zero for no such instant
	Copies   int       // to be sent when it was delivered
	Attempts int       // made so far
	Tries    int       // of them, since it was queued
	Outcome  Outcome   // of the last attempt
	Status   int       // of its answer
	Place    uint64    // among those of its endpoint that are due at the same time
	Turn     uint64    // among those of its link
	Held     bool      // until the next one to its endpoint comes
	Kept     bool      // until it is released, whenever it is due
}

// Waits lists what waits in the image, by endpoint, then in the order of their turns.
func (i *Image) Waits() []Wait {
	var all []Wait
	for _, w := range i.copy() {
		first := len(all)
		w.queue.lanes.Scan(func(dl *delivery) bool {
			all = append(all, dl.wait(w.queue.held != nil && w.queue.held.key == dl.key))
			return true
		})
		slices.SortFunc(all[first:], func(a, b Wait) int { return cmp.Compare(a.Turn, b.Turn) })
	}
	return all
}

func (dl *delivery) wait(held bool) Wait {
	return Wait{Endpoint: dl.key.endpoint, Event: dl.event, State: dl.state, Due: dl.due, Free: dl.free, Copies: dl.copies,
		Attempts: dl.attempts, Tries: dl.tries, Outcome: dl.outcome, Status: dl.status, Place: dl.place, Turn: dl.turn,
		Held: held, Kept: dl.held}
}

// Changes is what a change of a dispatcher has come to.
type Changes struct {
	Published uint64 // the Seq of the last event that was published to endpoints by it, 0 for none
	Endpoints bool   // they have changed, or how all of them are sent to
	Named     int    // how many endpoints were given an ID
	Manner    Manner // that
	Waits     []Wait // what waits now in another way than before, or new
	Done      []Done // what waits no more

	touched map[deliveryKey]*delivery
}

// Done is a delivery that waits no more.
type Done struct {
	Endpoint string
	Seq      uint64
}

// noteChange is where changes are noted until the lock is released.
func (d *Dispatcher) noteChange() *Changes {
	if d.changes == nil {
		d.changes = &Changes{}
	}
	return d.changes
}

// noteWait notes that a delivery waits in another way, or with nil no more.
func (d *Dispatcher) noteWait(key deliveryKey, dl *delivery) {
	c := d.noteChange()
	if c.touched == nil {
		c.touched = map[deliveryKey]*delivery{}
	}
	c.touched[key] = dl
}

// unlock releases the lock, after Changed was told of the changes.
func (d *Dispatcher) unlock() {
	c := d.changes
	d.changes = nil
	if c != nil && d.config.Changed != nil && !d.abandoned {
		c.Manner, c.Named = d.manner, d.named
		for key, dl := range c.touched {
			if dl == nil {
				c.Done = append(c.Done, Done{key.endpoint, key.seq})
				continue
			}
			t := find(d.targets, key.endpoint)
			c.Waits = append(c.Waits, dl.wait(t != nil && t.held != nil && t.held.key == key))
		}
		d.config.Changed(c, d.endpoints)
	}
	d.mu.Unlock()
}

// Resume lets deliveries wait in a dispatcher that was not started and has nothing that waits, as they
// waited in another. Those without a turn, or with one that is taken, come behind the others, in their order. It
// returns those whose endpoint is not there.
func (d *Dispatcher) Resume(waits []Wait) (lost []Wait) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var events []*notice.Notice
	for _, w := range waits {
		t := find(d.targets, w.Endpoint)
		if t == nil {
			lost = append(lost, w)
			continue
		}
		events = append(events, w.Event)
		t.places = max(t.places, w.Place, (w.Turn+1)/2)
	}
	for _, w := range waits {
		if t := find(d.targets, w.Endpoint); t != nil {
			t.resume(w)
		}
	}
	slices.SortFunc(events, func(a, b *notice.Notice) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, e := range slices.Compact(events) {
		d.events.push(e, d.config.RecordLimit)
	}
	for _, t := range d.targets {
		t.readyFirsts()
	}
	return lost
}

// resume puts a delivery into its lane.
func (q *queue) resume(w Wait) {
	dl := &delivery{event: w.Event, key: deliveryKey{w.Endpoint, w.Event.Seq}, place: w.Place, turn: w.Turn, due: w.Due,
		free: w.Free, copies: w.Copies, state: w.State, attempts: w.Attempts, tries: w.Tries, outcome: w.Outcome,
		status: w.Status, held: w.Kept}
	_, taken := q.lanes.Get(dl)
	switch {
	case dl.turn == 0 || taken:
		q.join(dl)
	case dl.place == 0:
		q.places++
		dl.place = q.places
	}
	q.put(dl)
	if w.Held {
		q.held = dl
	}
}

// readyFirsts makes the first of each lane ready to be attempted.
func (q *queue) readyFirsts() {
	q.ready.Clear()
	var before *delivery
	q.lanes.Scan(func(dl *delivery) bool {
		if before == nil || before.event.Link != dl.event.Link {
			q.offer(dl)
		}
		before = dl
		return true
	})
}
