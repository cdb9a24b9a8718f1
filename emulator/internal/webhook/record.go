package webhook

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/notice"
)

// ring keeps the last so many items, and counts those it has forgotten.
type ring[T any] struct {
	items     []T
	oldest    int
	limit     int
	forgotten uint64
}

func (r *ring[T]) push(item T) {
	if len(r.items) < r.limit {
		r.items = append(r.items, item)
		return
	}
	r.items[r.oldest] = item
	r.oldest = (r.oldest + 1) % r.limit
	r.forgotten++
}

// at returns the item that has i older ones.
func (r *ring[T]) at(i int) *T { return &r.items[(r.oldest+i)%len(r.items)] }

// chosen returns the items that keep wants, the oldest first.
func (r *ring[T]) chosen(f Filter, keep func(T) bool) []T {
	var items []T
	for i := range r.items {
		if item := *r.at(i); keep(item) {
			items = append(items, item)
		}
	}
	return last(f, items)
}

// String is the ID of the delivery.
func (k deliveryKey) String() string { return k.endpoint + "." + strconv.FormatUint(k.seq, 10) }

func (k deliveryKey) compare(other deliveryKey) int {
	return cmp.Or(cmp.Compare(k.seq, other.seq), strings.Compare(k.endpoint, other.endpoint))
}

func (dl *delivery) compare(other *delivery) int { return dl.key.compare(other.key) }

// finish ends a delivery that is not being attempted.
func (d *Dispatcher) finish(dl *delivery, s State) {
	dl.over, dl.state = true, s
	d.retire(dl)
}

// retire puts a delivery that is over behind those that were over before, and forgets the first of
// them if there are too many.
func (d *Dispatcher) retire(dl *delivery) {
	if dl.finished != nil {
		return
	}
	dl.finished = d.finished.PushBack(dl)
	if d.finished.Len() > d.config.RecordLimit {
		oldest := d.finished.Remove(d.finished.Front()).(*delivery)
		if d.deliveries[oldest.key] == oldest {
			delete(d.deliveries, oldest.key)
		}
		d.forgotten++
	}
}

// Attempts returns the attempts on record, in the order in which they fell due, of a Manual dispatcher
// those of each Deliver. An attempt is on record once it and those at its endpoint before it are over.
func (d *Dispatcher) Attempts(f Filter) []Attempt {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.attempts.chosen(f, func(a Attempt) bool { return f.at(a.Endpoint) && f.event(a.Event) })
}

// Deliveries returns the deliveries that are not over and those over that are still on record, in
// the order of their events; of one event in the order of the endpoints' names.
func (d *Dispatcher) Deliveries(f Filter) []Delivery {
	d.mu.Lock()
	var all []Delivery
	for _, dl := range d.deliveries {
		if dl.match(f) {
			all = append(all, d.show(dl))
		}
	}
	d.mu.Unlock()
	slices.SortFunc(all, func(a, b Delivery) int {
		return deliveryKey{a.Endpoint, a.Event.Seq}.compare(deliveryKey{b.Endpoint, b.Event.Seq})
	})
	return last(f, all)
}

func (dl *delivery) match(f Filter) bool {
	return f.event(dl.event) && f.at(dl.key.endpoint) && (f.State == "" || f.State == dl.state)
}

func (d *Dispatcher) show(dl *delivery) Delivery {
	shown := Delivery{
		ID: dl.key.String(), Endpoint: dl.key.endpoint, Event: dl.event, State: dl.state,
		Attempts: dl.attempts, Outcome: dl.outcome, Status: dl.status,
	}
	if !dl.over && !d.closed {
		shown.Next = dl.due
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
		DeliveriesForgotten: d.forgotten, AttemptsForgotten: d.attempts.forgotten,
	}
	for i, t := range d.targets {
		s.Endpoints[i] = EndpointStatus{t.ID, t.queued, t.delivered, t.givenUp, t.dropped}
	}
	return s
}
