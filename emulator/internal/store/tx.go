package store

import (
	"maps"
	"slices"
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
	undo     []func()
	events   []Event
	cause    string
}

func (tx *Tx) rollback() {
	for _, back := range slices.Backward(tx.undo) {
		back()
	}
}

// mustWrite begins every change: a View that tries to change the store is a bug.
func (tx *Tx) mustWrite() {
	if !tx.writable {
		panic("store: change inside View")
	}
}

// onUndo notes how to take a change back.
func (tx *Tx) onUndo(back func()) {
	if tx.undo == nil {
		tx.undo = make([]func(), 0, 4) // as many as most commits have
	}
	tx.undo = append(tx.undo, back)
}

// Link returns a link.
func (tx *Tx) Link(id uuid.UUID) (Link, bool) {
	if l := tx.s.links.get(id); l != nil {
		return *l, true
	}
	return Link{}, false
}

// PutLink inserts or replaces a link.
func (tx *Tx) PutLink(l Link) {
	tx.mustWrite()
	old := tx.s.links.put(&l)
	tx.onUndo(func() {
		if old == nil {
			tx.s.links.delete(l.ID)
			return
		}
		tx.s.links.put(old)
	})
	tx.setTimers(old, &l)
}

// DeleteLink removes a link, its sessions and all its data.
func (tx *Tx) DeleteLink(id uuid.UUID) {
	tx.mustWrite()
	tx.DropSessions(id)
	for resource := range tx.s.objects {
		tx.DeleteObjects(resource, Where[Object]{Index: "link", Values: []string{id.String()}})
	}
	if old, row := tx.s.links.delete(id); old != nil {
		tx.onUndo(func() { tx.s.links.restore(old, row) })
	}
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

// Session returns an MFA session, whether it has expired or not.
func (tx *Tx) Session(id string) (Session, bool) {
	s, ok := tx.s.sessions[id]
	return s, ok
}

// OpenSession adds a session; it takes the place of the one that was open for the same link,
// operation and resource.
func (tx *Tx) OpenSession(s Session) {
	tx.mustWrite()
	key := openKey{s.Link, s.Operation, s.Resource}
	if old, ok := tx.s.openFor[key]; ok {
		tx.CloseSession(old)
	}
	tx.s.sessions[s.ID] = s
	tx.s.openFor[key] = s.ID
	tx.onUndo(func() { delete(tx.s.sessions, s.ID); delete(tx.s.openFor, key) })
}

// CloseSession removes a session; closing one that does not exist does nothing.
func (tx *Tx) CloseSession(id string) {
	tx.mustWrite()
	old, ok := tx.s.sessions[id]
	if !ok {
		return
	}
	key := openKey{old.Link, old.Operation, old.Resource}
	delete(tx.s.sessions, id)
	delete(tx.s.openFor, key)
	tx.onUndo(func() { tx.s.sessions[id] = old; tx.s.openFor[key] = id })
}

// DropSessions closes every session of a link.
func (tx *Tx) DropSessions(link uuid.UUID) {
	for _, s := range tx.Sessions(link) {
		tx.CloseSession(s.ID)
	}
}

// Sessions returns the sessions of a link, whether they have expired or not. It looks for the few
// that a link can have instead of walking those of all links.
func (tx *Tx) Sessions(link uuid.UUID) []Session {
	var all []Session
	look := func(op lifecycle.Operation, r belvo.Resource) {
		if s, ok := tx.s.sessions[tx.s.openFor[openKey{link, op, r}]]; ok {
			all = append(all, s)
		}
	}
	look(lifecycle.Register, "")
	look(lifecycle.Update, "")
	for _, r := range belvo.Kinds() {
		look(lifecycle.Retrieve, r)
	}
	return all
}

// LiveSession returns the session of a link that may be resumed at now; of several, the one that
// lives longest.
func (tx *Tx) LiveSession(link uuid.UUID, now time.Time) (Session, bool) {
	var live Session
	for _, s := range tx.Sessions(link) {
		if now.Before(s.ExpiresAt) && s.ExpiresAt.After(live.ExpiresAt) {
			live = s
		}
	}
	return live, live.ID != ""
}

// Visitor returns where a user who has no link stands in a scenario.
func (tx *Tx) Visitor(institutionUser string) (scenario.Script, bool) {
	sc, ok := tx.s.visitors[institutionUser]
	return sc, ok
}

// PutVisitor remembers where a user who has no link stands; the zero Script forgets him.
func (tx *Tx) PutVisitor(institutionUser string, sc scenario.Script) {
	tx.mustWrite()
	old, had := tx.s.visitors[institutionUser]
	if sc.Scenario == nil {
		delete(tx.s.visitors, institutionUser)
	} else {
		tx.s.visitors[institutionUser] = sc
	}
	tx.onUndo(func() {
		if had {
			tx.s.visitors[institutionUser] = old
		} else {
			delete(tx.s.visitors, institutionUser)
		}
	})
}

// TokenUsed says whether the access token with an id was used up.
func (tx *Tx) TokenUsed(id string) bool {
	_, used := tx.s.used[id]
	return used
}

// UseToken uses an access token up; until is when it would have expired anyway.
func (tx *Tx) UseToken(id string, until, now time.Time) {
	tx.mustWrite()
	if len(tx.s.used) >= tx.s.usedLimit {
		maps.DeleteFunc(tx.s.used, func(_ string, end time.Time) bool { return end.Before(now) })
		tx.s.usedLimit = 2*len(tx.s.used) + 64
	}
	old, had := tx.s.used[id]
	tx.s.used[id] = until
	tx.onUndo(func() {
		if delete(tx.s.used, id); had {
			tx.s.used[id] = old
		}
	})
}

// By says who causes what is emitted from now on.
func (tx *Tx) By(cause string) { tx.cause = cause }

// Emit adds a transition, with the webhooks that tell of it, to the commit's events.
func (tx *Tx) Emit(at time.Time, link uuid.UUID, t lifecycle.Transition, script scenario.Script, notices []*notice.Notice) {
	tx.mustWrite()
	tx.s.seq++
	tx.onUndo(func() { tx.s.seq-- })
	tx.events = append(tx.events, Event{Seq: tx.s.seq, At: at, Link: link, Transition: t, Script: script,
		Notices: notices, Cause: tx.cause})
}
