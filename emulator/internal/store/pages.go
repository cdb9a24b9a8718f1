package store

import (
	"slices"
	"unsafe"
)

// edition marks what may be changed in place. Each part of a state has the mark of the edition that made
// it; whoever changes the state changes parts of his own edition in place and copies the others first.
// Freezing a state begins a new edition and copies nothing: from then on all parts belong to nobody.
type edition *mark

type mark struct{ _ byte } // of a size, so that each has an address of its own

// writer is who changes a state.
type writer struct {
	edition edition
	copied  int // bytes of what was copied since this edition began, about
}

// begin starts a new edition.
func (w *writer) begin() { w.edition, w.copied = new(mark), 0 }

// newWriter returns a writer of an edition of its own.
func newWriter() *writer {
	w := &writer{}
	w.begin()
	return w
}

// pageRows is how many rows a page has.
const pageRows = 64

// smallRows is how many rows there are without pages: most sandboxes have little of most things.
const smallRows = 16

// pages is a list of rows that copies of it share until they change it: a change copies one page, and
// the list of the pages once for each edition. Its zero value is empty.
type pages[T any] struct {
	owner edition // of small, and of the list of pages
	small []T     // all rows, as long as there are few
	list  []pageOf[T]
	n     int
}

type pageOf[T any] struct {
	owner edition
	rows  *[pageRows]T
}

// at is a row that is there. It must not be changed.
func (p *pages[T]) at(row uint32) *T {
	if p.list == nil {
		return &p.small[row]
	}
	return &p.list[row/pageRows].rows[row%pageRows]
}

// own is a row that is there, to be changed.
func (p *pages[T]) own(w *writer, row uint32) *T {
	if p.list == nil {
		p.ownList(w)
		return &p.small[row]
	}
	page := &p.list[row/pageRows]
	if page.owner != w.edition {
		p.ownList(w)
		page = &p.list[row/pageRows]
		rows := *page.rows
		*page = pageOf[T]{w.edition, &rows}
		w.copied += int(unsafe.Sizeof(rows))
	}
	return &page.rows[row%pageRows]
}

// ownList makes the list of the pages, or of the few rows, the writer's own.
func (p *pages[T]) ownList(w *writer) {
	if p.owner == w.edition {
		return
	}
	p.owner = w.edition
	p.small, p.list = slices.Clone(p.small), slices.Clone(p.list)
	w.copied += len(p.small)*int(unsafe.Sizeof(*new(T))) + len(p.list)*int(unsafe.Sizeof(pageOf[T]{}))
}

// push adds a row.
func (p *pages[T]) push(w *writer, v T) {
	p.ownList(w)
	switch {
	case p.n < smallRows:
		p.small = append(p.small, v)
		p.n++
		return
	case p.n == smallRows:
		first := new([pageRows]T)
		copy(first[:], p.small)
		p.small, p.list = nil, []pageOf[T]{{w.edition, first}}
	case p.n%pageRows == 0:
		p.list = append(p.list, pageOf[T]{w.edition, new([pageRows]T)})
	}
	p.n++
	*p.own(w, uint32(p.n-1)) = v
}

// pop removes the last row.
func (p *pages[T]) pop(w *writer) {
	var zero T
	*p.own(w, uint32(p.n-1)) = zero
	p.ownList(w)
	p.n--
	switch {
	case p.list == nil:
		p.small = p.small[:p.n]
	case p.n == smallRows:
		p.small, p.list = slices.Clone(p.list[0].rows[:smallRows]), nil
	case p.n%pageRows == 0:
		last := len(p.list) - 1
		p.list[last] = pageOf[T]{}
		p.list = p.list[:last]
	}
}

// zeros is a list of rows without a value.
func zeros[T any](w *writer, n int) pages[T] {
	p := pages[T]{owner: w.edition, n: n}
	if n <= smallRows {
		p.small = make([]T, n)
		return p
	}
	p.list = make([]pageOf[T], (n+pageRows-1)/pageRows)
	for i := range p.list {
		p.list[i] = pageOf[T]{w.edition, new([pageRows]T)}
	}
	return p
}
