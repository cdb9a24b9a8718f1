package sandbox

import (
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// TakeNext gives a request that reaches no institution what waits for it, and returns the error that
// it is to be answered with; nil for what it would be answered anyway. A fault alone is an error
// too: nothing happens but the fault.
func (b *Sandbox) TakeNext(c *contact.Call, p contact.Probe) error {
	if contact.Idle(b.store) && len(c.Request.Turns) == 0 {
		return nil
	}
	if p.Link != uuid.Nil && p.Institution == "" {
		b.store.View(func(tx *store.Tx) {
			link, _ := tx.Link(p.Link)
			p.Institution = link.Institution
		})
	}
	var n *contact.Next
	_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
		tx.By(c.Request.Cause)
		n = contact.Take(tx, &c.Request, &c.Report, p, b.Now())
		return nil
	})
	switch {
	case n == nil || n.Respond == lifecycle.AnswerOK:
		return nil
	case n.Respond != "":
		return n.Failure()
	case n.Fault.Kind != scenario.NoFault:
		return belvo.NewError(belvo.CodeUnexpectedError)
	}
	return nil
}

// steer makes a change of the pin or of the answers that wait, for the control surface.
func (b *Sandbox) steer(change func(*store.Tx)) {
	_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
		tx.By(contact.ByControl)
		change(tx)
		return nil
	})
}

// Queue adds an answer, which then waits behind those that are there, and returns it with its id. It
// returns false if there are too many.
func (b *Sandbox) Queue(n contact.Next) (queued contact.Next, ok bool) {
	b.steer(func(tx *store.Tx) { queued, ok = contact.Queue(tx, n) })
	return queued, ok
}

// Queued returns the answers that wait, the next one first, and the requests that got one, the
// latest first.
func (b *Sandbox) Queued() (waiting []contact.Next, used []contact.Used) {
	b.store.View(func(tx *store.Tx) { waiting, used = contact.Queued(tx) })
	return waiting, used
}

// RemoveQueued forgets one answer that waits, and returns whether there was one with the id.
func (b *Sandbox) RemoveQueued(id int) (was bool) {
	b.steer(func(tx *store.Tx) { was = contact.Remove(tx, id) })
	return was
}

// ClearQueue forgets the answers that wait and those that were used, and returns how many waited.
func (b *Sandbox) ClearQueue() (waited int) {
	b.steer(func(tx *store.Tx) { waited = contact.Clear(tx) })
	return waited
}

// Pinned is the name of the sandbox's scenario, "" for none.
func (b *Sandbox) Pinned() (name string) {
	b.store.View(func(tx *store.Tx) { name = contact.Pinned(tx) })
	return name
}
