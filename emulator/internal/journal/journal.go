// Package journal keeps what happened in a sandbox: the requests with all that explains their
// answers, the transitions of links, the webhooks and the attempts to deliver them. Each is a
// bounded record that counts what it had to forget; what has to outlast that is counted in a Tally.
// Whoever records hands over what it has at hand, without secrets; texts are only made when
// somebody looks.
package journal

import (
	"iter"
	"strconv"
	"sync"
	"sync/atomic"

	"belvo-emulator/emulator/internal/belvo"
)

// Limits of a journal.
const (
	// MaxRequests is how many requests are kept.
	MaxRequests = 1000
	// MaxBytes is how many bytes they may take together, bodies and answers included.
	MaxBytes = 4 << 20
	// MaxTransitions, MaxWebhooks and MaxAttempts are how many of those are kept.
	MaxTransitions = 4000
	MaxWebhooks    = 4000
	MaxAttempts    = 4000
)

// Journal is what happened in one sandbox. Make it with New. It is safe for concurrent use, calls
// nobody while it holds its lock, and takes no room before something happens.
type Journal struct {
	prefix      string         // of the requests' names
	positions   *atomic.Uint64 // the last that was given to a record
	begun       atomic.Uint64  // requests so far
	mu          sync.Mutex
	requests    ring[*Entry]
	transitions ring[Transition]
	webhooks    ring[Webhook]
	attempts    ring[Attempt]
	tally       Tally
	watchers    map[chan struct{}]bool // woken when something is recorded
}

// The prefixes of the names of requests.
const (
	OfSandbox = "r" // that belong to a sandbox
	OfNobody  = "u" // whose keys open none
)

// New returns an empty journal, whose requests are named with a prefix and a number. Journals that
// are looked at together share the counter of positions, by which their records are ordered.
func New(prefix string, positions *atomic.Uint64) *Journal {
	return &Journal{
		prefix: prefix, positions: positions,
		requests:    ring[*Entry]{limit: MaxRequests},
		transitions: ring[Transition]{limit: MaxTransitions},
		webhooks:    ring[Webhook]{limit: MaxWebhooks},
		attempts:    ring[Attempt]{limit: MaxAttempts},
	}
}

// Begin names a request that has come, such as r17.
func (j *Journal) Begin() string { return j.prefix + strconv.FormatUint(j.begun.Add(1), 10) }

// Begun is how many requests have come.
func (j *Journal) Begun() uint64 { return j.begun.Load() }

// Record adds a request when its answer is known and before it is sent, so that whoever got the
// answer finds the request here. The entry must not be changed any more. Shown are the statuses of
// the links in the answer, which are only counted.
func (j *Journal) Record(e *Entry, shown ...belvo.Status) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.tally.request(e)
	for _, s := range shown {
		count(&j.tally.Statuses, s)
	}
	size := e.size()
	for r := &j.requests; r.n > 0 && (r.n == r.limit || r.bytes+size > MaxBytes); {
		r.bytes -= r.drop().size()
	}
	j.requests.push(j.next(), e)
	j.requests.bytes += size
	j.announce()
}

// Commit adds what was committed together: a transition, if there is one, and the webhooks that
// tell of it. It never blocks, so that it may be called while a store's lock is held.
func (j *Journal) Commit(t Transition, webhooks iter.Seq[Webhook]) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if t.Event != "" {
		j.tally.transition(t)
		j.transitions.push(j.next(), t)
	}
	for w := range webhooks {
		j.tally.webhook(w)
		j.webhooks.push(j.next(), w)
	}
	j.announce()
}

// Attempted adds an attempt to deliver a webhook.
func (j *Journal) Attempted(a Attempt) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.tally.attempt(a)
	j.attempts.push(j.next(), a)
	j.announce()
}

// Dropped is how many requests fell out of the record.
func (j *Journal) Dropped() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.requests.dropped
}

// next is the position of what is recorded next. It is called with the lock held.
func (j *Journal) next() uint64 { return j.positions.Add(1) }
