// Package sandbox is one isolated world and the use cases of Belvo's API in it, free of HTTP and of
// YAML. Each changes the store in one commit.
package sandbox

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/webhook"
)

// Keys are what a sandbox is opened with. The password is only there as a salted hash: a quick one, since
// each request is checked with it.
type Keys struct {
	SecretID string
	Salt     [16]byte
	Password [sha256.Size]byte
}

// NewKeys are the keys that a secret id and a password are.
func NewKeys(secretID, password string) Keys {
	k := Keys{SecretID: secretID, Salt: ident.Salt()}
	k.Password = k.hash(password)
	return k
}

func (k *Keys) hash(password string) [sha256.Size]byte {
	var room [128]byte // nearly all passwords fit into it, so the hash costs no object
	return sha256.Sum256(append(append(room[:0], k.Salt[:]...), password...))
}

// Opens says whether a password is the one of the keys.
func (k *Keys) Opens(password string) bool {
	sum := k.hash(password)
	return subtle.ConstantTimeCompare(sum[:], k.Password[:]) == 1
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

	traffic traffic

	checkpoints *checkpoints
	image       atomic.Pointer[image] // of the dispatcher, the last that was needed
	deliveries  atomic.Pointer[deliveriesFunc]
	recall      func(*Sandbox) // reads what was on record before the process began
	recalled    sync.Once
}

// New makes an empty sandbox: a reset is another one, so whatever a sandbox keeps begins anew. Nothing
// runs before Start, and its webhooks are kept until then if it is paused. The error is an endpoint of the
// configuration that cannot be used.
func New(parent context.Context, s *Shared, k Keys, mode clock.Mode, paused bool) (*Sandbox, error) {
	b := build(parent, s, k, mode, parts{journal: journal.New(journal.OfSandbox, s.Journals)})
	if mode.Manual {
		b.Begin.Start = b.clock.Now()
	}
	b.outbox.paused = paused
	return b, b.hooks.SetEndpoints(s.Endpoints)
}

// parts are what a sandbox may take over from another; what is nil begins anew.
type parts struct {
	journal     *journal.Journal
	checkpoints *checkpoints
	world       *world
	recall      func(*Sandbox)
}

// build makes a sandbox. It is the only place that does.
func build(parent context.Context, s *Shared, k Keys, mode clock.Mode, from parts) *Sandbox {
	b := &Sandbox{Keys: k, shared: s, Owner: ident.Derive(uuid.NameSpaceOID, k.SecretID), Begin: mode,
		ids: ident.NewSource(s.Seed, k.SecretID), clock: clock.NewAdjustable(s.Clock, mode),
		checkpoints: from.checkpoints, recall: from.recall}
	if b.checkpoints == nil {
		b.checkpoints = &checkpoints{}
	}
	alarm := timeline.NewAlarm()
	b.outbox = &outbox{observe: s.Observe, journal: from.journal, alarm: alarm}
	hooks := webhook.Config{Clock: b.clock, Logger: s.Logger, Manual: mode.Manual || s.Idle, Attempted: b.outbox.attempted,
		AttemptLimit: s.AttemptLimit, Changed: b.tellDeliveries(s)}
	if w := from.world; w != nil {
		b.store, b.hooks = w.store.Thaw(b.outbox.publish), webhook.Begin(hooks, w.hooks)
		b.outbox.sent.Store(w.sent)
		b.ids.GoTo(w.ids)
	} else {
		b.store, b.hooks = store.New(b.outbox.publish), webhook.New(hooks)
	}
	b.store.OnPast(b.outbox.keep)
	b.outbox.hooks = b.hooks
	b.trial = &trial{base: s.Scenarios}
	b.desk = &contact.Desk{Reader: s.Reader, Scenarios: b.trial.scenarios, IDs: b.ids}
	b.outbox.manual = func() bool { return b.clock.Mode().Manual }
	if from.world != nil {
		b.store.View(b.follow)
	}
	b.Timeline = timeline.New(parent, b.desk, b.store, b.clock, b.hooks, alarm, s.Logger)
	return b
}

// deliveriesFunc is told of changes of what waits for receivers.
type deliveriesFunc func(c *webhook.Changes, endpoints func() []webhook.Endpoint)

// tellDeliveries is what the dispatcher tells of changes of what waits, nil where nobody will ask: noting them
// costs something.
func (b *Sandbox) tellDeliveries(s *Shared) func(*webhook.Changes, func() []webhook.Endpoint) {
	if !s.Kept {
		return nil
	}
	return func(c *webhook.Changes, endpoints func() []webhook.Endpoint) {
		if told := b.deliveries.Load(); told != nil {
			(*told)(c, endpoints)
		}
	}
}

// OnDeliveries sets what is told of changes of what waits for receivers, of a sandbox that is Kept. It is
// called with a lock held, and must not call the sandbox.
func (b *Sandbox) OnDeliveries(told func(*webhook.Changes, func() []webhook.Endpoint)) {
	f := deliveriesFunc(told)
	b.deliveries.Store(&f)
}

// Release lets the webhooks go that were kept while the sandbox was made.
func (b *Sandbox) Release() {
	_ = b.store.Update(func(*store.Tx) error { // the function returns no error
		b.outbox.release()
		return nil
	})
	b.hooks.Start()
	b.outbox.alarm.Ring()
}

// Abandon ends a sandbox that another has replaced: what runs in the background, what waits for
// its clock, and its webhooks, of which none is sent any more. Requests that are under way in it
// end there, and reach nothing else.
func (b *Sandbox) Abandon() {
	b.Stop()
	b.hooks.Abandon()
	if !b.outbox.left.Load() { // else the journal goes on in another sandbox
		b.outbox.journal.Leave()
	}
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

// OnRecall sets what reads what was on record before the process began, for the sandbox and for those that show its
// earlier worlds or go on from them. It must not be in use yet.
func (b *Sandbox) OnRecall(read func(*Sandbox)) { b.recall = read }

// Recall reads what was on record before the process began, if there is anything. It comes before whatever
// looks at the journal or the record of deliveries.
func (b *Sandbox) Recall() {
	if b.recall != nil {
		b.recalled.Do(func() { b.recall(b) })
	}
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

// What a world is made of, for package world, which writes worlds down and makes them.

// Desk is what its institutions are asked with.
func (b *Sandbox) Desk() *contact.Desk { return b.desk }

// Shared is what it has in common with the others.
func (b *Sandbox) Shared() *Shared { return b.shared }

// Store has its links, objects and sessions.
func (b *Sandbox) Store() *store.Store { return b.store }

// Clock is its clock.
func (b *Sandbox) Clock() *clock.Adjustable { return b.clock }

// SetPosition lets its clock run from where another one did. The sandbox must not be in use yet.
func (b *Sandbox) SetPosition(p clock.Position) {
	b.clock.SetPosition(p)
	b.hooks.SetManual(p.Mode.Manual)
}

// Sent is how many webhooks it has sent. The store's lock must be held.
func (b *Sandbox) Sent() uint64 { return b.outbox.sent.Load() }

// SetSent makes it go on counting from there. The store's lock must be held.
func (b *Sandbox) SetSent(n uint64) { b.outbox.sent.Store(n) }

// HoldBack keeps webhooks that were committed elsewhere until the sandbox is released, with those that it
// keeps itself. The sandbox must not be in use yet.
func (b *Sandbox) HoldBack(notices []*notice.Notice) {
	b.outbox.pending = append(b.outbox.pending, notices...)
}
