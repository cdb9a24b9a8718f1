package store

import (
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

func (tx *Tx) table(r belvo.Resource) *table[Object] {
	t := tx.s.objects[r]
	if t == nil {
		t = newTable(newPacked, func(o *Object) uuid.UUID { return o.ID }, objectDay, objectIndexes()...)
		if tx.writable { // a reader must not change the map; an empty table is the same to it
			tx.s.objects[r] = t
		}
	}
	return t
}

// Object returns one object of a resource.
func (tx *Tx) Object(r belvo.Resource, id uuid.UUID) (Object, bool) {
	if o := tx.table(r).get(id); o != nil {
		return *o, true
	}
	return Object{}, false
}

// PutObject inserts an object or replaces the one with its id, which keeps its place in lists.
func (tx *Tx) PutObject(r belvo.Resource, o Object) {
	tx.mustWrite()
	t := tx.table(r)
	old := t.put(&o)
	tx.onUndo(func() {
		if old == nil {
			t.delete(o.ID)
			return
		}
		t.put(old)
	})
}

// DeleteObjects removes all objects of a resource that satisfy a condition and returns them.
func (tx *Tx) DeleteObjects(r belvo.Resource, where Where[Object]) []Object {
	tx.mustWrite()
	t := tx.table(r)
	gone, _ := t.query([]Where[Object]{where}, 0, t.rows.len())
	for i := range gone {
		old, row := t.delete(gone[i].ID)
		tx.onUndo(func() { t.restore(old, row) })
	}
	return gone
}

// Objects returns one page of a resource's objects that satisfy all conditions, the newest first,
// and how many there are in all.
func (tx *Tx) Objects(r belvo.Resource, where []Where[Object], offset, limit int) ([]Object, int) {
	return tx.table(r).query(where, offset, limit)
}
