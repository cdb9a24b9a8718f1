package sandbox

import "sync"

// Settings is how all answers of a sandbox look. The zero value is as usual.
type Settings struct {
	PageSize      int    // of lists whose page_size is not given, 0 for the configured one
	Data          string // the data set of the users who register from now on, "" for that of their names
	UnknownFields bool   // objects have a field that Belvo's description lacks
	Nulls         bool   // fields that may be null are
	LongTexts     bool   // free texts are as long as any
}

// Told is a story that is told in the sandbox, as far as it matters which of its steps took effect.
type Told struct {
	Name  string
	Steps []ToldStep
}

// ToldStep is a step of a story as the queue of answers has it.
type ToldStep struct {
	ID      int  // of the queue
	Answers bool // it is about an answer, not about what happens before a request
}

// traffic is how many requests are open.
type traffic struct {
	mu      sync.Mutex
	open    int
	count   uint64        // of the requests that came or went
	changed chan struct{} // closed at the next change, nil if no caller waits
}

// move counts a request that comes or goes, and returns how many are open.
func (t *traffic) move(by int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open += by
	t.count++
	if t.changed != nil {
		close(t.changed)
		t.changed = nil
	}
	return t.open
}

// look returns how many requests are open, how many came or went, and what is closed at the next change.
func (t *traffic) look() (open int, count uint64, changed <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.changed == nil {
		t.changed = make(chan struct{})
	}
	return t.open, t.count, t.changed
}
