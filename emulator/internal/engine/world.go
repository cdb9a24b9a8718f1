package engine

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// first makes a sandbox as it is at its first use: empty, or with the world of the configuration.
func (e *Engine) first(k keys, mode clock.Mode) (*Sandbox, error) {
	if e.cfg.World == nil {
		return e.build(k, mode)
	}
	b, _, err := e.make(k, mode, e.cfg.World, e.cfg.Endpoints)
	return b, err
}

// Check says what is wrong with the world of a configuration, as yamlfile.Problems; nil if there is
// none or nothing.
func Check(cfg Config) error {
	cfg.Observe, cfg.Logger = nil, nil
	e := New(cfg)
	b, err := e.first(keys{secretID: cfg.SecretID}, cfg.ClockMode)
	if err == nil {
		b.abandon()
	}
	return err
}

// build makes an empty sandbox. It is the only place that does: a reset is another build, so
// whatever a sandbox keeps begins anew. Nothing runs before put. The error is an endpoint of the
// configuration that cannot be used.
func (e *Engine) build(k keys, mode clock.Mode) (*Sandbox, error) {
	b := &Sandbox{keys: k, engine: e, owner: ident.Derive(uuid.NameSpaceOID, k.secretID), begin: mode,
		ids: ident.NewSource(e.cfg.Seed, k.secretID), woken: make(chan struct{}, 1),
		clock: clock.NewAdjustable(e.cfg.Clock, mode), journal: journal.New(journal.OfSandbox, e.recorded)}
	if mode.Manual {
		b.begin.Start = b.clock.Now()
	}
	b.closing, b.close = context.WithCancel(e.closing)
	b.store = store.New(b.publish)
	b.hooks = webhook.New(webhook.Config{Clock: b.clock, Logger: e.cfg.Logger, Manual: mode.Manual,
		Attempted: b.attempted, AttemptLimit: e.cfg.AttemptLimit})
	return b, b.hooks.SetEndpoints(e.cfg.Endpoints)
}

// put makes a sandbox the one of its keys and lets it run. The engine's lock is held.
func (e *Engine) put(b *Sandbox) {
	switch {
	case e.cfg.Background && b.clock.Mode().Manual:
		b.running.Go(b.runDeliveries)
	case e.cfg.Background:
		b.store.OnTimer(b.wake)
		b.running.Go(b.runAgenda)
	}
	b.awake()
	e.byID[b.secretID], e.byOwner[b.owner] = b, b
}

// awake lets the webhooks go that were kept while the sandbox was made.
func (b *Sandbox) awake() {
	_ = b.store.Update(func(*store.Tx) error { // the function returns no error
		if b.asleep = false; len(b.kept) > 0 {
			b.hooks.Publish(b.kept)
			b.kept = nil
			b.wake()
		}
		return nil
	})
}

// abandon ends a sandbox that another has replaced: what runs in the background, what waits for
// its clock, and its webhooks, of which none is sent any more. Requests that are under way in it
// end there, and reach nothing else.
func (b *Sandbox) abandon() {
	b.close()
	b.running.Wait()
	b.hooks.Abandon()
}

// ErrGone is why work on a sandbox is broken off.
var ErrGone = errors.New("the sandbox was reset or deleted meanwhile")

// Alive returns a context that also ends with the sandbox; its cause is ErrGone then.
func (b *Sandbox) Alive(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(b.closing, func() { cancel(ErrGone) })
	return ctx, func() { stop(); cancel(nil) }
}

// replace puts a world in the place of the one that its keys open, which ends. It returns false,
// and changes nothing, if there is none: a sandbox that was deleted does not come back.
func (e *Engine) replace(b *Sandbox) bool {
	e.mu.Lock()
	old := e.byID[b.secretID]
	if old != nil {
		b.begin = old.begin
		e.put(b)
	}
	e.mu.Unlock()
	if old == nil {
		b.abandon()
		return false
	}
	e.retire(old)
	return true
}

// Reset makes the sandbox as it was at its first use: empty or with the configured world, the same
// stream of ids, the configured endpoints. A manual clock stands again where it stood then; any
// other runs with its base again, so that what it was moved by is forgotten. Requests that are
// under way end in the old world; when Reset returns nothing of that is to come any more.
func (b *Sandbox) Reset() error {
	fresh, err := b.engine.first(b.keys, b.begin)
	if err != nil {
		return err
	}
	b.engine.replace(fresh)
	return nil
}

// ResetAll resets every sandbox that was opened and returns how many they are.
func (e *Engine) ResetAll() (int, error) {
	boxes := e.boxes()
	for _, b := range boxes {
		if err := b.Reset(); err != nil {
			return 0, err
		}
	}
	return len(boxes), nil
}

// IsDefault says whether the sandbox is that of the configured keys.
func (b *Sandbox) IsDefault() bool { return b.secretID == b.engine.cfg.SecretID }

// Is says whether a secret id opens this sandbox.
func (b *Sandbox) Is(secretID string) bool {
	return b.secretID == secretID || isUUID(secretID) && b.secretID == strings.ToLower(secretID)
}

// Delete removes the sandbox of a secret id, which next time opens a fresh one with the first
// password that is seen. It returns false if there is none. Access tokens of the old one are no
// longer valid then.
func (e *Engine) Delete(secretID string) bool {
	if isUUID(secretID) {
		secretID = strings.ToLower(secretID)
	}
	e.mu.Lock()
	old := e.byID[secretID]
	if old != nil {
		delete(e.byID, secretID)
		delete(e.byOwner, old.owner)
	}
	e.mu.Unlock()
	if old != nil {
		e.retire(old)
	}
	return old != nil
}

// boxes returns the sandboxes that are open.
func (e *Engine) boxes() []*Sandbox {
	e.mu.RLock()
	defer e.mu.RUnlock()
	boxes := make([]*Sandbox, 0, len(e.byID))
	for _, b := range e.byID {
		boxes = append(boxes, b)
	}
	return boxes
}
