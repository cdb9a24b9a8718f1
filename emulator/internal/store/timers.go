package store

import (
	"bytes"
	"cmp"
	"container/heap"
	"slices"
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

// timer is a Timer as the heap keeps it: small, and with no pointer that the garbage collector would
// have to follow, for each link has some.
type timer struct {
	sec  int64 // since 1970
	nsec int32
	kind uint8 // its place in timerKinds
	link uuid.UUID
}

func (t *timer) at() time.Time { return time.Unix(t.sec, int64(t.nsec)).UTC() }

func (t *timer) open() Timer { return Timer{t.at(), timerKinds[t.kind], t.link} }

// compare orders timers by their time, then by kind and link, so that the order never depends on
// chance.
func (t *timer) compare(o *timer) int {
	return cmp.Or(cmp.Compare(t.sec, o.sec), cmp.Compare(t.nsec, o.nsec), cmp.Compare(t.kind, o.kind),
		bytes.Compare(t.link[:], o.link[:]))
}

// timerHeap has the earliest timer on top.
type timerHeap []timer

// Len implements heap.Interface.
func (h timerHeap) Len() int { return len(h) }

// Less implements heap.Interface.
func (h timerHeap) Less(i, j int) bool { return h[i].compare(&h[j]) < 0 }

// Swap implements heap.Interface.
func (h timerHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *timerHeap) Push(x any) { *h = append(*h, x.(timer)) }

// Pop implements heap.Interface.
func (h *timerHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// add is heap.Push, which would make a copy on the heap of each.
func (h *timerHeap) add(t timer) {
	*h = append(*h, t)
	heap.Fix(h, len(*h)-1)
}

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

// setTimers adds the timers that a change of a link has set. Those it replaced are void by
// themselves, and an undone change leaves void ones at most.
func (tx *Tx) setTimers(old, l *Link) {
	for i, kind := range timerKinds {
		if at := l.due(kind); !at.IsZero() && (old == nil || !old.due(kind).Equal(at)) {
			tx.s.timers.add(timer{at.Unix(), int32(at.Nanosecond()), uint8(i), l.ID})
		}
	}
}

// stands says whether a timer still agrees with its link.
func (s *Store) stands(t *timer) bool {
	l := s.links.get(t.link)
	return l != nil && l.due(timerKinds[t.kind]).Equal(t.at())
}

// NextTimer returns the earliest timer. It may be void: then nothing will happen at its time.
func (tx *Tx) NextTimer() (Timer, bool) {
	if len(tx.s.timers) == 0 {
		return Timer{}, false
	}
	return tx.s.timers[0].open(), true
}

// TakeTimer removes the earliest timer that is due by now and returns it with its link, or false
// when none is due. Timers that are set for the same instant twice are taken once.
func (tx *Tx) TakeTimer(now time.Time) (Timer, Link, bool) {
	tx.mustWrite()
	for len(tx.s.timers) > 0 && !tx.s.timers[0].at().After(now) {
		t := heap.Pop(&tx.s.timers).(timer)
		tx.onUndo(func() { tx.s.timers.add(t) })
		for len(tx.s.timers) > 0 && tx.s.timers[0] == t {
			heap.Pop(&tx.s.timers) // a copy: the undo above brings one back, which is enough
		}
		if tx.s.stands(&t) {
			return t.open(), *tx.s.links.get(t.link), true
		}
	}
	return Timer{}, Link{}, false
}

// Timers lists the timers that will happen, the earliest first, at most limit of them.
func (tx *Tx) Timers(limit int) []Timer {
	all := slices.Clone(tx.s.timers)
	slices.SortFunc(all, func(a, b timer) int { return a.compare(&b) })
	all = slices.Compact(all)
	var timers []Timer
	for i := 0; i < len(all) && len(timers) < limit; i++ {
		if tx.s.stands(&all[i]) {
			timers = append(timers, all[i].open())
		}
	}
	return timers
}

// Ends lists what ends by itself after an instant and not after another, without a timer: MFA
// sessions, and states of scenarios, each script at most so many times. It is in no order; the link
// is zero for users who have none.
func (tx *Tx) Ends(from, to time.Time, each int) []Timer {
	var ends []Timer
	for _, s := range tx.s.sessions {
		if s.ExpiresAt.After(from) && !s.ExpiresAt.After(to) {
			ends = append(ends, Timer{s.ExpiresAt, EndSession, s.Link})
		}
	}
	script := func(sc scenario.Script, link uuid.UUID) {
		at, any := sc.Next(from)
		for n := 0; any && !at.After(to) && n < each; n++ {
			ends = append(ends, Timer{at, EndScenario, link})
			at, any = sc.Next(at)
		}
	}
	tx.s.links.each(func(l *Link) { script(l.Script, l.ID) })
	for _, sc := range tx.s.visitors {
		script(sc, uuid.Nil)
	}
	return ends
}
