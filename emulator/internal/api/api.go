// Package api is Belvo's REST API over HTTP: one table of routes, one reader of bodies, one
// writer of answers. What the requests do is the engine's matter.
package api

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/journal"
)

// DescriptionPath is where the OpenAPI description of Belvo's API as it is served here is.
const DescriptionPath = "/__emulator/openapi.json"

// Config is what the API needs.
type Config struct {
	*exchange.Server
	Version  string // of the emulator
	PageSize int    // of lists whose page_size is not given
	Address  *address.Rules
}

// API serves Belvo's paths.
type API struct {
	cfg    Config
	routes []*Route
	tree   *node
}

// request is one request on its way through a handler.
type request struct {
	exchange.Exchange
	api    *API
	route  *Route
	path   []string          // the segments of the path
	vars   map[string]string // the parts of the path in braces
	listed bool              // a list was asked for
	found  bool              // and it has results
	base   *address.Base     // what links begin with, once it was needed
	args   url.Values        // the query string's parameters, once they were needed
	// mislabelled says that the body is JSON but was declared as a form.
	mislabelled bool
	form        bool // the body was declared as a form
	arrived     bool // it was counted, see arrive

	sent    []byte // the body
	wasRead bool   // the handler has read the body
	object  bool   // the body was read as a JSON object
	// refusedType is the Content-Type of a body that was not read because of it, nil for any other.
	refusedType *string
	unread      *journal.Unread
	late        map[string]json.RawMessage // the fields of a body that only the journal has read
	shows       []belvo.Status             // of the links in the answer
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

// id reads a part of the path that must be a UUID; anything else names nothing.
func (r *request) id(name string) (uuid.UUID, error) {
	id, is := belvo.ParseID(r.vars[name])
	if !is {
		return uuid.Nil, belvo.NewError(belvo.CodeNotFound)
	}
	return id, nil
}
