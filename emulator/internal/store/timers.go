package store

import (
	"bytes"
	"container/heap"
	"slices"
	"time"

	"github.com/google/uuid"
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

// Timer is something that will happen to a link when its time comes. The link's own field holds
// when; a timer that no longer agrees with it is void.
type Timer struct {
	At   time.Time
	Kind TimerKind
	Link uuid.UUID
}

// before orders timers by their time, then by kind and link, so that the order never depends on
// chance.
func (t Timer) before(o Timer) bool {
	if !t.At.Equal(o.At) {
		return t.At.Before(o.At)
	}
	if t.Kind != o.Kind {
		return t.Kind < o.Kind
	}
	return bytes.Compare(t.Link[:], o.Link[:]) < 0
}

// timerHeap has the earliest timer on top.
type timerHeap []Timer

// Len implements heap.Interface.
func (h timerHeap) Len() int { return len(h) }

// Less implements heap.Interface.
func (h timerHeap) Less(i, j int) bool { return h[i].before(h[j]) }

// Swap implements heap.Interface.
func (h timerHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *timerHeap) Push(x any) { *h = append(*h, x.(Timer)) }

// Pop implements heap.Interface.
func (h *timerHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
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
	for _, kind := range []TimerKind{TimerConsent, TimerCredentials, TimerRefresh, TimerStale} {
		if at := l.due(kind); !at.IsZero() && (old == nil || !old.due(kind).Equal(at)) {
			heap.Push(&tx.s.timers, Timer{at, kind, l.ID})
		}
	}
}

// stands says whether a timer still agrees with its link.
func (s *Store) stands(t Timer) bool {
	l := s.links.get(t.Link)
	return l != nil && l.due(t.Kind).Equal(t.At)
}

// NextTimer returns the earliest timer. It may be void: then nothing will happen at its time.
func (tx *Tx) NextTimer() (Timer, bool) {
	if len(tx.s.timers) == 0 {
		return Timer{}, false
	}
	return tx.s.timers[0], true
}

// TakeTimer removes the earliest timer that is due by now and returns it with its link, or false
// when none is due. Timers that are set for the same instant twice are taken once.
func (tx *Tx) TakeTimer(now time.Time) (Timer, Link, bool) {
	tx.mustWrite()
	for len(tx.s.timers) > 0 && !tx.s.timers[0].At.After(now) {
		t := heap.Pop(&tx.s.timers).(Timer)
		tx.onUndo(func() { heap.Push(&tx.s.timers, t) })
		for len(tx.s.timers) > 0 && tx.s.timers[0] == t {
			heap.Pop(&tx.s.timers) // a copy: the undo above brings one back, which is enough
		}
		if tx.s.stands(t) {
			return t, *tx.s.links.get(t.Link), true
		}
	}
	return Timer{}, Link{}, false
}

// Timers lists the timers that will happen, the earliest first, at most limit of them.
func (tx *Tx) Timers(limit int) []Timer {
	all := slices.Clone(tx.s.timers)
	slices.SortFunc(all, func(a, b Timer) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	all = slices.Compact(all)
	all = slices.DeleteFunc(all, func(t Timer) bool { return !tx.s.stands(t) })
	return all[:min(limit, len(all))]
}
