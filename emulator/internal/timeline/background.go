package timeline

import (
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

// ReleaseHeld lets the webhooks go that are held, on a manual clock at once too.
func (tl *Timeline) ReleaseHeld() int {
	defer tl.wake()
	return tl.hooks.Release()
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
		tl.moving.Lock() // what falls due while the clock is moved belongs to the caller that moves it
		now := tl.Now()
		tl.fireDueUnder(tl.closing, now)
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
		// Timers that are set meanwhile may be due earlier. However the sleep ends, the agenda looks again.
		_ = tl.clock.Sleep(tl.closing, next.At.Sub(now), tl.woken)
	}
}
