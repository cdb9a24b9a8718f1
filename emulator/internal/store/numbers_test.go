package store

import (
	"encoding/binary"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/ident"
)

// TestNumbersFindWhatIsThere compares with a map, among ids that follow each other and ids of chance,
// while they come and go.
func TestNumbersFindWhatIsThere(t *testing.T) {
	t.Parallel()
	rng, source := ident.NewRand("numbers"), ident.NewSource(1, "numbers")
	var ids []uuid.UUID
	for n := range 3000 {
		id := source.UUID()
		if n%2 == 0 {
			id = uuid.UUID{}
			binary.BigEndian.PutUint32(id[12:], uint32(n))
		}
		ids = append(ids, id)
	}
	x, w, want := numbers{}, newWriter(), map[uint32]bool{}
	rows := idRows(ids)
	for step := range 40_000 {
		// The share that is there rises and falls, so that the slots are nearly full and nearly empty.
		row := uint32(rng.IntN(len(ids)))
		switch fill := step/8000%2 == 0; {
		case want[row] && (!fill || rng.IntN(4) == 0):
			removeNumber(w, &x, rows, ids[row])
			delete(want, row)
		case !want[row] && (fill || rng.IntN(4) == 0):
			addNumber(w, &x, rows, ids[row], row)
			want[row] = true
		case !want[row]:
			removeNumber(w, &x, rows, ids[row]) // which does nothing
		}
		if x.n != len(want) || x.slots.n > 8192 {
			t.Fatalf("step %d: %d are there, want %d, in %d slots", step, x.n, len(want), x.slots.n)
		}
		if step%500 == 0 {
			for row, id := range ids {
				if got, ok := number(&x, rows, id); ok != want[uint32(row)] || ok && got != uint32(row) {
					t.Fatalf("step %d: row %d is %d, %v, want %v", step, row, got, ok, want[uint32(row)])
				}
			}
		}
	}
}

type idRows []uuid.UUID

func (r idRows) key(row uint32) uuid.UUID { return r[row] }
