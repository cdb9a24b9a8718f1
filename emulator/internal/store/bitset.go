package store

import "math/bits"

// bitset is a set of row numbers that copies share until they change it. It counts itself.
type bitset struct {
	words pages[uint64]
	n     int
}

func (b *bitset) add(w *writer, row uint32) {
	word := row / 64
	for uint32(b.words.n) <= word {
		b.words.push(w, 0)
	}
	if !b.has(row) {
		*b.words.own(w, word) |= 1 << (row % 64)
		b.n++
	}
}

func (b *bitset) remove(w *writer, row uint32) {
	if b.has(row) {
		*b.words.own(w, row/64) &^= 1 << (row % 64)
		b.n--
	}
}

func (b *bitset) has(row uint32) bool {
	word := row / 64
	return b != nil && word < uint32(b.words.n) && *b.words.at(word)&(1<<(row%64)) != 0
}

// set changes one word.
func (b *bitset) set(w *writer, word uint32, value uint64) {
	old := *b.words.at(word)
	if old != value {
		*b.words.own(w, word) = value
		b.n += bits.OnesCount64(value) - bits.OnesCount64(old)
	}
}

// union adds all rows of o.
func (b *bitset) union(w *writer, o *bitset) {
	if o == nil {
		return
	}
	for b.words.n < o.words.n {
		b.words.push(w, 0)
	}
	for word := range uint32(o.words.n) {
		b.set(w, word, *b.words.at(word)|*o.words.at(word))
	}
}

// intersect keeps only the rows of o.
func (b *bitset) intersect(w *writer, o *bitset) {
	for word := range uint32(b.words.n) {
		var other uint64
		if word < uint32(o.words.n) {
			other = *o.words.at(word)
		}
		b.set(w, word, *b.words.at(word)&other)
	}
}

// clip keeps only the rows from lo to hi, hi excluded.
func (b *bitset) clip(w *writer, lo, hi uint32) {
	for word := range uint32(b.words.n) {
		start, stays := word*64, ^uint64(0)
		switch {
		case start+64 <= lo || start >= hi:
			stays = 0
		case start < lo:
			stays <<= lo - start
		}
		if stays != 0 && start+64 > hi {
			stays &= ^uint64(0) >> (start + 64 - hi)
		}
		b.set(w, word, *b.words.at(word)&stays)
	}
}

// descend visits the rows from the highest down, after skipping the first skip of them, until
// visit returns false.
func (b *bitset) descend(skip int, visit func(row uint32) bool) {
	for i := b.words.n - 1; i >= 0; i-- {
		w := *b.words.at(uint32(i))
		if n := bits.OnesCount64(w); skip >= n {
			skip -= n
			continue
		}
		for w != 0 {
			top := 63 - bits.LeadingZeros64(w)
			w &^= 1 << top
			if skip > 0 {
				skip--
				continue
			}
			if !visit(uint32(i*64 + top)) {
				return
			}
		}
	}
}
