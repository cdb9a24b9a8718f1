package collection

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/store"
)

// Schedule adds a collection to those that are pending, in place. Of one resource the first and the
// last are kept: the one decides when the data appeared, the other what it looks like.
func Schedule(pending []store.Pending, p store.Pending) []store.Pending {
	kept := pending[:0]
	first := true
	for _, old := range pending {
		if old.Resource != p.Resource || first && old != p {
			kept = append(kept, old)
		}
		first = first && old.Resource != p.Resource
	}
	return append(kept, p)
}

// OfLink chooses the objects of a link.
func OfLink(link uuid.UUID) store.Where[store.Object] {
	return store.Where[store.Object]{Index: "link", Values: []string{link.String()}}
}

// NewItems are those that are not stored yet, and old are those that are, as they are stored.
func NewItems(tx *store.Tx, c Reading) (added, old []registry.Item) {
	for _, item := range c.Items {
		if o, known := tx.Object(c.Row.Resource, item.ID); known {
			old = append(old, registry.Item{ID: o.ID, Account: o.Account, Value: o.Value})
		} else {
			added = append(added, item)
		}
	}
	return added, old
}

// PutItems stores items, the oldest first, so that lists show the newest first. Objects that were
// there keep their creation time. It returns the values in the order of the items.
func PutItems(tx *store.Tx, link uuid.UUID, c Reading, now time.Time) []any {
	values := make([]any, len(c.Items))
	for i, item := range slices.Backward(c.Items) {
		created := now
		if old, ok := tx.Object(c.Row.Resource, item.ID); ok {
			created = old.CreatedAt
			item.Value = c.Row.Stamp(item.Value, belvo.At(created))
		}
		values[i] = item.Value
		tx.PutObject(c.Row.Resource, store.Object{ID: item.ID, Link: link, Account: item.Account,
			CreatedAt: created, Value: item.Value, Origin: c.Origin})
	}
	return values
}
