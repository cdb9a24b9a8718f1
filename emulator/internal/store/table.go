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
	name   string
	dense  bool
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

// table is rows in the order of their creation, with indexes. Rows are never changed in place: a
// change puts a new row at the old one's number, so that whoever read the old one keeps it whole.
type table[T any] struct {
	rows    []*T // nil where a row was deleted
	days    []belvo.Date
	byID    map[uuid.UUID]uint32
	live    bitset
	indexes []*index[T]
	id      func(*T) uuid.UUID
	day     func(*T) belvo.Date
}

func newTable[T any](id func(*T) uuid.UUID, day func(*T) belvo.Date, indexes ...*index[T]) *table[T] {
	t := &table[T]{byID: map[uuid.UUID]uint32{}, indexes: indexes, id: id, day: day}
	t.clearIndexes()
	return t
}

func (t *table[T]) clearIndexes() {
	t.live = bitset{}
	for _, x := range t.indexes {
		x.bits, x.lists = map[string]*bitset{}, map[string][]uint32{}
	}
}

func (t *table[T]) get(id uuid.UUID) *T {
	if row, ok := t.byID[id]; ok {
		return t.rows[row]
	}
	return nil
}

// put inserts a row or replaces the one with its id, and returns the one that was there.
func (t *table[T]) put(v *T) (old *T) {
	id := t.id(v)
	row, exists := t.byID[id]
	if !exists {
		row = uint32(len(t.rows))
		t.rows, t.days = append(t.rows, nil), append(t.days, t.day(v))
		t.byID[id] = row
		t.live.add(row)
	}
	old = t.rows[row]
	t.rows[row] = v
	for _, x := range t.indexes {
		t.reindex(x, row, old, v)
	}
	return old
}

func (t *table[T]) reindex(x *index[T], row uint32, old, v *T) {
	if old != nil {
		x.values(old, func(value string) { x.remove(value, row) })
	}
	if v != nil {
		x.values(v, func(value string) { x.add(value, row) })
	}
}

// restore puts a deleted row back at its old number.
func (t *table[T]) restore(v *T, row uint32) {
	t.rows[row] = v
	t.byID[t.id(v)] = row
	t.live.add(row)
	for _, x := range t.indexes {
		t.reindex(x, row, nil, v)
	}
}

// delete removes the row of an id and returns it with its number, nil if there was none.
func (t *table[T]) delete(id uuid.UUID) (*T, uint32) {
	row, ok := t.byID[id]
	if !ok {
		return nil, 0
	}
	old := t.rows[row]
	for _, x := range t.indexes {
		t.reindex(x, row, old, nil)
	}
	delete(t.byID, id)
	t.live.remove(row)
	t.rows[row] = nil
	return old, row
}

// compact renumbers the rows when most of them were deleted. It must not run while a transaction
// could still be undone.
func (t *table[T]) compact() {
	if len(t.rows) < 4096 || len(t.byID) > len(t.rows)/2 {
		return
	}
	rows := make([]*T, 0, len(t.byID))
	for _, r := range t.rows {
		if r != nil {
			rows = append(rows, r)
		}
	}
	t.rows, t.days, t.byID = nil, nil, make(map[uuid.UUID]uint32, len(rows))
	t.clearIndexes()
	for _, r := range rows {
		t.put(r)
	}
}

// Where is one condition of a query: rows whose index has one of the values, or rows created in a
// span of days, or rows that pass a test. The first two cost nothing for rows that do not match.
type Where[T any] struct {
	Index  string
	Values []string
	Days   *[2]belvo.Date // first and last day
	Test   func(*T) bool
}

// query returns one page of the rows that satisfy all conditions, the newest first, and how many
// there are in all.
func (t *table[T]) query(where []Where[T], offset, limit int) (page []*T, total int) {
	plan := t.plan(where)
	if plan.candidates != nil {
		return plan.walkList(t, offset, limit)
	}
	if len(plan.tests) == 0 {
		plan.set.descend(offset, func(row uint32) bool {
			page = append(page, t.rows[row])
			return len(page) < limit
		})
		return page, plan.set.count()
	}
	plan.set.descend(0, func(row uint32) bool {
		page, total = plan.take(t.rows[row], page, total, offset, limit)
		return true
	})
	return page, total
}

// plan is how a query will be answered: from a list of candidates if a sparse index gives one,
// else from a set.
type plan[T any] struct {
	set        bitset
	narrowed   bool     // set is less than all rows
	candidates []uint32 // sorted, shared with the index; nil when there is no list
	tests      []func(*T) bool
}

func (t *table[T]) plan(where []Where[T]) plan[T] {
	p := plan[T]{set: bitset{slices.Clone(t.live.words)}}
	for _, w := range where {
		switch {
		case w.Days != nil:
			lo, _ := slices.BinarySearch(t.days, w.Days[0])
			hi, _ := slices.BinarySearch(t.days, w.Days[1]+1)
			p.set.clip(uint32(lo), uint32(hi))
			p.narrowed = true
		case w.Index != "":
			t.planIndex(&p, w)
		default:
			p.tests = append(p.tests, w.Test)
		}
	}
	return p
}

func (t *table[T]) planIndex(p *plan[T], w Where[T]) {
	at := slices.IndexFunc(t.indexes, func(x *index[T]) bool { return x.name == w.Index })
	x := t.indexes[at]
	if x.dense {
		var any bitset
		for _, v := range w.Values {
			any.union(x.bits[v])
		}
		p.set.intersect(&any)
		p.narrowed = true
		return
	}
	list := x.rowsOf(w.Values)
	if p.candidates == nil {
		p.candidates = list
		return
	}
	both := []uint32{}
	for _, row := range p.candidates {
		if _, found := slices.BinarySearch(list, row); found {
			both = append(both, row)
		}
	}
	p.candidates = both
}

// rowsOf returns the rows with one of the values, sorted; it may be the index's own list.
func (x *index[T]) rowsOf(values []string) []uint32 {
	if len(values) == 1 {
		if list := x.lists[values[0]]; list != nil {
			return list
		}
		return []uint32{}
	}
	list := []uint32{}
	for _, v := range values {
		list = append(list, x.lists[v]...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (p plan[T]) walkList(t *table[T], offset, limit int) (page []*T, total int) {
	if n := len(p.candidates); !p.narrowed && len(p.tests) == 0 {
		for i := n - 1 - offset; i >= 0 && len(page) < limit; i-- {
			page = append(page, t.rows[p.candidates[i]])
		}
		return page, n
	}
	for _, row := range slices.Backward(p.candidates) {
		if p.set.has(row) {
			page, total = p.take(t.rows[row], page, total, offset, limit)
		}
	}
	return page, total
}

// take counts a row that passes the tests, and keeps it if it belongs to the page.
func (p plan[T]) take(row *T, page []*T, total, offset, limit int) ([]*T, int) {
	for _, test := range p.tests {
		if !test(row) {
			return page, total
		}
	}
	if total >= offset && len(page) < limit {
		page = append(page, row)
	}
	return page, total + 1
}
