// Package api is Belvo's REST API over HTTP: one table of routes, one reader of bodies, one
// writer of answers. What the requests do is the engine's matter.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/journal"
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
	// Closing ends answers that hang.
	Closing context.Context
}

// API serves Belvo's paths.
type API struct {
	cfg    Config
	routes []*Route
	tree   *node
}

// New returns the API of an engine.
func New(cfg Config) *API {
	a := &API{cfg: cfg, routes: Routes(cfg.Engine.Rows())}
	for _, r := range a.routes {
		r.recorded = journal.Route{Name: r.Name, Method: r.Method, Path: r.Path, Issues: r.issues}
	}
	a.tree = plant(a.routes)
	return a
}

// Register adds the API to a router and returns the handler of both. Belvo's paths are looked up in
// the route table and never reach mux, which would copy each request twice: one hash a segment
// instead of a regular expression a route, and a path is the same with or without its trailing slash
// or with doubled ones, which real clients send. What no route of the router takes is answered here
// as well: it is not found.
func (a *API) Register(r *mux.Router) http.Handler {
	r.Path(DescriptionPath).Methods(http.MethodGet, http.MethodHead).HandlerFunc(a.description)
	r.NotFoundHandler = http.HandlerFunc(a.serve)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if a.tree.children[firstSegment(req.URL.Path)] != nil {
			a.serve(w, req)
			return
		}
		r.ServeHTTP(w, req)
	})
}

// firstSegment is the part of a path before its second slash.
func firstSegment(path string) string {
	path = strings.TrimLeft(path, "/")
	if end := strings.IndexByte(path, '/'); end >= 0 {
		return path[:end]
	}
	return path
}

// request is one request on its way through a handler.
type request struct {
	*http.Request
	api   *API
	route *Route
	path  []string          // the segments of the path
	vars  map[string]string // the parts of the path in braces
	box   *engine.Sandbox
	call  engine.Call
	start time.Time
	rid   string
	args  url.Values // the query string's parameters, once they were needed
	// mislabelled says that the body is JSON but was declared as a form.
	mislabelled bool
	form        bool // the body was declared as a form

	came    time.Time       // on the sandbox's clock
	named   *engine.Sandbox // the one that a refused request named, nil if there is none
	sent    []byte          // the body
	wasRead bool            // the handler has read the body
	unread  *journal.Unread
	strange []string       // the names of the body's fields that nothing knows
	shows   []belvo.Status // of the links in the answer
}

// response is what a handler returns; the zero value is a 204.
type response struct {
	status int
	body   any
}

// handler answers one operation.
type handler func(*request) (response, error)

// serve is the one adapter between net/http and the handlers.
func (a *API) serve(w http.ResponseWriter, req *http.Request) {
	if a.preflight(w, req) {
		return
	}
	shareBearer(w, req)
	r := &request{Request: req, api: a, start: a.cfg.Clock.Now()}
	r.call.Scenario = req.Header.Get(HeaderScenario)
	r.call.Method, r.call.Path = effective(req.Method), req.URL.Path
	r.call.Async = req.Header.Get(HeaderMode) == "async"
	answer, err := a.answer(r)
	if err != nil {
		if answer = a.failure(r, w.Header(), err); r.call.HTTPStatus != 0 {
			answer.status = r.call.HTTPStatus
		}
	}
	body, err := encode(answer)
	if err != nil {
		a.cfg.Logger.Error("an answer could not be encoded", "path", req.URL.Path, "error", err)
		answer = a.failure(r, w.Header(), err)
		body, _ = encode(answer) // an error body always encodes
	}
	a.record(r, w.Header(), answer, body)
	if r.call.Latency > 0 && r.box.Sleep(req.Context(), r.call.Latency) != nil {
		panic(http.ErrAbortHandler) // the client has gone
	}
	a.log(r, answer)
	a.write(w, r, answer.status, body)
}

// answer finds the route, checks who is asking and runs the handler. A panic becomes a 500.
func (a *API) answer(r *request) (answer response, err error) {
	defer func() {
		if p := recover(); p != nil {
			a.cfg.Logger.Error("a handler panicked", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
			err = belvo.NewError(belvo.CodeUnexpectedError)
		}
	}()
	methods := a.find(r)
	if methods == nil {
		_ = a.authenticate(r) // only to know whose journal it belongs to
		return response{}, belvo.NewError(belvo.CodeNotFound)
	}
	r.route = methods[effective(r.Method)]
	if r.route == nil || !r.route.Open {
		if err := a.authenticate(r); err != nil {
			return response{}, err
		}
	}
	r.call.RequestID = r.requestID()
	switch {
	case r.route == nil:
		return response{}, notAllowed{methods}
	case r.route.handle == nil:
		return response{}, notEmulated(r)
	}
	r.begin()
	if err := r.takeNext(); err != nil {
		return response{}, err
	}
	answer, err = r.route.handle(r)
	r.shows = shown(answer.body)
	if answer.status == 0 {
		answer.status = http.StatusNoContent
	}
	if err == nil && answer.body != nil && r.route.projects && answer.status != http.StatusAccepted {
		answer.body, err = project(answer.body, r.query("fields"), r.query("omit"))
	}
	return answer, err
}

// effective is the method whose route answers: a HEAD is a GET whose body is thrown away.
func effective(method string) string {
	if method == http.MethodHead {
		return http.MethodGet
	}
	return method
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
	id, err := uuid.Parse(r.vars[name])
	if err != nil || len(r.vars[name]) != 36 {
		return uuid.Nil, belvo.NewError(belvo.CodeNotFound)
	}
	return id, nil
}
