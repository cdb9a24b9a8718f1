package contact

import (
	"slices"
	"time"
)

// Turns counts a request that arrives, and returns the answers whose turn it is. No other request gets
// these any more; Take gives them to the request.
func (s *Answers) Turns(r *Request, p Probe) []Next {
	s.mu.Lock()
	defer s.mu.Unlock()
	var turns []Next
	for i := 0; i < len(s.queue); i++ {
		n := &s.queue[i]
		if !n.byTurn() || !n.Match.covers(r, p) {
			continue
		}
		if n.seen++; n.seen < n.Match.Nth {
			continue
		}
		turns = append(turns, *n)
		if s.spend(i) {
			i--
		}
	}
	return turns
}

// Did notes what came of the effects of an answer.
func (s *Answers) Did(n Next, r *Request, p Probe, now time.Time, done []Carried) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.use(Used{Next: n.ID, At: now, Request: r.Cause, Method: r.Method, Path: r.Path, Operation: p.Operation,
		Before: done})
}

// Remove forgets one answer that waits, and returns whether there was one with the id.
func (s *Answers) Remove(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.queue)
	s.queue = slices.DeleteFunc(s.queue, func(n Next) bool { return n.ID == id })
	return len(s.queue) < before
}
