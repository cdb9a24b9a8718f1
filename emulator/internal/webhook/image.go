package webhook

import (
	"cmp"
	"slices"
	"sync"

	"belvo-emulator/emulator/internal/notice"
)

// Image is what a dispatcher has at an instant, as a value: its endpoints, what waits for them, what has
// come of it, and the record. Taking one and beginning from one cost the same however much waits and is
// on record, for it is shared until one of them changes it. It may be used often, and concurrently.
type Image struct {
	mu      sync.Mutex // a copy marks what it is made of
	named   int
	manner  Manner
	targets []waiting
	record  record
}

// waiting is an endpoint and what waits for it.
type waiting struct {
	Endpoint
	queue queue
}

// Edition counts what was published, attempted and withdrawn: an image that was made since the count was read has
// at least what was counted.
func (d *Dispatcher) Edition() uint64 { return d.edition.Load() }

// Image returns what the dispatcher has now. What is being attempted waits in it, as it did before the
// attempt.
func (d *Dispatcher) Image() *Image {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := &Image{named: d.named, manner: d.manner, record: d.record.copy()}
	for _, t := range d.targets {
		q := t.queue.copy()
		for link := range t.flying {
			q.ready.Set(q.first(link))
		}
		i.targets = append(i.targets, waiting{t.Endpoint, q})
	}
	for _, dl := range d.leaving {
		if dl.over {
			i.record.retire(*dl, d.config.RecordLimit)
		}
	}
	return i
}

// Waiting is an image of what waits, in which nothing has happened yet: without record and with all
// counts at zero.
func (i *Image) Waiting() *Image {
	bare := &Image{named: i.named, manner: i.manner, record: newRecord()}
	for _, w := range i.copy() {
		w.queue.delivered, w.queue.givenUp, w.queue.dropped, w.queue.reportedDrops = 0, 0, 0, 0
		bare.targets = append(bare.targets, w)
	}
	return bare
}

func (i *Image) copy() []waiting {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := make([]waiting, len(i.targets))
	for n, w := range i.targets {
		all[n] = waiting{w.Endpoint, w.queue.copy()}
	}
	return all
}

// Begin returns a dispatcher that goes on from an image. Nothing is sent before Start or Publish.
func Begin(c Config, i *Image) *Dispatcher {
	d := New(c)
	for _, w := range i.copy() {
		t := d.newTarget(w.queue)
		t.Endpoint = w.Endpoint
		d.targets = append(d.targets, t)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	d.named, d.manner, d.record = i.named, i.manner, i.record.copy()
	return d
}

// Start sends what waits since the dispatcher began. A Manual dispatcher sends it when it delivers.
func (d *Dispatcher) Start() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.targets {
		d.wakeWorkers(t)
	}
}

// Redirect gives a dispatcher that was not started other endpoints, as SetEndpoints does, except that
// what waits for an endpoint that goes is not withdrawn: it goes to the endpoints that come, as if it
// were just published, and to the inbox if there are no endpoints.
func (d *Dispatcher) Redirect(endpoints []Endpoint) error {
	checked, err := checkTogether(endpoints)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	old := d.targets
	for _, e := range waitingFor(d.replaceTargets(checked)) {
		if len(d.targets) == 0 {
			d.inbox.push(e, d.config.RecordLimit)
		}
		for _, t := range d.targets {
			if !slices.Contains(old, t) && t.wants(e.Type) {
				d.enqueue(t, e, e.At)
			}
		}
	}
	return nil
}

// waitingFor returns the events that wait for any of some targets, each once, in their order.
func waitingFor(targets []*target) []*notice.Notice {
	var events []*notice.Notice
	for _, t := range targets {
		t.lanes.Scan(func(dl *delivery) bool {
			events = append(events, dl.event)
			return true
		})
	}
	slices.SortFunc(events, func(a, b *notice.Notice) int { return cmp.Compare(a.Seq, b.Seq) })
	return slices.Compact(events)
}
