// Package api is Belvo's REST API over HTTP: one table of routes, one reader of bodies, one
// writer of answers. What the requests do is the engine's matter.
package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
)

// Headers of the emulator's own.
const (
	// HeaderHint explains an answer whose cause may puzzle.
	HeaderHint = "X-Belvo-Emulator-Hint"
	// HeaderRequest names the request's entry in the journal.
	HeaderRequest = "X-Belvo-Emulator-Request"
	// HeaderScenario of a request chooses the scenario of the link that it is about.
	HeaderScenario = "X-Belvo-Emulator-Scenario"
	// HeaderMode of a request is Belvo's: async asks for a 202.
	HeaderMode = "X-Belvo-Request-Mode"
	// headerToken belongs to the control calls; clients may send it with everything.
	headerToken = "X-Belvo-Emulator-Control-Token"
)

// DescriptionPath is where the OpenAPI description of Belvo's API as it is served here is.
const DescriptionPath = "/__emulator/openapi.json"

// Config is what the API needs.
type Config struct {
	Version  string // of the emulator
	Engine   *engine.Engine
	PageSize int // of lists whose page_size is not given
	Logger   *slog.Logger
	Clock    clock.Clock
	Address  *address.Rules
	// Closing ends answers that hang.
	Closing context.Context
}

// API serves Belvo's paths.
type API struct {
	cfg    Config
	routes []*Route
	tree   *node
}

// request is one request on its way through a handler.
type request struct {
	*http.Request
	api    *API
	route  *Route
	path   []string          // the segments of the path
	vars   map[string]string // the parts of the path in braces
	box    *sandbox.Sandbox
	call   contact.Call
	start  time.Time
	rid    string
	listed bool          // a list was asked for
	found  bool          // and it has results
	hints  []string      // that do not belong to an error
	base   *address.Base // what links begin with, once it was needed
	args   url.Values    // the query string's parameters, once they were needed
	// mislabelled says that the body is JSON but was declared as a form.
	mislabelled bool
	form        bool // the body was declared as a form
	arrived     bool // it was counted, see arrive

	came    time.Time        // on the sandbox's clock
	named   *sandbox.Sandbox // the one that a refused request named, nil if there is none
	sent    []byte           // the body
	wasRead bool             // the handler has read the body
	// refusedType is the Content-Type of a body that was not read because of it, nil for any other.
	refusedType *string
	unread      *journal.Unread
	late        map[string]json.RawMessage // the fields of a body that only the journal has read
	// sentSecrets are what secrets returns, once they are collected.
	sentSecrets journal.Secrets
	collected   bool
	maskedPath  string         // what shownPath returns, once it was needed
	shows       []belvo.Status // of the links in the answer
}

// response is what a handler returns; the zero value is a 204.
type response struct {
	status int
	body   any
}

// handler answers one operation.
type handler func(*request) (response, error)

// effective is the method whose route answers: a HEAD is a GET whose body is thrown away.
func effective(method string) string {
	if method == http.MethodHead {
		return http.MethodGet
	}
	return method
}

// hint explains the answer in a header and in the log, whatever the answer is.
func (r *request) hint(text string) {
	if !slices.Contains(r.hints, text) {
		r.hints = append(r.hints, text)
	}
}

// requestID is the id of this request, of its sandbox's stream as soon as the sandbox is known.
func (r *request) requestID() string {
	switch {
	case r.rid != "":
	case r.box != nil:
		r.rid = r.box.RequestID()
	default:
		r.rid = r.api.cfg.Engine.RequestID()
	}
	return r.rid
}

// id reads a part of the path that must be a UUID; anything else names nothing.
func (r *request) id(name string) (uuid.UUID, error) {
	id, is := belvo.ParseID(r.vars[name])
	if !is {
		return uuid.Nil, belvo.NewError(belvo.CodeNotFound)
	}
	return id, nil
}
