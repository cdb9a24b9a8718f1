package sandbox

import (
	"context"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/webhook"
)

// Back is what came of going back.
type Back struct {
	From, Now time.Time // of the clock
	Manual    bool      // the clock, which then went back with the world
	Undone    int       // requests
	Delivered []webhook.Delivery
}

// GoBack makes the sandbox that goes on from a place, and leaves this one: what is under way in it ends
// there and reaches nothing else. The journal and the named checkpoints go on in the new one. It returns
// ErrTooOld, or timeline.ErrGone if the sandbox was left already, and then nothing has changed.
func (b *Sandbox) GoBack(parent context.Context, p *Place) (*Sandbox, Back, error) {
	back := Back{From: b.Now()}
	w, err := b.worldOf(p)
	if err == nil {
		err = b.leave()
	}
	if err != nil {
		return nil, back, err
	}
	b.Stop()
	b.hooks.Abandon()
	at := p.now
	if !p.mode.Manual { // a clock that runs does not go back
		at = b.clock.Now()
	}
	next := build(parent, b.shared, b.Keys, p.modeFrom(at),
		parts{journal: b.outbox.journal, checkpoints: b.checkpoints, world: w, recall: b.recall})
	next.Begin = b.Begin
	back.Delivered = next.hooks.Acknowledge(b.hooks)
	back.Undone = b.outbox.journal.GoBack(p.position, p.leftBy)
	back.Now, back.Manual = next.Now(), next.Manual()
	return next, back, nil
}

// leave ends what the sandbox notes in the journal.
func (b *Sandbox) leave() error {
	return b.store.Update(func(tx *store.Tx) error {
		if b.Left() {
			return timeline.ErrGone
		}
		b.Journal().KeepPast(store.Replaced(tx.Freeze(), "rewind"))
		b.outbox.left.Store(true)
		return nil
	})
}

// worldOf is the world of a place. The error is ErrTooOld.
func (b *Sandbox) worldOf(p *Place) (*world, error) {
	if p.frozen != nil {
		return worldAt(p, nil, nil), nil
	}
	var now *store.Frozen
	var ways []journal.Past
	var there bool
	_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
		if ways, there = b.Journal().PastsAfter(p.after); there {
			now = tx.Freeze()
		}
		return nil
	})
	if !there {
		return nil, ErrTooOld
	}
	return worldAt(p, now, ways), nil
}

// Look makes a sandbox that shows the world of a place and is never started. Its clock stands still. It
// has a journal of its own, and must be abandoned. The error is ErrTooOld.
func (b *Sandbox) Look(parent context.Context, p *Place) (*Sandbox, error) {
	w, err := b.worldOf(p)
	if err != nil {
		return nil, err
	}
	seen := build(parent, b.shared, b.Keys, clock.Mode{Manual: true, Start: p.now},
		parts{journal: journal.New(journal.OfSandbox, b.shared.Journals), world: w, recall: b.recall})
	seen.Begin, seen.outbox.observe = b.Begin, nil
	return seen, nil
}

// Fork makes another sandbox, with keys of its own, that begins as this one is now. What waits to be sent
// goes to the given endpoints, or without any to its inbox. Journal and record of deliveries are empty.
// The error is an endpoint that cannot be used.
func (b *Sandbox) Fork(parent context.Context, k Keys, endpoints []webhook.Endpoint) (*Sandbox, error) {
	p := b.Freeze()
	w := worldAt(p, nil, nil)
	w.hooks = w.hooks.Waiting()
	fork := build(parent, b.shared, k, p.modeFrom(p.now),
		parts{journal: journal.New(journal.OfSandbox, b.shared.Journals), world: w})
	if err := fork.hooks.Redirect(slices.Clone(endpoints)); err != nil {
		fork.Abandon()
		return nil, err
	}
	return fork, nil
}
