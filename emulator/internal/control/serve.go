package control

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/schema"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Operations is the table of all calls, in the order in which they are explained.
func Operations() []Operation {
	return slices.Concat(
		healthOperations(),
		sandboxOperations(),
		clockOperations(),
		scenarioOperations(),
		scenarioFileOperations(),
		institutionOperations(),
		seedOperations(),
		linkOperations(),
		lifecycleOperations(),
		nextOperations(),
		settingsOperations(),
		storyOperations(),
		quietOperations(),
		reportOperations(),
		widgetOperations(),
		journalOperations(),
		sendOperations(),
		webhookOperations(),
		receiverOperations(),
		worldOperations(),
		checkpointOperations(),
		snapshotOperations(),
		coverageOperations(),
		metricsOperations(),
		openapiOperations(),
	)
}

// Register adds the control paths to a router. Their paths are compared as belvo.NormalPath has them:
// with doubled slashes or one at the end they are the same.
func Register(router *mux.Router, cfg Config) {
	calls := mux.NewRouter().SkipClean(true)
	register(calls, cfg)
	router.MatcherFunc(func(r *http.Request, _ *mux.RouteMatch) bool {
		return strings.HasPrefix(normalPath(r)+"/", v1)
	}).HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		normal, address := *r, *r.URL
		address.Path, address.RawPath = normalPath(r), ""
		normal.URL = &address
		calls.ServeHTTP(w, &normal)
	})
}

func normalPath(r *http.Request) string { return "/" + belvo.NormalPath(r.URL.Path) }

func register(r *mux.Router, cfg Config) {
	guard := guard{cfg.Access, http.NewCrossOriginProtection()}
	doc := lazyDocument(cfg.Version)
	for _, op := range Operations() {
		methods := []string{op.Method}
		if op.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		at(r, op.Path).Methods(methods...).HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := guard.check(r); err != nil && !op.Unguarded {
				refuse(w, err)
				return
			}
			c := &call{Request: r, cfg: cfg, document: doc}
			c.serve(w, op)
		})
	}
	r.PathPrefix(strings.TrimSuffix(v1, "/")).HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := guard.check(r)
		if err == nil {
			err = unknownOperation(w.Header(), r)
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
	if c.box != nil { // else the answer keeps the time that it has already
		w.Header().Del("Date")
		if date := c.box.Date(); date != "" {
			w.Header().Set("Date", date)
		}
	}
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

// refuse answers with an error: the status of a problem, 409 where the sandbox has gone, 503 where the
// emulator stops, or 400.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	var p *problem
	var more *failed
	var stopping *belvo.Error
	switch {
	case errors.As(err, &more):
		more.Failure.Error = yamlfile.Brief(more.Failure.Error)
		write(w, http.StatusConflict, more.Failure)
		return
	case errors.As(err, &p):
		status = p.status
	case errors.Is(err, timeline.ErrGone):
		status = http.StatusConflict
	case errors.As(err, &stopping) && stopping.Code == belvo.CodeEmulatorStopping:
		write(w, stopping.Status(), problemBody{stopping.Message})
		return
	}
	write(w, status, problemBody{yamlfile.Brief(err.Error())})
}

// Refuse answers a request that must have no effect with an error and 403.
func Refuse(w http.ResponseWriter, err error) { refuse(w, forbidden(err.Error())) }

func (c *call) run(op Operation) (any, error) {
	other, at, err := c.check(op)
	if err != nil {
		return nil, err
	}
	if op.NoSandbox {
		return op.handle(c)
	}
	if err := c.open(); err != nil {
		return nil, err
	}
	c.unrestricted = c.mayChoose()
	if err := c.choose(other); err != nil {
		return nil, err
	}
	c.box.Recall()
	done, err := c.enter(op, at)
	if err != nil {
		return nil, err
	}
	defer done()
	answer, err := op.handle(c)
	if failure := c.cfg.Engine.Failure(); failure != nil { // what it did may not have been kept
		return nil, failure
	}
	return answer, err
}

// check holds the parameters and the lack of a body against what the operation takes. It returns which other
// sandbox is asked for and which earlier world, "" for none.
func (c *call) check(op Operation) (other, at string, err error) {
	if !op.NoSandbox {
		if other, err = c.takeChosen(); err != nil {
			return "", "", err
		}
	}
	if op.At {
		if at, err = c.takeParameter(atParameter); err != nil {
			return "", "", err
		}
	}
	if !op.AnyQuery {
		if err := schema.CheckQuery(c.URL.Query(), op.Query); err != nil {
			return "", "", bad("%v", err)
		}
	}
	if op.Body == nil {
		err = c.readNothing()
	}
	return other, at, err
}

// open finds the sandbox. Without keys it is the default one, but never with keys that cannot be
// read: a caller that sends an access token means another.
func (c *call) open() error {
	id, password, given := c.BasicAuth()
	switch {
	case given:
	case c.Header.Get("Authorization") != "":
		return &problem{http.StatusUnauthorized, "the control calls take secret keys by Basic authentication, " +
			"or none for the default sandbox; " + engine.BasicProblem(c.Header.Get("Authorization"))}
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
