package webhook

// Acknowledge ends as delivered what waits here although another dispatcher of the same sandbox has delivered
// it: the world went back to before that, and a receiver keeps what it got. The other must be abandoned
// and this one not started. It returns all that the other has delivered and this one does not know of,
// in the order of the events.
func (d *Dispatcher) Acknowledge(other *Dispatcher) []Delivery {
	since := other.Deliveries(Filter{})
	other.mu.Lock()
	delivered := map[deliveryKey]*delivery{}
	other.over.Scan(func(dl *delivery) bool {
		if dl.state == Delivered {
			delivered[dl.key] = dl
		}
		return true
	})
	other.mu.Unlock()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.over.Scan(func(known *delivery) bool {
		if dl := delivered[known.key]; dl != nil && known.state == Delivered && dl.event == known.event {
			delete(delivered, known.key)
		}
		return true
	})
	for _, t := range d.targets {
		for _, dl := range t.lanes.Items() {
			if end := delivered[dl.key]; end != nil && end.event == dl.event {
				t.cancel(dl)
				t.delivered++
				d.retire(*end, d.config.RecordLimit)
			}
		}
	}
	all := []Delivery{}
	for _, shown := range since {
		if dl := delivered[deliveryKey{shown.Endpoint, shown.Event.Seq}]; dl != nil {
			all = append(all, shown)
		}
	}
	return all
}

// cancel takes a delivery that is not attempted out of its lane.
func (q *queue) cancel(dl *delivery) {
	if q.held != nil && q.held.key == dl.key {
		q.held = nil
	}
	first := q.first(dl.event.Link) == dl
	q.lanes.Delete(dl)
	q.ready.Delete(dl)
	if next := q.first(dl.event.Link); first && next != nil {
		q.offer(next)
	}
}
