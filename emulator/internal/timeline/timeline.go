// Package timeline is what is due in a sandbox and makes itself happen: refreshes, expiries, removal
// of data, webhooks of a manual clock.
package timeline

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Timeline lets happen what is due in one sandbox.
type Timeline struct {
	desk    *contact.Desk
	store   *store.Store
	clock   *clock.Adjustable
	hooks   *webhook.Dispatcher
	logger  *slog.Logger
	woken   Alarm
	moving  sync.Mutex // held while the clock is moved
	effects *effectLog // of that; guarded by the store's lock

	closing context.Context // of what it does in the background; its cause says why it has ended
	close   context.CancelCauseFunc
	running sync.WaitGroup
}

// ErrGone is why work on a sandbox is broken off.
var ErrGone = errors.New("the sandbox was reset or deleted meanwhile")

// Alarm tells that there is something to do.
type Alarm chan struct{}

// NewAlarm returns an alarm that was not rung yet.
func NewAlarm() Alarm { return make(Alarm, 1) }

// Ring tells that the next timer, or on a manual clock a webhook, has come.
func (a Alarm) Ring() {
	select {
	case a <- struct{}{}:
	default: // it has not looked yet and will see this too
	}
}

// New returns the timeline of a sandbox, at which nothing happens by itself until it is started.
func New(parent context.Context, desk *contact.Desk, st *store.Store, cl *clock.Adjustable,
	hooks *webhook.Dispatcher, alarm Alarm, logger *slog.Logger) *Timeline {
	tl := &Timeline{desk: desk, store: st, clock: cl, hooks: hooks, woken: alarm, logger: logger}
	tl.closing, tl.close = context.WithCancelCause(parent)
	return tl
}

// Start lets what is due happen by itself.
func (tl *Timeline) Start() {
	tl.store.OnTimer(func() {
		if !tl.clock.Mode().Manual {
			tl.wake()
		}
	})
	tl.running.Go(tl.run)
}

// Stop ends what it does by itself, and what waits for its clock.
func (tl *Timeline) Stop() {
	tl.close(ErrGone)
	tl.running.Wait()
}

// Wait returns when what runs by itself has come to its end.
func (tl *Timeline) Wait() { tl.running.Wait() }

// Now is the time on the sandbox's clock.
func (tl *Timeline) Now() time.Time { return belvo.At(tl.clock.Now()).Time }

func (tl *Timeline) wake() { tl.woken.Ring() }

// Hold keeps the clock from being moved until the function that it returns is called.
func (tl *Timeline) Hold() (release func()) {
	tl.moving.Lock()
	return tl.moving.Unlock
}
