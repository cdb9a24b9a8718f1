package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// filled is a store of n links, of which every fourth is valid.
func filled(b *testing.B, n int) (*store.Store, []uuid.UUID) {
	b.Helper()
	s, source, ids := store.New(nil), ident.NewSource(1, "bench"), make([]uuid.UUID, n)
	states := []lifecycle.State{lifecycle.Valid, lifecycle.Invalid, lifecycle.TokenRequired,
		lifecycle.Unconfirmed}
	err := s.Update(func(tx *store.Tx) error {
		for i := range ids {
			ids[i] = source.UUID()
			tx.PutLink(store.Link{ID: ids[i], Institution: "gotham_mx_retail", State: states[i%4],
				InstitutionUserID: fmt.Sprint("user-", i),
				CreatedAt:         epoch.Add(time.Duration(i) * time.Minute)})
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s, ids
}

// BenchmarkStatusPage is a page of the links of one status, with their number: its time should
// hardly depend on how many links there are.
func BenchmarkStatusPage(b *testing.B) {
	valid := []store.Where[store.Link]{{Index: "status", Values: []string{"valid"}}}
	for _, n := range []int{100, 100_000} {
		for _, limit := range []int{20, 100} {
			b.Run(fmt.Sprintf("%d_of_%d", limit, n), func(b *testing.B) {
				s, _ := filled(b, n)
				b.ReportAllocs()
				for b.Loop() {
					s.View(func(tx *store.Tx) {
						page, total := tx.Links(valid, 0, limit)
						if len(page) != min(limit, n/4) || total != n/4 {
							b.Fatalf("%d of %d links", len(page), total)
						}
					})
				}
			})
		}
	}
}

// BenchmarkChangeLink is a change of one link's status.
func BenchmarkChangeLink(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, ids := filled(b, n)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				err := s.Update(func(tx *store.Tx) error {
					l, _ := tx.Link(ids[i%n])
					l.State = []lifecycle.State{lifecycle.Valid, lifecycle.TokenRequired}[i%2]
					tx.PutLink(l)
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
