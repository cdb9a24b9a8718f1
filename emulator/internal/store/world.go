package store

import (
	"cmp"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/scenario"
)

// World is all that a store keeps.
type World struct {
	Links    []Link                      // in the order of their creation
	Objects  map[belvo.Resource][]Object // in the order in which they were first stored
	Sessions []Session                   // by their ids
	Visitors map[string]scenario.Script
	Used     map[string]time.Time
}

// World returns all that the store keeps.
func (tx *Tx) World() World {
	w := World{Links: tx.s.links.all(), Objects: map[belvo.Resource][]Object{},
		Visitors: map[string]scenario.Script{}, Used: map[string]time.Time{}}
	tx.s.sessions.each(func(_ string, s *Session) { w.Sessions = append(w.Sessions, *s) })
	slices.SortFunc(w.Sessions, func(a, b Session) int { return cmp.Compare(a.ID, b.ID) })
	tx.s.visitors.each(func(user string, sc *scenario.Script) { w.Visitors[user] = *sc })
	tx.s.used.each(func(id string, until *time.Time) { w.Used[id] = *until })
	for _, r := range tx.s.resources() {
		w.Objects[r] = tx.s.objectsOf(r).all()
	}
	return w
}

// all returns the rows in their order.
func (t *table[T]) all() []T {
	rows := make([]T, 0, t.byID.n)
	t.each(func(v *T) { rows = append(rows, *v) })
	return rows
}
