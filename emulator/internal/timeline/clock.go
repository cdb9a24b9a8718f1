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

// Sleep waits until d has passed on the sandbox's clock, the sandbox is gone and nobody moves its
// clock any more, or ctx ends, whose error it then returns.
func (tl *Timeline) Sleep(ctx context.Context, d time.Duration) error {
	either, cancel := tl.Alive(ctx)
	defer cancel()
	_ = tl.clock.Sleep(either, d) // however it ends, only who waits decides whether it was enough
	return ctx.Err()
}

// ErrGone is why work on a sandbox is broken off.
var ErrGone = errors.New("the sandbox was reset or deleted meanwhile")

// Alive returns a context that also ends with the sandbox; its cause is ErrGone then.
func (tl *Timeline) Alive(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(tl.closing, func() { cancel(ErrGone) })
	return ctx, func() { stop(); cancel(nil) }
}
