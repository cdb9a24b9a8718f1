package webhook

import (
	"bytes"
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/tidwall/btree"

	"belvo-emulator/emulator/internal/notice"
)

// A delivery waits in the lane of its link, and only the first of a lane is ever attempted: this
// is what keeps the events of a link in order while those of other links go on. A target's lanes
// are sorted by when their first is due.

// deliveryKey is what a delivery is known by.
type deliveryKey struct {
	endpoint string
	seq      uint64
}

// String is the ID of the delivery.
func (k deliveryKey) String() string { return k.endpoint + "." + strconv.FormatUint(k.seq, 10) }

func (k deliveryKey) compare(other deliveryKey) int {
	return cmp.Or(cmp.Compare(k.seq, other.seq), strings.Compare(k.endpoint, other.endpoint))
}

// delivery is the delivery of one event to one target. It is not changed once it is in a queue or on
// record, for states share it: a change puts another in its place.
type delivery struct {
	event    *notice.Notice
	key      deliveryKey
	place    uint64 // among those of its target that are due at the same time
	turn     uint64 // in its lane
	due      time.Time
	free     time.Time // of a Manual dispatcher: when the one before it in its lane was done with
	copies   int       // to be sent when it was delivered
	state    State
	attempts int // in all
	tries    int // since it was queued, counted by the profile
	outcome  Outcome
	status   int
	held     bool   // until it is released: it is not ready, whenever it is due
	over     bool   // it is not queued any more
	ended    uint64 // its number among those that are over, once its last attempt is recorded
}

// begins is when the first of a lane may be attempted. On a running clock the end of the one before it
// does not count: what is overdue would lose its place in the order of commits to other links.
func (dl *delivery) begins() time.Time {
	if dl.due.After(dl.free) {
		return dl.due
	}
	return dl.free
}

// inLanes orders deliveries by their links, those of a link by their turns.
func inLanes(a, b *delivery) bool {
	if c := bytes.Compare(a.event.Link[:], b.event.Link[:]); c != 0 {
		return c < 0
	}
	return a.turn < b.turn
}

// byBegin orders deliveries by when they may be attempted, then by their places.
func byBegin(a, b *delivery) bool {
	if c := a.begins().Compare(b.begins()); c != 0 {
		return c < 0
	}
	return a.place < b.place
}

func newTree(less func(a, b *delivery) bool) *btree.BTreeG[*delivery] {
	return btree.NewBTreeGOptions(less, btree.Options{NoLocks: true})
}

// queue is what waits for an endpoint, and what has come of it. A copy costs next to nothing, whatever
// waits: both share what neither has changed.
type queue struct {
	lanes  *btree.BTreeG[*delivery] // all that wait or are attempted, inLanes
	ready  *btree.BTreeG[*delivery] // the first of each lane, unless it is held or attempted, byBegin
	held   *delivery                // by a Reorder, until the next one comes
	places uint64
	tell   func(deliveryKey, *delivery) // of what was put, and with nil of what is gone; nil tells nobody

	delivered, givenUp, dropped, reportedDrops uint64
}

// copy returns a copy. Both may be changed, under locks of their own.
func (q *queue) copy() queue {
	c := *q
	c.lanes, c.ready, c.tell = q.lanes.Copy(), q.ready.Copy(), nil
	return c
}

// first is the delivery of a link that comes first, nil for none.
func (q *queue) first(link uuid.UUID) (first *delivery) {
	q.lanes.Ascend(&delivery{event: &notice.Notice{Link: link}}, func(dl *delivery) bool {
		if dl.event.Link == link {
			first = dl
		}
		return false
	})
	return first
}

// next is the delivery that may be attempted first, nil for none.
func (q *queue) next() *delivery {
	next, _ := q.ready.Min() // nil for none
	return next
}

// join gives a delivery its place behind all others.
func (q *queue) join(dl *delivery) {
	q.places++
	dl.place, dl.turn = q.places, 2*q.places // between two turns there is room for one that is swapped
}

func (q *queue) add(dl *delivery) {
	if q.first(dl.event.Link) == nil {
		q.offer(dl)
	}
	q.put(dl)
}

// offer makes the first of a lane ready, unless it is held.
func (q *queue) offer(dl *delivery) {
	if !dl.held {
		q.ready.Set(dl)
	}
}

// put puts a delivery into its lane, or in the place of what it was before.
func (q *queue) put(dl *delivery) {
	q.lanes.Set(dl)
	if q.tell != nil {
		q.tell(dl.key, dl)
	}
}

// remove takes a delivery out of its lane.
func (q *queue) remove(dl *delivery) {
	q.lanes.Delete(dl)
	if q.tell != nil {
		q.tell(dl.key, nil)
	}
}

// replace puts a delivery in the place of what it was before.
func (q *queue) replace(old, dl *delivery) {
	q.put(dl)
	if _, ready := q.ready.Delete(old); ready {
		q.ready.Set(dl)
	}
}

// swap queues next, so that it goes right before the held one.
func (q *queue) swap(next *delivery) {
	held, _ := q.lanes.Get(q.held) // as it is now
	q.held = nil
	later := *held
	later.due, later.place, next.place = next.due, next.place, held.place
	if held.event.Link != next.event.Link {
		q.replace(held, &later)
		q.add(next)
		return
	}
	next.turn, next.free = held.turn-1, held.free
	if q.first(next.event.Link) == held {
		q.ready.Delete(held)
		q.offer(next)
	}
	q.put(next)
	q.put(&later)
}

// shift ends the first of a lane, whose next may go from an instant on.
func (q *queue) shift(dl *delivery, free time.Time) {
	q.remove(dl)
	next := q.first(dl.event.Link)
	if next == nil {
		return
	}
	if !next.free.Equal(free) {
		freed := *next
		freed.free, next = free, &freed
		q.put(next)
	}
	q.offer(next)
}

// target is an endpoint with its queue. All of it belongs to the dispatcher's lock.
type target struct {
	Endpoint
	queue
	flying  map[uuid.UUID]bool // the links whose first is attempted
	flights []*flight          // attempts that are not recorded, in the order in which they began
	removed bool

	shutUntil time.Time // real; until then its webhooks wait for open requests, if there are any

	working bool // a worker exists
	wake    context.CancelFunc
	wakeAt  time.Time // until when the worker sleeps, if wake is set
}

func (d *Dispatcher) newTarget(q queue) *target {
	t := &target{queue: q, flying: map[uuid.UUID]bool{}}
	if d.config.Changed != nil {
		t.tell = d.noteWait
	}
	return t
}

func newQueue() queue { return queue{lanes: newTree(inLanes), ready: newTree(byBegin)} }

// enqueue queues an event for a target, to be sent at an instant, or drops it if there is no room.
func (d *Dispatcher) enqueue(t *target, e *notice.Notice, at time.Time) {
	mangle := t.Mangle.With(e.Mangle).With(d.manner.Mangle)
	dl := &delivery{event: e, key: deliveryKey{t.ID, e.Seq}, state: Pending, due: at.Add(mangle.Delay),
		held: d.timing(t) == Held}
	if mangle.Duplicate {
		dl.copies = 1
	}
	d.wait(t)
	switch {
	case !d.admit(t, dl):
	case t.held != nil:
		t.swap(dl)
	case mangle.Reorder:
		dl.due = dl.due.Add(reorderHold)
		t.held = dl
		t.add(dl)
	default:
		t.add(dl)
	}
}

// admit says whether a delivery may join the queue, and drops it if not. The drop is logged by
// logFailure, outside the lock.
func (d *Dispatcher) admit(t *target, dl *delivery) bool {
	if d.room(t) == nil {
		t.join(dl)
		return true
	}
	t.dropped++
	d.finish(dl, Dropped)
	if d.closed && t.dropped-t.reportedDrops == 1 { // there may be no worker left that would say it
		go d.logFailure()
	}
	return false
}

// take begins the attempt of the delivery that may be attempted first.
func (t *target) take() *delivery {
	dl, _ := t.ready.PopMin() // there is one
	t.flying[dl.event.Link] = true
	if t.held != nil && t.held.key == dl.key {
		t.held = nil
	}
	return dl
}

// withdraw empties a target's queue, except for what is being attempted.
func (d *Dispatcher) withdraw(t *target) {
	t.removed, t.held = true, nil
	for _, dl := range t.lanes.Items() {
		if t.flying[dl.event.Link] && t.first(dl.event.Link) == dl {
			d.leaving[dl.key] = dl
			continue
		}
		t.remove(dl)
		d.finish(dl, Withdrawn)
	}
	t.ready.Clear()
	if t.wake != nil {
		t.wake()
	}
	d.announce()
}
