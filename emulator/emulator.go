// Package emulator puts the emulator together: it is the one place that knows every package.
package emulator

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/api"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/bodylimit"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/control"
	"belvo-emulator/emulator/internal/dashboard"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/guide"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/state"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/widget"
)

// Version is the version of the emulator.
const Version = "0.2.0"

// The keys of the default sandbox, as Belvo's own examples print them.
const (
	DefaultSecretID       = "SECRET_ID"
	DefaultSecretPassword = "SECRET_PASSWORD"
)

// Defaults of Config.
const (
	// DefaultPageSize is what Belvo's sandbox pages hold (production: 100).
	DefaultPageSize = 10
	// DefaultAccessTokenTTL is how long Belvo's guides say an access token is good (its example
	// tokens say 20 minutes).
	DefaultAccessTokenTTL = 10 * time.Minute
	// DefaultHeaderTimeout and DefaultBodyTimeout leave a client the time of a person that looks
	// at it in a debugger, and no client may hold a connection for ever by sending half a request.
	DefaultHeaderTimeout = time.Minute
	DefaultBodyTimeout   = 2 * time.Minute
	// DefaultJournalBytes is what the journals of all sandboxes may take together.
	DefaultJournalBytes = journal.DefaultBytes
)

// Config is everything an emulator needs to know; zero values mean the defaults.
type Config struct {
	SecretID, SecretPassword string             // the keys of the default sandbox
	StrictKeys               bool               // admit those keys only
	Scenarios, Fixtures      string             // folders of the user's own, "" for none
	SeedFile                 string             // the snapshot that each sandbox begins with, "" for none
	Seed                     uint64             // of all random identities
	SeedGiven                bool               // by somebody who is to be told if the state has another
	StateDir                 string             // the folder that the sandboxes are kept in, "" for none
	StateSync                bool               // what is kept there survives a loss of power too, at its price
	PageSize                 int                // of lists whose page_size is not given
	AccessTokenTTL           time.Duration      // of the widget's access tokens
	Logger                   *slog.Logger       // one line a request; nil: no log
	Clock                    clock.Clock        // nil: the machine's
	ClockMode                clock.Mode         // how the sandboxes' clocks run on it
	Webhooks                 []webhook.Endpoint // of every sandbox, until it is told otherwise
	WebhookLimit             time.Duration      // of an attempt to deliver, in real time; 0: Belvo's five seconds
	Background               bool               // let what is due happen by itself, not only when a request looks
	Control                  control.Access     // which clients may use the control calls
	PublicURL                string             // that links in answers begin with, "" for the one a client used
	AllowHosts               []string           // by which the server may be called as well: NAME or *.NAME
	HeaderTimeout            time.Duration      // for the head of a request to arrive, in real time
	BodyTimeout              time.Duration      // for its body to arrive, from then on
	JournalBytes             int                // of memory for the journals of all sandboxes; 0: DefaultJournalBytes

	// Observe sees every committed transition, for tests. It must not block.
	Observe func([]store.Event)
}

// Emulator is a running emulator without a listener. Make it with New.
type Emulator struct {
	handler http.Handler
	engine  *engine.Engine
	config  Config
}

// New returns an emulator. The user's folders are read and checked at once, and the error lists
// every problem in them; what is built in is only read when it is first needed.
func New(cfg Config) (*Emulator, error) {
	cfg = cfg.withDefaults()
	var err error
	if start := cfg.ClockMode.Start; !start.IsZero() {
		if err = clock.Check(start); err != nil {
			return nil, err
		}
	}
	if cfg.Webhooks, err = webhook.CheckEndpoints(cfg.Webhooks); err != nil {
		return nil, err
	}
	rules, err := address.New(cfg.PublicURL, cfg.AllowHosts)
	if err != nil {
		return nil, err
	}
	lib, err := openLibrary(folders{cfg.Fixtures, cfg.Scenarios}, cfg.Logger)
	if err != nil {
		return nil, err
	}
	engineConfig := engine.Config{
		SecretID: cfg.SecretID, SecretPassword: cfg.SecretPassword, StrictKeys: cfg.StrictKeys, Seed: cfg.Seed,
		AccessTokenTTL: cfg.AccessTokenTTL, Clock: cfg.Clock, Catalog: lib.books, Observe: cfg.Observe,
		ClockMode: cfg.ClockMode, Endpoints: cfg.Webhooks, Background: cfg.Background, Logger: cfg.Logger,
		Scenarios: lib.set, AttemptLimit: cfg.WebhookLimit, JournalBytes: cfg.JournalBytes,
	}
	if engineConfig.World, err = openWorld(cfg.SeedFile, engineConfig); err != nil {
		return nil, err
	}
	eng, err := openEngine(cfg, engineConfig)
	if err != nil {
		return nil, err
	}
	router := mux.NewRouter().SkipClean(true)
	server := &exchange.Server{Engine: eng, Logger: cfg.Logger, Clock: cfg.Clock, Closing: eng.Closing()}
	rest := api.New(api.Config{Server: server, Version: Version, PageSize: cfg.PageSize, Address: rules})
	builtIn := DefaultSecretPassword
	if cfg.SecretPassword != builtIn {
		builtIn = ""
	}
	handler := rest.Register(router)
	control.Register(router, control.Config{Version: Version, Engine: eng, Handler: handler, SecretID: cfg.SecretID,
		SecretPassword: cfg.SecretPassword, BuiltInPassword: builtIn, Access: cfg.Control, Address: rules, Logger: cfg.Logger, Closing: eng.Closing(),
		Problems: lib.Problems, Known: lib.Known, Files: lib, Universe: universe})
	ui := widget.New(server)
	router.MatcherFunc(func(r *http.Request, _ *mux.RouteMatch) bool { return ui.Serves(r) }).Handler(ui)
	board := dashboard.New()
	router.MatcherFunc(func(r *http.Request, _ *mux.RouteMatch) bool { return board.Serves(r) }).Handler(board)
	pages := guide.New()
	router.MatcherFunc(func(r *http.Request, _ *mux.RouteMatch) bool { return pages.Serves(r) }).Handler(pages)
	if cfg.Background {
		go lib.watch(eng.Closing())
	}
	handler = guard{rules, rest, ui, cfg.Logger, lib.serve(handler)}
	handler = bodylimit.Handler(dated(eng, handler), cfg.BodyTimeout, eng.Closing())
	return &Emulator{handler: handler, engine: eng, config: cfg}, nil
}

// openEngine makes the engine, with the sandboxes of the folder of the state, if there is one.
func openEngine(cfg Config, c engine.Config) (*engine.Engine, error) {
	if cfg.StateDir == "" {
		return engine.New(c), nil
	}
	folder, err := state.Open(cfg.StateDir, cfg.StateSync)
	if err != nil {
		return nil, err
	}
	c.State, c.SeedGiven = folder, cfg.SeedGiven
	eng, err := engine.Open(c)
	if err != nil {
		eng.Stop()
		_ = folder.Close() // nothing was written
		return nil, err
	}
	return eng, nil
}

// dated gives answers that belong to no sandbox the time of the default sandbox's clock, if that is
// manual, so that the same requests have the same bytes. Those of a sandbox get the time of its own.
func dated(eng *engine.Engine, handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if date := eng.Date(); date != "" {
			w.Header().Set("Date", date)
		}
		handler.ServeHTTP(w, r)
	})
}

// withDefaults fills in what was not given.
func (c Config) withDefaults() Config {
	if c.SecretID == "" {
		c.SecretID = DefaultSecretID
	}
	if c.SecretPassword == "" {
		c.SecretPassword = DefaultSecretPassword
	}
	if c.PageSize == 0 {
		c.PageSize = DefaultPageSize
	}
	if c.AccessTokenTTL == 0 {
		c.AccessTokenTTL = DefaultAccessTokenTTL
	}
	c.HeaderTimeout = cmp.Or(c.HeaderTimeout, DefaultHeaderTimeout)
	c.BodyTimeout = cmp.Or(c.BodyTimeout, DefaultBodyTimeout)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Clock == nil {
		c.Clock = clock.Real{}
	}
	return c
}

// Handler serves everything.
func (e *Emulator) Handler() http.Handler { return e.handler }

// Limits of the server that have no reason to be different, in real time and bytes.
const (
	idleTimeout    = 2 * time.Minute // between two requests of a connection
	maxHeaderBytes = 64 << 10
)

// Server returns a server of everything with the limits of the configuration.
func (e *Emulator) Server() *http.Server {
	return &http.Server{Handler: e.handler, ReadHeaderTimeout: e.config.HeaderTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeaderBytes}
}

// Close ends what runs in the background and everything that waits, so that a shutdown need not wait
// for it: answers that hang are broken off, and other requests that wait are answered with 503.
func (e *Emulator) Close() { e.engine.Stop() }

// Failed is closed when the emulator has to stop, because what it keeps can no longer be written. Cause
// says why.
func (e *Emulator) Failed() <-chan struct{} { return e.engine.Failed() }

// Cause is why the emulator has to stop, nil if it has not.
func (e *Emulator) Cause() error { return e.engine.Cause() }

// Seed is where all ids come from: the state's, if there is one.
func (e *Emulator) Seed() uint64 { return e.engine.Seed() }

// Shutdown closes the emulator and lets webhooks that are under way arrive, as long as ctx lasts. It
// returns a line for each that was not delivered.
func (e *Emulator) Shutdown(ctx context.Context) []string {
	var left []string
	for _, d := range e.engine.Close(ctx) {
		left = append(left, fmt.Sprintf("%s %s of link %s to %s", d.Event.Type, d.Event.Code, d.Event.Link, d.Endpoint))
	}
	return left
}

// ControlTokenHeader is the header that carries the token of the control calls.
func ControlTokenHeader() string { return belvo.HeaderControlToken }
