package sandbox

import "sync"

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
