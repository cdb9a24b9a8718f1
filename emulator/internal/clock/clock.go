// Package clock is the only place that knows the time of day. Everything else asks a Clock, so
// that tests and scripted sandboxes decide what time it is.
package clock

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Clock tells the time and waits.
type Clock interface {
	// Now is the present instant, in UTC.
	Now() time.Time
	// Sleep waits for d of the clock's own time. It returns ctx's error if that ends first, and ErrWoken
	// if something comes from one of at most two channels first. It starts no goroutine.
	Sleep(ctx context.Context, d time.Duration, early ...<-chan struct{}) error
}

// ErrWoken is the error of a Sleep that one of its channels has ended.
var ErrWoken = errors.New("woken early")

// pair is the channels of a Sleep, nil for those that are not given.
func pair(early []<-chan struct{}) (first, second <-chan struct{}) {
	if len(early) > 0 {
		first = early[0]
	}
	if len(early) > 1 {
		second = early[1]
	}
	return first, second
}

// Real is the machine's clock.
type Real struct{}

// Now is the machine's time in UTC.
func (Real) Now() time.Time { return time.Now().UTC() }

// Sleep implements Clock.
func (Real) Sleep(ctx context.Context, d time.Duration, early ...<-chan struct{}) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	first, second := pair(early)
	select {
	case <-timer.C:
		return nil
	case <-first:
		return ErrWoken
	case <-second:
		return ErrWoken
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

// Advance moves the clock forward by d and wakes the sleepers whose time has come. A negative d is
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

// Sleep implements Clock: it waits until the clock was advanced by d.
func (m *Manual) Sleep(ctx context.Context, d time.Duration, early ...<-chan struct{}) error {
	m.mu.Lock()
	if d <= 0 {
		m.mu.Unlock()
		return ctx.Err()
	}
	s := &sleeper{due: m.now.Add(d), wake: make(chan struct{})}
	m.sleepers[s] = struct{}{}
	m.mu.Unlock()
	err := error(nil)
	first, second := pair(early)
	select {
	case <-s.wake:
		return nil
	case <-first:
		err = ErrWoken
	case <-second:
		err = ErrWoken
	case <-ctx.Done():
		err = ctx.Err()
	}
	m.mu.Lock()
	delete(m.sleepers, s)
	m.mu.Unlock()
	return err
}
