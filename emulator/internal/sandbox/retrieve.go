package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// Retrieval is what a POST for data asks for.
type Retrieval struct {
	Link     uuid.UUID
	Params   registry.Params
	Given    []string // the other fields of the body that were given
	Token    string
	SaveData bool
}

// Retrieved is what was read: the objects, and whether they were stored.
type Retrieved struct {
	Objects []any
	Saved   bool
}

// Retrieve asks the institution for a link's data. It returns the data, the institution's error,
// or the 428 of an MFA session.
func (b *Sandbox) Retrieve(c *contact.Call, row *registry.Row, r Retrieval) (Retrieved, error) {
	now := b.Now()
	b.FireDue(now)
	if err := setPeriod(row, &r, belvo.DateOf(now)); err != nil {
		return Retrieved{}, err
	}
	var link store.Link
	var reply error
	err := b.store.Update(func(tx *store.Tx) error {
		before, ok := tx.Link(r.Link)
		if !ok {
			return missingAccount("link", r.Link)
		}
		c.Report.Saw(&before)
		if err := b.admitRetrieve(tx, &before, row, r); err != nil {
			return err
		}
		link = before
		s := b.desk.Ask(tx, c, &link, now, contact.Question{Op: lifecycle.Retrieve,
			Opens: lifecycle.Retrieve, Resource: row.Resource, Params: r})
		if r.Token != "" {
			s.Fields = map[string]string{"token": r.Token}
		}
		if err := s.Begin(); err != nil {
			return err
		}
		reply = s.Try(before)
		return nil
	})
	switch {
	case err != nil:
		return Retrieved{}, err
	case reply != nil:
		return Retrieved{}, reply
	}
	return b.collect(c, &link, row, r)
}

// admitRetrieve refuses what no institution needs to be asked for.
func (b *Sandbox) admitRetrieve(tx *store.Tx, l *store.Link, row *registry.Row, r Retrieval) error {
	inst, ok := b.desk.Catalog.Institution(l.Institution)
	if !ok || !row.OfferedBy(inst) {
		return belvo.NewError(belvo.CodeUnsupportedOperation)
	}
	if code := lifecycle.Admit(l.State, lifecycle.Retrieve); code != "" {
		return belvo.NewError(code)
	}
	if r.Params.Account == uuid.Nil {
		return nil
	}
	if o, ok := tx.Object(belvo.Accounts, r.Params.Account); !ok || o.Link != l.ID {
		return missingAccount(row.AccountField(), r.Params.Account)
	}
	return nil
}

func missingAccount(field string, id uuid.UUID) error {
	return belvo.FieldError(belvo.CodeDoesNotExist, field).
		With(fmt.Sprintf("Object with id=%s does not exist.", id))
}

// collect reads a link's data and, if asked to, stores it. Reading takes time, so it happens
// between commits; a link that was deleted meanwhile stays deleted.
func (b *Sandbox) collect(c *contact.Call, l *store.Link, row *registry.Row, r Retrieval) (Retrieved, error) {
	now := b.Now()
	if r.SaveData { // what was due before comes before
		for _, due := range b.desk.Rows {
			if err := b.catchUpLink(due, l); err != nil {
				return Retrieved{}, err
			}
		}
	}
	book, err := b.desk.Book(l)
	if err != nil {
		return Retrieved{}, err
	}
	items := row.Collect(book, r.Params, now)
	out := Retrieved{Objects: make([]any, len(items)), Saved: r.SaveData}
	if !r.SaveData {
		for i, item := range items {
			out.Objects[i] = row.Anonymous(item.Value)
		}
		return out, nil
	}
	batch := b.desk.WithNeeded(book,
		collection.Reading{Row: row, Items: items, Origin: collection.OriginOf(l, book, r.Params, now)}, now)
	err = errChanged
	for errors.Is(err, errChanged) {
		out.Objects, err = b.keep(c, l.ID, batch, now)
	}
	return out, err
}

// errChanged says that another request has stored some of a collection between two looks at the store.
var errChanged = errors.New("the objects have changed meanwhile")

// keep stores what was read and returns the values of the last of the batch, the one asked for. An
// asynchronous request is told what has changed: the old values are made before the commit, which
// ends with errChanged if they are no longer the old ones then.
func (b *Sandbox) keep(
	c *contact.Call, id uuid.UUID, batch []collection.Reading, now time.Time,
) (stored []any, err error) {
	asked := batch[len(batch)-1]
	announced := c.Request.Async && asked.Row.Async
	var known []store.Object
	if announced {
		b.store.View(func(tx *store.Tx) { _, known = collection.NewItems(tx, asked) })
	}
	before := collection.Items(asked.Row, known)
	err = b.store.Update(func(tx *store.Tx) error {
		link, ok := tx.Link(id)
		if !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		added, old := collection.NewItems(tx, asked)
		if announced && !slices.Equal(old, known) {
			return errChanged
		}
		for _, part := range batch {
			stored = collection.PutItems(tx, id, part, now)
		}
		link.StaleAt = now.Add(belvo.Days(link.StaleIn))
		tx.PutLink(link)
		if announced {
			b.announce(tx, c, link, asked.Row, added, before, asked.Items)
		}
		return nil
	})
	return stored, err
}

// announce reports what an asynchronous request has read, also when none of it is new: somebody
// waits for it.
func (b *Sandbox) announce(
	tx *store.Tx, c *contact.Call, link store.Link, row *registry.Row, added, old, now []registry.Item,
) {
	s := b.desk.Step(tx, c, &link, b.Now())
	tell := func(code string, data any) {
		s.Notify(row.Webhooks.Type, code, contact.ProcessAsync, contact.Facts{Says: contact.SaysGiven, Given: data})
	}
	if row.Webhooks.New != nil {
		tell(row.Webhooks.NewCode, row.Webhooks.New(added))
	}
	if row.Webhooks.Changed != nil {
		if data, any := row.Webhooks.Changed(old, now); any {
			tell(row.Webhooks.ChangedCode, data)
		}
	}
	tx.By(c.Request.Cause)
	tx.Emit(s.Now, link.ID, lifecycle.Transition{}, link.Script, s.Notices)
	c.Report.Webhooks = append(c.Report.Webhooks, s.Notices...)
}
