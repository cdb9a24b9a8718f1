package store

import (
	"maps"
	"slices"
	"sync"
	"time"
	"unsafe"

	"github.com/google/uuid"
	"github.com/tidwall/btree"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/scenario"
)

// state is all that decides what a store answers. Copies of it share what they have until they change
// it; what its fields refer to is changed by the writer of its edition alone.
type state struct {
	links        *table[Link]
	objects      map[belvo.Resource]*table[Object]
	objectsOwner edition                                  // of the map
	late         map[belvo.Resource]func() *table[Object] // those of resources that nobody has looked at; see Later
	noObjects    *table[Object]                           // of a resource that has none; never changed
	sessions     dict[string, Session]
	open         dict[uuid.UUID, []openSession] // the sessions of each link, in their order; a list is never changed
	visitors     dict[string, scenario.Script]
	used         dict[string, time.Time] // ids of used-up access tokens, until they expire anyway
	usedLimit    int                     // when to look for expired ones
	timers       *btree.BTreeG[timer]
	steering     Steering
	seq          uint64
}

func newState() state {
	return state{
		links:     newTable(newWhole, linkID, linkDay, linkIndexes()...),
		objects:   map[belvo.Resource]*table[Object]{},
		noObjects: newTable(newPacked, objectID, objectDay, objectIndexes()...),
		timers:    btree.NewBTreeGOptions(earlier, btree.Options{NoLocks: true, Degree: 16}),
	}
}

// Frozen is a store's state as it once was. It never changes, and takes little more than what has
// changed since.
type Frozen struct {
	mu    sync.Mutex // copying the timers changes them inside
	state state
	// base is the same with the numbers of rows that the ways back have; nil if this has them. A table may be renumbered
	// before the next commit is there.
	base *Frozen
}

// Freeze returns the state as it is now. It takes microseconds, however large the state is: what is
// changed from then on is copied first.
func (s *Store) Freeze() *Frozen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.freezeBetween()
}

// freezeBetween is freeze between two commits.
func (s *Store) freezeBetween() *Frozen {
	f := s.freeze()
	f.base = s.base
	return f
}

func (s *Store) freeze() *Frozen {
	f := &Frozen{state: s.state}
	f.state.timers = s.timers.Copy()
	s.writer.begin()
	return f
}

// Thaw returns a store that begins with the state. Observe is as that of New.
func (f *Frozen) Thaw(observe func([]Event)) *Store {
	f.mu.Lock()
	defer f.mu.Unlock()
	own := f.state
	own.timers = f.state.timers.Copy()
	return begin(own, observe)
}

// Past is a commit, as the way back over it.
type Past struct {
	cause   string
	changes []change
	before  *Frozen // the whole state before it; nil where the changes alone lead there
	bytes   int
}

// Cause is what caused the commit, as Tx.By was told last.
func (p *Past) Cause() string { return p.cause }

// Takes is about how many bytes it takes.
func (p *Past) Takes() int { return p.bytes }

// Replaced is the way back over something that put another state in the place of one.
func Replaced(before *Frozen, cause string) *Past {
	return &Past{cause: cause, before: before, bytes: int(unsafe.Sizeof(Past{})) + frozenBytes}
}

// frozenBytes is about what a frozen state takes before anything is changed.
const frozenBytes = 1024

// Back returns the state before a list of commits, the oldest of them first, that led to the present
// state without a gap. Observe is as that of New.
func (f *Frozen) Back(pasts []*Past, observe func([]Event)) *Store {
	first := slices.IndexFunc(pasts, func(p *Past) bool { return p.before != nil })
	if first >= 0 {
		f, pasts = pasts[first].before, pasts[:first]
	}
	if f.base != nil {
		f = f.base
	}
	s := f.Thaw(observe)
	for _, p := range slices.Backward(pasts) {
		s.takeBack(p.changes)
	}
	s.show()
	return s
}

// freezeAfter is after how many steps of the way back a whole state is kept, which bounds it: some
// thousand take tens of milliseconds. More often would cost each commit more: after it, what a commit changes
// is copied again.
const freezeAfter = 4096

// OnPast sets what is called after each commit that has changed something, with the way back, while the
// lock is held: it must not block and must not call the store.
func (s *Store) OnPast(kept func(*Past)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept, s.base, s.steps = kept, nil, 0
}

// keep hands on the way back over a commit.
func (s *Store) keep(tx *Tx) {
	if s.kept == nil || len(tx.changes) == 0 {
		return
	}
	p := &Past{cause: tx.cause, changes: tx.changes, before: s.base,
		bytes: int(unsafe.Sizeof(Past{})) + s.writer.copied}
	s.writer.copied = 0
	if s.base != nil {
		p.changes, s.base, s.steps = nil, nil, 0
		p.bytes += frozenBytes
	}
	for i := range p.changes {
		c := &p.changes[i]
		p.bytes += c.takes()
		s.steps += 1 + int(c.n)
	}
	s.kept(p)
}

// prepare gives back what deleted links and data left behind, and keeps the state for the way back
// where that is due. Nothing can be undone here.
func (s *Store) prepare() {
	if s.kept != nil && s.steps >= freezeAfter && s.base == nil {
		s.base = s.freeze()
	}
	if s.links.sparse() {
		s.beforeCompacting()
		s.ownLinks().compact(&s.writer)
	}
	for r, t := range s.objects {
		if t.sparse() {
			s.beforeCompacting()
			s.ownObjects(r).compact(&s.writer)
		}
	}
}

// beforeCompacting keeps the state, for no way leads back over other numbers of the rows.
func (s *Store) beforeCompacting() {
	if s.kept != nil && s.base == nil {
		s.base = s.freeze()
	}
}

// ownLinks is the table of the links, to be changed.
func (s *Store) ownLinks() *table[Link] {
	s.links = s.links.own(&s.writer)
	return s.links
}

// objectsOf is the table of a resource's objects. It must not be changed.
func (s *state) objectsOf(r belvo.Resource) *table[Object] {
	if t := s.objects[r]; t != nil {
		return t
	}
	if read := s.late[r]; read != nil {
		return read()
	}
	return s.noObjects
}

// resources are those that have objects, or may have.
func (s *state) resources() []belvo.Resource {
	all := slices.Collect(maps.Keys(s.objects))
	for r := range s.late {
		if s.objects[r] == nil {
			all = append(all, r)
		}
	}
	return all
}

// ownObjects is the table of a resource's objects, to be changed.
func (s *Store) ownObjects(r belvo.Resource) *table[Object] {
	t := s.objectsOf(r)
	if t.owner == s.writer.edition {
		return t
	}
	if s.objectsOwner != s.writer.edition {
		s.objects, s.objectsOwner = maps.Clone(s.objects), s.writer.edition
	}
	t = t.own(&s.writer)
	s.objects[r] = t
	return t
}
