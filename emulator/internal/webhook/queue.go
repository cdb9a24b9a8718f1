package webhook

import (
	"container/heap"
	"container/list"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

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

// delivery is the delivery of one event to one target. Its fields belong to the dispatcher's
// lock, but for those that only change while it is not being attempted.
type delivery struct {
	event    *notice.Notice
	key      deliveryKey
	place    uint64 // in the order of its target
	due      time.Time
	copies   int // to be sent when it was delivered
	state    State
	attempts int // in all
	tries    int // since it was queued, counted by the profile
	outcome  Outcome
	status   int
	over     bool          // it is not queued any more
	finished *list.Element // among the deliveries that are over, once its last attempt is recorded
}

// lane holds the deliveries of one link to one target, the next first.
type lane struct {
	waiting []*delivery
	free    time.Time // of a Manual dispatcher: when the one before the first was done with
	flying  bool      // the first is being attempted
	stuck   bool      // nothing is tried any more: the dispatcher closes
	index   int       // in the target's ready, -1 while flying or stuck
}

// due is when the first may be attempted. On a running clock the end of the one before it does
// not count: what is overdue would lose its place in the order of commits to other links.
func (l *lane) due() time.Time {
	if due := l.waiting[0].due; due.After(l.free) {
		return due
	}
	return l.free
}

// lanes is a heap by due time and place.
type lanes []*lane

func (h lanes) Len() int { return len(h) }

func (h lanes) Less(i, j int) bool {
	if c := h[i].due().Compare(h[j].due()); c != 0 {
		return c < 0
	}
	return h[i].waiting[0].place < h[j].waiting[0].place
}

func (h lanes) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *lanes) Push(x any) {
	l := x.(*lane)
	l.index = len(*h)
	*h = append(*h, l)
}

func (h *lanes) Pop() any {
	n := len(*h) - 1
	l := (*h)[n]
	(*h)[n], l.index = nil, -1
	*h = (*h)[:n]
	return l
}

// target is an endpoint with its queue. All of it belongs to the dispatcher's lock.
type target struct {
	Endpoint
	lanes   map[uuid.UUID]*lane
	ready   lanes
	queued  int
	places  uint64
	flying  int       // attempts that are under way
	flights []*flight // attempts that are not recorded, in the order in which they began
	held    *delivery // by a Reorder, until the next one comes
	removed bool

	working bool // a worker exists
	wake    context.CancelFunc
	wakeAt  time.Time // until when the worker sleeps, if wake is set

	delivered, givenUp, dropped, reportedDrops uint64
}

func newTarget() *target { return &target{lanes: map[uuid.UUID]*lane{}} }

// enqueue queues an event for a target, to be sent at an instant, or drops it if there is no room.
func (d *Dispatcher) enqueue(t *target, e *notice.Notice, at time.Time) {
	mangle := t.Mangle.With(e.Mangle)
	dl := &delivery{event: e, key: deliveryKey{t.ID, e.Seq}, state: Pending, due: at.Add(mangle.Delay)}
	d.deliveries[dl.key] = dl
	if mangle.Duplicate {
		dl.copies = 1
	}
	if !d.admit(t, dl) {
		return
	}
	switch held := t.held; {
	case held != nil:
		t.held = nil
		t.swap(held, dl)
	case mangle.Reorder:
		t.held, dl.due = dl, dl.due.Add(reorderHold)
		t.add(dl)
	default:
		t.add(dl)
	}
}

// admit says whether a delivery may join the queue, and drops it if not. The drop is logged by
// complain, outside the lock.
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

// join counts a delivery in.
func (t *target) join(dl *delivery) {
	t.queued++
	t.places++
	dl.place = t.places
}

func (t *target) add(dl *delivery) {
	l := t.lanes[dl.event.Link]
	if l == nil {
		l = &lane{index: -1}
		t.lanes[dl.event.Link] = l
	}
	l.waiting = append(l.waiting, dl)
	t.sort(l)
}

// swap queues next, so that it goes right before held.
func (t *target) swap(held, next *delivery) {
	held.due = next.due
	held.place, next.place = next.place, held.place
	l := t.lanes[held.event.Link]
	if held.event.Link == next.event.Link {
		l.waiting = slices.Insert(l.waiting, slices.Index(l.waiting, held), next)
		t.sort(l)
		return
	}
	t.sort(l)
	t.add(next)
}

// sort puts a lane where it belongs after it has changed.
func (t *target) sort(l *lane) {
	switch {
	case l.flying || l.stuck:
	case l.index < 0:
		heap.Push(&t.ready, l)
	default:
		heap.Fix(&t.ready, l.index)
	}
}

// take begins the attempt of the first of the first lane.
func (t *target) take() (*lane, *delivery) {
	l := heap.Pop(&t.ready).(*lane)
	l.flying = true
	t.flying++
	if l.waiting[0] == t.held {
		t.held = nil
	}
	return l, l.waiting[0]
}

// shift ends the first of a lane, whose next may go from an instant on.
func (t *target) shift(l *lane, free time.Time) {
	link := l.waiting[0].event.Link
	l.waiting[0] = nil
	l.waiting = l.waiting[1:]
	l.free = free
	t.queued--
	if len(l.waiting) == 0 {
		delete(t.lanes, link)
		return
	}
	t.sort(l)
}

// withdraw empties a target's queue, but for what is being attempted.
func (d *Dispatcher) withdraw(t *target) {
	t.removed, t.held, t.ready = true, nil, nil
	for _, l := range t.lanes {
		from := 0
		if l.flying {
			from = 1
		}
		for _, dl := range l.waiting[from:] {
			d.finish(dl, Withdrawn)
		}
		t.queued -= len(l.waiting) - from
		l.waiting = l.waiting[:from]
		l.index = -1
	}
	if t.wake != nil {
		t.wake()
	}
	d.announce()
}
