package timeline

import (
	"time"

	"belvo-emulator/emulator/internal/clock"
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

// SetClockMode lets the sandbox's clock run in another way from its present instant on. What fell due before
// has happened then. It waits its turn with what moves the clock.
func (tl *Timeline) SetClockMode(mode clock.Mode) {
	tl.moving.Lock()
	defer tl.moving.Unlock()
	tl.FireDue(tl.Now())
	tl.clock.SetMode(mode)
	tl.hooks.SetManual(mode.Manual)
	tl.wake()
}

// run lets happen by itself what the clock's mode has happen by itself, until the sandbox ends. The mode may
// change at any time, which rings the alarm.
func (tl *Timeline) run() {
	for tl.closing.Err() == nil {
		if tl.Manual() {
			tl.deliverDue()
			tl.awaitAlarm()
			continue
		}
		next, any := tl.fireOverdue()
		if !any {
			tl.awaitAlarm()
			continue
		}
		// Timers that are set meanwhile may be due earlier. However the sleep ends, the agenda looks again.
		_ = tl.clock.Sleep(tl.closing, next, tl.woken)
	}
}

func (tl *Timeline) awaitAlarm() {
	select {
	case <-tl.woken:
	case <-tl.closing.Done():
	}
}

// deliverDue makes the attempts of a manual clock that are due: a webhook needs no advance to be sent, only to
// be sent again. On a running clock it does nothing.
func (tl *Timeline) deliverDue() {
	tl.moving.Lock()
	defer tl.moving.Unlock()
	if tl.closing.Err() == nil {
		tl.hooks.Deliver(tl.closing, tl.Now())
	}
}

// fireOverdue lets happen what is due by now, and returns in how long the next timer is due, false if there is
// none.
func (tl *Timeline) fireOverdue() (until time.Duration, any bool) {
	tl.moving.Lock() // what falls due while the clock is moved belongs to the caller that moves it
	now := tl.Now()
	tl.fireDueUnder(tl.closing, now)
	tl.moving.Unlock()
	var next store.Timer
	tl.store.View(func(tx *store.Tx) { next, any = tx.NextTimer() })
	return next.At.Sub(now), any
}
