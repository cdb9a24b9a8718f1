package store

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"belvo-emulator/emulator/internal/ident"
)

// copies are lists and maps that share what they have, each with its own writer and with what it should
// hold.
type copies struct {
	w     *writer
	list  pages[int]
	dict  dict[int, int]
	set   bitset
	rows  []int
	pairs map[int]int
	bits  map[uint32]bool
}

func (c *copies) change(rng ident.Rand, n int) {
	switch k := rng.IntN(200); rng.IntN(10) {
	case 0, 1, 2:
		c.list.push(c.w, n)
		c.rows = append(c.rows, n)
	case 3:
		if len(c.rows) > 0 {
			c.list.pop(c.w)
			c.rows = c.rows[:len(c.rows)-1]
		}
	case 4:
		if len(c.rows) > 0 {
			*c.list.own(c.w, uint32(n%len(c.rows))) = n
			c.rows[n%len(c.rows)] = n
		}
	case 5, 6:
		*c.dict.own(c.w, k) = n
		c.pairs[k] = n
	case 7:
		c.dict.remove(c.w, k)
		delete(c.pairs, k)
	case 8:
		c.set.add(c.w, uint32(k*17))
		c.bits[uint32(k*17)] = true
	default:
		c.set.remove(c.w, uint32(k*17))
		delete(c.bits, uint32(k*17))
	}
}

// wrong says what is not as it should be, "" if all is.
func (c *copies) wrong() string {
	rows, pairs, bits := []int(nil), map[int]int{}, []uint32(nil)
	for i := range uint32(c.list.n) {
		rows = append(rows, *c.list.at(i))
	}
	c.dict.each(func(k int, v *int) { pairs[k] = *v })
	for k, v := range c.pairs {
		if got := c.dict.get(k); got == nil || *got != v {
			return fmt.Sprint("no ", k)
		}
	}
	c.set.descend(0, func(row uint32) bool { bits = append(bits, row); return true })
	slices.Reverse(bits)
	switch {
	case !slices.Equal(rows, c.rows):
		return fmt.Sprint(rows, c.rows)
	case !maps.Equal(pairs, c.pairs):
		return fmt.Sprint(pairs, c.pairs)
	case !slices.Equal(bits, slices.Sorted(maps.Keys(c.bits))) || c.set.n != len(bits):
		return fmt.Sprint(bits, c.set.n)
	}
	return ""
}

// TestCopiesDoNotShareChanges changes copies of copies, some of which nobody changes any more.
func TestCopiesDoNotShareChanges(t *testing.T) {
	t.Parallel()
	rng := ident.NewRand("copies")
	all := []*copies{{w: newWriter(), pairs: map[int]int{}, bits: map[uint32]bool{}}}
	for step := range 30_000 {
		c := all[rng.IntN(len(all))]
		c.change(rng, step)
		if step%300 == 0 {
			fork := *c
			fork.rows, fork.pairs, fork.bits = slices.Clone(c.rows), maps.Clone(c.pairs), maps.Clone(c.bits)
			fork.w = newWriter()
			c.w.begin()
			if all = append(all, &fork); len(all) > 8 {
				all = slices.Delete(all, 1, 2)
			}
			for n, c := range all {
				if wrong := c.wrong(); wrong != "" {
					t.Fatalf("step %d, copy %d: %s", step, n, wrong)
				}
			}
		}
	}
}
