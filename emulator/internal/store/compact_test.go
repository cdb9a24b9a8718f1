package store

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/ident"
)

// TestCompactionGivesBackWhatWasDeleted looks inside, since compaction must not show outside.
func TestCompactionGivesBackWhatWasDeleted(t *testing.T) {
	t.Parallel()
	const all, kept = 5000, 100
	s, source := New(nil), ident.NewSource(1, "compact")
	ids := make([]uuid.UUID, all)
	update := func(change func(*Tx)) {
		if err := s.Update(func(tx *Tx) error { change(tx); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	update(func(tx *Tx) {
		for i := range ids {
			ids[i] = source.UUID()
			tx.PutLink(Link{ID: ids[i], CredentialsUntil: time.Unix(int64(i), 0)})
		}
	})
	update(func(tx *Tx) {
		for _, id := range ids[kept:] {
			tx.DeleteLink(id)
		}
		if s.links.rows.len() != all {
			t.Errorf("%d rows: they were renumbered while the change could be undone", s.links.rows.len())
		}
	})
	update(func(*Tx) {})
	if rows, timers := s.links.rows.len(), s.timers.Len(); rows != kept || timers != kept {
		t.Errorf("%d rows and %d timers are kept, want %d of each", rows, timers, kept)
	}
}
