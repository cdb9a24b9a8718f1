package journal

import (
	"sort"
	"unsafe"
)

// item is what is recorded. Takes is about how many bytes it refers to, without its own value; it is
// always the same.
type item interface{ takes() int }

// record is one item and its position among the records of all kinds.
type record[T item] struct {
	position uint64
	bytes    int // what the item takes: to look at an old one once more would cost more than a new one
	item     T
}

// records is a ring of any kind.
type records interface {
	count() int
	oldest() uint64 // its position, if there is one
	forget()        // the oldest
	size() int      // in bytes
}

// ring keeps the last items. It grows and shrinks with them, so an empty one takes no room.
type ring[T item] struct {
	items   []record[T]
	first   int    // where the oldest is
	n       int    // how many there are
	bytes   int    // what they refer to, without their place in items
	dropped uint64 // how many fell out
	lost    uint64 // position of the last that fell out
}

// minRing is how many items there is room for as soon as there is one.
const minRing = 16

// push adds the newest item.
func (r *ring[T]) push(position uint64, item T) {
	if r.n == len(r.items) {
		r.resize(max(minRing, r.n+r.n/2))
	}
	bytes := item.takes()
	r.items[(r.first+r.n)%len(r.items)] = record[T]{position, bytes, item}
	r.n++
	r.bytes += bytes
}

func (r *ring[T]) resize(room int) {
	items := make([]record[T], room)
	for i := range r.n {
		items[i] = *r.at(i)
	}
	r.items, r.first = items, 0
}

// forget drops the oldest item.
func (r *ring[T]) forget() {
	oldest := &r.items[r.first]
	r.lost = oldest.position
	r.bytes -= oldest.bytes
	*oldest = record[T]{}
	r.first = (r.first + 1) % len(r.items)
	r.n--
	r.dropped++
	switch {
	case r.n == 0:
		r.items, r.first = nil, 0
	case len(r.items) > minRing && r.n < len(r.items)/4:
		r.resize(len(r.items) / 2)
	}
}

func (r *ring[T]) count() int { return r.n }

func (r *ring[T]) oldest() uint64 { return r.at(0).position }

func (r *ring[T]) size() int { return r.bytes + len(r.items)*int(unsafe.Sizeof(record[T]{})) }

// at returns the item that has i older ones.
func (r *ring[T]) at(i int) *record[T] { return &r.items[(r.first+i)%len(r.items)] }

// all returns copies of the records, the oldest first.
func (r *ring[T]) all() []record[T] {
	records := make([]record[T], r.n)
	for i := range records {
		records[i] = *r.at(i)
	}
	return records
}

// after is how many records are not behind a position.
func (r *ring[T]) after(position uint64) int {
	return sort.Search(r.n, func(i int) bool { return r.at(i).position > position })
}
