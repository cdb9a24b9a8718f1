package webhook

import (
	"context"
	"slices"
)

// logFailure logs what was dropped since it was last called.
func (d *Dispatcher) logFailure() {
	type loss struct {
		endpoint string
		dropped  uint64
	}
	var losses []loss
	d.mu.Lock()
	for _, t := range d.targets {
		if t.dropped > t.reportedDrops {
			losses = append(losses, loss{t.ID, t.dropped - t.reportedDrops})
			t.reportedDrops = t.dropped
		}
	}
	d.mu.Unlock()
	for _, l := range losses {
		d.config.Logger.Error("webhooks dropped: the endpoint's queue is full or the dispatcher is closed",
			"endpoint", l.endpoint, "dropped", l.dropped, "limit", d.config.QueueLimit)
	}
}

// Close ends the dispatcher; stop publishing first. Events that wait, for a retry too, have one
// last attempt at once, for as long as ctx allows; a Manual dispatcher only ends the Deliver that
// is under way. It returns what was not delivered, and does so again when called again.
func (d *Dispatcher) Close(ctx context.Context) []Delivery {
	d.mu.Lock()
	d.closed = true
	for _, t := range d.targets {
		if t.wake != nil {
			t.wake()
		}
	}
	d.announce()
	d.rest()
	d.mu.Unlock()
	select {
	case <-d.idle:
		d.endTurn(ctx)
	case <-ctx.Done():
	}
	d.cancel()
	if d.own != nil {
		d.own.CloseIdleConnections()
	}
	d.logFailure()
	left := d.Deliveries(Filter{})
	left = slices.DeleteFunc(left, func(l Delivery) bool { return l.State != Pending && l.State != Retrying })
	if len(left) > 0 {
		d.config.Logger.Warn("webhooks were not delivered", "count", len(left))
	}
	return left
}

// Abandon ends the dispatcher at once: attempts that are under way are broken off, and what waits
// or is still published is forgotten without a word. When it returns nothing is sent any more.
func (d *Dispatcher) Abandon() {
	d.cancel()
	d.mu.Lock()
	d.closed, d.abandoned = true, true
	for _, t := range d.targets {
		d.withdraw(t)
	}
	d.announce()
	d.rest()
	d.mu.Unlock()
	<-d.idle
	d.endTurn(context.Background())
	if d.own != nil {
		d.own.CloseIdleConnections()
	}
}

// endTurn waits for the Deliver that is under way.
func (d *Dispatcher) endTurn(ctx context.Context) {
	select {
	case d.turn <- struct{}{}:
		<-d.turn
	case <-ctx.Done():
	}
}
