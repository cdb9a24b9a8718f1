package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
)

// openSession is a session of a link. A link has at most one for an operation and resource, which bounds the
// sessions by the data.
type openSession struct {
	operation lifecycle.Operation
	resource  belvo.Resource
	id        string
}

// compare orders the sessions of a link by what they are for.
func (o openSession) compare(other openSession) int {
	place := func(x openSession) int {
		return slices.Index([]lifecycle.Operation{lifecycle.Register, lifecycle.Update, lifecycle.Retrieve}, x.operation)
	}
	return cmp.Or(cmp.Compare(place(o), place(other)), cmp.Compare(o.resource, other.resource))
}

func openOf(s *Session) openSession { return openSession{s.Operation, s.Resource, s.ID} }

// openFor returns the sessions of a link, in their order. Nothing may change the list.
func (s *state) openFor(link uuid.UUID) []openSession {
	if open := s.open.get(link); open != nil {
		return *open
	}
	return nil
}

// Session returns an MFA session, whether it has expired or not.
func (tx *Tx) Session(id string) (Session, bool) {
	if s := tx.s.sessions.get(id); s != nil {
		return *s, true
	}
	return Session{}, false
}

// OpenSession adds a session; it takes the place of the one that was open for the same link,
// operation and resource, and of one with its id: a link's list has no session that is not there.
func (tx *Tx) OpenSession(s Session) {
	tx.mustWrite()
	tx.CloseSession(s.ID)
	open := tx.s.openFor(s.Link)
	if at, taken := slices.BinarySearchFunc(open, openOf(&s), openSession.compare); taken {
		tx.CloseSession(open[at].id)
	}
	tx.s.addSession(&s)
	tx.note(change{kind: openedSession, name: s.ID})
}

// CloseSession removes a session; closing one that does not exist does nothing.
func (tx *Tx) CloseSession(id string) {
	tx.mustWrite()
	if s, ok := tx.Session(id); ok {
		tx.s.removeSession(s)
		tx.note(change{kind: closedSession, name: id, old: &s})
	}
}

func (s *Store) addSession(session *Session) {
	*s.sessions.own(&s.writer, session.ID) = *session
	list, one := s.open.own(&s.writer, session.Link), openOf(session)
	at, _ := slices.BinarySearchFunc(*list, one, openSession.compare)
	*list = slices.Concat((*list)[:at], []openSession{one}, (*list)[at:])
}

func (s *Store) removeSession(session Session) {
	s.sessions.remove(&s.writer, session.ID)
	list := s.open.own(&s.writer, session.Link)
	if len(*list) == 1 {
		s.open.remove(&s.writer, session.Link)
		return
	}
	at, _ := slices.BinarySearchFunc(*list, openOf(&session), openSession.compare)
	*list = slices.Concat((*list)[:at], (*list)[at+1:])
}

// DropSessions closes every session of a link.
func (tx *Tx) DropSessions(link uuid.UUID) {
	for _, open := range tx.s.openFor(link) {
		tx.CloseSession(open.id)
	}
}

// Sessions returns the sessions of a link, whether they have expired or not.
func (tx *Tx) Sessions(link uuid.UUID) []Session {
	var all []Session
	for _, open := range tx.s.openFor(link) {
		all = append(all, *tx.s.sessions.get(open.id))
	}
	return all
}

// LiveSession returns the session of a link that may be resumed at now; of several, the one that
// lives longest.
func (tx *Tx) LiveSession(link uuid.UUID, now time.Time) (Session, bool) {
	var live *Session
	for _, open := range tx.s.openFor(link) {
		s := tx.s.sessions.get(open.id)
		if now.Before(s.ExpiresAt) && (live == nil || s.ExpiresAt.After(live.ExpiresAt)) {
			live = s
		}
	}
	if live == nil {
		return Session{}, false
	}
	return *live, true
}
