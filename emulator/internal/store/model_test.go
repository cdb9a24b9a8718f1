package store_test

import (
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// model is the store as one would write it without a thought for speed: slices in the order of
// insertion, maps, and a copy of everything before each change.
type model struct {
	links    []store.Link
	objects  map[belvo.Resource][]store.Object
	sessions map[string]store.Session
	visitors map[string]string    // the name of each user's scenario
	used     map[string]time.Time // access tokens, and when they expire anyway
	armed    map[uuid.UUID]bool   // links whose expiry was not taken yet
	seq      uint64
}

func newModel() *model {
	return &model{objects: map[belvo.Resource][]store.Object{}, sessions: map[string]store.Session{},
		visitors: map[string]string{}, used: map[string]time.Time{}, armed: map[uuid.UUID]bool{}}
}

func (m *model) clone() *model {
	c := *m
	c.links = slices.Clone(m.links)
	c.objects = map[belvo.Resource][]store.Object{}
	for r, list := range m.objects {
		c.objects[r] = slices.Clone(list)
	}
	c.sessions, c.visitors = maps.Clone(m.sessions), maps.Clone(m.visitors)
	c.used, c.armed = maps.Clone(m.used), maps.Clone(m.armed)
	return &c
}

func (m *model) linkAt(id uuid.UUID) int {
	return slices.IndexFunc(m.links, func(l store.Link) bool { return l.ID == id })
}

func (m *model) link(id uuid.UUID) (store.Link, bool) {
	if at := m.linkAt(id); at >= 0 {
		return m.links[at], true
	}
	return store.Link{}, false
}

func (m *model) putLink(l store.Link) {
	at := m.linkAt(l.ID)
	if at < 0 {
		m.links = append(m.links, store.Link{})
		at = len(m.links) - 1
	}
	if !m.links[at].CredentialsUntil.Equal(l.CredentialsUntil) {
		m.armed[l.ID] = !l.CredentialsUntil.IsZero()
	}
	m.links[at] = l
}

func (m *model) deleteLink(id uuid.UUID) {
	m.dropSessions(id)
	for r := range m.objects {
		m.deleteObjects(r, func(o *store.Object) bool { return o.Link == id })
	}
	m.links = slices.DeleteFunc(m.links, func(l store.Link) bool { return l.ID == id })
	delete(m.armed, id)
}

func (m *model) putObject(r belvo.Resource, o store.Object) {
	list := m.objects[r]
	at := slices.IndexFunc(list, func(other store.Object) bool { return other.ID == o.ID })
	if at < 0 {
		m.objects[r] = append(list, o)
		return
	}
	list[at] = o
}

// deleteObjects returns what it removed, the newest first.
func (m *model) deleteObjects(r belvo.Resource, bad func(*store.Object) bool) []store.Object {
	gone := []store.Object{}
	m.objects[r] = slices.DeleteFunc(m.objects[r], func(o store.Object) bool {
		if bad(&o) {
			gone = append(gone, o)
		}
		return bad(&o)
	})
	slices.Reverse(gone)
	return gone
}

func (m *model) openSession(s store.Session) {
	maps.DeleteFunc(m.sessions, func(_ string, old store.Session) bool {
		return old.Link == s.Link && old.Operation == s.Operation && old.Resource == s.Resource
	})
	m.sessions[s.ID] = s
}

func (m *model) dropSessions(link uuid.UUID) {
	maps.DeleteFunc(m.sessions, func(_ string, s store.Session) bool { return s.Link == link })
}

// takeExpired returns the ids of the links that are due, in no order, with their times.
func (m *model) takeExpired(now time.Time) map[uuid.UUID]time.Time {
	due := map[uuid.UUID]time.Time{}
	for _, l := range m.links {
		if m.armed[l.ID] && !l.CredentialsUntil.After(now) {
			due[l.ID] = l.CredentialsUntil
			m.armed[l.ID] = false
		}
	}
	return due
}

func (m *model) emit(at time.Time, link uuid.UUID, t lifecycle.Transition,
	script scenario.Script) store.Event {
	m.seq++
	return store.Event{Seq: m.seq, At: at, Link: link, Transition: t, Script: script}
}

// scan is a page of the rows that pass all tests, the newest first, and how many there are.
func scan[T any](rows []T, tests []func(*T) bool, offset, limit int) ([]T, int) {
	page, total := []T{}, 0
	for _, row := range slices.Backward(rows) {
		if slices.ContainsFunc(tests, func(test func(*T) bool) bool { return !test(&row) }) {
			continue
		}
		if total >= offset && len(page) < limit {
			page = append(page, row)
		}
		total++
	}
	return page, total
}
