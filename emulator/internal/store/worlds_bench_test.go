package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/store"
)

// large is a store of 10,000 links with 100,000 objects.
func large(b *testing.B) (*store.Store, []uuid.UUID) {
	b.Helper()
	s, ids := filled(b, 10_000)
	source := ident.NewSource(2, "objects")
	origin := &store.Origin{At: epoch}
	for _, link := range ids {
		_ = s.Update(func(tx *store.Tx) error { // the function returns no error
			for range 10 {
				tx.PutObject(belvo.Transactions, store.Object{ID: source.UUID(), Link: link, CreatedAt: epoch, Origin: origin})
			}
			return nil
		})
	}
	return s, ids
}

// BenchmarkFreeze is a checkpoint of a large store, and a fork of it: what each takes is what it keeps.
func BenchmarkFreeze(b *testing.B) {
	s, _ := large(b)
	b.Run("checkpoint", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Freeze()
		}
	})
	b.Run("fork", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Freeze().Thaw(nil)
		}
	})
}

// BenchmarkBack goes back over commits of eleven changes each in a large store.
func BenchmarkBack(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, ids := large(b)
			var pasts []*store.Past
			kept := 0
			s.OnPast(func(p *store.Past) { pasts, kept = append(pasts, p), kept+p.Takes() })
			source := ident.NewSource(3, "more")
			origin := &store.Origin{At: epoch.Add(time.Hour)}
			for i := range n {
				_ = s.Update(func(tx *store.Tx) error { // the function returns no error
					l, _ := tx.Link(ids[i*7%len(ids)])
					l.Refusals++
					tx.PutLink(l)
					for range 10 {
						tx.PutObject(belvo.Transactions, store.Object{ID: source.UUID(), Link: l.ID, CreatedAt: epoch, Origin: origin})
					}
					return nil
				})
			}
			for b.Loop() {
				s.Freeze().Back(pasts, nil)
			}
			b.ReportMetric(float64(kept)/float64(n), "B/commit")
		})
	}
}
