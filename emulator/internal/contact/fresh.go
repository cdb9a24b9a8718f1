package contact

import (
	"sync"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/store"
)

// freshness finds out whether an institution has data of a link that it did not have at an earlier
// instant, in any of some resources. It looks once for all webhooks that depend on it.
type freshness struct {
	desk       *Desk
	rows       []*registry.Row
	before, at time.Time
	stored     map[uuid.UUID]bool // the objects that requests have stored since
	once       sync.Once
	found      bool
}

// freshSince prepares the question. The step must be inside its commit.
func (s *Step) freshSince(before time.Time, rows []*registry.Row) *freshness {
	f := &freshness{desk: s.Desk, rows: rows, before: before, at: s.Now, stored: map[uuid.UUID]bool{}}
	for _, row := range rows {
		for id := range s.storedSince(row, before) {
			f.stored[id] = true
		}
	}
	return f
}

// of says whether there is fresh data of a link; there is none if the link's data can no longer be
// read.
func (f *freshness) of(l *store.Link) bool {
	f.once.Do(func() {
		for _, row := range f.rows {
			if f.found = f.at.After(f.before) && f.isFresh(l, row); f.found {
				return
			}
		}
	})
	return f.found
}

// isFresh compares what a resource had and has.
func (f *freshness) isFresh(l *store.Link, row *registry.Row) bool {
	from := collection.HistoryStart(row, l)
	old, readable := f.desk.ItemsAt(l, row, from, f.before)
	now, stillReadable := f.desk.ItemsAt(l, row, from, f.at)
	return readable && stillReadable && collection.Differ(old, newItems(now, f.stored))
}

// storedSince are the objects of a resource that requests have stored since an instant.
func (s *Step) storedSince(row *registry.Row, at time.Time) (stored map[uuid.UUID]bool) {
	where := []store.Where[store.Object]{collection.OfLink(s.Link.ID)}
	for {
		page, _ := s.Tx.Objects(row.Resource, where, len(stored), 64)
		for _, o := range page {
			if !o.CreatedAt.After(at) {
				return stored
			}
			if stored == nil {
				stored = map[uuid.UUID]bool{}
			}
			stored[o.ID] = true
		}
		if len(page) == 0 {
			return stored
		}
	}
}

// newItems returns the items that are not known.
func newItems(items []registry.Item, known map[uuid.UUID]bool) []registry.Item {
	var rest []registry.Item
	for _, item := range items {
		if !known[item.ID] {
			rest = append(rest, item)
		}
	}
	return rest
}
