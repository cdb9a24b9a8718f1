package api

import (
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/journal"
)

// New returns the API of an engine.
func New(cfg Config) *API {
	a := &API{cfg: cfg, routes: Routes(cfg.Engine.Rows())}
	for _, r := range a.routes {
		r.recorded = journal.Route{Name: r.Name, Method: r.Method, Path: r.Path, Issues: r.issues,
			Operation: string(r.operation)}
		r.known, r.own = knownOf(r.body, r.issues), belvo.Segments(r.Path)
	}
	a.tree = addRoute(a.routes)
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

// serve is the one adapter between net/http and the handlers.
func (a *API) serve(w http.ResponseWriter, req *http.Request) {
	if a.preflight(w, req) {
		return
	}
	a.share(w.Header(), req)
	a.respond(w, req, a.answer)
}

// Refuse answers a request that must have no effect with an error.
func (a *API) Refuse(w http.ResponseWriter, req *http.Request, err *belvo.Error) {
	a.respond(w, req, func(r *request) (response, error) {
		r.nameSandbox()
		return response{}, err
	})
}

// RefuseHost answers a request for a host of Belvo's that is not emulated. Nothing there is made up.
func (a *API) RefuseHost(w http.ResponseWriter, req *http.Request, host string) {
	a.respond(w, req, func(r *request) (response, error) {
		_ = a.authenticate(r) // only to know whose journal it belongs to
		return response{}, belvo.NewError(belvo.CodeNotEmulated).With(fmt.Sprintf(
			"%s %s%s is Belvo's, but this emulator does not emulate it.", r.Method, host, r.URL.Path))
	})
}

// respond has a request answered, records it and writes the answer.
func (a *API) respond(w http.ResponseWriter, req *http.Request, handle handler) {
	r := &request{Exchange: a.cfg.New(req), api: a}
	r.Content = r.content
	r.Call.Request.Scenario = req.Header.Get(belvo.HeaderScenario)
	r.Call.Request.Method, r.Call.Request.Path = effective(req.Method), req.URL.Path
	r.Call.Request.Async = req.Header.Get(belvo.HeaderMode) == "async"
	defer r.Leave()
	answer, err := handle(r)
	if failure := a.cfg.Engine.Failure(); failure != nil { // what it did may not have been kept
		err = failure
	}
	if err != nil {
		if answer = a.failure(r, w.Header(), err); r.Call.Report.HTTPStatus != 0 {
			answer.status = r.Call.Report.HTTPStatus
		}
	}
	body, err := encode(answer)
	if err != nil {
		a.cfg.Logger.Error("an answer could not be encoded", "path", r.ShownPath(), "error", err)
		answer = a.failure(r, w.Header(), err)
		body, _ = encode(answer) // an error body always encodes
	}
	items, _ := answer.body.([]belvo.Error)
	r.Reply(w, exchange.Answer{Status: answer.status, Body: body, Errors: items}, r.recorded(answer.status))
}

// answer finds the route, checks keys and tokens and runs the handler. A panic becomes a 500.
func (a *API) answer(r *request) (answer response, err error) {
	defer func() {
		if p := recover(); p != nil {
			a.cfg.Logger.Error("a handler panicked", "path", r.ShownPath(), "panic", p, "stack", string(debug.Stack()))
			err = belvo.NewError(belvo.CodeUnexpectedError)
		}
	}()
	methods := a.find(r)
	if methods == nil {
		_ = a.authenticate(r) // only to know whose journal it belongs to
		r.hintPath()
		return response{}, belvo.NewError(belvo.CodeNotFound)
	}
	if r.route = methods[effective(r.Method)]; r.route != nil {
		r.Operation, r.Open = &r.route.recorded, r.route.Open
	}
	if r.route == nil || !r.route.Open {
		if err := a.authenticate(r); err != nil {
			return response{}, err
		}
		r.Call.Request.ID = r.RequestID()
	}
	switch {
	case r.route == nil:
		return response{}, notAllowed{methods}
	case r.route.handle == nil:
		return response{}, notEmulated(r)
	}
	r.Begin()
	done, err := r.enter()
	if err != nil {
		return response{}, err
	}
	defer done()
	return r.handled()
}

// handled runs the handler, and gives its answer the form that the query asks for.
func (r *request) handled() (answer response, err error) {
	answer, err = r.route.handle(r)
	if r.listed {
		r.hintWords()
	}
	r.shows = shown(answer.body)
	if answer.status == 0 {
		answer.status = http.StatusNoContent
	}
	if err == nil && answer.body != nil && r.route.projects && answer.status != http.StatusAccepted {
		if answer.body, err = r.reshape(answer.body); err == nil {
			answer.body, err = project(answer.body, r.query("fields"), r.query("omit"))
		}
	}
	return answer, err
}
