package store

import "math/bits"

// bitset is a set of row numbers. It counts itself, but only add and remove keep the count.
type bitset struct {
	words []uint64
	n     int
}

func (b *bitset) add(row uint32) {
	word := int(row / 64)
	for len(b.words) <= word {
		b.words = append(b.words, 0)
	}
	if !b.has(row) {
		b.words[word] |= 1 << (row % 64)
		b.n++
	}
}

func (b *bitset) remove(row uint32) {
	if b.has(row) {
		b.words[row/64] &^= 1 << (row % 64)
		b.n--
	}
}

func (b *bitset) has(row uint32) bool {
	word := int(row / 64)
	return b != nil && word < len(b.words) && b.words[word]&(1<<(row%64)) != 0
}

// union adds all rows of o.
func (b *bitset) union(o *bitset) {
	if o == nil {
		return
	}
	if missing := len(o.words) - len(b.words); missing > 0 {
		b.words = append(b.words, make([]uint64, missing)...)
	}
	for i, w := range o.words {
		b.words[i] |= w
	}
}

// intersect keeps only the rows of o.
func (b *bitset) intersect(o *bitset) {
	if len(b.words) > len(o.words) {
		b.words = b.words[:len(o.words)]
	}
	for i := range b.words {
		b.words[i] &= o.words[i]
	}
}

// clip keeps only the rows from lo to hi, hi excluded.
func (b *bitset) clip(lo, hi uint32) {
	for i := range b.words {
		start := uint32(i) * 64
		switch {
		case start+64 <= lo || start >= hi:
			b.words[i] = 0
			continue
		case start < lo:
			b.words[i] &= ^uint64(0) << (lo - start)
		}
		if start+64 > hi {
			b.words[i] &= ^uint64(0) >> (start + 64 - hi)
		}
	}
}

func (b *bitset) count() int {
	n := 0
	for _, w := range b.words {
		n += bits.OnesCount64(w)
	}
	return n
}

// descend visits the rows from the highest down, after skipping the first skip of them, until
// visit returns false.
func (b *bitset) descend(skip int, visit func(row uint32) bool) {
	for i := len(b.words) - 1; i >= 0; i-- {
		w := b.words[i]
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
