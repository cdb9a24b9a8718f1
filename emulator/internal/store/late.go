package store

import (
	"maps"
	"sync"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// Batch is the objects of one resource while they are put into a store that is made.
type Batch struct {
	t *table[Object]
	w *writer
}

// Put inserts an object or replaces the one with its id, as Tx.PutObject does.
func (b *Batch) Put(o *Object) { b.t.put(b.w, o) }

// Delete removes an object, if it is there.
func (b *Batch) Delete(id uuid.UUID) { b.t.delete(b.w, id) }

// Later has the store begin with objects of a resource that are not put into it before somebody looks for one
// of the resource. Fill does that then, once, whatever became of the store until then: states that were frozen
// and their copies share what it puts. It must not call a store, and the store must not be in use yet.
func (s *Store) Later(r belvo.Resource, fill func(*Batch)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	late := maps.Clone(s.late)
	if late == nil {
		late = map[belvo.Resource]func() *table[Object]{}
	}
	late[r] = sync.OnceValue(func() *table[Object] {
		b := &Batch{t: newTable(newPacked, objectID, objectDay, objectIndexes()...), w: newWriter()}
		b.t.owner = b.w.edition
		fill(b)
		return b.t
	})
	s.late = late
}
