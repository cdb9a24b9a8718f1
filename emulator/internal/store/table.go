package store

import (
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
	// A row has one value, or those that values yields.
	value  func(row *T) string
	values func(row *T, yield func(value string))
	bits   map[string]*bitset
	lists  map[string][]uint32
}

func (x *index[T]) add(value string, row uint32) {
	if x.dense {
		set := x.bits[value]
		if set == nil {
			set = &bitset{}
			x.bits[value] = set
		}
		set.add(row)
		return
	}
	list := x.lists[value]
	if n := len(list); n == 0 || list[n-1] < row {
		x.lists[value] = append(list, row)
		return
	}
	if at, found := slices.BinarySearch(list, row); !found {
		x.lists[value] = slices.Insert(list, at, row)
	}
}

func (x *index[T]) remove(value string, row uint32) {
	if x.dense {
		if set := x.bits[value]; set != nil {
			set.remove(row)
		}
		return
	}
	list := x.lists[value]
	if at, found := slices.BinarySearch(list, row); found {
		list = slices.Delete(list, at, at+1)
	}
	if x.lists[value] = list; len(list) == 0 {
		delete(x.lists, value)
	}
}

// table is rows in the order of their creation, with indexes. Values are never changed in place: a
// change puts a new one at the old one's number, so that whoever read the old one keeps it whole.
type table[T any] struct {
	rows    rows[T]
	newRows func() rows[T]
	days    []belvo.Date
	mixed   bool // days is not sorted: some row was created earlier than the one before it
	byID    numbers
	live    bitset
	indexes []*index[T]
	id      func(*T) uuid.UUID
	day     func(*T) belvo.Date
}

func newTable[T any](newRows func() rows[T], id func(*T) uuid.UUID, day func(*T) belvo.Date,
	indexes ...*index[T]) *table[T] {
	t := &table[T]{newRows: newRows, indexes: indexes, id: id, day: day}
	t.clear()
	return t
}

// clear makes the table empty.
func (t *table[T]) clear() {
	t.rows, t.days, t.mixed, t.live = t.newRows(), nil, false, bitset{}
	t.byID = newNumbers(t.rows.id)
	for _, x := range t.indexes {
		x.bits, x.lists = map[string]*bitset{}, map[string][]uint32{}
	}
}

func (t *table[T]) get(id uuid.UUID) *T {
	if row, ok := t.byID.get(id); ok {
		return t.rows.at(row, nil)
	}
	return nil
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

// put inserts a row or replaces the one with its id, and returns the one that was there.
func (t *table[T]) put(v *T) (old *T) {
	id := t.id(v)
	row, exists := t.byID.get(id)
	if exists {
		old = t.rows.at(row, nil)
	} else {
		row = uint32(t.rows.len())
		t.mixed = t.mixed || row > 0 && t.day(v) < t.days[row-1]
		t.days = append(t.days, t.day(v))
		t.live.add(row)
	}
	t.mixed = t.mixed || t.days[row] != t.day(v)
	t.rows.set(row, v)
	if !exists {
		t.byID.add(id, row)
	}
	for _, x := range t.indexes {
		t.reindex(x, row, old, v)
	}
	return old
}

func (t *table[T]) reindex(x *index[T], row uint32, old, v *T) {
	if x.value != nil {
		x.reindexOne(row, old, v)
		return
	}
	if old != nil {
		x.values(old, func(value string) { x.remove(value, row) })
	}
	if v != nil {
		x.values(v, func(value string) { x.add(value, row) })
	}
}

// reindexOne changes the index only where the value has changed, which it mostly has not.
func (x *index[T]) reindexOne(row uint32, old, v *T) {
	switch {
	case old != nil && v != nil:
		if before, after := x.value(old), x.value(v); before != after {
			x.remove(before, row)
			x.add(after, row)
		}
	case old != nil:
		x.remove(x.value(old), row)
	case v != nil:
		x.add(x.value(v), row)
	}
}

// restore puts a deleted row back at its old number.
func (t *table[T]) restore(v *T, row uint32) {
	t.rows.set(row, v)
	t.byID.add(t.id(v), row)
	t.live.add(row)
	for _, x := range t.indexes {
		t.reindex(x, row, nil, v)
	}
}

// delete removes the row of an id and returns it with its number, nil if there was none.
func (t *table[T]) delete(id uuid.UUID) (*T, uint32) {
	row, ok := t.byID.get(id)
	if !ok {
		return nil, 0
	}
	old := t.rows.at(row, nil)
	for _, x := range t.indexes {
		t.reindex(x, row, old, nil)
	}
	t.byID.remove(id)
	t.live.remove(row)
	t.rows.set(row, nil)
	return old, row
}

// compact renumbers the rows when most of them were deleted. It must not run while a transaction
// could still be undone.
func (t *table[T]) compact() {
	if t.rows.len() < 4096 || t.byID.n > t.rows.len()/2 {
		return
	}
	old := t.rows
	t.clear()
	for row := range uint32(old.len()) {
		if v := old.at(row, nil); v != nil {
			t.put(v)
		}
	}
}
