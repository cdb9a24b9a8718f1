package timeline

import (
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/wire"
)

// maxListed is how many of each kind an AdvanceReport lists.
const maxListed = 1000

// effectLog are those of the timers that fired while the clock was moved, from any cause: a request
// that comes meanwhile may be the first to find that one is due.
type effectLog struct {
	transitions []wire.Transition
	passed      []wire.Due
	omitted     int
}

// watch has the effects of timers noted from now on, or no longer with nil. It returns those that
// were noted so far.
func (tl *Timeline) watch(next *effectLog) (noted *effectLog) {
	_ = tl.store.Update(func(*store.Tx) error { // the function returns no error
		noted, tl.effects = tl.effects, next
		return nil
	})
	return noted
}

// note notes what a timer did. The store's lock is held; nil notes nothing.
func (e *effectLog) note(t store.Timer, s *contact.Step) {
	switch {
	case e == nil:
	case s.Moved && len(e.transitions) < maxListed:
		e.transitions = append(e.transitions,
			wire.Transition{At: t.At, Link: t.Link, Event: s.Transition.Event, From: s.Transition.From, To: s.Transition.To})
	case !s.Moved && len(e.passed) < maxListed:
		e.passed = append(e.passed, DueOf(t))
	default:
		e.omitted++
	}
}

// take lists effects, and what ended without any.
func take(m *wire.AdvanceReport, e *effectLog, ends []store.Timer) {
	passed := InOrder(append(e.passed, duesOf(ends)...))
	m.Transitions, m.Passed = e.transitions, passed[:min(maxListed, len(passed))]
	m.Omitted += e.omitted + len(passed) - len(m.Passed)
}

// list lists attempts, of which there were made more than are still on record if they were many.
func (tl *Timeline) list(m *wire.AdvanceReport, attempts []*webhook.Attempt, made int) {
	listed := attempts[:min(maxListed-len(m.Webhooks), len(attempts))]
	m.Webhooks = append(m.Webhooks, wire.ShowAttempts(listed)...)
	m.Omitted += made - len(listed)
}
