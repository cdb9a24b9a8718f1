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
	// id is that of a row that is not deleted.
	id(row uint32) uuid.UUID
	// set puts a value at a number, nil to delete it. The next number adds a row.
	set(row uint32, v *T)
}

// whole keeps each link as it is.
type whole struct{ values []*Link }

func newWhole() rows[Link] { return &whole{} }

func (w *whole) id(row uint32) uuid.UUID { return w.values[row].ID }

func (w *whole) len() int { return len(w.values) }

func (w *whole) at(row uint32, _ *Link) *Link { return w.values[row] }

func (w *whole) set(row uint32, v *Link) {
	if int(row) == len(w.values) {
		w.values = append(w.values, v)
		return
	}
	w.values[row] = v
}

// packed keeps objects in columns without a pointer for each. Of an object whose value is not stored it
// takes 24 bytes: a sandbox has hundreds of them for each link, and the garbage collector need not
// look at any.
type packed struct {
	ids    []uuid.UUID
	common []uint32 // a number in shared, 0 for a deleted row
	lines  []uint32
	values []any // shorter than the others when none of the rest has a value
	shared shared
}

func newPacked() rows[Object] { return &packed{} }

func (p *packed) id(row uint32) uuid.UUID { return p.ids[row] }

func (p *packed) len() int { return len(p.ids) }

func (p *packed) at(row uint32, room *Object) *Object {
	n := p.common[row]
	if n == 0 {
		return nil
	}
	c := &p.shared.parts[n].common
	if room == nil {
		room = new(Object)
	}
	*room = Object{ID: p.ids[row], Link: c.link, Account: c.account, CreatedAt: c.createdAt, Line: p.lines[row],
		Origin: c.origin}
	if int(row) < len(p.values) {
		room.Value = p.values[row]
	}
	return room
}

func (p *packed) set(row uint32, o *Object) {
	if int(row) == len(p.ids) {
		p.ids, p.common, p.lines = append(p.ids, uuid.UUID{}), append(p.common, 0), append(p.lines, 0)
	}
	old := p.common[row]
	if o == nil {
		p.ids[row], p.common[row], p.lines[row] = uuid.UUID{}, 0, 0
		p.setValue(row, nil)
	} else {
		p.ids[row], p.lines[row] = o.ID, o.Line
		p.common[row] = p.shared.use(common{o.Link, o.Account, o.CreatedAt, o.Origin})
		p.setValue(row, o.Value)
	}
	if old != 0 {
		p.shared.leave(old)
	}
}

func (p *packed) setValue(row uint32, value any) {
	if value == nil && int(row) >= len(p.values) {
		return
	}
	for int(row) >= len(p.values) {
		p.values = append(p.values, nil)
	}
	p.values[row] = value
}

// common is what the objects of one account in one collection have in common.
type common struct {
	link, account uuid.UUID
	createdAt     time.Time
	origin        *Origin
}

// shared numbers what objects have in common, from 1 on, as long as an object has it.
type shared struct {
	parts  []part
	number map[common]uint32
	free   []uint32
}

type part struct {
	common
	users int
}

// use returns the number of what one more object has.
func (s *shared) use(c common) uint32 {
	n := s.number[c]
	switch {
	case n != 0:
	case len(s.free) > 0:
		n = s.free[len(s.free)-1]
		s.free = s.free[:len(s.free)-1]
	default:
		if len(s.parts) == 0 {
			s.parts, s.number = make([]part, 1), map[common]uint32{}
		}
		n = uint32(len(s.parts))
		s.parts = append(s.parts, part{})
	}
	p := &s.parts[n]
	if p.users++; p.users == 1 {
		p.common = c
		s.number[c] = n
	}
	return n
}

// leave says that an object no longer has it.
func (s *shared) leave(n uint32) {
	p := &s.parts[n]
	if p.users--; p.users == 0 {
		delete(s.number, p.common)
		*p = part{}
		s.free = append(s.free, n)
	}
}
