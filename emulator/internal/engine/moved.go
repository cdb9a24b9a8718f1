package engine

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Moved is what happened while the clock was moved.
type Moved struct {
	From        time.Time  `json:"from"`
	To          time.Time  `json:"to"`
	Transitions []Happened `json:"transitions"`
	// Passed is what fell due and made no transition.
	Passed   []Due     `json:"passed"`
	Webhooks []Attempt `json:"webhooks"`
	// Omitted counts what is not listed because there was too much of it.
	Omitted int `json:"omitted"`
}

// Happened is a transition that time made.
type Happened struct {
	At    time.Time       `json:"at"`
	Link  uuid.UUID       `json:"link"`
	Event lifecycle.Event `json:"event"`
	From  lifecycle.State `json:"from"`
	To    lifecycle.State `json:"to"`
}

// maxListed is how many of each kind Moved lists.
const maxListed = 1000

// effects are those of the timers that fired while the clock was moved, whoever let them: a request
// that comes meanwhile may be the first to find that one is due.
type effects struct {
	transitions []Happened
	passed      []Due
	omitted     int
}

// watch has the effects of timers noted from now on, or no longer with nil. It returns those that
// were noted so far.
func (b *Sandbox) watch(next *effects) (noted *effects) {
	_ = b.store.Update(func(*store.Tx) error { // the function returns no error
		noted, b.effects = b.effects, next
		return nil
	})
	return noted
}

// note notes what a timer did. The store's lock is held; nil notes nothing.
func (e *effects) note(t store.Timer, s *step) {
	switch {
	case e == nil:
	case s.moved && len(e.transitions) < maxListed:
		e.transitions = append(e.transitions,
			Happened{At: t.At, Link: t.Link, Event: s.made.Event, From: s.made.From, To: s.made.To})
	case !s.moved && len(e.passed) < maxListed:
		e.passed = append(e.passed, dueOf(t))
	default:
		e.omitted++
	}
}

// take lists effects, and what ended without any.
func (m *Moved) take(e *effects, ends []store.Timer) {
	passed := inOrder(append(e.passed, duesOf(ends)...))
	m.Transitions, m.Passed = e.transitions, passed[:min(maxListed, len(passed))]
	m.Omitted += e.omitted + len(passed) - len(m.Passed)
}

// list lists attempts, of which there were made more than are still on record if they were many.
func (m *Moved) list(attempts []webhook.Attempt, made int) {
	listed := attempts[:min(maxListed-len(m.Webhooks), len(attempts))]
	m.Webhooks = append(m.Webhooks, ShowAttempts(listed)...)
	m.Omitted += made - len(listed)
}
