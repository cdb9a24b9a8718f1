package journal

import "sort"

// record is one item and its position among the records of all kinds.
type record[T any] struct {
	position uint64
	item     T
}

// ring keeps the last so many items. It grows with them, so an empty one takes no room.
type ring[T any] struct {
	limit   int
	items   []record[T]
	first   int    // where the oldest is
	n       int    // how many there are
	bytes   int    // what they take, where somebody counts it
	dropped uint64 // how many fell out
	lost    uint64 // position of the last that fell out
}

// push adds the newest item; a full ring forgets its oldest.
func (r *ring[T]) push(position uint64, item T) {
	if r.n == r.limit {
		r.drop()
	}
	if r.n == len(r.items) {
		r.grow()
	}
	r.items[(r.first+r.n)%len(r.items)] = record[T]{position, item}
	r.n++
}

func (r *ring[T]) grow() {
	items := make([]record[T], min(r.limit, max(16, 2*len(r.items))))
	for i := range r.n {
		items[i] = *r.at(i)
	}
	r.items, r.first = items, 0
}

// drop forgets the oldest item and returns it.
func (r *ring[T]) drop() T {
	oldest := r.items[r.first]
	r.items[r.first] = record[T]{}
	r.first = (r.first + 1) % len(r.items)
	r.n--
	r.dropped++
	r.lost = oldest.position
	return oldest.item
}

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
