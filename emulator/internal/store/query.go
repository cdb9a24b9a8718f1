package store

import (
	"slices"
	"sort"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

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
func (t *table[T]) query(where []Where[T], offset, limit int) ([]T, int) {
	plan, page := t.plan(where), page[T]{rows: []T{}, offset: offset, limit: limit}
	if plan.candidates != nil {
		return plan.walkList(t, &page)
	}
	if len(plan.tests) == 0 {
		if limit > 0 {
			plan.set.descend(offset, func(row uint32) bool {
				page.add(t, row)
				return len(page.rows) < limit
			})
		}
		return page.rows, plan.set.n
	}
	plan.set.descend(0, func(row uint32) bool {
		page.take(t, row, plan.tests)
		return true
	})
	return page.rows, page.total
}

// page is one page of the rows that a query has found so far.
type page[T any] struct {
	rows          []T
	offset, limit int
	total         int // of the rows that were found, on the page or not
	room          T   // for a look at one row
}

// add puts a row on the page.
func (p *page[T]) add(t *table[T], row uint32) { p.rows = append(p.rows, *t.rows.at(row, &p.room)) }

// take counts a row that passes the tests, and adds it if it belongs to the page.
func (p *page[T]) take(t *table[T], row uint32, tests []func(*T) bool) {
	if len(tests) > 0 {
		v := t.rows.at(row, &p.room)
		for _, test := range tests {
			if !test(v) {
				return
			}
		}
	}
	if p.total >= p.offset && len(p.rows) < p.limit {
		p.add(t, row)
	}
	p.total++
}

// plan is how a query will be answered: from a list of candidates if a sparse index gives one,
// else from a set.
type plan[T any] struct {
	set        bitset   // shared with the table: what is changed is copied first
	narrowed   bool     // set is less than all rows
	candidates []uint32 // sorted, shared with the index; nil when there is no list
	tests      []func(*T) bool
}

func (t *table[T]) plan(where []Where[T]) plan[T] {
	p := plan[T]{set: t.live}
	for _, w := range where {
		switch {
		case w.Days != nil && t.mixed:
			p.tests = append(p.tests, func(v *T) bool { return w.Days[0] <= t.day(v) && t.day(v) <= w.Days[1] })
		case w.Days != nil:
			p.set.clip(newWriter(), t.firstOf(w.Days[0]), t.firstOf(w.Days[1]+1))
			p.narrowed = true
		case w.Index != "":
			t.planIndex(&p, w)
		default:
			p.tests = append(p.tests, w.Test)
		}
	}
	return p
}

// firstOf is the first row that was created on a day or later.
func (t *table[T]) firstOf(day belvo.Date) uint32 {
	return uint32(sort.Search(t.days.n, func(row int) bool { return *t.days.at(uint32(row)) >= day }))
}

func (t *table[T]) planIndex(p *plan[T], w Where[T]) {
	if w.Index == primaryKey {
		p.narrow(t.rowsByID(w.Values))
		return
	}
	at := slices.IndexFunc(t.indexes, func(x index[T]) bool { return x.name == w.Index })
	x := &t.indexes[at]
	if !x.dense {
		p.narrow(x.rowsOf(w.Values))
		return
	}
	set := x.setOf(w.Values)
	if p.narrowed {
		p.set.intersect(newWriter(), &set)
	} else {
		p.set, p.narrowed = set, true
	}
}

// setOf returns the rows with one of the values. It may share the index's own set.
func (x *index[T]) setOf(values []string) (set bitset) {
	if len(values) == 1 && x.bits[values[0]] != nil {
		return *x.bits[values[0]]
	}
	w := newWriter()
	for _, v := range values {
		set.union(w, x.bits[v])
	}
	return set
}

// primaryKey is the name of the index that every table has by itself.
const primaryKey = "id"

func (t *table[T]) rowsByID(ids []string) []uint32 {
	list := []uint32{}
	for _, text := range ids {
		if id, err := uuid.Parse(text); err == nil {
			if row, ok := number(&t.byID, t.rows, id); ok {
				list = append(list, row)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// narrow keeps only the candidates that are in a sorted list.
func (p *plan[T]) narrow(list []uint32) {
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
		if list := x.lists.get(values[0]); list != nil {
			return list.rows
		}
		return []uint32{}
	}
	list := []uint32{}
	for _, v := range values {
		if p := x.lists.get(v); p != nil {
			list = append(list, p.rows...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (p plan[T]) walkList(t *table[T], page *page[T]) ([]T, int) {
	if n := len(p.candidates); !p.narrowed && len(p.tests) == 0 {
		for i := n - 1 - page.offset; i >= 0 && len(page.rows) < page.limit; i-- {
			page.add(t, p.candidates[i])
		}
		return page.rows, n
	}
	for _, row := range slices.Backward(p.candidates) {
		if p.set.has(row) {
			page.take(t, row, p.tests)
		}
	}
	return page.rows, page.total
}
