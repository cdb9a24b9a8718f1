package store

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/scenario"
)

// Tx is a look at the store, or a change of it. It is valid only inside the function it was
// given to.
type Tx struct {
	s        *Store
	writable bool
	changes  []change
	events   []Event
	cause    string
}

// mustWrite begins every change: a View that tries to change the store is a bug.
func (tx *Tx) mustWrite() {
	if !tx.writable {
		panic("store: change inside View")
	}
}

// Link returns a link.
func (tx *Tx) Link(id uuid.UUID) (Link, bool) {
	if l := tx.s.links.get(id); l != nil {
		return *l, true
	}
	return Link{}, false
}

// PutLink inserts or replaces a link.
func (tx *Tx) PutLink(l Link) { tx.KeepLink(&l) }

// KeepLink is PutLink for a link that nobody changes any more: the store keeps this one and no copy.
func (tx *Tx) KeepLink(l *Link) {
	tx.mustWrite()
	row, old := tx.s.ownLinks().put(&tx.s.writer, l)
	c := change{kind: putLink, row: row}
	if c.armed, c.gone = tx.s.retime(old, l); old != nil {
		c.old = old
	}
	tx.note(c)
}

// DeleteLink removes a link, its sessions and all its data.
func (tx *Tx) DeleteLink(id uuid.UUID) {
	tx.mustWrite()
	tx.DropSessions(id)
	for _, resource := range tx.s.resources() {
		tx.DeleteObjects(resource, Where[Object]{Index: "link", Values: []string{id.String()}})
	}
	if tx.s.links.get(id) == nil {
		return
	}
	old, row := tx.s.ownLinks().delete(&tx.s.writer, id)
	_, gone := tx.s.retime(old, nil)
	tx.note(change{kind: deletedLink, gone: gone, row: row, old: old})
}

// Links returns one page of the links that satisfy all conditions, the newest first, and how
// many there are in all.
func (tx *Tx) Links(where []Where[Link], offset, limit int) ([]Link, int) {
	return tx.s.links.query(where, offset, limit)
}

// PendingLinks returns the links that still have to collect a resource.
func (tx *Tx) PendingLinks(r belvo.Resource) []Link {
	pending := []Where[Link]{{Index: pendingIndex, Values: []string{string(r)}}}
	links, _ := tx.Links(pending, 0, tx.s.links.rows.len())
	return links
}

// Visitor returns where a user who has no link stands in a scenario.
func (tx *Tx) Visitor(institutionUser string) (scenario.Script, bool) {
	if sc := tx.s.visitors.get(institutionUser); sc != nil {
		return *sc, true
	}
	return scenario.Script{}, false
}

// PutVisitor remembers where a user who has no link stands; the zero Script forgets him.
func (tx *Tx) PutVisitor(institutionUser string, sc scenario.Script) {
	tx.mustWrite()
	c := change{kind: putVisitor, name: institutionUser, old: copyOf(tx.s.visitors.get(institutionUser))}
	if sc.Scenario == nil {
		tx.s.visitors.remove(&tx.s.writer, institutionUser)
	} else {
		*tx.s.visitors.own(&tx.s.writer, institutionUser) = sc
	}
	tx.note(c)
}

// copyOf is a copy of a value, nil for none.
func copyOf[V any](v *V) *V {
	if v == nil {
		return nil
	}
	c := *v
	return &c
}

// TokenUsed says whether the access token with an id was used up.
func (tx *Tx) TokenUsed(id string) bool {
	return tx.s.used.get(id) != nil
}

// UseToken uses an access token up; until is when it would have expired anyway.
func (tx *Tx) UseToken(id string, until, now time.Time) {
	tx.mustWrite()
	if tx.s.used.len() >= tx.s.usedLimit {
		var expired []string
		tx.s.used.each(func(id string, end *time.Time) {
			if end.Before(now) {
				expired = append(expired, id)
			}
		})
		for _, id := range expired {
			tx.putToken(id, nil)
		}
		tx.s.usedLimit = 2*tx.s.used.len() + 64
	}
	tx.putToken(id, &until)
}

// ForgetToken forgets that an access token was used up.
func (tx *Tx) ForgetToken(id string) {
	tx.mustWrite()
	if tx.s.used.get(id) != nil {
		tx.putToken(id, nil)
	}
}

// putToken notes until when a used-up token would have lived, or with nil forgets it.
func (tx *Tx) putToken(id string, until *time.Time) {
	tx.note(change{kind: putToken, name: id, old: copyOf(tx.s.used.get(id))})
	putBack(tx.s, &tx.s.used, id, until)
}

// Freeze returns the state as it is now, with what this commit has changed so far.
func (tx *Tx) Freeze() *Frozen {
	tx.mustWrite()
	if len(tx.changes) == 0 {
		return tx.s.freezeBetween()
	}
	return tx.s.freeze()
}

// By says who causes what is emitted from now on.
func (tx *Tx) By(cause string) {
	tx.mustWrite()
	tx.cause = cause
}

// Emit adds a transition, with the webhooks that tell of it, to the commit's events.
func (tx *Tx) Emit(at time.Time, link uuid.UUID, t lifecycle.Transition, script scenario.Script, notices []*notice.Notice) {
	tx.mustWrite()
	tx.s.seq++
	tx.note(change{kind: emitted, n: 1})
	tx.events = append(tx.events, Event{Seq: tx.s.seq, At: at, Link: link, Transition: t, Script: script,
		Notices: notices, Cause: tx.cause})
}
