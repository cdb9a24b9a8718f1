// Package control is what the emulator can be told and asked besides Belvo's API, below
// /__emulator/v1/: its health, the sandboxes' clocks and their webhooks. The sandbox is that of
// the request's Basic credentials, or the default one without any.
package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/coverage"
	"belvo-emulator/emulator/internal/engine"
)

// Config is what the control surface needs.
type Config struct {
	Version                  string
	Engine                   *engine.Engine
	SecretID, SecretPassword string // of the default sandbox
	Logger                   *slog.Logger
	Closing                  context.Context // ends streams of events
	Access                   Access
	// Problems are those of the user's folders when they were changed and cannot be used.
	Problems func() []string
	// Known is how many scenarios are in force, 0 as long as they were not needed.
	Known func() int
	// Handler serves everything: the widget that has no browser makes its requests of it.
	Handler  http.Handler
	Universe func() coverage.Universe // what can be met; called when it is asked for
}

// call is one request to the control surface.
type call struct {
	*http.Request
	cfg      Config
	box      *engine.Sandbox // nil for an operation with NoSandbox
	document func() (json.RawMessage, error)
}

// handler answers a call with a value to encode, nil for a 204, or a stream.
type handler func(*call) (any, error)

// stream is an answer that writes itself, but for its Content-Type.
type stream func(http.ResponseWriter)

// problem is an error with the HTTP status it is answered with. Its body is {"error": "..."}.
type problem struct {
	status int
	text   string
}

// Error is the text of the answer.
func (p *problem) Error() string { return p.text }

func bad(format string, args ...any) error {
	return &problem{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// Operation is one call of the control surface. What it carries of Go types are their zero values,
// and its OpenAPI document is made of them: json tags name the fields, of which those with
// omitempty or omitzero may be left out and pointers may be null; a tag doc describes a
// field, and a tag minimum is a number's least. Types whose values are few words are in words.
type Operation struct {
	Method, Path string
	What         string
	Query        any // a struct of the URL's parameters, nil for none; all may be left out
	Body         any // what its JSON body is, nil for none
	Answer       any // what its JSON answer is, nil for a 204
	Conflict     any // what its 409 is, nil for the common error
	// Also is another Content-Type that its body and its answer may have, besides JSON; "" for none.
	Also string
	// Media is the Content-Type of an answer that is no JSON; its handler returns a stream.
	Media string
	// NoSandbox is set for what is about the emulator as a whole: it needs no keys and opens nothing.
	NoSandbox bool
	handle    handler
}

// v1 is what the path of every call begins with.
const v1 = Prefix + "v1/"

// Prefix is what the path of everything begins with that is the emulator's own.
const Prefix = "/__emulator/"

// Operations is the table of all calls, in the order in which they are explained.
func Operations() []Operation {
	return slices.Concat(
		healthOperations(),
		clockOperations(),
		scenarioOperations(),
		seedOperations(),
		linkOperations(),
		nextOperations(),
		widgetOperations(),
		journalOperations(),
		webhookOperations(),
		worldOperations(),
		snapshotOperations(),
		coverageOperations(),
		metricsOperations(),
		openapiOperations(),
	)
}

// Register adds the control paths to a router.
func Register(r *mux.Router, cfg Config) {
	guard := guard{cfg.Access, http.NewCrossOriginProtection()}
	doc := lazyDocument(cfg.Version)
	for _, op := range Operations() {
		methods := []string{op.Method}
		if op.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		at(r, op.Path).Methods(methods...).HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := guard.check(r); err != nil && op.Path != HealthPath {
				refuse(w, err)
				return
			}
			c := &call{Request: r, cfg: cfg, document: doc}
			c.serve(w, op)
		})
	}
	r.PathPrefix(v1).HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := guard.check(r)
		if err == nil {
			err = noCall(w.Header(), r)
		}
		refuse(w, err)
	})
}

// at adds a route for a path. One without braces is just compared: mux would compile a regular
// expression for it, and all of them would take half of the start.
func at(r *mux.Router, path string) *mux.Route {
	if strings.Contains(path, "{") {
		return r.Path(path)
	}
	return r.MatcherFunc(func(req *http.Request, _ *mux.RouteMatch) bool { return req.URL.Path == path })
}

// serve is the adapter between net/http and the handlers.
func (c *call) serve(w http.ResponseWriter, op Operation) {
	answer, err := c.run(op)
	if err != nil {
		refuse(w, err)
		return
	}
	switch answer := answer.(type) {
	case nil:
		w.WriteHeader(http.StatusNoContent)
	case stream:
		w.Header().Set("Content-Type", op.Media)
		answer(w)
	default:
		write(w, http.StatusOK, answer)
	}
}

// refuse answers with an error: the status of a problem, 409 where the sandbox has gone, or 400.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	var p *problem
	var more *failed
	switch {
	case errors.As(err, &more):
		write(w, http.StatusConflict, more.Failure)
		return
	case errors.As(err, &p):
		status = p.status
	case errors.Is(err, engine.ErrGone):
		status = http.StatusConflict
	}
	write(w, status, problemBody{err.Error()})
}

func write(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(answer) // a client that has gone needs no answer
}

func (c *call) run(op Operation) (any, error) {
	if err := checkParameters(c.URL.Query(), op.Query); err != nil {
		return nil, err
	}
	if op.Body == nil {
		if err := c.readNothing(); err != nil {
			return nil, err
		}
	}
	if op.NoSandbox {
		return op.handle(c)
	}
	if err := c.open(); err != nil {
		return nil, err
	}
	return op.handle(c)
}

// open finds the sandbox. Without keys it is the default one, but never with keys that cannot be
// read: whoever sends an access token means another.
func (c *call) open() error {
	id, password, given := c.BasicAuth()
	switch {
	case given:
	case c.Header.Get("Authorization") != "":
		return &problem{http.StatusUnauthorized, "the control calls take secret keys by Basic authentication, " +
			"or none for the default sandbox"}
	default:
		id, password = c.cfg.SecretID, c.cfg.SecretPassword
	}
	box, err := c.cfg.Engine.Open(id, password)
	if err != nil {
		var refused *belvo.Error
		if errors.As(err, &refused) && refused.Hint != "" {
			return &problem{http.StatusUnauthorized, refused.Hint}
		}
		return &problem{http.StatusUnauthorized, err.Error()}
	}
	c.box = box
	return nil
}
