package clock

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Mode is how a sandbox's clock runs: with the base clock, a number of times as fast, or only
// when it is told to. The zero value runs with the base.
type Mode struct {
	Manual bool
	Speed  float64   // how fast; 0 and 1 are the base's own speed
	Start  time.Time // where the clock stands at first; zero for the base's time
}

// ParseMode reads real, manual, manual@2026-01-31T12:00:00Z or x60. The error says what is
// allowed.
func ParseMode(text string) (Mode, error) {
	kind, start, at := strings.Cut(text, "@")
	switch {
	case text == "real":
		return Mode{}, nil
	case kind == "manual" && !at:
		return Mode{Manual: true}, nil
	case kind == "manual":
		t, err := time.Parse(time.RFC3339, start)
		if err != nil {
			return Mode{}, fmt.Errorf("%q is no instant such as 2026-01-31T12:00:00Z", start)
		}
		return Mode{Manual: true, Start: t.UTC()}, nil
	}
	if factor, fast := strings.CutPrefix(text, "x"); fast {
		if speed, err := strconv.ParseFloat(factor, 64); err == nil && speed > 0 && speed <= 1e6 {
			return Mode{Speed: speed}, nil
		}
	}
	return Mode{}, fmt.Errorf("must be real, manual, manual@TIME or a speed such as x60, not %q", text)
}

// String is the form that ParseMode reads.
func (m Mode) String() string {
	switch {
	case m.Manual:
		return "manual"
	case m.Speed == 0 || m.Speed == 1:
		return "real"
	}
	return "x" + strconv.FormatFloat(m.Speed, 'f', -1, 64)
}

// Adjustable is the clock of one sandbox. It can be moved forward, never back. It is safe for
// concurrent use.
type Adjustable struct {
	base Clock
	mode Mode

	mu     sync.Mutex
	origin time.Time     // the base's time at which this clock stood at start
	start  time.Time     // of this clock
	moved  chan struct{} // closed when the clock jumps
	onMove func(Position)
}

// Position is where a clock stands: at an instant of its own when its base stood at another.
type Position struct{ Clock, Base time.Time }

// Position returns where the clock was set last, from which it runs.
func (a *Adjustable) Position() Position {
	a.mu.Lock()
	defer a.mu.Unlock()
	return Position{a.start, a.origin}
}

// SetPosition lets the clock run from where another one did. It must not be in use yet.
func (a *Adjustable) SetPosition(p Position) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.start, a.origin = p.Clock.UTC(), p.Base
}

// OnMove sets what is called at each move of the clock, while its lock is held: it must not call the clock.
func (a *Adjustable) OnMove(moved func(Position)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.onMove = moved
}

// NewAdjustable returns a clock that runs in a mode from now on, and stands at the mode's start.
func NewAdjustable(base Clock, mode Mode) *Adjustable {
	now := base.Now()
	a := &Adjustable{base: base, mode: mode, origin: now, start: now, moved: make(chan struct{})}
	if mode.Speed == 0 {
		a.mode.Speed = 1
	}
	if !mode.Start.IsZero() {
		a.start = mode.Start
	}
	return a
}

// Mode tells how the clock runs.
func (a *Adjustable) Mode() Mode { return a.mode }

// Now is the clock's time, in UTC.
func (a *Adjustable) Now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now()
}

func (a *Adjustable) now() time.Time {
	if a.mode.Manual {
		return a.start
	}
	passed := a.base.Now().Sub(a.origin)
	if a.mode.Speed != 1 {
		passed = time.Duration(float64(passed) * a.mode.Speed)
	}
	return a.start.Add(passed)
}

// MoveTo moves the clock forward to an instant and wakes the sleepers whose time has come. It returns
// false, and does nothing, for an instant that has passed.
func (a *Adjustable) MoveTo(t time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if t.Before(now) {
		return false
	}
	a.start, a.origin = t.UTC(), a.base.Now()
	if a.onMove != nil {
		a.onMove(Position{a.start, a.origin})
	}
	close(a.moved)
	a.moved = make(chan struct{})
	return true
}

// Sleep implements Clock, with one difference: with a channel, a jump of the clock ends it with ErrWoken
// as well. At most one channel may be given.
func (a *Adjustable) Sleep(ctx context.Context, d time.Duration, early ...<-chan struct{}) error {
	due := a.Now().Add(d)
	for {
		a.mu.Lock()
		wait, moved := due.Sub(a.now()), (<-chan struct{})(a.moved)
		a.mu.Unlock()
		if wait <= 0 || ctx.Err() != nil {
			return ctx.Err()
		}
		if err := a.sleepBase(ctx, wait, append(early, moved)); err != nil && len(early) > 0 {
			return err
		}
	}
}

// sleepBase waits on the base clock until the time has passed, something comes from a channel or ctx
// ends. What stands still is not waited for.
func (a *Adjustable) sleepBase(ctx context.Context, wait time.Duration, early []<-chan struct{}) error {
	switch {
	case a.mode.Manual:
		first, second := pair(early)
		select {
		case <-first:
		case <-second:
		case <-ctx.Done():
			return ctx.Err()
		}
		return ErrWoken
	case a.mode.Speed != 1:
		wait = time.Duration(float64(wait)/a.mode.Speed) + 1 // rounded up, or it would wake too early
	}
	return a.base.Sleep(ctx, wait, early...)
}
