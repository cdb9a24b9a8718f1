// Package journal keeps what happened in a sandbox: the requests with all that explains their
// answers, the transitions of links, the webhooks and the attempts to deliver them. Each is a
// bounded record that counts what it had to forget; what has to outlast that is counted in a Tally.
// Whoever records hands over what it has at hand, without secrets; texts are only made when
// somebody looks.
package journal

import (
	"slices"
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
	begun       atomic.Uint64 // requests so far
	mu          sync.Mutex
	last        uint64 // position of what was recorded last
	requests    ring[*Entry]
	transitions ring[Transition]
	webhooks    ring[Webhook]
	attempts    ring[Attempt]
	tally       Tally
	changed     chan struct{} // closed when something is recorded; nil while nobody waits
}

// New returns an empty journal.
func New() *Journal {
	return &Journal{
		requests:    ring[*Entry]{limit: MaxRequests},
		transitions: ring[Transition]{limit: MaxTransitions},
		webhooks:    ring[Webhook]{limit: MaxWebhooks},
		attempts:    ring[Attempt]{limit: MaxAttempts},
	}
}

// Begin numbers a request that has come. Its number is due in Entry.Number when it is recorded.
func (j *Journal) Begin() uint64 { return j.begun.Add(1) }

// ID is the name of the request with a number, such as r17.
func ID(number uint64) string { return "r" + strconv.FormatUint(number, 10) }

// Number is the number of the request with a name; false if this is no such name.
func Number(id string) (uint64, bool) {
	if len(id) < 2 || id[0] != 'r' {
		return 0, false
	}
	n, err := strconv.ParseUint(id[1:], 10, 64)
	return n, err == nil && ID(n) == id
}

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
	j.requests.push(j.next(), e)
	j.requests.bytes += e.size()
	for j.requests.bytes > MaxBytes && j.requests.n > 1 {
		j.requests.bytes -= j.requests.drop().size()
	}
	j.announce()
}

// Commit adds what was committed together: a transition, if there is one, and the webhooks that
// tell of it. It never blocks, so that it may be called while a store's lock is held.
func (j *Journal) Commit(t Transition, webhooks []Webhook) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if t.Event != "" {
		j.tally.transition(t)
		j.transitions.push(j.next(), t)
	}
	for i := range webhooks {
		j.tally.webhook(webhooks[i])
		j.webhooks.push(j.next(), webhooks[i])
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

// Follow makes the records of a new world come after those of the one that it replaces, so that
// whoever has seen those sees all of these.
func (j *Journal) Follow(old *Journal) {
	const apart = 1_000_000 // for what still ends in the old one
	old.mu.Lock()
	last := old.last
	old.mu.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last = (last/apart + 1) * apart
}

// Entry returns the request with a number, nil if it is not, or no longer, on record.
func (j *Journal) Entry(number uint64) *Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := j.requests.n - 1; i >= 0; i-- {
		if e := j.requests.at(i).item; e.Number == number {
			return e
		}
	}
	return nil
}

// Requests returns the requests on record that keep wants, the newest first, and how many fell
// out of the record.
func (j *Journal) Requests(keep func(*Entry) bool) ([]*Entry, uint64) {
	entries, dropped := j.entries()
	entries = slices.DeleteFunc(entries, func(e *Entry) bool { return !keep(e) })
	slices.Reverse(entries)
	return entries, dropped
}

// entries are the requests on record, the oldest first.
func (j *Journal) entries() ([]*Entry, uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.requests.all(), j.requests.dropped
}

// Transitions returns the transitions on record that keep wants, the newest first, and how many
// fell out of the record.
func (j *Journal) Transitions(keep func(Transition) bool) ([]Transition, uint64) {
	j.mu.Lock()
	all, dropped := j.transitions.all(), j.transitions.dropped
	j.mu.Unlock()
	all = slices.DeleteFunc(all, func(t Transition) bool { return !keep(t) })
	slices.Reverse(all)
	return all, dropped
}

// next is the position of what is recorded next, among records of all kinds.
func (j *Journal) next() uint64 {
	j.last++
	return j.last
}

// announce wakes who waits for something to be recorded. It is called with the lock held.
func (j *Journal) announce() {
	if j.changed != nil {
		close(j.changed)
		j.changed = nil
	}
}
