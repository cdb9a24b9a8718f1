package journal

import (
	"cmp"
	"slices"
)

// View is journals that are looked at together, in the order of what they recorded.
type View []*Journal

// Entry returns the request with a name, nil if it is not, or no longer, on record.
func (v View) Entry(id string) *Entry {
	for _, j := range v {
		if r := j.find(id); r != nil {
			return r.item
		}
	}
	return nil
}

// find returns a copy of the record of a request, nil if there is none.
func (j *Journal) find(id string) *record[*Entry] {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := j.requests.n - 1; i >= 0; i-- {
		if r := j.requests.at(i); r.item.ID == id {
			found := *r
			return &found
		}
	}
	return nil
}

// Requests returns the requests on record that keep wants, the newest first, and how many fell
// out of the record.
func (v View) Requests(keep func(*Entry) bool) (entries []*Entry, dropped uint64) {
	var records []record[*Entry]
	for _, j := range v {
		j.mu.Lock()
		records = append(records, j.requests.all()...)
		dropped += j.requests.dropped
		j.mu.Unlock()
	}
	return newest(records, keep), dropped
}

// Transitions returns the transitions on record that keep wants, the newest first, and how many
// fell out of the record.
func (v View) Transitions(keep func(Transition) bool) (made []Transition, dropped uint64) {
	var records []record[Transition]
	for _, j := range v {
		j.mu.Lock()
		records = append(records, j.transitions.all()...)
		dropped += j.transitions.dropped
		j.mu.Unlock()
	}
	return newest(records, keep), dropped
}

// newest returns the items that keep wants, the one recorded last first.
func newest[T item](records []record[T], keep func(T) bool) []T {
	slices.SortFunc(records, func(a, b record[T]) int { return cmp.Compare(b.position, a.position) })
	items := []T{}
	for _, r := range records {
		if keep(r.item) {
			items = append(items, r.item)
		}
	}
	return items
}

// after returns the requests that were recorded behind a position and that keep wants, the newest
// first.
func (v View) after(position uint64, keep func(*Entry) bool) []*Entry {
	var records []record[*Entry]
	for _, j := range v {
		j.mu.Lock()
		for _, r := range j.requests.all() {
			if r.position > position {
				records = append(records, r)
			}
		}
		j.mu.Unlock()
	}
	return newest(records, keep)
}
