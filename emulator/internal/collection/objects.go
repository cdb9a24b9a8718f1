package collection

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
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
func NewItems(tx *store.Tx, c Reading) (added []registry.Item, old []store.Object) {
	for _, item := range c.Items {
		if o, known := tx.Object(c.Row.Resource, item.ID); known {
			old = append(old, o)
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
		}
		values[i] = PutItem(tx, link, c, item, created)
	}
	return values
}

// PutItem stores one item of a collection and returns its value with the creation time.
func PutItem(tx *store.Tx, link uuid.UUID, c Reading, item registry.Item, created time.Time) any {
	value := stamped(c.Row, item.Value, c.Origin, created)
	o := store.Object{ID: item.ID, Link: link, Account: item.Account, CreatedAt: created, Value: value,
		Origin: c.Origin}
	if c.Row.Again != nil {
		o.Value, o.Line = nil, item.Line
	}
	tx.PutObject(c.Row.Resource, o)
	return value
}

// stamped is a value that a collection gave, with the time when its object was first stored.
func stamped(row *registry.Row, value any, o *store.Origin, created time.Time) any {
	if created.Equal(o.At) {
		return value
	}
	return row.Stamp(value, belvo.At(created))
}

// Items returns stored objects with their values, which are made again where they are not stored. One whose value
// is not made any more is left out. No store's lock must be held.
func Items(row *registry.Row, objects []store.Object) []registry.Item {
	all := make([]registry.Item, len(objects))
	var origins []*store.Origin
	places := map[*store.Origin][]int{}
	for i, o := range objects {
		all[i] = registry.Item{ID: o.ID, Account: o.Account, Value: o.Value, Line: o.Line}
		if o.Value == nil {
			if places[o.Origin] == nil {
				origins = append(origins, o.Origin)
			}
			places[o.Origin] = append(places[o.Origin], i)
		}
	}
	for _, origin := range origins {
		some := make([]registry.Item, len(places[origin]))
		for n, i := range places[origin] {
			some[n] = all[i]
		}
		valuesAgain(row, origin, some)
		for n, i := range places[origin] {
			if some[n].Value != nil {
				all[i].Value = stamped(row, some[n].Value, origin, objects[i].CreatedAt)
			}
		}
	}
	if len(origins) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(item registry.Item) bool { return item.Value == nil })
}

// valuesAgain fills in the values of items of one collection.
func valuesAgain(row *registry.Row, o *store.Origin, some []registry.Item) {
	switch source := o.Source.(type) {
	case *bank.Source:
		row.Again(source.Open(), some, o.At)
	case *earlier:
		made := source.values()
		for i := range some {
			some[i].Value = made[some[i].ID]
		}
	}
}
