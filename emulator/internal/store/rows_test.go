package store

import (
	"testing"
	"time"
	"unsafe"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
)

// TestWhatObjectsShareIsGivenBack when the last of them has gone or has changed.
func TestWhatObjectsShareIsGivenBack(t *testing.T) {
	t.Parallel()
	s, source := New(nil), ident.NewSource(1, "shared")
	link, ids := source.UUID(), []uuid.UUID{source.UUID(), source.UUID(), source.UUID()}
	put := func(origin *Origin, ids ...uuid.UUID) {
		_ = s.Update(func(tx *Tx) error { // the function returns no error
			for _, id := range ids {
				tx.PutObject(belvo.Transactions, Object{ID: id, Link: link, Origin: origin})
			}
			return nil
		})
	}
	shared := func() *shared { return &s.objects[belvo.Transactions].rows.(*packed).shared }
	expect := func(step string, numbers, places int) {
		t.Helper()
		if got := shared(); got.index.n != numbers || got.parts.n != places+1 {
			t.Errorf("%s: %d numbers in %d places, want %d in %d", step, got.index.n, got.parts.n-1,
				numbers, places)
		}
	}
	put(&Origin{At: time.Unix(0, 0)}, ids...)
	expect("three of one collection", 1, 1)
	for n := range 10 {
		put(&Origin{At: time.Unix(int64(n), 0)}, ids[:2]...)
		expect("two are read again and again", 2, min(3, n+2))
	}
	put(&Origin{}, ids...)
	expect("all are read again", 1, 3)
	_ = s.Update(func(tx *Tx) error { tx.DeleteLink(link); return nil })
	expect("all are gone", 0, 3)
	for n := range uint32(shared().parts.n) {
		if p := shared().parts.at(n); p.common != (common{}) || p.users != 0 {
			t.Errorf("place %d still holds %+v", n, p)
		}
	}
}

// TestAPackedRowIsSmall: a column more is paid by a thousand sandboxes two million times.
func TestAPackedRowIsSmall(t *testing.T) {
	t.Parallel()
	if size := unsafe.Sizeof(packedRow{}); size > 24 {
		t.Errorf("an object takes %d bytes", size)
	}
}
