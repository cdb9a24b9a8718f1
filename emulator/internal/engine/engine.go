// Package engine is the registry of the sandboxes: it opens, resets, restores, deletes and closes them,
// and finds the one that keys or a token belong to.
package engine

import (
	"cmp"
	"context"
	"crypto/subtle"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/state"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/token"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/world"
)

// Config is what an engine needs.
type Config struct {
	SecretID, SecretPassword string
	StrictKeys               bool // admit the configured keys only
	Seed                     uint64
	AccessTokenTTL           time.Duration
	Clock                    clock.Clock
	Catalog                  *bank.Books
	// Scenarios returns the scenarios in force; it is called often and must be cheap.
	Scenarios func() *scenario.Set
	// Observe sees every committed transition, in order for each sandbox. It must not block.
	Observe func([]store.Event)
	// ClockMode is how the sandboxes' clocks run; Clock is their base.
	ClockMode clock.Mode
	// Endpoints receive the webhooks of every sandbox, until it is told otherwise.
	Endpoints []webhook.Endpoint
	// AttemptLimit is the real time that an attempt to deliver a webhook may take; 0: Belvo's.
	AttemptLimit time.Duration
	// World is what the sandboxes begin with, nil for nothing.
	World *snapshot.Seed
	// Background lets what is due happen by itself, and not only when a request looks.
	Background bool
	// JournalBytes is what the journals of all sandboxes may take together; 0: journal.DefaultBytes.
	JournalBytes int
	// State is where the sandboxes are kept, nil for nowhere.
	State *state.Folder
	// Idle only shows the sandboxes of a state: nothing happens in them, nothing is sent, and nothing is
	// written but by Fold.
	Idle      bool
	SeedGiven bool // by somebody, who is told if the state has another
	Logger    *slog.Logger
}

// Engine is all sandboxes of one emulator.
type Engine struct {
	cfg     Config
	shared  *sandbox.Shared
	owns    map[string]*snapshot.Own // the worlds of sandboxes of their own, by secret ids
	insts   *filter.Table[*belvo.Institution]
	ids     *ident.Source
	journal *journal.Journal // of the requests whose keys open no sandbox

	closing context.Context // ends when the emulator stops
	close   context.CancelCauseFunc

	mu      sync.RWMutex
	byID    map[string]*sandbox.Sandbox
	byOwner map[uuid.UUID]*sandbox.Sandbox
	gone    journal.Tally            // of sandboxes that were reset or deleted
	keepers map[string]*world.Keeper // of the sandboxes, by secret ids; none without a state

	numbers  atomic.Uint64 // of the sandboxes, in the state
	failOnce sync.Once
	folds    sync.WaitGroup // ends with the engine
	failed   chan struct{}
	failure  error
}

// Open returns an engine with the sandboxes of its state. The error is what is wrong with that.
func Open(cfg Config) (*Engine, error) {
	e := New(cfg)
	if cfg.State == nil {
		return e, nil
	}
	return e, e.load()
}

// New returns an engine without any sandbox yet.
func New(cfg Config) *Engine {
	cfg.SecretID = sandbox.SameID(cfg.SecretID)
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	shared := &sandbox.Shared{Reader: collection.NewReader(cfg.Catalog), DefaultID: cfg.SecretID, Seed: cfg.Seed,
		Clock: cfg.Clock, Scenarios: cfg.Scenarios, Observe: cfg.Observe, Endpoints: cfg.Endpoints,
		AttemptLimit: cfg.AttemptLimit, Logger: cfg.Logger, Links: sandbox.LinkFilters(), Kept: cfg.State != nil,
		Idle:     cfg.Idle,
		Journals: journal.NewBudget(cmp.Or(cfg.JournalBytes, journal.DefaultBytes)),
		Signer:   token.Signer{Key: ident.Key(cfg.Seed, "access tokens"), TTL: cfg.AccessTokenTTL}}
	if cfg.State != nil {
		shared.Program = state.Program()
	}
	e := &Engine{cfg: cfg, shared: shared, owns: ownsOf(cfg.World), insts: InstitutionFilters(), ids: ident.NewSource(cfg.Seed, "engine"),
		byID: map[string]*sandbox.Sandbox{}, byOwner: map[uuid.UUID]*sandbox.Sandbox{},
		keepers: map[string]*world.Keeper{}, failed: make(chan struct{})}
	e.journal = journal.New(journal.OfNobody, shared.Journals)
	e.closing, e.close = context.WithCancelCause(context.Background())
	return e
}

// Rows returns the registry of resources.
func (e *Engine) Rows() []*registry.Row { return e.shared.Rows }

// Now is the time outside of the sandboxes.
func (e *Engine) Now() time.Time { return e.cfg.Clock.Now() }

// ManualNow is the time of what belongs to no sandbox, if it does not come from the machine's clock: that
// of the default sandbox, if its clock is manual or will be from a known instant on.
func (e *Engine) ManualNow() (time.Time, bool) {
	if b := e.find(e.cfg.SecretID); b != nil {
		return b.Now(), b.Manual()
	}
	mode := e.cfg.ClockMode
	return mode.Start.UTC(), mode.Manual && !mode.Start.IsZero()
}

// Date is ManualNow in the form of the HTTP header Date, "" for the machine's time.
func (e *Engine) Date() string {
	if now, manual := e.ManualNow(); manual {
		return now.Format(timeline.DateForm)
	}
	return ""
}

// RequestID returns a fresh request id for an answer that belongs to no sandbox.
func (e *Engine) RequestID() string { return e.ids.Hex() }

// Open returns the sandbox of a pair of secret keys. The configured pair opens the default
// sandbox; any UUID opens one of its own at first use, with the first password seen. Everything
// else is an authentication_failed, whose hint says why.
func (e *Engine) Open(secretID, password string) (*sandbox.Sandbox, error) {
	secretID = sandbox.SameID(secretID)
	if b := e.find(secretID); b != nil {
		if b.Opens(password) {
			return b, nil
		}
		return nil, refused("the password is not the one that belongs to this secret id")
	}
	switch {
	case secretID == e.cfg.SecretID:
		if subtle.ConstantTimeCompare([]byte(password), []byte(e.cfg.SecretPassword)) != 1 {
			return nil, refused("the password is not the configured one")
		}
	case password == "":
		return nil, refused("the password is missing")
	case e.ownPassword(secretID) != "":
		if subtle.ConstantTimeCompare([]byte(password), []byte(e.ownPassword(secretID))) != 1 {
			return nil, refused("the password is not the one of the seed file")
		}
	case e.cfg.StrictKeys:
		return nil, refused("only the configured keys are admitted (--strict-keys)")
	case !sandbox.IsUUID(secretID):
		return nil, refused(
			"the secret id is neither the configured one nor a UUID, which would open a sandbox of its own",
		)
	}
	return e.create(sandbox.NewKeys(secretID, password), password)
}

// own is what the configuration says of the sandbox of a secret id alone, nil for nothing.
func (e *Engine) own(secretID string) *snapshot.Own { return e.owns[secretID] }

// ownPassword is the password that the configuration gives to the sandbox of a secret id, "" for none.
func (e *Engine) ownPassword(secretID string) string {
	if own := e.own(secretID); own != nil {
		return own.SecretPassword
	}
	return ""
}

// ownsOf are the worlds of a configuration's sandboxes of their own, by secret ids as they are compared.
func ownsOf(seed *snapshot.Seed) map[string]*snapshot.Own {
	owns := map[string]*snapshot.Own{}
	if seed != nil {
		for id, own := range seed.Sandboxes {
			owns[sandbox.SameID(id)] = own
		}
	}
	return owns
}

func (e *Engine) find(secretID string) *sandbox.Sandbox {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.byID[secretID]
}

// owned returns the sandbox of an owner, nil if there is none.
func (e *Engine) owned(owner uuid.UUID) *sandbox.Sandbox {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.byOwner[owner]
}

// Sandboxes is how many sandboxes were opened.
func (e *Engine) Sandboxes() int {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return len(e.byID)
}

func refused(why string) error {
	return belvo.NewError(belvo.CodeAuthenticationFailed).Explain(why)
}

// Scenarios returns the scenarios in force, by name.
func (e *Engine) Scenarios() []*scenario.Scenario { return e.cfg.Scenarios().All() }

// ScenarioFor returns the scenario of a user at an institution, where none is pinned.
func (e *Engine) ScenarioFor(institution, username string) *scenario.Scenario {
	return e.cfg.Scenarios().Choose(institution, username)
}

func (e *Engine) create(k sandbox.Keys, password string) (*sandbox.Sandbox, error) {
	b, err := e.first(k, e.cfg.ClockMode)
	if err != nil {
		return nil, err
	}
	keeper, first := e.keep(b)
	e.mu.Lock()
	defer e.mu.Unlock()
	if faster := e.byID[k.SecretID]; faster != nil {
		b.Abandon()
		if !faster.Opens(password) {
			return nil, refused("the password is not the one that belongs to this secret id")
		}
		return faster, nil
	}
	if err := e.begin(b, keeper, first); err != nil {
		b.Abandon()
		return nil, err
	}
	e.put(b)
	return b, nil
}
