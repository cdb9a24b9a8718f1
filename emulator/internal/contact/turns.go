package contact

import (
	"slices"
	"time"

	"belvo-emulator/emulator/internal/store"
)

// Turns counts a request that arrives, and returns the answers whose turn it is. No other request gets
// these any more; Take gives them to the request.
func Turns(tx *store.Tx, r *Request, p Probe) (turns []*Next) {
	covered := func(n *Next) bool { return n.byTurn() && n.Match.covers(r, p) }
	if !slices.ContainsFunc(answersOf(tx).queue, covered) {
		return nil
	}
	steer(tx, func(s *answers) {
		for i := 0; i < len(s.queue); i++ {
			if !covered(s.queue[i]) {
				continue
			}
			n := *s.queue[i]
			n.Seen++
			if s.queue[i] = &n; n.Seen < n.Match.Nth {
				continue
			}
			turns = append(turns, &n)
			if s.spend(i) {
				i--
			}
		}
	})
	return turns
}

// Did notes what came of the effects of an answer.
func Did(tx *store.Tx, n *Next, r *Request, p Probe, now time.Time, done []Carried) {
	steer(tx, func(s *answers) {
		s.use(Used{Next: n.ID, At: now, Request: r.Cause, Method: r.Method, Path: r.Path, Operation: p.Operation,
			Before: done})
	})
}

// Remove forgets one answer that waits, and returns whether there was one with the id.
func Remove(tx *store.Tx, id int) bool {
	is := func(n *Next) bool { return n.ID == id }
	if !slices.ContainsFunc(answersOf(tx).queue, is) {
		return false
	}
	steer(tx, func(s *answers) { s.queue = slices.DeleteFunc(s.queue, is) })
	return true
}
