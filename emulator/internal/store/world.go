package store

import (
	"cmp"
	"maps"
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
		Sessions: slices.SortedFunc(maps.Values(tx.s.sessions), func(a, b Session) int { return cmp.Compare(a.ID, b.ID) }),
		Visitors: maps.Clone(tx.s.visitors), Used: maps.Clone(tx.s.used)}
	for r, t := range tx.s.objects {
		w.Objects[r] = t.all()
	}
	return w
}

// all returns the rows in their order.
func (t *table[T]) all() []T {
	rows := make([]T, 0, t.byID.n)
	t.each(func(v *T) { rows = append(rows, *v) })
	return rows
}
