package webhook

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"belvo-emulator/emulator/internal/notice"
)

// Why a delivery cannot be made again.
var (
	ErrUnknown  = errors.New("no such webhook delivery or endpoint on record")
	ErrUnderWay = errors.New("the webhook delivery is under way")
	ErrHeld     = errors.New("the webhook delivery is held until it is released")
	ErrFull     = errors.New("the webhook endpoint's queue is full")
)

// Redeliver sends a delivery again, with the same webhook_id and body and all the retries of its
// profile: one that is over joins the end of its link's queue, one that waits for a retry is due
// at once. It returns ErrUnknown, ErrUnderWay, ErrHeld, ErrFull or ErrClosed if it cannot.
func (d *Dispatcher) Redeliver(id string) error {
	endpoint, number := id, ""
	if i := strings.LastIndexByte(id, '.'); i >= 0 {
		endpoint, number = id[:i], id[i+1:]
	}
	seq, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return fmt.Errorf("%w: %q", ErrUnknown, id)
	}
	now := d.config.Clock.Now()
	d.mu.Lock()
	defer d.unlock()
	t, key := find(d.targets, endpoint), deliveryKey{endpoint, seq}
	if t == nil {
		return fmt.Errorf("%w: %q", ErrUnknown, id)
	}
	if dl, over := d.findOver(key); over {
		return d.requeue(t, dl, now)
	}
	if dl := t.find(key); dl != nil {
		return d.hurry(t, dl, now)
	}
	if d.leaving[key] != nil {
		return fmt.Errorf("%w: %s", ErrUnderWay, key)
	}
	return fmt.Errorf("%w: %q", ErrUnknown, id)
}

// findOver returns a delivery that is over. It is called with the lock held.
func (d *Dispatcher) findOver(key deliveryKey) (*delivery, bool) {
	if dl := d.leaving[key]; dl != nil {
		return dl, dl.over
	}
	return d.over.Get(&delivery{key: key})
}

// find returns a delivery that waits or is attempted, nil if there is none.
func (q *queue) find(key deliveryKey) (found *delivery) {
	q.lanes.Scan(func(dl *delivery) bool {
		if dl.key == key {
			found = dl
		}
		return found == nil
	})
	return found
}

// RedeliverAll sends every delivery again that f chooses and that is over, in the order of their
// events, and returns how many. It stops at the first that cannot be sent.
func (d *Dispatcher) RedeliverAll(f Filter) (int, error) {
	now := d.config.Clock.Now()
	d.mu.Lock()
	defer d.unlock()
	var over []*delivery
	choose := func(dl *delivery) bool {
		again := dl.over && dl.state != NothingToTell
		if again && dl.match(f) && find(d.targets, dl.key.endpoint) != nil {
			over = append(over, dl)
		}
		return true
	}
	d.over.Scan(choose)
	for _, dl := range d.leaving {
		choose(dl)
	}
	slices.SortFunc(over, func(a, b *delivery) int { return a.key.compare(b.key) })
	over = last(f, over)
	for n, dl := range over {
		if err := d.requeue(find(d.targets, dl.key.endpoint), dl, now); err != nil {
			return n, err
		}
	}
	return len(over), nil
}

// Replay sends the events on record that f chooses to an endpoint that has not got them, because
// it was added later, say, and returns how many.
func (d *Dispatcher) Replay(endpoint string, f Filter) (int, error) {
	now := d.config.Clock.Now()
	d.mu.Lock()
	defer d.unlock()
	t := find(d.targets, endpoint)
	if t == nil {
		return 0, fmt.Errorf("%w: %q", ErrUnknown, endpoint)
	}
	known := map[uint64]bool{}
	t.lanes.Scan(func(dl *delivery) bool {
		known[dl.key.seq] = true
		return true
	})
	missing := d.events.chosen(f, func(e *notice.Notice) bool {
		key := deliveryKey{endpoint, e.Seq}
		_, over := d.findOver(key)
		return f.event(e) && t.wants(e.Type) && !known[e.Seq] && !over && d.leaving[key] == nil
	})
	for n, e := range missing {
		if err := d.room(t); err != nil {
			d.wakeWorkers(t)
			return n, err
		}
		d.enqueue(t, e, now)
	}
	d.wakeWorkers(t)
	return len(missing), nil
}

func (d *Dispatcher) room(t *target) error {
	switch {
	case d.closed:
		return ErrClosed
	case t.lanes.Len() >= d.config.QueueLimit:
		return ErrFull
	}
	return nil
}

// hurry makes a delivery that waits for a retry due at once. It is called with the lock held.
func (d *Dispatcher) hurry(t *target, dl *delivery, now time.Time) error {
	if dl.held {
		return fmt.Errorf("%w: %s", ErrHeld, dl.key)
	}
	if dl.state != Retrying || t.flying[dl.event.Link] || d.closed {
		return fmt.Errorf("%w: %s", ErrUnderWay, dl.key)
	}
	hurried := *dl
	hurried.due = now
	t.replace(dl, &hurried)
	d.wakeWorkers(t)
	return nil
}

// requeue queues a delivery anew that is over. It is called with the lock held.
func (d *Dispatcher) requeue(t *target, dl *delivery, now time.Time) error {
	if err := d.room(t); err != nil {
		return err
	}
	if d.leaving[dl.key] != nil {
		delete(d.leaving, dl.key)
	} else {
		d.revive(dl)
	}
	anew := *dl
	anew.over, anew.ended, anew.state, anew.tries, anew.due, anew.free = false, 0, Pending, 0, now, time.Time{}
	anew.held = false // it was dropped, if it was
	t.join(&anew)
	t.add(&anew)
	d.wakeWorkers(t)
	return nil
}
