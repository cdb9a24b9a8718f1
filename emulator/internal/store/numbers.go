package store

import (
	"hash/maphash"

	"github.com/google/uuid"
)

// numbers finds the number of a row by its id. A Go map would keep each id once more, 40 bytes for a
// row; this keeps the numbers alone, in about 6, and looks into the rows for the ids.
type numbers struct {
	seed  maphash.Seed
	slots []uint32                   // number + 1, or 0 for a free slot; their length is a power of two
	n     int                        // how many are in use
	idOf  func(row uint32) uuid.UUID // of a row that is there
}

func newNumbers(idOf func(row uint32) uuid.UUID) numbers {
	return numbers{seed: maphash.MakeSeed(), idOf: idOf}
}

// home is the slot in which a number is looked for first.
func (x *numbers) home(id uuid.UUID) uint32 {
	return uint32(maphash.Comparable(x.seed, id)) & uint32(len(x.slots)-1)
}

func (x *numbers) after(slot uint32) uint32 { return (slot + 1) & uint32(len(x.slots)-1) }

// find returns the slot that has an id's number, or the free one where it would go. There must be a
// free one.
func (x *numbers) find(id uuid.UUID) uint32 {
	slot := x.home(id)
	for x.slots[slot] != 0 && x.idOf(x.slots[slot]-1) != id {
		slot = x.after(slot)
	}
	return slot
}

// get returns the number of the row with an id.
func (x *numbers) get(id uuid.UUID) (row uint32, ok bool) {
	if x.n == 0 {
		return 0, false
	}
	if row = x.slots[x.find(id)]; row == 0 {
		return 0, false
	}
	return row - 1, true
}

// add notes the number of an id that is not there yet.
func (x *numbers) add(id uuid.UUID, row uint32) {
	if x.n >= len(x.slots)/4*3 {
		old := x.slots
		x.slots = make([]uint32, max(8, 2*len(old)))
		for _, n := range old {
			if n != 0 {
				x.slots[x.find(x.idOf(n-1))] = n
			}
		}
	}
	x.slots[x.find(id)] = row + 1
	x.n++
}

// remove forgets an id. Its row must still be there. Numbers that stand behind its slot because it was
// taken move up, so that they are found from their home on.
func (x *numbers) remove(id uuid.UUID) {
	if x.n == 0 {
		return
	}
	hole := x.find(id)
	if x.slots[hole] == 0 {
		return
	}
	x.slots[hole] = 0
	x.n--
	for slot := x.after(hole); x.slots[slot] != 0; slot = x.after(slot) {
		home := x.home(x.idOf(x.slots[slot] - 1))
		if mask := uint32(len(x.slots) - 1); (slot-home)&mask >= (slot-hole)&mask {
			x.slots[hole], x.slots[slot] = x.slots[slot], 0
			hole = slot
		}
	}
}
