package control

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/timeline"
)

// verifyQuery says how long to wait, in real time.
type verifyQuery struct {
	Timeout time.Duration `json:"timeout" doc:"how long to wait until it holds, at most 60s; none: not at all"`
}

// errWaited is why a wait ends that was not worth it.
var errWaited = errors.New("the time to wait is over")

func verify(c *call) (any, error) {
	var q verifyQuery
	if err := c.query(&q); err != nil {
		return nil, err
	}
	if q.Timeout < 0 || q.Timeout > longestWait {
		return nil, bad("timeout: it must be between 0s and 60s")
	}
	var ask journal.Verification
	if err := c.read(&ask); err != nil {
		return nil, err
	}
	verdict, failure, err := c.hold(ask, q.Timeout)
	switch {
	case errors.Is(err, timeline.ErrGone), errors.Is(err, errClosing):
		return nil, err
	case err != nil:
		return nil, bad("%v", err)
	case failure == nil:
		return verdict, nil
	}
	if q.Timeout > 0 {
		failure.Error += ", not even after " + q.Timeout.String()
	}
	if note := c.unused(); note != "" {
		failure.Error += "; " + note
	}
	return nil, &failed{failure}
}

// errClosing is the answer to a call that waits when the emulator ends.
var errClosing = &problem{http.StatusServiceUnavailable, "the emulator ends, so there is nothing to wait for"}

// hold verifies at once, and again whenever something is recorded, until the verification holds or the
// time is over. The failure is that of the last time.
func (c *call) hold(ask journal.Verification, timeout time.Duration) (journal.Verdict, *journal.Failure, error) {
	view := c.journals()
	recorded, stop := view.Watch() // before it looks, so that nothing is missed
	defer stop()
	ctx, cancel := c.box.Alive(c.Context())
	defer cancel()
	ctx, over := context.WithTimeoutCause(ctx, timeout, errWaited)
	defer over()
	for {
		verdict, failure, err := view.Verify(ask)
		if failure == nil || err != nil {
			return verdict, failure, err
		}
		select {
		case <-recorded:
			continue
		case <-c.cfg.Closing.Done():
			return verdict, failure, errClosing
		case <-ctx.Done():
		}
		if err := context.Cause(ctx); !errors.Is(err, errWaited) {
			return verdict, failure, err
		}
		return verdict, failure, nil
	}
}

// unused says that no request has come to the sandbox though some have come to others, "" if that is
// not so: who asks may have other keys than the application.
func (c *call) unused() string {
	if c.box.Journal().Begun() > 0 {
		return ""
	}
	n := c.cfg.Engine.UsedBeside(c.box)
	if n == 0 {
		return ""
	}
	others := "another sandbox"
	if n > 1 {
		others = fmt.Sprintf("%d other sandboxes", n)
	}
	return "no request has come to this sandbox, but some have come to " + others +
		": are these the secret keys that the application uses?"
}
