// Package journal keeps what happened in a sandbox: the requests with all that explains their
// answers, the transitions of links, the webhooks and the attempts to deliver them. All journals of an
// emulator have one budget of memory, and each counts what it had to forget; what has to outlast that
// is counted in a Tally. Record gets values without secrets as they are at hand; texts are only made
// when a reader asks for them.
package journal

import (
	"container/list"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// Journal is what happened in one sandbox. Make it with New. It is safe for concurrent use, calls
// no other package while it holds its lock, and takes no room before something happens.
type Journal struct {
	prefix string // of the requests' names
	budget *Budget
	begun  atomic.Uint64 // requests so far

	pastNumber atomic.Uint64 // of the latest Past

	place   *list.Element // among the journals of the budget, whose lock guards this and the next two
	charged int           // bytes that the budget counts for it
	left    bool

	mu          sync.Mutex
	recalled    bool // what was on record before the process began is here
	requests    ring[*Entry]
	transitions ring[Transition]
	webhooks    ring[committed]
	attempts    ring[attempt]
	pasts       ring[past]
	mutations   ring[*Mutation]
	places      ring[places] // of requests, at their positions
	changes     ring[WorldChange]
	gone        chan struct{} // nil until somebody asks for it
	ended       bool
	tally       Tally
	lastUse     time.Time
	lastClient  string
	watchers    map[chan struct{}]bool // woken when something is recorded
}

// The prefixes of the names of requests.
const (
	OfSandbox = "r" // that belong to a sandbox
	OfNobody  = "u" // whose keys open none
)

// New returns an empty journal, whose requests are named with a prefix and a number. Journals that
// are looked at together share a budget, whose counter of positions orders their records.
func New(prefix string, budget *Budget) *Journal { return &Journal{prefix: prefix, budget: budget} }

// Begin names a request that has come, such as r17.
func (j *Journal) Begin() string {
	j.budget.use(j)
	var name [24]byte
	return string(strconv.AppendUint(append(name[:0], j.prefix...), j.begun.Add(1), 10))
}

// rings are the records of each kind.
func (j *Journal) rings() [8]records {
	return [...]records{&j.requests, &j.transitions, &j.webhooks, &j.attempts, &j.pasts, &j.mutations, &j.places, &j.changes}
}

// size is how many bytes the records take. The journal's lock must be held.
func (j *Journal) size() int {
	return j.requests.size() + j.transitions.size() + j.webhooks.size() + j.attempts.size() + j.pasts.size() +
		j.mutations.size() + j.places.size() + j.changes.size()
}

// change runs a change of the records and tells the budget what more they take.
func (j *Journal) change(record func()) {
	j.mu.Lock()
	before := j.size()
	record()
	more := j.size() - before
	j.announce()
	j.mu.Unlock()
	j.budget.spend(j, more)
}

// forget drops the oldest records of all kinds until they take so many bytes less, or only some are
// left, and returns how many bytes less they take.
func (j *Journal) forget(bytes, least int) (freed int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	rings := j.rings()
	for freed < bytes {
		oldest, records := records(nil), 0
		for _, r := range rings {
			if records += r.count(); r.count() > 0 && (oldest == nil || r.oldest() < oldest.oldest()) {
				oldest = r
			}
		}
		if records <= least {
			break
		}
		before := oldest.size()
		oldest.forget()
		freed += before - oldest.size()
	}
	return freed
}

// Used notes which client has sent a request, and when in real time.
func (j *Journal) Used(at time.Time, client string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lastUse, j.lastClient = at, client
}

// LastUse is when the last request came in real time, zero for never, and the client that Used noted.
func (j *Journal) LastUse() (at time.Time, client string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.lastUse, j.lastClient
}

// Begun is how many requests have come.
func (j *Journal) Begun() uint64 { return j.begun.Load() }

// Record adds a request when its answer is known and before it is sent, so that whoever got the
// answer finds the request here, and what it did to the sandbox's world if it reached one. The entry must not be
// changed any more. Shown are the statuses of the links in the answer, which are only counted.
func (j *Journal) Record(e *Entry, did Span, shown ...belvo.Status) {
	j.change(func() {
		if did.Changed != nil {
			j.addMutation(did.Changed)
		}
		j.tally.request(e)
		for _, s := range shown {
			count(&j.tally.Statuses, s)
		}
		at := j.next()
		j.requests.push(at, e)
		if did.Begin != nil {
			j.places.push(at, places{did.Begin, did.End})
		}
	})
}

// Commit adds what was committed together: a transition, if there is one, and the webhooks that
// tell of it. It never blocks, so that it may be called while a store's lock is held.
func (j *Journal) Commit(t Transition, webhooks []*notice.Notice) {
	j.change(func() {
		if t.Event != "" {
			j.tally.transition(t)
			j.transitions.push(j.next(), t)
		}
		for _, w := range webhooks {
			j.tally.webhook(w)
			j.webhooks.push(j.next(), committed{w})
		}
	})
}

// Attempted adds an attempt to deliver a webhook.
func (j *Journal) Attempted(a *webhook.Attempt) {
	j.change(func() {
		j.tally.attempt(a)
		j.attempts.push(j.next(), attempt{a})
	})
}

// Dropped is how many requests fell out of the record.
func (j *Journal) Dropped() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.requests.dropped
}

// Latest is the position of the latest request on record, 0 if there is none.
func (j *Journal) Latest() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.requests.n == 0 {
		return 0
	}
	return j.requests.at(j.requests.n - 1).position
}

// next is the position of what is recorded next. It is called with the lock held.
func (j *Journal) next() uint64 { return j.budget.positions.Add(1) }
