package sandbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// effectTime is how long a move of the clock right before a request waits for receivers none of which answers, in
// real time: one that is the same thread as the one that makes the request answers no webhook that falls due on the
// way.
const effectTime = 300 * time.Millisecond

// Arrive counts a request, and lets happen what is to happen right before it. About returns the link
// that the request is about as far as its path, parameters and body say so; it is only called when it
// matters. Arrive returns whether anything was to happen.
func (b *Sandbox) Arrive(ctx context.Context, c *contact.Call, p contact.Probe, about func() uuid.UUID) bool {
	if contact.Idle(b.store) {
		return false
	}
	_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
		tx.By(c.Request.Cause)
		c.Request.Turns = contact.Turns(tx, &c.Request, p)
		return nil
	})
	any := false
	for _, n := range c.Request.Turns {
		if len(n.Before) == 0 {
			continue
		}
		any = true
		done := make([]contact.Carried, len(n.Before))
		for i, e := range n.Before {
			done[i] = b.carryOut(ctx, e, about)
		}
		_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
			tx.By(c.Request.Cause)
			contact.Did(tx, n, &c.Request, p, b.Now(), done)
			return nil
		})
	}
	return any
}

// carryOut makes one effect happen, and says why if it cannot.
func (b *Sandbox) carryOut(ctx context.Context, e contact.Effect, about func() uuid.UUID) contact.Carried {
	out := contact.Carried{Effect: e.String()}
	if e.Event == "" {
		ctx, cancel := b.hooks.WhileAnswered(ctx, effectTime)
		defer cancel()
		to := b.Now().Add(e.Advance)
		_, err := b.AdvanceBy(ctx, e.Advance)
		if errors.Is(err, context.DeadlineExceeded) { // the rest happens on the other side of the jump
			b.clock.MoveTo(to)
			err = nil
		}
		out.Why = why(err)
		return out
	}
	if out.Link = b.linkOf(e.Link, about); out.Link == uuid.Nil {
		out.Why = "there is no such link: " + e.Link.String()
		return out
	}
	events := contact.BankEvents()
	at := slices.IndexFunc(events, func(known contact.BankEvent) bool { return known.Name == e.Event })
	id := b.queueBank(e, out.Link)
	_, err := b.Occur(out.Link, events[at], e.When, e.Challenge) // there is one of the name
	if b.RemoveQueued(id) && err == nil {
		out.Why = "the bank was asked nothing"
		return out
	}
	out.Why = why(err)
	return out
}

// queueBank queues what the bank is to answer to the event, and returns its id, 0 for nothing.
func (b *Sandbox) queueBank(e contact.Effect, link uuid.UUID) int {
	if e.Bank == "" {
		return 0
	}
	queued, _ := b.Queue(contact.Next{Respond: e.Bank, Times: 1, // a full queue leaves the id 0
		Match: contact.NextMatch{Operation: string(lifecycle.Refresh), Link: link}})
	return queued.ID
}

// linkOf is the link that an effect is about, zero for none.
func (b *Sandbox) linkOf(l contact.EffectLink, about func() uuid.UUID) uuid.UUID {
	switch {
	case l.First:
		first := uuid.Nil
		b.store.View(func(tx *store.Tx) {
			if _, n := tx.Links(nil, 0, 0); n > 0 {
				links, _ := tx.Links(nil, n-1, 1) // the newest is the first
				first = links[0].ID
			}
		})
		return first
	case l.ID != uuid.Nil:
		return l.ID
	}
	return about()
}

// SessionLink is the link of an MFA session, zero for one that there is not.
func (b *Sandbox) SessionLink(id string) (link uuid.UUID) {
	b.store.View(func(tx *store.Tx) {
		if s, ok := tx.Session(id); ok {
			link = s.Link
		}
	})
	return link
}

// why is an error in words, "" for none.
func why(err error) string {
	var refused *belvo.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refused):
		return refused.Message
	}
	return err.Error()
}
