package timeline

import (
	"context"
	"errors"
	"time"
)

// ClockMode tells how the sandbox's clock runs.
func (tl *Timeline) ClockMode() string { return tl.clock.Mode().String() }

// Manual says whether the sandbox's clock moves only when it is told to.
func (tl *Timeline) Manual() bool { return tl.clock.Mode().Manual }

// DateForm is the form of the HTTP header Date.
const DateForm = "Mon, 02 Jan 2006 15:04:05 GMT"

// Date is the time of a manual clock in the form of the HTTP header Date, "" for a clock that runs by
// itself: an answer then has the machine's time.
func (tl *Timeline) Date() string {
	if !tl.Manual() {
		return ""
	}
	return tl.Now().UTC().Format(DateForm)
}

// Sleep waits until d has passed on the sandbox's clock, the sandbox is gone and nothing moves its
// clock any more, or ctx ends, whose error it then returns. It also ends when the emulator stops, with
// the cause of that.
func (tl *Timeline) Sleep(ctx context.Context, d time.Duration) error {
	either, cancel := tl.Alive(ctx)
	defer cancel()
	if tl.clock.Sleep(either, d) == nil {
		return nil
	}
	if err := tl.Cause(either); !errors.Is(err, ErrGone) {
		return err
	}
	return ctx.Err()
}

// Alive returns a context that also ends with the sandbox, which may be because the emulator stops.
// Everything that waits in a sandbox waits with it. Cause says why it has ended.
func (tl *Timeline) Alive(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(tl.closing, func() { cancel(context.Cause(tl.closing)) })
	return ctx, func() { stop(); cancel(nil) }
}

// Cause is why a context of Alive has ended, nil if it has not: ErrGone, or what the emulator stops
// with. These go before the end of the context that it was made of, for a connection ends as well when
// the emulator stops.
func (tl *Timeline) Cause(ctx context.Context) error {
	if err := context.Cause(tl.closing); err != nil && ctx.Err() != nil {
		return err
	}
	return context.Cause(ctx)
}
