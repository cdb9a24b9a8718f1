package store

import (
	"bytes"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/scenario"
)

// TimerKind says what a timer is for.
type TimerKind string

// The kinds of timers, each after the field of the link that sets it.
const (
	TimerCredentials TimerKind = "credentials" // CredentialsUntil
	TimerRefresh     TimerKind = "refresh"     // RefreshDue
	TimerStale       TimerKind = "stale_data"  // StaleAt
	TimerConsent     TimerKind = "consent"     // Consent.Until
)

// Kinds of ends, which are seen by who asks for the time and have no timer.
const (
	EndSession  TimerKind = "session"  // of an MFA session
	EndScenario TimerKind = "scenario" // of a state of a scenario, by its after
)

// Timer is something that will happen to a link when its time comes. The link's own field holds
// when; a timer that no longer agrees with it is void.
type Timer struct {
	At   time.Time
	Kind TimerKind
	Link uuid.UUID
}

// timerKinds are the kinds in the order of their names.
var timerKinds = []TimerKind{TimerConsent, TimerCredentials, TimerRefresh, TimerStale}

// timer is a Timer as it is kept: small, and with no pointer that the garbage collector would have to
// follow, for each link has some.
type timer struct {
	sec  int64  // since 1970
	rest uint32 // the nanoseconds, and in the last two bits its kind's place in timerKinds
	link uuid.UUID
}

func (t *timer) at() time.Time { return time.Unix(t.sec, int64(t.rest>>2)).UTC() }

func (t *timer) open() Timer { return Timer{t.at(), timerKinds[t.rest&3], t.link} }

// earlier orders timers by their time, then by kind and link, so that the order never depends on
// chance.
func earlier(a, b timer) bool {
	switch {
	case a.sec != b.sec:
		return a.sec < b.sec
	case a.rest != b.rest:
		return a.rest < b.rest
	}
	return bytes.Compare(a.link[:], b.link[:]) < 0
}

// timerSet is some of the kinds of timers: a bit for each place in timerKinds.
type timerSet uint8

// due is when a link's timer of a kind is set for; zero for never.
func (l *Link) due(kind TimerKind) time.Time {
	switch kind {
	case TimerCredentials:
		return l.CredentialsUntil
	case TimerRefresh:
		return l.RefreshDue
	case TimerConsent:
		if l.Consent.Ended {
			return time.Time{}
		}
		return l.Consent.Until
	default:
		return l.StaleAt
	}
}

// timerOf is a link's timer of a kind; false if it is set for never.
func timerOf(l *Link, kind int) (timer, bool) {
	at := l.due(timerKinds[kind])
	return timer{at.Unix(), uint32(at.Nanosecond()<<2 | kind), l.ID}, !at.IsZero()
}

// timersOf does something with some of a link's timers.
func (s *Store) timersOf(l *Link, set timerSet, do func(timer)) {
	for kind := range timerKinds {
		if set&(1<<kind) != 0 {
			t, _ := timerOf(l, kind)
			do(t)
		}
	}
}

func (s *Store) arm(t timer) { s.timers.Set(t) }

func (s *Store) disarm(t timer) { s.timers.Delete(t) }

// retime sets the timers that a change of a link has set, in the place of those that it replaced. It
// returns which they are. Either may be nil: the link is new, or it goes.
func (s *Store) retime(old, l *Link) (armed, gone timerSet) {
	for kind := range timerKinds {
		var before, after timer
		var was, is bool
		if old != nil {
			before, was = timerOf(old, kind)
		}
		if l != nil {
			after, is = timerOf(l, kind)
		}
		if was == is && before == after {
			continue
		}
		if was {
			if _, there := s.timers.Delete(before); there { // else it was taken
				gone |= 1 << kind
			}
		}
		if is {
			s.timers.Set(after)
			armed |= 1 << kind
		}
	}
	return armed, gone
}

// NextTimer returns the earliest timer.
func (tx *Tx) NextTimer() (Timer, bool) {
	t, any := tx.s.timers.Min()
	if !any {
		return Timer{}, false
	}
	return t.open(), true
}

// TakeTimer removes the earliest timer that is due by now and returns it with its link, or false
// when none is due.
func (tx *Tx) TakeTimer(now time.Time) (Timer, Link, bool) {
	tx.mustWrite()
	t, any := tx.s.timers.Min()
	if !any || t.at().After(now) {
		return Timer{}, Link{}, false
	}
	tx.s.timers.Delete(t)
	tx.note(change{kind: tookTimer, old: &t})
	return t.open(), *tx.s.links.get(t.link), true
}

// Timers lists what will happen, the earliest first, at most limit of them.
func (tx *Tx) Timers(limit int) []Timer {
	var timers []Timer
	tx.s.timers.Scan(func(t timer) bool {
		if len(timers) < limit {
			timers = append(timers, t.open())
		}
		return len(timers) < limit
	})
	return timers
}

// Ends lists what ends by itself after an instant and not after another, without a timer: MFA
// sessions, and states of scenarios, each script at most so many times. It is in no order; the link
// is zero for users who have none. Follow is where a script goes on when it is next used.
func (tx *Tx) Ends(from, to time.Time, each int, follow func(scenario.Script) scenario.Script) []Timer {
	var ends []Timer
	tx.s.sessions.each(func(_ string, s *Session) {
		if s.ExpiresAt.After(from) && !s.ExpiresAt.After(to) {
			ends = append(ends, Timer{s.ExpiresAt, EndSession, s.Link})
		}
	})
	script := func(sc scenario.Script, link uuid.UUID) {
		sc = follow(sc)
		at, any := sc.Next(from)
		for n := 0; any && !at.After(to) && n < each; n++ {
			ends = append(ends, Timer{at, EndScenario, link})
			at, any = sc.Next(at)
		}
	}
	tx.s.links.each(func(l *Link) { script(l.Script, l.ID) })
	tx.s.visitors.each(func(_ string, sc *scenario.Script) { script(*sc, uuid.Nil) })
	return ends
}
