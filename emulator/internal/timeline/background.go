package timeline

import (
	"context"
	"sync"
	"time"

	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Redeliver sends a webhook again, as webhook.Dispatcher.Redeliver does, on a manual clock at once too.
func (tl *Timeline) Redeliver(delivery string) error {
	defer tl.wake()
	return tl.hooks.Redeliver(delivery)
}

// RedeliverAll sends webhooks again, as webhook.Dispatcher.RedeliverAll does, on a manual clock at
// once too.
func (tl *Timeline) RedeliverAll(f webhook.Filter) (int, error) {
	defer tl.wake()
	return tl.hooks.RedeliverAll(f)
}

// Replay sends webhooks to an endpoint that has not got them, as webhook.Dispatcher.Replay does, on a
// manual clock at once too.
func (tl *Timeline) Replay(endpoint string, f webhook.Filter) (int, error) {
	defer tl.wake()
	return tl.hooks.Replay(endpoint, f)
}

// runDeliveries makes the attempts of a manual clock that are due as soon as something happens:
// a webhook needs no advance to be sent, only to be sent again.
func (tl *Timeline) runDeliveries() {
	for {
		select {
		case <-tl.woken:
			tl.moving.Lock()
			tl.hooks.Deliver(tl.closing, tl.Now())
			tl.moving.Unlock()
		case <-tl.closing.Done():
			return
		}
	}
}

// runAgenda lets what is due happen by itself until the sandbox ends.
func (tl *Timeline) runAgenda() {
	for tl.closing.Err() == nil {
		tl.moving.Lock() // what falls due while the clock is moved is for who moves it
		now := tl.Now()
		tl.settle(tl.closing, now)
		tl.moving.Unlock()
		var next store.Timer
		var any bool
		tl.store.View(func(tx *store.Tx) { next, any = tx.NextTimer() })
		if !any {
			select {
			case <-tl.woken:
			case <-tl.closing.Done():
			}
			continue
		}
		tl.sleepUntilChanged(next.At.Sub(now))
	}
}

// sleepUntilChanged waits on the sandbox's clock, but no longer than until something happens:
// timers that are set then may be due earlier than the one that is waited for.
func (tl *Timeline) sleepUntilChanged(d time.Duration) {
	ctx, cancel := context.WithCancel(tl.closing)
	var watch sync.WaitGroup
	defer watch.Wait() // else it could take a wake-up that is meant for the agenda's next sleep
	defer cancel()
	watch.Go(func() {
		select {
		case <-tl.woken:
			cancel()
		case <-ctx.Done():
		}
	})
	_ = tl.clock.Sleep(ctx, d) // however it ends, the agenda looks again
}
