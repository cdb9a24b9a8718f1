package webhook

import (
	"slices"

	"github.com/tidwall/btree"

	"belvo-emulator/emulator/internal/notice"
)

// recent keeps the last items of many, and counts those it has forgotten. A copy costs nothing: the copy
// shares the items, and what is added to either goes behind those that the other has.
type recent[T any] struct {
	items     []T // the oldest first
	forgotten uint64
	added     uint64 // how many there have been, those of the process before included
}

// push adds the newest item, and forgets the oldest if there are more than a limit.
func (r *recent[T]) push(item T, limit int) {
	r.items = append(r.items, item)
	r.added++
	if len(r.items) > limit {
		r.items = r.items[1:] // an append that finds no room any more leaves the forgotten ones behind
		r.forgotten++
	}
}

// count is how many items there have been.
func (r *recent[T]) count() uint64 { return r.added }

// copy returns a copy, which has no room behind its items: its first addition moves them to a place of its
// own. Both may be changed, under locks of their own.
func (r *recent[T]) copy() recent[T] { return recent[T]{slices.Clip(r.items), r.forgotten, r.added} }

// since returns the items that were added after the first n, as far as they are kept.
func (r *recent[T]) since(n uint64) []T {
	missing := min(r.added-min(n, r.added), uint64(len(r.items)))
	return slices.Clone(r.items[uint64(len(r.items))-missing:])
}

// chosen returns the items that keep wants, the oldest first.
func (r *recent[T]) chosen(f Filter, keep func(T) bool) []T {
	var items []T
	for _, item := range r.items {
		if keep(item) {
			items = append(items, item)
		}
	}
	return last(f, items)
}

// record is what happened, as far as there is room.
type record struct {
	events   recent[*notice.Notice] // in the order of their Seq
	inbox    recent[*notice.Notice]
	attempts recent[*Attempt]

	over      *btree.BTreeG[*delivery]     // deliveries that are over, by their keys
	ends      btree.Map[uint64, *delivery] // the same in the order of their ends
	ended     uint64                       // the number of the last end
	forgotten uint64                       // deliveries that fell out
	recalled  bool                         // what the process before had on record is here
}

func newRecord() record {
	return record{over: newTree(func(a, b *delivery) bool { return a.key.compare(b.key) < 0 })}
}

// copy returns a copy. Both may be changed, under locks of their own.
func (r *record) copy() record {
	return record{r.events.copy(), r.inbox.copy(), r.attempts.copy(), r.over.Copy(), *r.ends.Copy(), r.ended,
		r.forgotten, r.recalled}
}

// retire puts a delivery that is over behind those that were over before, and forgets the first of
// them if there are more than a limit.
func (r *record) retire(dl delivery, limit int) {
	r.ended++
	dl.ended = r.ended
	r.over.Set(&dl)
	r.ends.Set(dl.ended, &dl)
	if r.ends.Len() > limit {
		_, oldest, _ := r.ends.PopMin()
		r.forgotten++
		if known, _ := r.over.Get(oldest); known == oldest {
			r.over.Delete(oldest)
		}
	}
}

// revive takes a delivery that is over off the record.
func (r *record) revive(dl *delivery) {
	r.over.Delete(dl)
	r.ends.Delete(dl.ended)
}

// finish ends a delivery that is not being attempted.
func (d *Dispatcher) finish(dl *delivery, s State) {
	end := *dl
	end.over, end.state = true, s
	d.retire(end, d.config.RecordLimit)
}

// Attempts returns the attempts on record, in the order in which they fell due, of a Manual dispatcher
// those of each Deliver. An attempt is on record once it and those at its endpoint before it are over.
func (d *Dispatcher) Attempts(f Filter) []*Attempt {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.attempts.chosen(f, func(a *Attempt) bool { return f.at(a.Endpoint) && f.event(a.Event) })
}

// Deliveries returns the deliveries that are not over and those over that are still on record, in
// the order of their events; of one event in the order of the endpoints' names.
func (d *Dispatcher) Deliveries(f Filter) []Delivery {
	d.mu.Lock()
	all := map[deliveryKey]*delivery{}
	add := func(dl *delivery) bool {
		if dl.match(f) {
			all[dl.key] = dl
		}
		return true
	}
	d.over.Scan(add)
	for _, t := range d.targets {
		t.lanes.Scan(add)
	}
	for _, dl := range d.leaving {
		add(dl)
	}
	closed := d.closed
	d.mu.Unlock()
	shown := make([]Delivery, 0, len(all))
	for _, dl := range all {
		shown = append(shown, dl.show(closed))
	}
	slices.SortFunc(shown, func(a, b Delivery) int {
		return deliveryKey{a.Endpoint, a.Event.Seq}.compare(deliveryKey{b.Endpoint, b.Event.Seq})
	})
	return last(f, shown)
}

func (dl *delivery) match(f Filter) bool {
	return f.event(dl.event) && f.at(dl.key.endpoint) && (f.State == "" || f.State == dl.state)
}

func (dl *delivery) show(closed bool) Delivery {
	shown := Delivery{
		ID: dl.key.String(), Endpoint: dl.key.endpoint, Event: dl.event, State: dl.state,
		Attempts: dl.attempts, Outcome: dl.outcome, Status: dl.status,
	}
	if !dl.over && !closed {
		if shown.Held = dl.held; !dl.held {
			shown.Next = dl.due
		}
	}
	return shown
}

// Events returns the events on record in commit order, delivered or not.
func (d *Dispatcher) Events(f Filter) []*notice.Notice {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.events.chosen(f, f.event)
}

// Inbox returns the events on record that came while no endpoint was configured, in commit order.
func (d *Dispatcher) Inbox(f Filter) []*notice.Notice {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inbox.chosen(f, f.event)
}

// Status is a dispatcher in numbers.
type Status struct {
	Endpoints []EndpointStatus
	// How many events, inbox events, finished deliveries and attempts fell out of the record.
	EventsForgotten, InboxForgotten, DeliveriesForgotten, AttemptsForgotten uint64
}

// EndpointStatus is an endpoint in numbers.
type EndpointStatus struct {
	ID     string
	Queued int // events that wait, those that are attempted included
	// How many events ended in these states, since the endpoint was added.
	Delivered, GivenUp, Dropped uint64
}

// Status tells how much there is and was.
func (d *Dispatcher) Status() Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := Status{
		Endpoints:       make([]EndpointStatus, len(d.targets)),
		EventsForgotten: d.events.forgotten, InboxForgotten: d.inbox.forgotten,
		DeliveriesForgotten: d.record.forgotten, AttemptsForgotten: d.attempts.forgotten,
	}
	for i, t := range d.targets {
		s.Endpoints[i] = EndpointStatus{t.ID, t.lanes.Len(), t.delivered, t.givenUp, t.dropped}
	}
	return s
}
