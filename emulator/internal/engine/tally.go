package engine

import (
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/store"
)

// Tally is what was met in all sandboxes since the start, also in those that were reset or deleted
// since, and by the requests of no sandbox.
func (e *Engine) Tally() journal.Tally {
	var total journal.Tally
	e.mu.RLock()
	defer e.mu.RUnlock()
	total.Add(e.gone)
	e.journal.AddTo(&total)
	for _, b := range e.byID {
		b.Journal().AddTo(&total)
	}
	return total
}

// retire abandons a sandbox that was in use; what was met in it stays counted. The engine's lock
// must not be held.
func (e *Engine) retire(b *sandbox.Sandbox) {
	b.Abandon()
	e.mu.Lock()
	defer e.mu.Unlock()
	b.Journal().AddTo(&e.gone)
}

// LinksByStatus is how many links of all sandboxes have each status.
func (e *Engine) LinksByStatus() map[belvo.Status]int {
	links := map[belvo.Status]int{belvo.StatusValid: 0, belvo.StatusInvalid: 0, belvo.StatusUnconfirmed: 0,
		belvo.StatusTokenRequired: 0}
	for _, b := range e.All() {
		b.Store().View(func(tx *store.Tx) {
			for status := range links {
				where := []store.Where[store.Link]{{Index: "status", Values: []string{string(status)}}}
				_, n := tx.Links(where, 0, 1)
				links[status] += n
			}
		})
	}
	return links
}

// Dropped is how many requests fell out of the journals of the sandboxes that are open.
func (e *Engine) Dropped() uint64 {
	dropped := e.journal.Dropped()
	for _, b := range e.All() {
		dropped += b.Journal().Dropped()
	}
	return dropped
}
