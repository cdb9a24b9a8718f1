package store

import (
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// Object returns one object of a resource.
func (tx *Tx) Object(r belvo.Resource, id uuid.UUID) (Object, bool) {
	if o := tx.s.objectsOf(r).get(id); o != nil {
		return *o, true
	}
	return Object{}, false
}

// PutObject inserts an object or replaces the one with its id, which keeps its place in lists.
func (tx *Tx) PutObject(r belvo.Resource, o Object) {
	tx.mustWrite()
	row, old := tx.s.ownObjects(r).put(&tx.s.writer, &o)
	tx.notePut(r, row, old)
}

// DeleteObject removes one object of a resource, if it is there.
func (tx *Tx) DeleteObject(r belvo.Resource, id uuid.UUID) {
	tx.mustWrite()
	if tx.s.objectsOf(r).get(id) == nil {
		return
	}
	old, row := tx.s.ownObjects(r).delete(&tx.s.writer, id)
	tx.note(change{kind: deletedObject, row: row, name: string(r), old: old})
}

// DeleteObjects removes all objects of a resource that satisfy a condition and returns them.
func (tx *Tx) DeleteObjects(r belvo.Resource, where Where[Object]) []Object {
	tx.mustWrite()
	t := tx.s.objectsOf(r)
	gone, _ := t.query([]Where[Object]{where}, 0, t.rows.len())
	if len(gone) == 0 {
		return gone
	}
	t = tx.s.ownObjects(r)
	for i := range gone {
		old, row := t.delete(&tx.s.writer, gone[i].ID)
		tx.note(change{kind: deletedObject, row: row, name: string(r), old: old})
	}
	return gone
}

// Objects returns one page of a resource's objects that satisfy all conditions, the newest first,
// and how many there are in all.
func (tx *Tx) Objects(r belvo.Resource, where []Where[Object], offset, limit int) ([]Object, int) {
	return tx.s.objectsOf(r).query(where, offset, limit)
}
