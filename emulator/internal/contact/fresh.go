package contact

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/store"
)

// Fresh finds out whether an institution has data of a link that it did not have at an earlier instant,
// in any of some resources. It looks once for all webhooks that depend on it.
type Fresh struct {
	Resources []belvo.Resource
	Since, At time.Time
	Stored    map[uuid.UUID]bool // the objects that requests have stored since; never changed

	once  sync.Once
	found bool
}

// freshSince prepares the question. The step must be inside its commit.
func (s *Step) freshSince(since time.Time, rows []*registry.Row) *Fresh {
	f := &Fresh{Since: since, At: s.Now, Stored: map[uuid.UUID]bool{}}
	for _, row := range rows {
		f.Resources = append(f.Resources, row.Resource)
		maps.Copy(f.Stored, s.storedSince(row, since))
	}
	return f
}

// of says whether there is fresh data of a link; there is none if the link's data can no longer be
// read.
func (f *Fresh) of(r *collection.Reader, l *store.Link) bool {
	f.once.Do(func() {
		f.found = f.At.After(f.Since) && slices.ContainsFunc(f.Resources, func(name belvo.Resource) bool {
			row := r.ByName[name]
			return row != nil && f.isFresh(r, l, row)
		})
	})
	return f.found
}

// isFresh compares what a resource had and has.
func (f *Fresh) isFresh(r *collection.Reader, l *store.Link, row *registry.Row) bool {
	from := collection.HistoryStart(row, l)
	old, readable := r.ItemsAt(l, row, from, f.Since)
	now, stillReadable := r.ItemsAt(l, row, from, f.At)
	return readable && stillReadable && collection.Differ(old, newItems(now, f.Stored))
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
