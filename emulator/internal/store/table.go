package store

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// index finds rows by the values of one field. A dense index has few values with many rows each
// and keeps a bitset for each value; a sparse one has many values with few rows each and keeps
// sorted lists.
type index[T any] struct {
	name  string
	dense bool
	// A row has one value, or as many as count says.
	value func(row *T) string
	count func(row *T) int
	nth   func(row *T, n int) string
	bits  map[string]*bitset
	lists dict[string, posting]
}

// posting is the rows of one value, sorted.
type posting struct {
	owner edition // of rows
	rows  []uint32
}

func (x *index[T]) add(w *writer, value string, row uint32) {
	if x.dense {
		set := x.bits[value]
		if set == nil {
			set = &bitset{}
			x.bits[value] = set
		}
		set.add(w, row)
		return
	}
	list := x.lists.own(w, value)
	list.own(w)
	if n := len(list.rows); n == 0 || list.rows[n-1] < row {
		list.rows = append(list.rows, row)
		return
	}
	if at, found := slices.BinarySearch(list.rows, row); !found {
		list.rows = slices.Insert(list.rows, at, row)
	}
}

func (x *index[T]) remove(w *writer, value string, row uint32) {
	if x.dense {
		if set := x.bits[value]; set != nil {
			set.remove(w, row)
		}
		return
	}
	if x.lists.get(value) == nil {
		return
	}
	list := x.lists.own(w, value)
	list.own(w)
	if at, found := slices.BinarySearch(list.rows, row); found {
		list.rows = slices.Delete(list.rows, at, at+1)
	}
	if len(list.rows) == 0 {
		x.lists.remove(w, value)
	}
}

// own makes the rows the writer's own.
func (p *posting) own(w *writer) {
	if p.owner != w.edition {
		p.owner, p.rows = w.edition, slices.Clone(p.rows)
		w.copied += 4 * len(p.rows)
	}
}

// table is rows in the order of their creation, with indexes. Values are never changed in place: a
// change puts a new one at the old one's number, so that whoever read the old one keeps it whole.
// Copies of a table share what they have until they change it.
type table[T any] struct {
	owner   edition
	rows    rows[T]
	newRows func() rows[T]
	days    pages[belvo.Date]
	mixed   bool // days is not sorted: some row was created earlier than the one before it
	byID    numbers
	live    bitset
	indexes []index[T]
	id      func(*T) uuid.UUID
	day     func(*T) belvo.Date
}

func newTable[T any](newRows func() rows[T], id func(*T) uuid.UUID, day func(*T) belvo.Date,
	indexes ...index[T]) *table[T] {
	t := &table[T]{newRows: newRows, indexes: indexes, id: id, day: day}
	t.clear()
	return t
}

// clear makes the table empty.
func (t *table[T]) clear() {
	t.rows, t.days, t.mixed, t.live = t.newRows(), pages[belvo.Date]{}, false, bitset{}
	t.byID = numbers{}
	for i := range t.indexes {
		t.indexes[i].bits, t.indexes[i].lists = map[string]*bitset{}, dict[string, posting]{}
	}
}

// own is the table itself if it is the writer's, else a copy that is.
func (t *table[T]) own(w *writer) *table[T] {
	if t.owner == w.edition {
		return t
	}
	c := *t
	c.owner, c.rows, c.indexes = w.edition, t.rows.clone(), slices.Clone(t.indexes)
	for i := range c.indexes {
		x := &c.indexes[i]
		x.bits = maps.Clone(x.bits)
		for value, set := range x.bits {
			own := *set
			x.bits[value] = &own
		}
		w.copied += tableBytes
	}
	return &c
}

// tableBytes is about what a copy of a table takes for each index before anything is changed.
const tableBytes = 512

func (t *table[T]) get(id uuid.UUID) *T {
	if row, ok := number(&t.byID, t.rows, id); ok {
		return t.rows.at(row, nil)
	}
	return nil
}

// row is the number of the row with an id, which must be there.
func (t *table[T]) row(id uuid.UUID) uint32 {
	row, _ := number(&t.byID, t.rows, id)
	return row
}

// each visits the rows in their order. What it gives is valid until the next one.
func (t *table[T]) each(visit func(v *T)) {
	var room T
	for row := range uint32(t.rows.len()) {
		if v := t.rows.at(row, &room); v != nil {
			visit(v)
		}
	}
}

// put inserts a row or replaces the one with its id. It returns its number and the one that was there.
func (t *table[T]) put(w *writer, v *T) (row uint32, old *T) {
	id, day := t.id(v), t.day(v)
	row, exists := number(&t.byID, t.rows, id)
	if exists {
		old = t.rows.at(row, nil)
		t.mixed = t.mixed || *t.days.at(row) != day
	} else {
		row = uint32(t.rows.len())
		t.mixed = t.mixed || row > 0 && day < *t.days.at(row - 1)
		t.days.push(w, day)
		t.live.add(w, row)
	}
	t.rows.set(w, row, v)
	if !exists {
		addNumber(w, &t.byID, t.rows, id, row)
	}
	for i := range t.indexes {
		t.indexes[i].change(w, row, old, v)
	}
	return row, old
}

// change notes that a row has another value.
func (x *index[T]) change(w *writer, row uint32, old, v *T) {
	if x.value != nil {
		x.changeOne(w, row, old, v)
		return
	}
	if old != nil {
		for n := range x.count(old) {
			x.remove(w, x.nth(old, n), row)
		}
	}
	if v != nil {
		for n := range x.count(v) {
			x.add(w, x.nth(v, n), row)
		}
	}
}

// changeOne changes the index only where the value has changed, which it mostly has not.
func (x *index[T]) changeOne(w *writer, row uint32, old, v *T) {
	switch {
	case old != nil && v != nil:
		if before, after := x.value(old), x.value(v); before != after {
			x.remove(w, before, row)
			x.add(w, after, row)
		}
	case old != nil:
		x.remove(w, x.value(old), row)
	case v != nil:
		x.add(w, x.value(v), row)
	}
}

// restore puts a deleted row back at its old number.
func (t *table[T]) restore(w *writer, v *T, row uint32) {
	t.rows.set(w, row, v)
	addNumber(w, &t.byID, t.rows, t.id(v), row)
	t.live.add(w, row)
	for i := range t.indexes {
		t.indexes[i].change(w, row, nil, v)
	}
}

// delete removes the row of an id and returns it with its number, nil if there was none.
func (t *table[T]) delete(w *writer, id uuid.UUID) (*T, uint32) {
	row, ok := number(&t.byID, t.rows, id)
	if !ok {
		return nil, 0
	}
	old := t.rows.at(row, nil)
	for i := range t.indexes {
		t.indexes[i].change(w, row, old, nil)
	}
	removeNumber(w, &t.byID, t.rows, id)
	t.live.remove(w, row)
	t.rows.set(w, row, nil)
	return old, row
}

// takeBack undoes the insertion of the last row, which may have been deleted since.
func (t *table[T]) takeBack(w *writer, row uint32) {
	if t.live.has(row) {
		t.delete(w, t.rows.key(row))
	}
	t.rows.pop(w)
	t.days.pop(w)
}

// sparse says that most rows of a table were deleted.
func (t *table[T]) sparse() bool { return t.rows.len() >= 4096 && t.byID.n <= t.rows.len()/2 }

// compact renumbers the rows. It must not run while a transaction could still be undone.
func (t *table[T]) compact(w *writer) {
	old := t.rows
	t.clear()
	for row := range uint32(old.len()) {
		if v := old.at(row, nil); v != nil {
			t.put(w, v)
		}
	}
}
