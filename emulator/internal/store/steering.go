package store

// Steering is what the control surface said about the answers of a sandbox's institutions: its pin, and
// the answers that wait. A value is never changed; a change makes a new one.
type Steering interface {
	// Takes is about how many bytes the value takes.
	Takes() int
}

// Steering returns what was said last, nil for nothing.
func (tx *Tx) Steering() Steering { return tx.s.steering }

// Steering is the one of the last commit. It waits for none that is under way.
func (s *Store) Steering() Steering { return *s.said.Load() }

// say shows a commit's Steering to those who do not wait. The lock is held.
func (s *Store) say() {
	if next := s.steering; next != *s.said.Load() {
		s.said.Store(&next)
	}
}

// Steer puts another value in its place.
func (tx *Tx) Steer(next Steering) {
	tx.mustWrite()
	tx.note(change{kind: steered, old: tx.s.steering})
	tx.s.steering = next
}
