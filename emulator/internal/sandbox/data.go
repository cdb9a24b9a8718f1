package sandbox

import (
	"math"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/store"
)

// List returns one page of a resource's objects that the query's filters let through, the newest
// first, and how many there are in all.
func (b *Sandbox) List(row *registry.Row, query url.Values, page filter.Page) ([]any, int, error) {
	parsed, err := row.Filters.Parse(query)
	if err != nil {
		return nil, 0, err
	}
	if need := row.ListNeeds; need != "" && query.Get(need) == "" && query.Get(need+"__in") == "" {
		return nil, 0, belvo.FieldError(belvo.CodeRequired, need)
	}
	now := b.Now()
	b.FireDue(now)
	if err := b.catchUp(row, linkOf(parsed)); err != nil {
		return nil, 0, err
	}
	items, total := b.find(row, parsed, page)
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = shown(row, item.Value, now)
	}
	return out, total, nil
}

// find returns one page of the stored objects that satisfy all conditions, and how many there are in all.
func (b *Sandbox) find(
	row *registry.Row, parsed []filter.Condition[any], page filter.Page,
) ([]registry.Item, int) {
	var where, tests []store.Where[store.Object]
	for _, w := range conditions(parsed, func(o *store.Object) any { return o.Value }) {
		if w.Test != nil { // there may be no value before the store has given the object
			tests = append(tests, w)
		} else {
			where = append(where, w)
		}
	}
	stored := func(offset, limit int) (objects []store.Object, total int) {
		b.store.View(func(tx *store.Tx) { objects, total = tx.Objects(row.Resource, where, offset, limit) })
		return objects, total
	}
	if len(tests) == 0 {
		objects, total := stored(page.Offset, page.Limit)
		return collection.Items(row, objects), total
	}
	objects, _ := stored(0, math.MaxInt)
	return tested(row, objects, tests, page)
}

// tested returns one page of the objects whose values pass tests, and how many there are in all. The
// values are made some at a time, for there may be very many.
func tested(row *registry.Row, objects []store.Object, tests []store.Where[store.Object], page filter.Page,
) (items []registry.Item, total int) {
	for some := range slices.Chunk(objects, 1024) {
		for _, item := range collection.Items(row, some) {
			o := store.Object{Value: item.Value}
			if slices.ContainsFunc(tests, func(w store.Where[store.Object]) bool { return !w.Test(&o) }) {
				continue
			}
			if total >= page.Offset && len(items) < page.Limit {
				items = append(items, item)
			}
			total++
		}
	}
	return items, total
}

// linkOf is the only link that conditions let through; zero if they do not name one.
func linkOf(parsed []filter.Condition[any]) uuid.UUID {
	for _, c := range parsed {
		if c.Field.Name == "link" && len(c.Values) == 1 {
			return uuid.MustParse(c.Values[0].S) // the filter has checked its form
		}
	}
	return uuid.Nil
}

// Object returns one object of a resource, or not_found.
func (b *Sandbox) Object(row *registry.Row, id uuid.UUID) (any, error) {
	find := func() (o store.Object, ok bool) {
		b.store.View(func(tx *store.Tx) { o, ok = tx.Object(row.Resource, id) })
		return o, ok
	}
	o, ok := find()
	if !ok { // it may belong to what was collected but not looked at yet
		if err := b.catchUp(row, uuid.Nil); err != nil {
			return nil, err
		}
		if o, ok = find(); !ok {
			return nil, belvo.NewError(belvo.CodeNotFound)
		}
	}
	items := collection.Items(row, []store.Object{o})
	if len(items) == 0 {
		return nil, belvo.NewError(belvo.CodeNotFound)
	}
	return shown(row, items[0].Value, b.Now()), nil
}

// ListBelow returns one page of what belongs to an object, and how much there is in all, or
// not_found.
func (b *Sandbox) ListBelow(row *registry.Row, id uuid.UUID, page filter.Page) ([]any, int, error) {
	object, err := b.Object(row, id)
	if err != nil {
		return nil, 0, err
	}
	all := row.Below.Of(object)
	first := min(page.Offset, len(all))
	return all[first:min(first+page.Limit, len(all))], len(all), nil
}

// shown is an object as it is at an instant.
func shown(row *registry.Row, value any, at time.Time) any {
	if row.View == nil {
		return value
	}
	return row.View(value, at)
}

// DeleteObject removes one object and what depends on it, or returns not_found. Deleting an
// account takes its transactions and balances along, and what sums up its link: owners and risk.
func (b *Sandbox) DeleteObject(row *registry.Row, id uuid.UUID) error {
	if _, err := b.Object(row, id); err != nil {
		return err
	}
	for _, dependant := range row.Dependants { // what is due must not come back after the deletion
		if err := b.catchUp(b.desk.ByName[dependant], b.linkOfObject(row, id)); err != nil {
			return err
		}
	}
	return b.store.Update(func(tx *store.Tx) error {
		gone := tx.DeleteObjects(
			row.Resource,
			store.Where[store.Object]{Index: "id", Values: []string{id.String()}},
		)
		if len(gone) == 0 {
			return belvo.NewError(belvo.CodeNotFound)
		}
		for _, r := range row.Dependants {
			index, value := "account", id.String()
			if r == belvo.Owners || r == belvo.RiskInsights {
				index, value = "link", gone[0].Link.String()
			}
			tx.DeleteObjects(r, store.Where[store.Object]{Index: index, Values: []string{value}})
		}
		return nil
	})
}

func (b *Sandbox) linkOfObject(row *registry.Row, id uuid.UUID) (link uuid.UUID) {
	b.store.View(func(tx *store.Tx) {
		o, _ := tx.Object(row.Resource, id)
		link = o.Link
	})
	return link
}

// catchUp carries out the collections of a resource that were due before, for one link or, with
// the zero id, for all.
func (b *Sandbox) catchUp(row *registry.Row, link uuid.UUID) error {
	var links []store.Link
	b.store.View(func(tx *store.Tx) {
		if link == uuid.Nil {
			links = tx.PendingLinks(row.Resource)
			slices.Reverse(links) // the oldest first, as if it had happened when it was due
		} else if l, ok := tx.Link(link); ok {
			links = []store.Link{l}
		}
	})
	for i := range links {
		if err := b.catchUpLink(row, &links[i]); err != nil {
			return err
		}
	}
	return nil
}

func (b *Sandbox) catchUpLink(row *registry.Row, l *store.Link) error {
	for _, pending := range l.Pending {
		if pending.Resource == row.Resource {
			if err := b.collectPending(row, l, pending); err != nil {
				return err
			}
		}
	}
	return nil
}

// collectPending does one pending collection, unless another request did it.
func (b *Sandbox) collectPending(row *registry.Row, l *store.Link, pending store.Pending) error {
	book, err := b.desk.Book(l)
	if err != nil {
		return err
	}
	// Collections in between may have been skipped, so the last one has to have it all.
	all := registry.Params{From: collection.HistoryStart(row, l), To: belvo.DateOf(pending.At)}
	batch := b.desk.WithNeeded(book, collection.Reading{Row: row, Items: row.Collect(book, all, pending.At),
		Origin: collection.OriginOf(l, book, all, pending.At)}, pending.At)
	return b.store.Update(func(tx *store.Tx) error {
		now, ok := tx.Link(l.ID)
		if !ok || !slices.Contains(now.Pending, pending) {
			return nil
		}
		for _, c := range batch {
			collection.PutItems(tx, l.ID, c, pending.At)
		}
		now.Pending = slices.DeleteFunc(
			slices.Clone(now.Pending),
			func(p store.Pending) bool { return p == pending },
		)
		tx.PutLink(now)
		return nil
	})
}
