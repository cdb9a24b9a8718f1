package store

import (
	"time"

	"github.com/google/uuid"
)

// rows keeps the values of a table by their numbers.
type rows[T any] interface {
	// len is how many rows there are, with those that were deleted.
	len() int
	// at returns a value, nil for a deleted one. It may be written into the room, if one is given; without
	// one it is the caller's to keep.
	at(row uint32, room *T) *T
	// key is the id of a row that is not deleted.
	key(row uint32) uuid.UUID
	// set puts a value at a number, nil to delete it. The next number adds a row.
	set(w *writer, row uint32, v *T)
	// pop removes the last row, which is deleted.
	pop(w *writer)
	// clone returns a copy that shares everything until it is changed.
	clone() rows[T]
}

// whole keeps each link as it is.
type whole struct{ values pages[*Link] }

func newWhole() rows[Link] { return &whole{} }

func (x *whole) key(row uint32) uuid.UUID { return (*x.values.at(row)).ID }

func (x *whole) len() int { return x.values.n }

func (x *whole) at(row uint32, _ *Link) *Link { return *x.values.at(row) }

func (x *whole) set(w *writer, row uint32, v *Link) {
	if int(row) == x.values.n {
		x.values.push(w, v)
		return
	}
	*x.values.own(w, row) = v
}

func (x *whole) pop(w *writer) { x.values.pop(w) }

func (x *whole) clone() rows[Link] { c := *x; return &c }

// packed keeps objects in columns without a pointer for each. Of an object whose value is not stored it
// takes 24 bytes: a sandbox has hundreds of them for each link, and the garbage collector need not
// look at any.
type packed struct {
	rows   pages[packedRow]
	values pages[any] // shorter than the others when none of the rest has a value
	shared shared
}

type packedRow struct {
	id     uuid.UUID
	common uint32 // a number in shared, 0 for a deleted row
	line   uint32
}

func newPacked() rows[Object] { return &packed{} }

func (p *packed) key(row uint32) uuid.UUID { return p.rows.at(row).id }

func (p *packed) len() int { return p.rows.n }

func (p *packed) at(row uint32, room *Object) *Object {
	r := p.rows.at(row)
	if r.common == 0 {
		return nil
	}
	c := p.shared.parts.at(r.common)
	if room == nil {
		room = new(Object)
	}
	*room = Object{ID: r.id, Link: c.link, Account: c.account, CreatedAt: c.createdAt, Line: r.line,
		Origin: c.origin}
	if int(row) < p.values.n {
		room.Value = *p.values.at(row)
	}
	return room
}

func (p *packed) set(w *writer, row uint32, o *Object) {
	if int(row) == p.rows.n {
		p.rows.push(w, packedRow{})
	}
	old, r := p.rows.at(row).common, packedRow{}
	if o == nil {
		p.setValue(w, row, nil)
	} else {
		r = packedRow{o.ID, p.shared.use(w, common{o.Link, o.Account, o.CreatedAt, o.Origin}), o.Line}
		p.setValue(w, row, o.Value)
	}
	*p.rows.own(w, row) = r
	if old != 0 {
		p.shared.leave(w, old)
	}
}

func (p *packed) setValue(w *writer, row uint32, value any) {
	if value == nil && int(row) >= p.values.n {
		return
	}
	for int(row) >= p.values.n {
		p.values.push(w, nil)
	}
	*p.values.own(w, row) = value
}

func (p *packed) pop(w *writer) {
	if p.rows.pop(w); p.values.n > p.rows.n {
		p.values.pop(w)
	}
}

func (p *packed) clone() rows[Object] { c := *p; return &c }

// common is what the objects of one account in one collection have in common.
type common struct {
	link, account uuid.UUID
	createdAt     time.Time
	origin        *Origin
}

// shared numbers what objects have in common, from 1 on, as long as an object has it.
type shared struct {
	parts pages[part]
	index numbers
	free  uint32 // the first place that is free, 0 for none; each has the next one
}

type part struct {
	common
	users int
	next  uint32 // of a free place
}

func (s *shared) key(n uint32) common { return s.parts.at(n).common }

// use returns the number of what one more object has.
func (s *shared) use(w *writer, c common) uint32 {
	if n, ok := number(&s.index, s, c); ok {
		s.parts.own(w, n).users++
		return n
	}
	if s.parts.n == 0 {
		s.parts.push(w, part{})
	}
	n := s.free
	if n == 0 {
		n = uint32(s.parts.n)
		s.parts.push(w, part{})
	}
	p := s.parts.own(w, n)
	s.free, *p = p.next, part{common: c, users: 1}
	addNumber(w, &s.index, s, c, n)
	return n
}

// leave says that an object no longer has it.
func (s *shared) leave(w *writer, n uint32) {
	p := s.parts.own(w, n)
	if p.users--; p.users == 0 {
		removeNumber(w, &s.index, s, p.common)
		*p = part{next: s.free}
		s.free = n
	}
}
