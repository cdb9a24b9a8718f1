// Package engine is what the emulator does: the use cases of Belvo's API on sandboxes, free of
// HTTP and of YAML. Each changes the store in one commit, asks the scenario what the institution
// answers and the lifecycle what that means for the link.
package engine

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/dataset"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/resource"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Config is what an engine needs.
type Config struct {
	SecretID, SecretPassword string
	StrictKeys               bool // admit the configured keys only
	Seed                     uint64
	AccessTokenTTL           time.Duration
	Clock                    clock.Clock
	Catalog                  *dataset.Catalog
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
	// World is what each sandbox begins with, nil for nothing.
	World *snapshot.Document
	// Background lets what is due happen by itself, and not only when somebody looks.
	Background bool
	Logger     *slog.Logger
}

// Engine is all sandboxes of one emulator.
type Engine struct {
	cfg      Config
	rows     []*resource.Row
	byName   map[belvo.Resource]*resource.Row
	links    *filter.Table[*store.Link]
	insts    *filter.Table[*belvo.Institution]
	jwtKey   []byte
	ids      *ident.Source
	password [sha256.Size]byte
	journal  *journal.Journal // of the requests whose keys open no sandbox
	recorded *atomic.Uint64   // the last position in any journal
	patterns sync.Map         // the compiled validations of form fields, by their text

	closing context.Context
	close   context.CancelFunc

	mu      sync.RWMutex
	byID    map[string]*Sandbox
	byOwner map[uuid.UUID]*Sandbox
	gone    journal.Tally // of sandboxes that were reset or deleted
}

// New returns an engine without any sandbox yet.
func New(cfg Config) *Engine {
	cfg.SecretID = sameID(cfg.SecretID)
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Engine{cfg: cfg, rows: resource.Registry(), byName: map[belvo.Resource]*resource.Row{},
		links: LinkFilters(), insts: InstitutionFilters(),
		jwtKey: ident.Key(cfg.Seed, "access tokens"), ids: ident.NewSource(cfg.Seed, "engine"),
		password: sha256.Sum256([]byte(cfg.SecretPassword)), recorded: &atomic.Uint64{},
		byID: map[string]*Sandbox{}, byOwner: map[uuid.UUID]*Sandbox{}}
	e.journal = journal.New(journal.OfNobody, e.recorded)
	e.closing, e.close = context.WithCancel(context.Background())
	for _, row := range e.rows {
		e.byName[row.Resource] = row
	}
	return e
}

// Rows returns the registry of resources.
func (e *Engine) Rows() []*resource.Row { return e.rows }

// Now is the time outside of the sandboxes.
func (e *Engine) Now() time.Time { return e.cfg.Clock.Now() }

// RequestID returns a fresh request id for an answer that belongs to no sandbox.
func (e *Engine) RequestID() string { return e.ids.Hex() }

// Open returns the sandbox of a pair of secret keys. The configured pair opens the default
// sandbox; any UUID opens one of its own at first use, with the first password seen. Everything
// else is an authentication_failed, whose hint says why.
func (e *Engine) Open(secretID, password string) (*Sandbox, error) {
	sum := sha256.Sum256([]byte(password))
	secretID = sameID(secretID)
	if b := e.find(secretID); b != nil {
		if subtle.ConstantTimeCompare(sum[:], b.password[:]) == 1 {
			return b, nil
		}
		return nil, refused("the password is not the one that belongs to this secret id")
	}
	switch {
	case secretID == e.cfg.SecretID:
		if subtle.ConstantTimeCompare(sum[:], e.password[:]) != 1 {
			return nil, refused("the password is not the configured one")
		}
	case password == "":
		return nil, refused("the password is missing")
	case e.cfg.StrictKeys:
		return nil, refused("only the configured keys are admitted (--strict-keys)")
	case !isUUID(secretID):
		return nil, refused(
			"the secret id is neither the configured one nor a UUID, which would open a sandbox of its own",
		)
	}
	return e.create(keys{secretID, sum})
}

// sameID is how a secret id is compared: a UUID is the same in capitals.
func sameID(secretID string) string {
	if isUUID(secretID) {
		return strings.ToLower(secretID)
	}
	return secretID
}

func (e *Engine) find(secretID string) *Sandbox {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.byID[secretID]
}

func (e *Engine) create(k keys) (*Sandbox, error) {
	b, err := e.first(k, e.cfg.ClockMode)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if faster := e.byID[k.secretID]; faster != nil {
		b.abandon()
		if subtle.ConstantTimeCompare(k.password[:], faster.password[:]) != 1 {
			return nil, refused("the password is not the one that belongs to this secret id")
		}
		return faster, nil
	}
	e.put(b)
	return b, nil
}

// owned returns the sandbox of an owner, nil if there is none.
func (e *Engine) owned(owner uuid.UUID) *Sandbox {
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

func isUUID(s string) bool {
	_, err := uuid.Parse(s)
	return err == nil && len(s) == 36
}

// keys are what a sandbox is opened with.
type keys struct {
	secretID string
	password [sha256.Size]byte
}

// Sandbox is one isolated world. A reset puts another in its place; what build makes is new then.
type Sandbox struct {
	keys
	engine   *Engine
	owner    uuid.UUID  // created_by of its links
	begin    clock.Mode // how its clock ran at its first use, with the instant of a manual one
	ids      *ident.Source
	store    *store.Store
	clock    *clock.Adjustable
	hooks    *webhook.Dispatcher
	journal  *journal.Journal
	told     uint64 // webhooks so far; guarded by the store's lock
	asleep   bool   // its webhooks are kept until it is put in its place; guarded likewise
	kept     []webhook.Event
	steering steering
	woken    chan struct{} // tells the agenda that there is something to do
	moving   sync.Mutex    // held while the clock is moved
	effects  *effects      // of that; guarded by the store's lock

	closing context.Context // of what it does in the background
	close   context.CancelFunc
	running sync.WaitGroup
}

// RequestID returns a fresh request id of the sandbox.
func (b *Sandbox) RequestID() string { return b.ids.Hex() }

func (b *Sandbox) now() time.Time { return belvo.At(b.clock.Now()).Time }

// Call is one request on its way through the engine: what it brings besides its body, and what
// the engine found out that the answer's writer and the log want to know.
type Call struct {
	Scenario  string // the scenario that the request asks for, "" for none
	Async     bool   // the client wants a 202
	RequestID string // of the answer, which its webhooks repeat
	Method    string // of the request, "" for what time does
	Path      string
	Token     *AccessToken // the Bearer token, nil for Basic authentication
	Cause     string       // who calls, as the journal names it: a request's id, or "timer refresh"

	wanted lifecycle.Outcome // of a walk, which insists on it

	Link    uuid.UUID       // the link the request is about
	Script  scenario.Script // where the user stands after it
	Place   string          // file:line of the rule that answered
	Lost    string          // the place in a scenario where he stood, when it was taken away since
	Status  belvo.Status
	Latency time.Duration
	Fault   scenario.Fault

	Queued     int // the id of the queued answer that was used, 0 for none
	HTTPStatus int // that it wants in place of the code's, 0 for that

	// What the journal tells besides: where the link and its user stood before and after, and what
	// was committed.
	Before, After lifecycle.State
	StateBefore   string // of the scenario
	Transitions   []journal.Transition
	Webhooks      []journal.Webhook
	Due           *journal.Due
}
