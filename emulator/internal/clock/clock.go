// Package clock is the only place that knows the time of day. Everything else asks a Clock, so
// that tests and scripted sandboxes decide what time it is.
package clock

import (
	"context"
	"sync"
	"time"
)

// Clock tells the time and waits.
type Clock interface {
	// Now is the present instant, in UTC.
	Now() time.Time
	// Sleep waits for d of the clock's own time. It returns ctx's error if that ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// Real is the machine's clock.
type Real struct{}

// Now is the machine's time in UTC.
func (Real) Now() time.Time { return time.Now().UTC() }

// Sleep waits for d or until ctx ends, whose error it then returns.
func (Real) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Ticks returns what receives every d of a clock's time until ctx ends; a receiver that is late
// misses ticks.
func Ticks(ctx context.Context, c Clock, d time.Duration) <-chan struct{} {
	ticks := make(chan struct{})
	go func() {
		for c.Sleep(ctx, d) == nil {
			select {
			case ticks <- struct{}{}:
			default:
			}
		}
	}()
	return ticks
}

// Manual is a clock that stands still until it is advanced. Its zero value is not usable: make
// one with NewManual. It is safe for concurrent use.
type Manual struct {
	mu       sync.Mutex
	now      time.Time
	sleepers map[*sleeper]struct{}
}

type sleeper struct {
	due  time.Time
	wake chan struct{}
}

// NewManual returns a clock that stands at start.
func NewManual(start time.Time) *Manual {
	return &Manual{now: start.UTC(), sleepers: map[*sleeper]struct{}{}}
}

// Now is the instant the clock stands at.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Advance moves the clock forward by d and wakes whoever's time has come. A negative d is
// ignored: the clock never goes back.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d > 0 {
		m.now = m.now.Add(d)
	}
	for s := range m.sleepers {
		if !s.due.After(m.now) {
			close(s.wake)
			delete(m.sleepers, s)
		}
	}
}

// Sleepers is how many callers wait for the clock to move.
func (m *Manual) Sleepers() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.sleepers)
}

// Sleep waits until the clock was advanced by d or ctx ends, whose error it then returns.
func (m *Manual) Sleep(ctx context.Context, d time.Duration) error {
	m.mu.Lock()
	if d <= 0 {
		m.mu.Unlock()
		return ctx.Err()
	}
	s := &sleeper{due: m.now.Add(d), wake: make(chan struct{})}
	m.sleepers[s] = struct{}{}
	m.mu.Unlock()
	select {
	case <-s.wake:
		return nil
	case <-ctx.Done():
		m.mu.Lock()
		delete(m.sleepers, s)
		m.mu.Unlock()
		return ctx.Err()
	}
}
