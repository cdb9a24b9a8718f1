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

// The years of sandboxes. What a bank knows of a customer is kept for each day, so time must not go on for ever.
const (
	firstYear = 2000
	lastYear  = 2099
)

var last = time.Date(lastYear, 12, 31, 23, 59, 59, 0, time.UTC)

// Last is the last instant of a sandbox. A clock that runs stands still there.
func Last() time.Time { return last }

// Check says what is wrong with an instant as the time of a sandbox.
func Check(t time.Time) error {
	if year := t.UTC().Year(); year < firstYear || year > lastYear {
		return fmt.Errorf("a sandbox has the years %d to %d, not %d", firstYear, lastYear, year)
	}
	return nil
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
		return Mode{Manual: true, Start: t.UTC()}, Check(t)
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

// Adjustable is the clock of one sandbox. It can be moved forward, never back, and can change how it runs. It
// is safe for concurrent use.
type Adjustable struct {
	base Clock

	mu     sync.Mutex
	mode   Mode
	origin time.Time     // the base's time at which this clock stood at start
	start  time.Time     // of this clock
	moved  chan struct{} // closed when the clock jumps, or runs in another way
	onMove func(Position)
}

// Position is where a clock stands: at an instant of its own when its base stood at another. Mode is how it
// runs from there.
type Position struct {
	Clock, Base time.Time
	Mode        Mode
}

// Position returns where the clock was set last, from which it runs.
func (a *Adjustable) Position() Position {
	a.mu.Lock()
	defer a.mu.Unlock()
	return Position{a.start, a.origin, a.mode}
}

// SetPosition lets the clock run from where another one did, as that did. It must not be in use yet.
func (a *Adjustable) SetPosition(p Position) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.start, a.origin, a.mode = p.Clock.UTC(), p.Base, p.Mode.complete()
}

// OnMove sets what is called at each move of the clock and each change of its mode, while its lock is held: it
// must not call the clock.
func (a *Adjustable) OnMove(moved func(Position)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.onMove = moved
}

// NewAdjustable returns a clock that runs in a mode from now on, and stands at the mode's start.
func NewAdjustable(base Clock, mode Mode) *Adjustable {
	now := base.Now()
	a := &Adjustable{base: base, mode: mode.complete(), origin: now, start: now, moved: make(chan struct{})}
	if !mode.Start.IsZero() {
		a.start = mode.Start
	}
	return a
}

// complete is the mode with its speed.
func (m Mode) complete() Mode {
	if m.Speed == 0 {
		m.Speed = 1
	}
	return m
}

// Mode tells how the clock runs.
func (a *Adjustable) Mode() Mode {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.mode
}

// SetMode lets the clock run in another way from its present instant on; the mode's Start is not looked at. It
// wakes all sleepers, which then sleep what is left in the new way.
func (a *Adjustable) SetMode(mode Mode) {
	a.mu.Lock()
	defer a.mu.Unlock()
	mode.Start = a.mode.Start
	a.start, a.origin, a.mode = a.now(), a.base.Now(), mode.complete()
	a.jumped()
}

// jumped tells of a change. The lock is held.
func (a *Adjustable) jumped() {
	if a.onMove != nil {
		a.onMove(Position{a.start, a.origin, a.mode})
	}
	close(a.moved)
	a.moved = make(chan struct{})
}

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
	if left := last.Sub(a.start); left >= 0 && float64(passed)*a.mode.Speed > float64(left) {
		return last
	}
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
	a.jumped()
	return true
}

// Sleep implements Clock, with one difference: with a channel, a jump of the clock or a change of its mode
// ends it with ErrWoken as well. At most one channel may be given.
func (a *Adjustable) Sleep(ctx context.Context, d time.Duration, early ...<-chan struct{}) error {
	due := a.Now().Add(d)
	for {
		a.mu.Lock()
		now, mode, moved := a.now(), a.mode, (<-chan struct{})(a.moved)
		a.mu.Unlock()
		wait := due.Sub(now)
		mode.Manual = mode.Manual || !now.Before(last)
		if wait <= 0 || ctx.Err() != nil {
			return ctx.Err()
		}
		if err := a.sleepBase(ctx, mode, wait, append(early, moved)); err != nil && len(early) > 0 {
			return err
		}
	}
}

// sleepBase waits on the base clock until the time has passed, something comes from a channel or ctx
// ends. What stands still is not waited for.
func (a *Adjustable) sleepBase(ctx context.Context, mode Mode, wait time.Duration, early []<-chan struct{}) error {
	switch {
	case mode.Manual:
		first, second := pair(early)
		select {
		case <-first:
		case <-second:
		case <-ctx.Done():
			return ctx.Err()
		}
		return ErrWoken
	case mode.Speed != 1:
		wait = time.Duration(float64(wait)/mode.Speed) + 1 // rounded up, or it would wake too early
	}
	return a.base.Sleep(ctx, wait, early...)
}
