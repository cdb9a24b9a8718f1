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
	ErrFull     = errors.New("the webhook endpoint's queue is full")
)

// Redeliver sends a delivery again, with the same webhook_id and body and all the retries of its
// profile: one that is over joins the end of its link's queue, one that waits for a retry is due
// at once. It returns ErrUnknown, ErrUnderWay, ErrFull or ErrClosed if it cannot.
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
	defer d.mu.Unlock()
	t, dl := find(d.targets, endpoint), d.deliveries[deliveryKey{endpoint, seq}]
	if t == nil || dl == nil {
		return fmt.Errorf("%w: %q", ErrUnknown, id)
	}
	return d.redeliver(t, dl, now)
}

// RedeliverAll sends every delivery again that f chooses and that is over, in the order of their
// events, and returns how many. It stops at the first that cannot be sent.
func (d *Dispatcher) RedeliverAll(f Filter) (int, error) {
	now := d.config.Clock.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	var over []*delivery
	for _, dl := range d.deliveries {
		again := dl.over && dl.state != NothingToTell
		if again && dl.match(f) && find(d.targets, dl.key.endpoint) != nil {
			over = append(over, dl)
		}
	}
	slices.SortFunc(over, (*delivery).compare)
	over = last(f, over)
	for n, dl := range over {
		if err := d.redeliver(find(d.targets, dl.key.endpoint), dl, now); err != nil {
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
	defer d.mu.Unlock()
	t := find(d.targets, endpoint)
	if t == nil {
		return 0, fmt.Errorf("%w: %q", ErrUnknown, endpoint)
	}
	missing := d.events.chosen(f, func(e *notice.Notice) bool {
		return f.event(e) && t.wants(e.Type) && d.deliveries[deliveryKey{endpoint, e.Seq}] == nil
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
	case t.queued >= d.config.QueueLimit:
		return ErrFull
	}
	return nil
}

// redeliver queues a delivery anew, or hurries it. It is called with the lock held.
func (d *Dispatcher) redeliver(t *target, dl *delivery, now time.Time) error {
	if !dl.over {
		l := t.lanes[dl.event.Link]
		if dl.state != Retrying || l.flying || d.closed {
			return fmt.Errorf("%w: %s", ErrUnderWay, dl.key)
		}
		dl.due = now
		t.sort(l)
		d.wakeWorkers(t)
		return nil
	}
	if err := d.room(t); err != nil {
		return err
	}
	if dl.finished != nil {
		d.finished.Remove(dl.finished)
	}
	dl.over, dl.finished, dl.state, dl.tries, dl.due = false, nil, Pending, 0, now
	t.join(dl)
	t.add(dl)
	d.wakeWorkers(t)
	return nil
}
