package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// publish hands a commit's events on: transitions to whoever observes, webhooks to the
// dispatcher. The store's lock is held, so it must not block.
func (b *Sandbox) publish(events []store.Event) {
	if b.engine.cfg.Observe != nil {
		b.engine.cfg.Observe(events)
	}
	var hooks []webhook.Event
	for _, e := range events {
		b.journal.Commit(journal.Transition{At: e.At, Link: e.Link, From: e.Transition.From,
			Event: e.Transition.Event, To: e.Transition.To, Cause: e.Cause},
			webhooksOf(e.Notices, e.At, e.Link, e.Cause))
		hooks = slices.Grow(hooks, len(e.Notices))
		for _, n := range e.Notices {
			b.told++
			hooks = append(hooks, webhook.Event{Seq: b.told, ID: n.ID, At: e.At, Link: e.Link,
				Type: n.Type, Code: n.Code, Body: n.Body,
				Mangle: webhook.Mangle{Duplicate: n.Mangle.Duplicate, Delay: n.Mangle.Delay, Reorder: n.Mangle.Reorder}})
		}
	}
	if b.asleep {
		b.kept = append(b.kept, hooks...)
		return
	}
	if len(hooks) > 0 {
		b.hooks.Publish(hooks)
		if b.clock.Mode().Manual {
			b.wake()
		}
	}
}

// wake tells the agenda that its next timer, or on a manual clock a webhook, has come.
func (b *Sandbox) wake() {
	select {
	case b.woken <- struct{}{}:
	default: // it has not looked yet and will see this too
	}
}

// Webhooks is where the sandbox's webhooks go.
func (b *Sandbox) Webhooks() *webhook.Dispatcher { return b.hooks }

// Redeliver sends a webhook again, as webhook.Dispatcher.Redeliver does, on a manual clock at once too.
func (b *Sandbox) Redeliver(delivery string) error {
	defer b.wake()
	return b.hooks.Redeliver(delivery)
}

// RedeliverAll sends webhooks again, as webhook.Dispatcher.RedeliverAll does, on a manual clock at
// once too.
func (b *Sandbox) RedeliverAll(f webhook.Filter) (int, error) {
	defer b.wake()
	return b.hooks.RedeliverAll(f)
}

// Replay sends webhooks to an endpoint that has not got them, as webhook.Dispatcher.Replay does, on a
// manual clock at once too.
func (b *Sandbox) Replay(endpoint string, f webhook.Filter) (int, error) {
	defer b.wake()
	return b.hooks.Replay(endpoint, f)
}

// runDeliveries makes the attempts of a manual clock that are due as soon as something happens:
// a webhook needs no advance to be sent, only to be sent again.
func (b *Sandbox) runDeliveries() {
	for {
		select {
		case <-b.woken:
			b.moving.Lock()
			b.hooks.Deliver(b.closing, b.now())
			b.moving.Unlock()
		case <-b.closing.Done():
			return
		}
	}
}

// runAgenda lets what is due happen by itself until the sandbox ends.
func (b *Sandbox) runAgenda() {
	for b.closing.Err() == nil {
		b.moving.Lock() // what falls due while the clock is moved is for who moves it
		now := b.now()
		b.settle(now)
		b.moving.Unlock()
		var next store.Timer
		var any bool
		b.store.View(func(tx *store.Tx) { next, any = tx.NextTimer() })
		if !any {
			select {
			case <-b.woken:
			case <-b.closing.Done():
			}
			continue
		}
		b.sleepUntilChanged(next.At.Sub(now))
	}
}

// sleepUntilChanged waits on the sandbox's clock, but no longer than until something happens:
// timers that are set then may be due earlier than the one that is waited for.
func (b *Sandbox) sleepUntilChanged(d time.Duration) {
	ctx, cancel := context.WithCancel(b.closing)
	var watch sync.WaitGroup
	defer watch.Wait() // else it could take a wake-up that is meant for the agenda's next sleep
	defer cancel()
	watch.Go(func() {
		select {
		case <-b.woken:
			cancel()
		case <-ctx.Done():
		}
	})
	_ = b.clock.Sleep(ctx, d) // however it ends, the agenda looks again
}

// Close ends the sandboxes' agendas and lets webhooks that are under way or due arrive, as long as
// ctx lasts; no sandbox waits for another's receivers. It returns those that were not delivered.
func (e *Engine) Close(ctx context.Context) []webhook.Delivery {
	e.close()
	boxes := e.boxes()
	left := make([][]webhook.Delivery, len(boxes))
	var all sync.WaitGroup
	for i, b := range boxes {
		all.Go(func() {
			b.running.Wait()
			if e.cfg.Background {
				b.hooks.Deliver(ctx, b.now()) // nothing on a running clock, whose workers do it
			}
			left[i] = b.hooks.Close(ctx)
		})
	}
	all.Wait()
	return slices.Concat(left...)
}
