package control

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/headless"
	"belvo-emulator/emulator/internal/journal"
)

func sendOperations() []Operation {
	return []Operation{
		{Method: http.MethodPost, Path: v1 + "requests/send", Body: sendBody{}, Answer: sendAnswer{}, handle: send,
			What: `make a request as the sandbox's application, without its keys: {"method", "path", "body"}`},
		{Method: http.MethodPost, Path: v1 + "requests/{id}/replay", Body: replayBody{}, Answer: sendAnswer{}, handle: sendAgain,
			What: `make a request on record again; {"body"} changes fields and gives those that are masked`},
	}
}

// sendBody is a request to make.
type sendBody struct {
	Method   string          `json:"method" doc:"such as POST"`
	Path     string          `json:"path" doc:"of Belvo's API, such as /api/links/, with its query string"`
	Body     json.RawMessage `json:"body,omitempty" doc:"any JSON value"`
	Async    bool            `json:"async,omitempty" doc:"ask for a 202, by X-Belvo-Request-Mode"`
	Scenario string          `json:"scenario,omitempty" doc:"by X-Belvo-Emulator-Scenario"`
}

// sendAnswer is what a request was answered.
type sendAnswer struct {
	Request string          `json:"request,omitempty" doc:"its id in the journal"`
	Status  int             `json:"status" doc:"0: a fault sent no answer"`
	Hints   []string        `json:"hints,omitempty"`
	Answer  json.RawMessage `json:"answer,omitempty" doc:"JSON, or a text"`
	Broken  bool            `json:"broken,omitempty" doc:"a fault broke the answer off"`
}

// Headers of requests and answers of the API.
const (
	headerMode     = "X-Belvo-Request-Mode"
	headerScenario = "X-Belvo-Emulator-Scenario"
	headerRequest  = "X-Belvo-Emulator-Request"
	headerHint     = "X-Belvo-Emulator-Hint"
)

func send(c *call) (any, error) {
	var body sendBody
	if err := c.read(&body); err != nil {
		return nil, err
	}
	return c.perform(body, true)
}

// perform makes a request of the handler that answers those of the network. With keys it acts as the
// sandbox's application.
func (c *call) perform(b sendBody, keys bool) (any, error) {
	target, err := url.ParseRequestURI(b.Path)
	if err != nil || target.Host != "" || !ofAPI(target.Path) {
		return nil, bad(`"path" must be one of Belvo's API, such as /api/links/, not %q`, b.Path)
	}
	ctx := c.Context()
	if keys {
		ctx = engine.Authorize(ctx, c.box)
	}
	base := c.cfg.Address.Base(c.Request)
	r, err := http.NewRequestWithContext(ctx, b.Method, "http://"+base.Host+b.Path, bytes.NewReader(b.Body))
	if err != nil {
		return nil, bad(`"method" must be one of HTTP, such as POST, not %q`, b.Method)
	}
	r.RequestURI, r.RemoteAddr = b.Path, "127.0.0.1:0"
	r.Header.Set("User-Agent", "belvo-emulator-dashboard")
	if len(b.Body) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	if b.Async {
		r.Header.Set(headerMode, "async")
	}
	if b.Scenario != "" {
		r.Header.Set(headerScenario, b.Scenario)
	}
	w := headless.NewRecorder()
	w.Serve(c.cfg.Handler, r)
	return shownAnswer(w), nil
}

// ofAPI says whether a path is one of Belvo's API.
func ofAPI(path string) bool {
	normal := "/" + strings.TrimLeft(path, "/")
	return strings.HasPrefix(normal, "/api/") || strings.HasPrefix(normal, "/payments/")
}

// shownAnswer is an answer as the call shows it.
func shownAnswer(w *headless.Recorder) sendAnswer {
	out := sendAnswer{Request: w.Header().Get(headerRequest), Status: w.Status, Hints: w.Header().Values(headerHint),
		Broken: w.Broken}
	if w.Body.Len() > 0 {
		if out.Answer = bytes.TrimSpace(w.Body.Bytes()); !json.Valid(out.Answer) {
			out.Answer, _ = json.Marshal(w.Body.String()) // a text always encodes
		}
	}
	return out
}

// replayBody changes a request that is made again.
type replayBody struct {
	Body  json.RawMessage `json:"body,omitempty" doc:"fields to change or to give; null takes one away"`
	Query string          `json:"query,omitempty" doc:"in place of the query string on record"`
	Path  string          `json:"path,omitempty" doc:"in place of the path on record"`
}

// sendAgain makes a request on record again, as the sandbox's application: its keys are not kept. One that
// came without any is sent without any.
func sendAgain(c *call) (any, error) {
	id := mux.Vars(c.Request)["id"]
	e := c.journals().Entry(id)
	if e == nil {
		return nil, noRequest(unknownEntry(id))
	}
	var change replayBody
	if err := c.read(&change); err != nil {
		return nil, err
	}
	again, missing, err := e.Again(journal.Change{Body: change.Body, Query: change.Query, Path: change.Path})
	switch {
	case err != nil:
		return nil, &problem{http.StatusConflict, err.Error()}
	case len(missing) > 0:
		return nil, &problem{http.StatusConflict, "the journal has masked " + strings.Join(missing, ", ") +
			`: give them, such as {"body": {"password": "..."}}`}
	}
	path := again.Path
	if again.Query != "" {
		path += "?" + again.Query
	}
	return c.perform(sendBody{Method: e.Method, Path: path, Body: again.Body, Async: e.Async, Scenario: e.Asked},
		e.Auth != journal.AuthNone)
}
