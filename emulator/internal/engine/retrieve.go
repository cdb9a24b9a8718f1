package engine

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/dataset"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/resource"
	"belvo-emulator/emulator/internal/store"
)

// Retrieval is what a POST for data asks for.
type Retrieval struct {
	Link     uuid.UUID
	Params   resource.Params
	Given    []string // the fields of the body that were given, besides these
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
func (b *Sandbox) Retrieve(c *Call, row *resource.Row, r Retrieval) (Retrieved, error) {
	now := b.now()
	b.settle(now)
	if err := setPeriod(row, &r, belvo.DateOf(now)); err != nil {
		return Retrieved{}, err
	}
	var link store.Link
	var reply error
	err := b.store.Update(func(tx *store.Tx) error {
		before, ok := tx.Link(r.Link)
		if !ok {
			return missing("link", r.Link)
		}
		c.saw(&before)
		if err := b.admitRetrieve(tx, &before, row, r); err != nil {
			return err
		}
		link = before
		s := &step{b: b, tx: tx, call: c, now: now, link: &link, op: lifecycle.Retrieve,
			fields: map[string]string{"token": r.Token},
			opens:  lifecycle.Retrieve, resource: row.Resource, params: r}
		if err := s.begin(); err != nil {
			return err
		}
		reply = s.try(before)
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
func (b *Sandbox) admitRetrieve(tx *store.Tx, l *store.Link, row *resource.Row, r Retrieval) error {
	inst, ok := b.engine.cfg.Catalog.Institution(l.Institution)
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
		return missing(row.AccountField(), r.Params.Account)
	}
	return nil
}

func missing(field string, id uuid.UUID) error {
	return belvo.FieldError(belvo.CodeDoesNotExist, field).
		With(fmt.Sprintf("Object with id=%s does not exist.", id))
}

// collect reads a link's data and, if asked to, stores it. Reading takes time, so it happens
// between commits; a link that was deleted meanwhile stays deleted.
func (b *Sandbox) collect(c *Call, l *store.Link, row *resource.Row, r Retrieval) (Retrieved, error) {
	now := b.now()
	if r.SaveData { // what was due before comes before
		for _, due := range b.engine.rows {
			if err := b.catchUpLink(due, l); err != nil {
				return Retrieved{}, err
			}
		}
	}
	book, err := b.book(l)
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
	batch := b.along(book, collected{row, items, originOf(l, r.Params, now)}, now)
	var stored []any
	err = b.store.Update(func(tx *store.Tx) error {
		link, ok := tx.Link(l.ID)
		if !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		var added, old []resource.Item
		for _, part := range batch {
			added, old = newItems(tx, part)
			stored = putItems(tx, l.ID, part, now)
		}
		link.StaleAt = now.Add(days(link.StaleIn))
		tx.PutLink(link)
		if c.Async && row.Async {
			b.announce(tx, c, link, row, added, old, items)
		}
		return nil
	})
	out.Objects = stored // of the last of the batch, the one asked for
	return out, err
}

// along puts before what was read the resource that its objects show, if there is one.
func (b *Sandbox) along(book *dataset.Book, c collected, at time.Time) []collected {
	needed := b.engine.byName[c.row.Needs]
	if needed == nil || !needed.OfferedBy(book.Customer().Institution) {
		return []collected{c}
	}
	origin := &store.Origin{At: at, DataSet: c.origin.DataSet, Params: resource.Params{}}
	return []collected{{needed, needed.Collect(book, resource.Params{}, at), origin}, c}
}

// newItems are those that are not stored yet, and old are those that are, as they are stored.
func newItems(tx *store.Tx, c collected) (added, old []resource.Item) {
	for _, item := range c.items {
		if o, known := tx.Object(c.row.Resource, item.ID); known {
			old = append(old, resource.Item{ID: o.ID, Account: o.Account, Value: o.Value})
		} else {
			added = append(added, item)
		}
	}
	return added, old
}

// announce reports what an asynchronous request has read, also when none of it is new: somebody
// waits for it.
func (b *Sandbox) announce(
	tx *store.Tx, c *Call, link store.Link, row *resource.Row, added, old, now []resource.Item,
) {
	s := &step{b: b, tx: tx, call: c, link: &link}
	tell := func(code string, data any) {
		s.notify(row.Webhooks.Type, code, processAsync, func(*store.Link) (any, bool) { return data, true })
	}
	if row.Webhooks.New != nil {
		tell(row.Webhooks.NewCode, row.Webhooks.New(added))
	}
	if row.Webhooks.Changed != nil {
		if data, any := row.Webhooks.Changed(old, now); any {
			tell(row.Webhooks.ChangedCode, data)
		}
	}
	tx.By(c.Cause)
	tx.Emit(b.now(), link.ID, lifecycle.Transition{}, link.Script, s.notices)
	c.Webhooks = slices.AppendSeq(c.Webhooks, webhooksOf(s.notices, b.now(), link.ID, c.Cause))
}

// collected is what was read of one resource.
type collected struct {
	row    *resource.Row
	items  []resource.Item
	origin *store.Origin
}

// originOf is the origin of what is read of a link as it is.
func originOf(l *store.Link, p resource.Params, at time.Time) *store.Origin {
	return &store.Origin{At: at, DataSet: dataSetOf(l), Params: p}
}

// dataSetOf is the data set that a link's user has.
func dataSetOf(l *store.Link) string { return orElse(l.DataSet, dataset.SetFor(l.Username)) }

// putItems stores items, the oldest first, so that lists show the newest first. Objects that were
// there keep their creation time. It returns the values in the order of the items.
func putItems(tx *store.Tx, link uuid.UUID, c collected, now time.Time) []any {
	values := make([]any, len(c.items))
	for i, item := range slices.Backward(c.items) {
		created := now
		if old, ok := tx.Object(c.row.Resource, item.ID); ok {
			created = old.CreatedAt
			item.Value = c.row.Stamp(item.Value, belvo.At(created))
		}
		values[i] = item.Value
		tx.PutObject(c.row.Resource, store.Object{ID: item.ID, Link: link, Account: item.Account,
			CreatedAt: created, Value: item.Value, Origin: c.origin})
	}
	return values
}

// book opens a link's data. A data set that does not exist can only come from a scenario whose
// fixtures were taken away.
func (b *Sandbox) book(l *store.Link) (*dataset.Book, error) { return b.bookWith(l, dataSetOf(l)) }

// bookWith is book with another data set than the link has now.
func (b *Sandbox) bookWith(l *store.Link, set string) (*dataset.Book, error) {
	inst, ok := b.engine.cfg.Catalog.Institution(l.Institution)
	if !ok {
		return nil, belvo.NewError(belvo.CodeUnexpectedError).
			Explain("the institution is no longer in the fixtures")
	}
	book, err := b.engine.cfg.Catalog.Open(dataset.Customer{Institution: inst, Username: l.Username, Link: l.ID,
		Set: set, Since: belvo.DateOf(l.CreatedAt), Consent: l.Consent})
	if err != nil {
		return nil, belvo.NewError(belvo.CodeUnexpectedError).Explain(err.Error())
	}
	return book, nil
}
