package journal

import "time"

// Past is the way back over one change of the sandbox's world. The journal keeps it within its budget; what
// it is matters to the sandbox alone.
type Past interface {
	// Takes is about how many bytes it takes; it is always the same.
	Takes() int
}

// past is a Past and its number: there are no gaps between those on record.
type past struct {
	number uint64
	way    Past
}

func (p past) takes() int { return p.way.Takes() }

// Place is where a sandbox's world was at some time, for the sandbox alone. It takes little.
type Place any

// placeBytes is about what a Place takes.
const placeBytes = 160

// Span is what a request that reached a sandbox did to its world.
type Span struct {
	Begin, End Place     // where the world was before and after it
	Changed    *Mutation // nil if it was the same
}

// places are a Span without its Mutation, which is on record by itself.
type places struct{ begin, end Place }

func (places) takes() int { return 2 * placeBytes }

// Mutation is a request or a control call that has changed the world.
type Mutation struct {
	Name   string // of a request, such as r17, or the method and path of a control call
	At     time.Time
	Begin  Place
	After  uint64 // the number of the last Past before it
	Bytes  int    // what its Place takes that no other has
	undone uint64 // the position at which the world went back to before it, 0 if it did not
}

func (s *Mutation) takes() int { return 100 + placeBytes + s.Bytes }

// maxChanges is over how many requests and control calls one can go back.
const maxChanges = 1000

// KeepPast adds the way back over a change. It never blocks, so that it may be called while a store's
// lock is held.
func (j *Journal) KeepPast(way Past) {
	j.change(func() {
		number := j.pastNumber.Add(1)
		j.pasts.push(j.next(), past{number, way})
	})
}

// PastNumber is the number of the latest Past, 0 if there was none.
func (j *Journal) PastNumber() uint64 { return j.pastNumber.Load() }

// Position is the position of the latest record of any of the journals that share a budget.
func (j *Journal) Position() uint64 { return j.budget.positions.Load() }

// PastsAfter returns the ways back over all changes behind a number, the oldest first; false if some of
// them fell out of the record.
func (j *Journal) PastsAfter(number uint64) ([]Past, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	missing := int(j.pastNumber.Load() - number)
	if missing > j.pasts.n {
		return nil, false
	}
	ways := make([]Past, missing)
	for i := range ways {
		ways[i] = j.pasts.at(j.pasts.n - missing + i).item.way
	}
	return ways, true
}

// AddMutation adds a change, and forgets the oldest ones if there are too many, with the ways back and the places of
// requests that lead only to them.
func (j *Journal) AddMutation(s *Mutation) {
	j.change(func() { j.addMutation(s) })
}

func (j *Journal) addMutation(s *Mutation) {
	j.mutations.push(j.next(), s)
	if j.mutations.n <= maxChanges {
		return
	}
	j.mutations.forget()
	oldest := j.mutations.at(0)
	for j.pasts.n > 0 && j.pasts.at(0).item.number <= oldest.item.After {
		j.pasts.forget()
	}
	for j.places.n > 0 && j.places.oldest() < oldest.position {
		j.places.forget()
	}
}

// PlacesOf returns where the world was before and after a request on record. Both are nil for a request that did not
// reach the sandbox; lost says that nobody knows any more.
func (j *Journal) PlacesOf(e *Entry) (begin, end Place, lost bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := j.requests.n - 1; i >= 0; i-- {
		r := j.requests.at(i)
		if r.item.ID != e.ID {
			continue
		}
		if at := j.places.after(r.position - 1); at < j.places.n && j.places.at(at).position == r.position {
			p := j.places.at(at).item
			return p.begin, p.end, false
		}
		return nil, nil, r.position <= j.places.lost
	}
	return nil, nil, true
}

// MutationsBack is the first of the last n changes that were not undone, and how many of those are on
// record; it is nil if they are fewer.
func (j *Journal) MutationsBack(n int) (first *Mutation, have int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := j.mutations.n - 1; i >= 0; i-- {
		s := j.mutations.at(i).item
		if s.undone != 0 {
			continue
		}
		if have++; have == n {
			return s, have
		}
	}
	return nil, have
}

// GoBack marks what was recorded behind a position as undone: the world went back to there. What was
// undone at a later time than that is so no longer. Left is the id of the request that left the world as it
// was there, "" for none: a request is recorded after the world that it leaves, and is not undone by going
// back to that. It returns how many requests are newly undone.
func (j *Journal) GoBack(position uint64, left string) (requests int) {
	j.change(func() {
		now := j.next()
		mark := func(recorded, was uint64) uint64 {
			switch {
			case recorded <= position && was > position:
				return 0
			case recorded > position && was == 0:
				return now
			}
			return was
		}
		for i := range j.requests.n {
			r := j.requests.at(i)
			recorded := r.position
			if left != "" && r.item.ID == left {
				recorded = position
			}
			if next := mark(recorded, r.item.undone); next != r.item.undone {
				e := *r.item // whoever has the entry keeps it as it was
				if e.undone = next; next != 0 {
					requests++
				}
				r.item = &e
			}
		}
		for i := range j.mutations.n {
			r := j.mutations.at(i)
			s := *r.item
			s.undone = mark(r.position, s.undone)
			r.item = &s
		}
		for i := range j.transitions.n {
			r := j.transitions.at(i)
			r.item.undone = mark(r.position, r.item.undone)
			r.item.Undone = r.item.undone != 0
		}
	})
	return requests
}
