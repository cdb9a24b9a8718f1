// Package sandbox is one isolated world and the use cases of Belvo's API in it, free of HTTP and of
// YAML. Each changes the store in one commit.
package sandbox

import (
	"context"
	"crypto/sha256"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/webhook"
)

// Keys are what a sandbox is opened with.
type Keys struct {
	SecretID string
	Password [sha256.Size]byte
}

// Sandbox is one isolated world. A reset puts another in its place; what New makes is new then.
type Sandbox struct {
	Keys
	*timeline.Timeline
	shared *Shared
	Owner  uuid.UUID  // created_by of its links
	Begin  clock.Mode // how its clock ran at its first use, with the instant of a manual one
	ids    *ident.Source
	desk   *contact.Desk
	store  *store.Store
	clock  *clock.Adjustable
	hooks  *webhook.Dispatcher
	outbox *outbox
	trial  *trial
}

// New makes an empty sandbox. It is the only place that does: a reset is another one, so whatever a
// sandbox keeps begins anew. Nothing runs before Start, and its webhooks are kept until then if it
// is paused. The error is an endpoint of the configuration that cannot be used.
func New(parent context.Context, s *Shared, k Keys, mode clock.Mode, paused bool) (*Sandbox, error) {
	b := &Sandbox{Keys: k, shared: s, Owner: ident.Derive(uuid.NameSpaceOID, k.SecretID), Begin: mode,
		ids: ident.NewSource(s.Seed, k.SecretID), clock: clock.NewAdjustable(s.Clock, mode)}
	if mode.Manual {
		b.Begin.Start = b.clock.Now()
	}
	alarm := timeline.NewAlarm()
	b.outbox = &outbox{observe: s.Observe, journal: journal.New(journal.OfSandbox, s.Journals), alarm: alarm,
		manual: mode.Manual, paused: paused}
	b.store = store.New(b.outbox.publish)
	b.hooks = webhook.New(webhook.Config{Clock: b.clock, Logger: s.Logger, Manual: mode.Manual,
		Attempted: b.outbox.journal.Attempted, AttemptLimit: s.AttemptLimit})
	b.outbox.hooks = b.hooks
	b.trial = &trial{base: s.Scenarios}
	b.desk = &contact.Desk{Reader: s.Reader, Scenarios: b.trial.scenarios, IDs: b.ids}
	b.Timeline = timeline.New(parent, b.desk, b.store, b.clock, b.hooks, alarm, s.Logger)
	return b, b.hooks.SetEndpoints(s.Endpoints)
}

// Release lets the webhooks go that were kept while the sandbox was made.
func (b *Sandbox) Release() {
	_ = b.store.Update(func(*store.Tx) error { // the function returns no error
		b.outbox.release()
		return nil
	})
}

// Abandon ends a sandbox that another has replaced: what runs in the background, what waits for
// its clock, and its webhooks, of which none is sent any more. Requests that are under way in it
// end there, and reach nothing else.
func (b *Sandbox) Abandon() {
	b.Stop()
	b.hooks.Abandon()
	b.outbox.journal.Leave()
}

// Close lets webhooks that are under way or due arrive, as long as ctx lasts. It returns those that
// were not delivered.
func (b *Sandbox) Close(ctx context.Context, background bool) []webhook.Delivery {
	b.Wait()
	if background {
		b.hooks.Deliver(ctx, b.Now()) // nothing on a running clock, whose workers do it
	}
	return b.hooks.Close(ctx)
}

// RequestID returns a fresh request id of the sandbox.
func (b *Sandbox) RequestID() string { return b.ids.Hex() }

// Journal is what happened in the sandbox.
func (b *Sandbox) Journal() *journal.Journal { return b.outbox.journal }

// Webhooks is where the sandbox's webhooks go.
func (b *Sandbox) Webhooks() *webhook.Dispatcher { return b.hooks }

// IsDefault says whether the sandbox is that of the configured keys.
func (b *Sandbox) IsDefault() bool { return b.SecretID == b.shared.DefaultID }

// Is says whether a secret id opens this sandbox.
func (b *Sandbox) Is(secretID string) bool {
	return b.SecretID == SameID(secretID)
}

// IsUUID says whether a secret id is a UUID.
func IsUUID(secretID string) bool {
	_, is := belvo.ParseID(secretID)
	return is
}

// SameID is the form in which secret ids are compared and kept: a UUID in lower case with hyphens,
// anything else as it is.
func SameID(secretID string) string {
	if id, is := belvo.ParseID(secretID); is {
		return id.String()
	}
	return secretID
}

// What a world is made of, for who writes one down or makes one.

// Desk is what its institutions are asked with.
func (b *Sandbox) Desk() *contact.Desk { return b.desk }

// Shared is what it has in common with the others.
func (b *Sandbox) Shared() *Shared { return b.shared }

// Store has its links, objects and sessions.
func (b *Sandbox) Store() *store.Store { return b.store }

// Clock is its clock.
func (b *Sandbox) Clock() *clock.Adjustable { return b.clock }

// Sent is how many webhooks it has sent. The store's lock must be held.
func (b *Sandbox) Sent() uint64 { return b.outbox.sent }

// SetSent makes it go on counting from there. The store's lock must be held.
func (b *Sandbox) SetSent(n uint64) { b.outbox.sent = n }
