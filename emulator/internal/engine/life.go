package engine

import (
	"context"
	"slices"
	"sync"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/world"
)

// first makes a sandbox as it is at its first use: empty, or with the world of the configuration.
func (e *Engine) first(k sandbox.Keys, mode clock.Mode) (*sandbox.Sandbox, error) {
	if e.cfg.World == nil {
		return sandbox.New(e.closing, e.shared, k, mode, false)
	}
	doc := &e.cfg.World.Document
	if own := e.own(k.SecretID); own != nil {
		doc = &own.Document
	}
	b, _, err := e.configured(k, mode, doc)
	return b, err
}

// configured makes a sandbox with a world of the configuration.
func (e *Engine) configured(k sandbox.Keys, mode clock.Mode, doc *snapshot.Document,
) (*sandbox.Sandbox, world.Restored, error) {
	return world.Make(e.closing, e.closing, e.shared, k, mode, doc, e.cfg.Endpoints)
}

// put makes a sandbox the one of its keys and lets it run. The engine's lock is held.
func (e *Engine) put(b *sandbox.Sandbox) {
	if e.cfg.Background {
		b.Start()
	}
	b.Release()
	e.byID[b.SecretID], e.byOwner[b.Owner] = b, b
}

// replace puts a world in the place of the one that its keys open, which ends. It returns false,
// and changes nothing, if there is none: a sandbox that was deleted does not come back.
func (e *Engine) replace(b *sandbox.Sandbox) (was bool, err error) {
	keeper, first := e.keep(b)
	e.mu.Lock()
	old := e.byID[b.SecretID]
	if old != nil {
		if err = e.begin(b, keeper, first); err == nil {
			e.put(b)
		}
	}
	e.mu.Unlock()
	if old == nil || err != nil {
		b.Abandon()
		return false, err
	}
	e.retire(old)
	return true, nil
}

// Closing ends when the emulator stops. Its cause is the belvo.Error for the requests that wait.
func (e *Engine) Closing() context.Context { return e.closing }

// Stop ends what happens by itself in the sandboxes, and everything that waits in them.
func (e *Engine) Stop() { e.close(belvo.NewError(belvo.CodeEmulatorStopping)) }

// Close stops the engine and lets webhooks that are under way or due arrive, as long as ctx lasts; no
// sandbox waits for another's receivers. It returns those that were not delivered.
func (e *Engine) Close(ctx context.Context) []webhook.Delivery {
	e.Stop()
	boxes := e.All()
	left := make([][]webhook.Delivery, len(boxes))
	var all sync.WaitGroup
	for i, b := range boxes {
		all.Go(func() { left[i] = b.Close(ctx, e.cfg.Background) })
	}
	all.Wait()
	if err := e.closeState(); err != nil {
		e.cfg.Logger.Error("the state could not be closed", "error", err)
	}
	return slices.Concat(left...)
}

// Delete removes the sandbox of a secret id, which next time opens a fresh one with the first
// password that is seen. It returns false if there is none. Access tokens of the old one are no
// longer valid then.
func (e *Engine) Delete(secretID string) bool {
	secretID = sandbox.SameID(secretID)
	e.mu.Lock()
	old := e.byID[secretID]
	if old != nil {
		delete(e.byID, secretID)
		delete(e.byOwner, old.Owner)
		if k := e.keepers[secretID]; k != nil {
			_ = e.append(k.Ends()) // without it the emulator stops
			delete(e.keepers, secretID)
		}
	}
	e.mu.Unlock()
	if old != nil {
		e.retire(old)
	}
	return old != nil
}

// UsedBeside is how many sandboxes other than one have got requests.
func (e *Engine) UsedBeside(one *sandbox.Sandbox) (n int) {
	for _, b := range e.All() {
		if b != one && b.Journal().Begun() > 0 {
			n++
		}
	}
	return n
}

// All returns the sandboxes that are open, in no order.
func (e *Engine) All() []*sandbox.Sandbox {
	e.mu.RLock()
	defer e.mu.RUnlock()
	boxes := make([]*sandbox.Sandbox, 0, len(e.byID))
	for _, b := range e.byID {
		boxes = append(boxes, b)
	}
	return boxes
}
