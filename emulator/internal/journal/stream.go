package journal

import (
	"cmp"
	"slices"
)

// Kind says what an Item is.
type Kind string

// The kinds of items.
const (
	KindRequest    Kind = "request"
	KindTransition Kind = "transition"
	KindWebhook    Kind = "webhook" // that was committed
	KindAttempt    Kind = "attempt" // to deliver one
	KindWorld      Kind = "world"   // a change of the world as a whole
)

// Item is one record of any kind.
type Item struct {
	Position uint64
	Kind     Kind
	Data     any // *Entry, Transition, committed, attempt or WorldChange
}

// batch is how many items Next returns of each kind, at most.
const batch = 256

// Next returns what was recorded behind a position, in order and not all at once: nothing means
// that there is no more yet. Lost is the position of the last record behind the given one that
// fell out, 0 if none did.
func (v View) Next(position uint64) (items []Item, lost uint64) {
	for _, j := range v { // all at once, or one could record before what another has shown
		j.mu.Lock()
		defer j.mu.Unlock()
	}
	whole := ^uint64(0) // the last position up to which nothing is missing in items
	for _, j := range v {
		lost = max(lost, j.requests.lost, j.transitions.lost, j.webhooks.lost, j.attempts.lost, j.changes.lost)
		for _, end := range []uint64{collect(&items, &j.requests, KindRequest, position),
			collect(&items, &j.transitions, KindTransition, position),
			collect(&items, &j.webhooks, KindWebhook, position),
			collect(&items, &j.attempts, KindAttempt, position),
			collect(&items, &j.changes, KindWorld, position)} {
			whole = min(whole, end)
		}
	}
	slices.SortFunc(items, func(a, b Item) int { return cmp.Compare(a.Position, b.Position) })
	items = slices.DeleteFunc(items, func(i Item) bool { return i.Position > whole })
	if lost <= position {
		lost = 0
	}
	return items, lost
}

// collect adds the records behind a position, and returns up to where they are complete.
func collect[T item](items *[]Item, r *ring[T], kind Kind, position uint64) uint64 {
	from := r.after(position)
	for i := from; i < min(r.n, from+batch); i++ {
		*items = append(*items, Item{r.at(i).position, kind, r.at(i).item})
	}
	if r.n > from+batch {
		return r.at(from + batch - 1).position
	}
	return ^uint64(0)
}

// Last is the position of what was recorded last, in these or other journals.
func (v View) Last() uint64 { return v[0].budget.positions.Load() }

// Watch returns what receives when something was recorded since it last did, and how to end that.
func (v View) Watch() (wake <-chan struct{}, stop func()) {
	watcher := make(chan struct{}, 1)
	for _, j := range v {
		j.mu.Lock()
		if j.watchers == nil {
			j.watchers = map[chan struct{}]bool{}
		}
		j.watchers[watcher] = true
		j.mu.Unlock()
	}
	return watcher, func() {
		for _, j := range v {
			j.mu.Lock()
			delete(j.watchers, watcher)
			j.mu.Unlock()
		}
	}
}

// announce wakes the watchers. It is called with the lock held.
func (j *Journal) announce() {
	for watcher := range j.watchers {
		select {
		case watcher <- struct{}{}:
		default: // it has not looked yet and will see this too
		}
	}
}

// Show is what is shown of an item, nil for a webhook that had nothing to tell.
func (i Item) Show() any {
	switch data := i.Data.(type) {
	case *Entry:
		return data.Summary()
	case attempt:
		return showAttempt(data.Attempt)
	case committed:
		if data.Void() {
			return nil
		}
	}
	return i.Data
}
