package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/scenario"
)

// Delta is what a commit has changed, as it is after it. Putting all of it into a store that was equal to
// this one before the commit makes it equal again. Nothing of it may be changed.
type Delta struct {
	Links    []*Link // the new ones in the order of their creation
	Objects  map[belvo.Resource][]Object
	Sessions []Session
	Visitors map[string]scenario.Script
	Used     map[string]time.Time
	Steered  bool // the Steering has changed
	Events   []Event

	// What is gone. A link or an object that came back comes behind the others, so it is here as well: what is gone goes
	// first.
	GoneLinks    []uuid.UUID
	GoneObjects  map[belvo.Resource][]uuid.UUID
	GoneSessions []string
	GoneVisitors []string
	GoneUsed     []string
}

// OnCommit sets what is called with the changes of each commit before anybody sees them, while the lock is
// held: it must not call the store. If it returns an error the commit is undone, and the error returned by
// Update.
func (s *Store) OnCommit(write func(*Tx, *Delta) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write = write
}

// record hands the changes of a commit on, if there are any.
func (s *Store) record(tx *Tx) error {
	if s.write == nil || len(tx.changes) == 0 && len(tx.events) == 0 {
		return nil
	}
	return s.write(tx, s.delta(tx))
}

// touched is the keys that a commit has changed, and of links and objects whether they were gone meanwhile.
type touched struct {
	links    map[uuid.UUID]bool
	objects  map[belvo.Resource]map[uuid.UUID]bool
	sessions map[string]bool
	visitors map[string]bool
	used     map[string]bool
}

func addKey[K comparable](set *map[K]bool, key K, gone bool) {
	if *set == nil {
		*set = map[K]bool{}
	}
	(*set)[key] = (*set)[key] || gone
}

// delta is what a commit has changed.
func (s *Store) delta(tx *Tx) *Delta {
	d := &Delta{Events: tx.events}
	var t touched
	for i := range tx.changes {
		s.touch(&t, d, &tx.changes[i])
	}
	s.addLinks(d, t.links)
	for r, ids := range t.objects {
		s.addObjects(d, r, ids)
	}
	for id := range t.sessions {
		if session := s.sessions.get(id); session != nil {
			d.Sessions = append(d.Sessions, *session)
		} else {
			d.GoneSessions = append(d.GoneSessions, id)
		}
	}
	for user := range t.visitors {
		if script := s.visitors.get(user); script != nil {
			if d.Visitors == nil {
				d.Visitors = map[string]scenario.Script{}
			}
			d.Visitors[user] = *script
		} else {
			d.GoneVisitors = append(d.GoneVisitors, user)
		}
	}
	for id := range t.used {
		if until := s.used.get(id); until != nil {
			if d.Used == nil {
				d.Used = map[string]time.Time{}
			}
			d.Used[id] = *until
		} else {
			d.GoneUsed = append(d.GoneUsed, id)
		}
	}
	return d
}

// touch notes what a change was about.
func (s *Store) touch(t *touched, d *Delta, c *change) {
	switch c.kind {
	case putLink:
		if l := s.links.rows.at(c.row, nil); l != nil {
			addKey(&t.links, l.ID, false)
		}
	case deletedLink:
		addKey(&t.links, c.old.(*Link).ID, true)
	case putObject:
		rows := s.objectsOf(belvo.Resource(c.name)).rows
		for row := c.row; row < c.row+c.n; row++ {
			if o := rows.at(row, nil); o != nil {
				t.object(c.name, o.ID, false)
			}
		}
	case deletedObject:
		t.object(c.name, c.old.(*Object).ID, true)
	case openedSession, closedSession:
		addKey(&t.sessions, c.name, false)
	case putVisitor:
		addKey(&t.visitors, c.name, false)
	case putToken:
		addKey(&t.used, c.name, false)
	case steered:
		d.Steered = true
	case tookTimer, emitted: // the one shows in its link, the other in the events
	}
}

func (t *touched) object(resource string, id uuid.UUID, gone bool) {
	if t.objects == nil {
		t.objects = map[belvo.Resource]map[uuid.UUID]bool{}
	}
	set := t.objects[belvo.Resource(resource)]
	addKey(&set, id, gone)
	t.objects[belvo.Resource(resource)] = set
}

// addLinks adds the links of some ids, in the order of their rows.
func (s *Store) addLinks(d *Delta, ids map[uuid.UUID]bool) {
	for id, gone := range ids {
		l := s.links.get(id)
		if l != nil {
			d.Links = append(d.Links, l)
		}
		if gone || l == nil {
			d.GoneLinks = append(d.GoneLinks, id)
		}
	}
	if len(d.Links) > 1 {
		slices.SortFunc(d.Links, func(a, b *Link) int { return cmp.Compare(s.links.row(a.ID), s.links.row(b.ID)) })
	}
}

// addObjects adds the objects of some ids, in the order of their rows.
func (s *Store) addObjects(d *Delta, r belvo.Resource, ids map[uuid.UUID]bool) {
	t := s.objectsOf(r)
	var rows []uint32
	for id, gone := range ids {
		there := t.get(id) != nil
		if there {
			rows = append(rows, t.row(id))
		}
		if there && !gone {
			continue
		}
		if d.GoneObjects == nil {
			d.GoneObjects = map[belvo.Resource][]uuid.UUID{}
		}
		d.GoneObjects[r] = append(d.GoneObjects[r], id)
	}
	slices.Sort(rows)
	for _, row := range rows {
		if d.Objects == nil {
			d.Objects = map[belvo.Resource][]Object{}
		}
		d.Objects[r] = append(d.Objects[r], *t.rows.at(row, nil))
	}
}
