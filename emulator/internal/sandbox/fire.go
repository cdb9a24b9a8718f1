package sandbox

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// Fire sends a webhook about a link by hand, without anything having happened. A process or data
// that is not given is what the emulator itself sends with such an event, as far as it does: the
// error of a LINK event, the counts of what lists show of the link. It returns the webhook's id, or
// not_found.
func (b *Sandbox) Fire(
	link uuid.UUID, hook journal.Hook, process string, data json.RawMessage,
) (string, error) {
	var l store.Link
	var ok bool
	b.store.View(func(tx *store.Tx) { l, ok = tx.Link(link) })
	if !ok {
		return "", belvo.NewError(belvo.CodeNotFound)
	}
	var content any = data
	if data == nil {
		usual, err := b.usualData(&l, hook)
		if err != nil {
			return "", err
		}
		content = usual
	}
	var id string
	err := b.store.Update(func(tx *store.Tx) error {
		if _, ok := tx.Link(link); !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		s := b.desk.Step(tx, contact.ControlCall(), &l, b.Now())
		s.Notify(hook.Type, hook.Code, cmp.Or(process, b.desk.UsualProcess(hook)),
			contact.Facts{Says: contact.SaysGiven, Given: content})
		id = s.Notices[0].ID
		tx.By(contact.ByControl)
		tx.Emit(s.Now, link, lifecycle.Transition{}, l.Script, s.Notices)
		return nil
	})
	return id, err
}

// usualData is what an event says of a link when it is not fired by hand, an empty object for events
// that are not known or say nothing.
func (b *Sandbox) usualData(l *store.Link, hook journal.Hook) (any, error) {
	data, told := any(nil), false
	switch hook.Type {
	case contact.LinkEvents:
		data, told = contact.FailureNamed(hook.Code)
	case contact.ConsentEvents:
		data, told = contact.ConsentNews(b.desk.Reader, l, hook.Code, b.Now())
	default:
		if row, offered := b.rowOf(l, hook.Type); row != nil {
			return b.usualCounts(l, row, offered, hook.Code)
		}
	}
	if !told {
		data = struct{}{}
	}
	return data, nil
}

// rowOf is the resource whose events have a type, and whether the link's institution has it; nil if
// there is none. Of resources that share a type it is the institution's.
func (b *Sandbox) rowOf(l *store.Link, kind string) (found *registry.Row, offered bool) {
	inst, known := b.desk.Catalog.Institution(l.Institution)
	for _, row := range b.desk.Rows {
		if row.Webhooks.Type != kind {
			continue
		}
		if known && row.OfferedBy(inst) {
			return row, true
		}
		found = row
	}
	return found, false
}

// usualCounts is what an event says of a resource of a link: of all objects, of those that came last,
// or of those that have changed.
func (b *Sandbox) usualCounts(l *store.Link, row *registry.Row, offered bool, code string) (any, error) {
	hooks := row.Webhooks
	if code == hooks.ChangedCode && hooks.Changed != nil {
		return b.usualChanges(l, row), nil
	}
	var all, latest []registry.Item
	if offered {
		var err error
		if all, latest, err = b.listed(l, row); err != nil {
			return nil, err
		}
	}
	if first := slices.IndexFunc(hooks.First, contact.HasCode(code)); first >= 0 {
		return hooks.First[first].Data(all), nil
	}
	switch {
	case code == contact.HistoricalUpdate:
		return hooks.Total(all), nil
	case code == hooks.NewCode && hooks.New != nil:
		return hooks.New(latest), nil
	default:
		return struct{}{}, nil
	}
}

// listed is what lists show of a link's resource, and the part of it that came last. Of a link that
// has collected nothing yet both are what the institution has.
func (b *Sandbox) listed(l *store.Link, row *registry.Row) (all, latest []registry.Item, err error) {
	if err := b.catchUp(row, l.ID); err != nil {
		return nil, nil, err
	}
	var objects []store.Object
	b.store.View(func(tx *store.Tx) {
		objects, _ = tx.Objects(row.Resource, []store.Where[store.Object]{collection.OfLink(l.ID)}, 0, math.MaxInt)
	})
	all = collection.Items(row, objects)
	latest = collection.Items(row, slices.DeleteFunc(objects, func(o store.Object) bool {
		return !o.CreatedAt.Equal(objects[0].CreatedAt)
	}))
	if len(all) == 0 {
		all, _ = b.desk.ItemsAt(l, row, collection.HistoryStart(row, l), b.Now())
		latest = all
	}
	return all, latest, nil
}

// pendingDays is more than a movement is ever pending.
const pendingDays = 3

// usualChanges is what an event says of objects that have changed: of the last days in which any has,
// within a year.
func (b *Sandbox) usualChanges(l *store.Link, row *registry.Row) any {
	now := b.Now()
	var data any = struct{}{}
	for _, days := range []int{pendingDays, 30, collection.HistoryDays} {
		before := now.AddDate(0, 0, -days)
		from := belvo.DateOf(before) - pendingDays
		old, _ := b.desk.ItemsAt(l, row, from, before) // nothing, if the data can no longer be read
		items, _ := b.desk.ItemsAt(l, row, from, now)
		changes, changed := row.Webhooks.Changed(old, items)
		if changed {
			return changes
		}
		if changes != nil {
			data = changes
		}
	}
	return data
}
