// Package store keeps the state of one sandbox: links, MFA sessions, data and used-up access
// tokens. It has one lock; View and Update run a function under it, and an Update that returns
// an error leaves nothing behind. Values go in and out: what a caller holds never changes under
// its hands. Nothing here waits, encodes or asks anybody while the lock is held.
package store

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/scenario"
)

// Link is a link as the emulator keeps it. The password is not: only a scenario's rules look at
// it, when it passes by.
type Link struct {
	ID                 uuid.UUID
	Institution        string
	Username           string
	InstitutionUserID  string
	AccessMode         belvo.AccessMode
	ExternalID         string // "" for null
	RefreshRate        string // "" for null
	CredentialsStorage string
	FetchResources     []string
	StaleIn            string
	CreatedAt          time.Time
	LastAccessedAt     time.Time // zero for null
	CredentialsUntil   time.Time // zero: as long as the link
	RefreshDue         time.Time // of the next refresh on schedule; zero for none
	Consent            belvo.ConsentTerms
	StaleAt            time.Time // when the data is removed; zero while there is none
	RefreshedAt        time.Time // of the last POST refresh; zero for never
	CollectedAt        time.Time // of the last collection by itself; zero for never
	State              lifecycle.State
	Refusals           int // refused POST requests in a row
	Script             scenario.Script
	DataSet            string
	Pending            []Pending // collections that were due and not carried out yet
	Pinned             bool      // the control surface chose its scenario, so nothing else does
	Demand             scenario.Demand
}

// Pending is a collection of data that happened, as far as anybody can see, at an instant, but is
// only carried out when somebody looks: most links are never looked at.
type Pending struct {
	Resource belvo.Resource
	At       time.Time
}

// Session is an MFA session that waits for its token.
type Session struct {
	ID        string // 32 hexadecimal digits
	Link      uuid.UUID
	Operation lifecycle.Operation
	Resource  belvo.Resource // of a retrieve
	Params    any            // what the retrieve asked for; never changed
	Challenge *scenario.Challenge
	ExpiresAt time.Time
}

// Object is one piece of collected data.
type Object struct {
	ID        uuid.UUID
	Link      uuid.UUID
	Account   uuid.UUID // zero if it belongs to no account
	CreatedAt time.Time
	Value     any     // one of belvo's objects, nil where Origin's Source has it; never changed
	Line      uint32  // where the Source has it
	Origin    *Origin // never changed; the objects of one collection share it
}

// Origin is the collection that gave an object its value: the same again gives the same value.
type Origin struct {
	At      time.Time
	DataSet string
	Params  any // what was asked for; never changed
	Source  any // what was read, as it was then; never changed
}

// Event is a transition that was committed, with the webhooks that tell of it, or webhooks alone.
type Event struct {
	Seq        uint64
	At         time.Time
	Link       uuid.UUID
	Transition lifecycle.Transition // zero for webhooks alone
	Script     scenario.Script      // where the user stands after it
	Notices    []*notice.Notice
	Cause      string // of Tx.By
}

// Store is one sandbox's state, with the one door to it. Make it with New or Frozen.Thaw.
type Store struct {
	mu   sync.RWMutex
	turn atomic.Uint64            // odd while an Update runs
	said atomic.Pointer[Steering] // of the last commit

	nextTimer atomic.Pointer[time.Time] // when the earliest is due after the last commit
	state
	writer  writer
	reader  Tx // what every View gets: it cannot change anything, so one is enough
	retimed func()
	observe func([]Event)
	kept    func(*Past)
	write   func(*Tx, *Delta) error // before each commit is seen
	base    *Frozen                 // the state before the next commit, if it is to be kept
	steps   int                     // of the way back over what was committed since a whole state was kept
}

// New returns an empty store. Observe is called with each commit's events, in order, while the
// lock is held: it must not block and must not call the store. It may be nil.
func New(observe func([]Event)) *Store {
	return begin(newState(), observe)
}

// begin returns a store with a state of its own.
func begin(from state, observe func([]Event)) *Store {
	s := &Store{state: from, observe: observe}
	s.reader.s = s
	s.writer.begin()
	s.show()
	return s
}

// show shows what is read without waiting for a commit, of a store that is not in use yet.
func (s *Store) show() {
	said, next := s.steering, s.earliest()
	s.said.Store(&said)
	s.nextTimer.Store(&next)
}

func linkID(l *Link) uuid.UUID { return l.ID }

func objectID(o *Object) uuid.UUID { return o.ID }

func linkDay(l *Link) belvo.Date { return belvo.DateOf(l.CreatedAt) }

func objectDay(o *Object) belvo.Date { return belvo.DateOf(o.CreatedAt) }

// linkIndexes are what lists of links can be narrowed by; their names are the filters'.
func linkIndexes() []index[Link] {
	one := func(name string, dense bool, get func(*Link) string) index[Link] {
		return index[Link]{name: name, dense: dense, value: get}
	}
	return []index[Link]{
		one("institution", true, func(l *Link) string { return l.Institution }),
		one("access_mode", true, func(l *Link) string { return string(l.AccessMode) }),
		one("status", true, func(l *Link) string { return string(l.State.Status()) }),
		one("refresh_rate", true, func(l *Link) string { return l.RefreshRate }),
		one("external_id", false, func(l *Link) string { return l.ExternalID }),
		one("institution_user_id", false, func(l *Link) string { return l.InstitutionUserID }),
		{name: pendingIndex, dense: true, count: func(l *Link) int { return len(l.Pending) },
			nth: func(l *Link, n int) string { return string(l.Pending[n].Resource) }},
	}
}

const pendingIndex = "pending"

func objectIndexes() []index[Object] {
	one := func(name string, get func(*Object) string) index[Object] {
		return index[Object]{name: name, value: get}
	}
	return []index[Object]{
		one("link", func(o *Object) string { return o.Link.String() }),
		one("account", func(o *Object) string { return o.Account.String() }),
	}
}

// OnTimer sets what is called after a commit that changed when the next timer is due, while the
// lock is held: it must not block and must not call the store.
func (s *Store) OnTimer(changed func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.retimed = changed
}

func (s *Store) noticeTimer() {
	next := s.earliest()
	if next.Equal(*s.nextTimer.Load()) {
		return
	}
	s.nextTimer.Store(&next)
	if s.retimed != nil && !next.IsZero() {
		s.retimed()
	}
}

// earliest is when the next timer is due, zero for never. The lock is held.
func (s *Store) earliest() time.Time {
	if t, any := s.timers.Min(); any {
		return t.at()
	}
	return time.Time{}
}

// NextTimer is when the next timer is due after the last commit, zero for never. It waits for none that is under way.
func (s *Store) NextTimer() time.Time { return *s.nextTimer.Load() }

// View runs read while nobody changes the store.
func (s *Store) View(read func(*Tx)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	read(&s.reader)
}

// lookTries is how often Look tries before it waits.
const lookTries = 4

// Look runs read while nobody changes the store, as View does, but without holding those up who do: read may be run
// more than once, the last time counts. So it must not look at the store itself, only at what follows its commits and
// is safe for concurrent use.
func (s *Store) Look(read func()) {
	for range lookTries {
		if turn := s.turn.Load(); turn%2 == 0 {
			if read(); s.turn.Load() == turn {
				return
			}
		}
		runtime.Gosched()
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	read()
}

// Update runs change alone. If change returns an error or panics, everything it did is undone
// and nothing is observed; the error is returned.
func (s *Store) Update(change func(*Tx) error) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn.Add(1)
	defer s.turn.Add(1)
	s.prepare()
	tx := &Tx{s: s, writable: true}
	committed := false
	defer func() {
		if !committed {
			s.takeBack(tx.changes)
		}
	}()
	if err := change(tx); err != nil {
		return err
	}
	if err := s.record(tx); err != nil {
		return err
	}
	committed = true
	s.say()
	s.noticeTimer()
	s.keep(tx)
	if s.observe != nil && len(tx.events) > 0 {
		s.observe(tx.events)
	}
	return nil
}
