package store

import (
	"slices"
	"time"
	"unsafe"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/scenario"
)

// change is one change of a state, as it is taken back: what there was before. Changes are data, so that
// they can be kept: a list of them leads back from the state after them to the one before.
type change struct {
	kind        changeKind
	armed, gone timerSet // timers that a changed link got and lost
	row, n      uint32   // the number of the row, and of how many from there on
	name        string   // the resource of an object; the key of what is no row
	old         any      // a pointer to what there was, nil for nothing
}

type changeKind uint8

const (
	putLink changeKind = iota
	deletedLink
	putObject // of several new ones in a row there is one change
	deletedObject
	openedSession
	closedSession
	putVisitor
	putToken
	tookTimer
	emitted
	steered
)

// takeBacks has how each kind of change is taken back.
var takeBacks = [...]func(*Store, *change){
	putLink:       (*Store).unputLink,
	deletedLink:   (*Store).undeleteLink,
	putObject:     (*Store).unputObject,
	deletedObject: (*Store).undeleteObject,
	openedSession: (*Store).unopenSession,
	closedSession: (*Store).uncloseSession,
	putVisitor: func(s *Store, c *change) {
		putBack(s, &s.visitors, c.name, c.old.(*scenario.Script))
	},
	putToken:  func(s *Store, c *change) { putBack(s, &s.used, c.name, c.old.(*time.Time)) },
	tookTimer: func(s *Store, c *change) { s.timers.Set(*c.old.(*timer)) },
	emitted:   func(s *Store, c *change) { s.seq -= uint64(c.n) },
	steered:   func(s *Store, c *change) { s.steering, _ = c.old.(Steering) },
}

// takeBack undoes changes, the last one first.
func (s *Store) takeBack(changes []change) {
	for i := range slices.Backward(changes) {
		c := &changes[i]
		takeBacks[c.kind](s, c)
	}
}

// note keeps what a change has to be taken back to.
func (tx *Tx) note(c change) {
	if tx.changes == nil {
		tx.changes = make([]change, 0, 4) // as many as most commits have
	}
	tx.changes = append(tx.changes, c)
}

// notePut keeps that a row was put. New objects that follow each other are one change.
func (tx *Tx) notePut(r belvo.Resource, row uint32, old *Object) {
	if old != nil {
		tx.note(change{kind: putObject, row: row, n: 1, name: string(r), old: old})
		return
	}
	if n := len(tx.changes); n > 0 {
		last := &tx.changes[n-1]
		if last.kind == putObject && last.old == nil && last.name == string(r) && last.row+last.n == row {
			last.n++
			return
		}
	}
	tx.note(change{kind: putObject, row: row, n: 1, name: string(r)})
}

func (s *Store) unputLink(c *change) {
	t := s.ownLinks()
	now := t.rows.at(c.row, nil)
	s.timersOf(now, c.armed, s.disarm)
	if c.old == nil {
		t.takeBack(&s.writer, c.row)
		return
	}
	old := c.old.(*Link)
	t.put(&s.writer, old)
	s.timersOf(old, c.gone, s.arm)
}

func (s *Store) undeleteLink(c *change) {
	old := c.old.(*Link)
	s.ownLinks().restore(&s.writer, old, c.row)
	s.timersOf(old, c.gone, s.arm)
}

func (s *Store) unputObject(c *change) {
	t := s.ownObjects(belvo.Resource(c.name))
	if c.old != nil {
		t.put(&s.writer, c.old.(*Object))
		return
	}
	for row := c.row + c.n; row > c.row; row-- {
		t.takeBack(&s.writer, row-1)
	}
}

func (s *Store) undeleteObject(c *change) {
	s.ownObjects(belvo.Resource(c.name)).restore(&s.writer, c.old.(*Object), c.row)
}

func (s *Store) unopenSession(c *change) {
	s.removeSession(*s.sessions.get(c.name))
}

func (s *Store) uncloseSession(c *change) { s.addSession(c.old.(*Session)) }

// putBack gives a key the value that it had, nil for none.
func putBack[V any](s *Store, d *dict[string, V], key string, old *V) {
	if old == nil {
		d.remove(&s.writer, key)
		return
	}
	*d.own(&s.writer, key) = *old
}

// What an old value takes besides its own size, about: texts and values that nothing else has any more.
const (
	oldLinkBytes   = 200
	oldObjectBytes = 600 // of one with a value
	oldOtherBytes  = 150
)

// takes is about how many bytes the change keeps.
func (c *change) takes() int {
	bytes := int(unsafe.Sizeof(*c))
	switch old := c.old.(type) {
	case nil:
	case *Link:
		bytes += int(unsafe.Sizeof(*old)) + oldLinkBytes
	case *Object:
		bytes += int(unsafe.Sizeof(*old))
		if old.Value != nil {
			bytes += oldObjectBytes
		}
	case Steering:
		bytes += old.Takes()
	default:
		bytes += oldOtherBytes
	}
	return bytes
}
