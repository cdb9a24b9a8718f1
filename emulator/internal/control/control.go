// Package control is what the emulator can be told and asked besides Belvo's API, below
// /__emulator/v1/: its health, the sandboxes' clocks and their webhooks. The sandbox is that of
// the request's Basic credentials, or the default one without any.
package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/webhook"
)

// HealthPath answers 200 as soon as the emulator serves.
const HealthPath = "/__emulator/v1/health"

// Config is what the control surface needs.
type Config struct {
	Version                  string
	Engine                   *engine.Engine
	SecretID, SecretPassword string // of the default sandbox
}

// call is one request to the control surface.
type call struct {
	*http.Request
	cfg Config
	box *engine.Sandbox
}

// handler answers a call with a value to encode, nil for a 204.
type handler func(*call) (any, error)

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

// Operation is one call of the control surface.
type Operation struct {
	Method, Path string
	What         string
	handle       handler
}

// Operations is the table of all calls.
func Operations() []Operation {
	const v1 = "/__emulator/v1/"
	return []Operation{
		{http.MethodGet, HealthPath, "the emulator is ready, its version, how many sandboxes were opened", health},
		{http.MethodGet, v1 + "clock", "the sandbox's time and how its clock runs", readClock},
		{http.MethodPut, v1 + "clock", `move to {"now": "2026-01-31T12:00:00Z"}; answers what happened on the way`, setClock},
		{http.MethodPost, v1 + "clock/advance", `move on {"by": "7d"}; answers what happened on the way`, advanceClock},
		{http.MethodPost, v1 + "clock/step", "move to the next thing that is due and let it happen", stepClock},
		{http.MethodGet, v1 + "clock/agenda", "what will happen by itself, and why", agenda},
		{http.MethodGet, v1 + "webhooks/endpoints", "where webhooks go", listEndpoints},
		{http.MethodPost, v1 + "webhooks/endpoints", `add {"url", "authorization", "profile", "types", "duplicate", "delay", "reorder"}`, addEndpoint},
		{http.MethodDelete, v1 + "webhooks/endpoints/{id}", "remove one; what waits for it is withdrawn", removeEndpoint},
		{http.MethodGet, v1 + "webhooks/inbox", "what was sent while there was no endpoint", inbox},
		{http.MethodGet, v1 + "webhooks/deliveries", "each webhook's way to each endpoint", deliveries},
		{http.MethodGet, v1 + "webhooks/attempts", "each attempt: request, answer, time, next one", attempts},
		{http.MethodPost, v1 + "webhooks/redeliver", `send {"delivery": "main.17"} again, or all that the parameters choose`, redeliver},
		{http.MethodPost, v1 + "webhooks/fire", `send any event: {"link", "type", "code", "process", "data"}`, fire},
		{http.MethodGet, v1 + "webhooks/wait", "wait for an event: type, code, link, event, from, timeout=5s", wait},
	}
}

// Register adds the control paths to a router.
func Register(r *mux.Router, cfg Config) {
	// There is no password here, so requests that a web page of another origin made are refused.
	guard := http.NewCrossOriginProtection()
	for _, op := range Operations() {
		methods := []string{op.Method}
		if op.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		r.Path(op.Path).Methods(methods...).Handler(guard.Handler(serve(cfg, op.handle)))
	}
}

// serve is the adapter between net/http and the handlers.
func serve(cfg Config, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{Request: r, cfg: cfg}
		answer, err := c.run(h)
		status := http.StatusOK
		if err != nil {
			status = http.StatusBadRequest
			var p *problem
			if errors.As(err, &p) {
				status = p.status
			}
			answer = map[string]string{"error": err.Error()}
		}
		if answer == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(answer) // a client that has gone needs no answer
	})
}

func (c *call) run(h handler) (any, error) {
	if c.URL.Path == HealthPath {
		return h(c)
	}
	id, password, given := c.BasicAuth()
	if !given {
		id, password = c.cfg.SecretID, c.cfg.SecretPassword
	}
	box, err := c.cfg.Engine.Open(id, password)
	if err != nil {
		return nil, &problem{http.StatusUnauthorized, err.Error()}
	}
	c.box = box
	return h(c)
}

// read decodes the body strictly: a key that nothing reads is a mistake.
func (c *call) read(v any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(nil, c.Body, 1<<20))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(v)
	if err == nil && decoder.More() {
		err = errors.New("it goes on behind its end")
	}
	if err != nil && !errors.Is(err, io.EOF) { // no body is an empty one
		return bad("the body is not as it should be: %v", err)
	}
	return nil
}

// filter reads the parameters that choose among webhooks.
func (c *call) filter() (webhook.Filter, error) {
	q := c.URL.Query()
	f := webhook.Filter{EventID: q.Get("event"), Type: q.Get("type"), Code: q.Get("code"),
		Endpoint: q.Get("endpoint"), State: webhook.State(q.Get("state"))}
	var err error
	if text := q.Get("link"); text != "" {
		if f.Link, err = uuid.Parse(text); err != nil {
			return f, bad("link: %q is no UUID", text)
		}
	}
	if text := q.Get("from"); text != "" {
		if f.From, err = strconv.ParseUint(text, 10, 64); err != nil {
			return f, bad("from: %q is no number of an event", text)
		}
	}
	f.Limit, err = number(q, "limit", 0)
	return f, err
}

func number(q url.Values, name string, byDefault int) (int, error) {
	text := q.Get(name)
	if text == "" {
		return byDefault, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, bad("%s: %q is no number above 0", name, text)
	}
	return n, nil
}

// health asks no sandbox: whoever watches the emulator leaves no trace in it.
func health(c *call) (any, error) {
	return struct {
		Status    string `json:"status"` // always ok: what cannot serve does not answer
		Version   string `json:"version"`
		Sandboxes int    `json:"sandboxes"`
	}{"ok", c.cfg.Version, c.cfg.Engine.Sandboxes()}, nil
}
