package journal

import (
	"container/list"
	"sync"
	"sync/atomic"
)

// DefaultBytes is how much memory the journals of an emulator may take together by default.
const DefaultBytes = 80 << 20

// Budget is the memory that journals share, and the order of what they record. When it is used up, the
// oldest entries of the journal that was used least recently go first; a journal that is used
// alone may take all of it. It is safe for concurrent use. Make it with NewBudget.
type Budget struct {
	limit     int
	positions atomic.Uint64 // the last that was given to a record

	mu    sync.Mutex // taken before a journal's own lock, never while that is held
	used  list.List  // of *Journal, the one that was used last in front
	bytes int        // of all of them
}

// NewBudget returns a budget of some bytes.
func NewBudget(bytes int) *Budget { return &Budget{limit: bytes} }

// use says that a request for a journal has come.
func (b *Budget) use(j *Journal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e := b.enter(j); e != nil {
		b.used.MoveToFront(e)
	}
}

// enter is a journal's place, which it gets when it is first needed; nil if the journal has left.
func (b *Budget) enter(j *Journal) *list.Element {
	if j.place == nil && !j.left {
		j.place = b.used.PushFront(j)
	}
	return j.place
}

// spend notes that a journal takes some bytes more, or less, and has others forget what is too much.
func (b *Budget) spend(j *Journal, bytes int) {
	if bytes == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.enter(j) == nil {
		return
	}
	j.charged += bytes
	b.bytes += bytes
	for e := b.used.Back(); e != nil && b.bytes > b.limit; {
		victim, earlier := e.Value.(*Journal), e.Prev()
		if victim == j { // what was recorded just now stays, however large it is
			b.reclaim(victim, 1)
		} else if b.reclaim(victim, 0); b.bytes > b.limit { // it is empty: it need not be looked at again
			b.used.Remove(e)
			victim.place = nil
		}
		e = earlier
	}
}

// reclaim has a journal forget what is too much, but not the last so many records.
func (b *Budget) reclaim(victim *Journal, least int) {
	freed := victim.forget(b.bytes-b.limit, least)
	victim.charged -= freed
	b.bytes -= freed
}

// Leave takes a journal out of the budget when its sandbox has ended. What is still recorded in it
// counts no more.
func (j *Journal) Leave() {
	j.end()
	b := j.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	if j.place != nil {
		b.used.Remove(j.place)
	}
	b.bytes -= j.charged
	j.place, j.charged, j.left = nil, 0, true
}
