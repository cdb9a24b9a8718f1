package store

import "hash/maphash"

// numbers finds the number of a row by its key. A Go map would keep each key once more, 40 bytes for a
// row, and could not be shared by copies; this keeps the numbers alone, in about 6, and looks into the
// rows for the keys.
type numbers struct {
	seed  maphash.Seed
	slots pages[uint32] // number + 1, or 0 for a free slot; how many they are is a power of two
	n     int           // how many are in use
}

// keyed is rows with keys. Those that numbers has are there.
type keyed[K comparable] interface{ key(row uint32) K }

// home is the slot in which a key is looked for first.
func home[K comparable](x *numbers, k K) uint32 {
	return uint32(maphash.Comparable(x.seed, k)) & uint32(x.slots.n-1)
}

func (x *numbers) after(slot uint32) uint32 { return (slot + 1) & uint32(x.slots.n-1) }

func (x *numbers) slot(at uint32) uint32 { return *x.slots.at(at) }

// find returns the slot that has a key's number, or the free one where it would go. There must be a
// free one.
func find[K comparable, R keyed[K]](x *numbers, rows R, k K) uint32 {
	slot := home(x, k)
	for n := x.slot(slot); n != 0 && rows.key(n-1) != k; n = x.slot(slot) {
		slot = x.after(slot)
	}
	return slot
}

// number returns the number of the row with a key.
func number[K comparable, R keyed[K]](x *numbers, rows R, k K) (row uint32, ok bool) {
	if x.n == 0 {
		return 0, false
	}
	if row = x.slot(find(x, rows, k)); row == 0 {
		return 0, false
	}
	return row - 1, true
}

// addNumber notes the number of a key that is not there yet.
func addNumber[K comparable, R keyed[K]](w *writer, x *numbers, rows R, k K, row uint32) {
	if x.n >= x.slots.n/4*3 {
		old := x.slots
		if old.n == 0 {
			x.seed = maphash.MakeSeed()
		}
		x.slots = zeros[uint32](w, max(8, 2*old.n))
		for at := range uint32(old.n) {
			if n := *old.at(at); n != 0 {
				*x.slots.own(w, find(x, rows, rows.key(n-1))) = n
			}
		}
	}
	*x.slots.own(w, find(x, rows, k)) = row + 1
	x.n++
}

// moveNumber notes that the row of a key that is there has another number now. The row must still be at
// its old number.
func moveNumber[K comparable, R keyed[K]](w *writer, x *numbers, rows R, k K, row uint32) {
	*x.slots.own(w, find(x, rows, k)) = row + 1
}

// removeNumber forgets a key. Its row must still be there. Numbers that stand behind its slot because it
// was taken move up, so that they are found from their home on.
func removeNumber[K comparable, R keyed[K]](w *writer, x *numbers, rows R, k K) {
	if x.n == 0 {
		return
	}
	hole := find(x, rows, k)
	if x.slot(hole) == 0 {
		return
	}
	x.n--
	for slot := x.after(hole); x.slot(slot) != 0; slot = x.after(slot) {
		n := x.slot(slot)
		first := home(x, rows.key(n-1))
		if mask := uint32(x.slots.n - 1); (slot-first)&mask >= (slot-hole)&mask {
			*x.slots.own(w, hole) = n
			hole = slot
		}
	}
	*x.slots.own(w, hole) = 0
}
