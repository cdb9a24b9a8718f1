package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/journal"
)

// RequestsPath lists requests, the newest first.
const RequestsPath = v1 + "requests"

func journalOperations() []Operation {
	const get, post = http.MethodGet, http.MethodPost
	return []Operation{
		{Method: get, Path: RequestsPath, Query: requestsQuery{}, Answer: requestsAnswer{}, handle: listRequests,
			What: "requests, the newest first, by method, path, status, code, link, body.FIELD, since"},
		{Method: get, Path: v1 + "requests/{id}", Answer: journal.Request{}, handle: explainRequest,
			What: "one request and all that explains its answer; X-Belvo-Emulator-Request has the id"},
		{Method: post, Path: v1 + "requests/verify", Query: verifyQuery{}, Body: journal.Verification{},
			Answer: journal.Verdict{}, Conflict: journal.Failure{}, handle: verify,
			What: "were the right requests made? 409 with the nearest ones if not; timeout=5s waits until they are"},
		{Method: get, Path: v1 + "transitions", Query: transitionsQuery{}, Answer: transitionsAnswer{},
			handle: listTransitions, What: "the transitions of links and what caused them, the newest first"},
		{Method: get, Path: v1 + "events", Query: eventsQuery{}, Media: "text/event-stream", Events: kinds(), handle: events,
			What: "requests, transitions, webhooks, attempts and changes of the world as they happen (server-sent events)"},
	}
}

// journals are those of the sandbox; the default one also has the requests of no sandbox, because
// their sender looks for them there.
func (c *call) journals() journal.View {
	if c.box.IsDefault() {
		return journal.View{c.box.Journal(), c.cfg.Engine.Journal()}
	}
	return journal.View{c.box.Journal()}
}

// requestsQuery chooses among requests.
type requestsQuery struct {
	Method string            `json:"method"`
	Path   string            `json:"path" doc:"may hold *"`
	Status int               `json:"status" minimum:"0"`
	Code   belvo.Code        `json:"code" doc:"an error code of the answer"`
	Link   uuid.UUID         `json:"link"`
	Auth   journal.Auth      `json:"auth"`
	Body   map[string]string `json:"body.*" doc:"such as body.link: a text, glob or /regex/"`
	Since  string            `json:"since" doc:"recorded after the request with this id"`
	Limit  int               `json:"limit" minimum:"1" doc:"100 unless given"`
}

// requestsAnswer is a part of the journal.
type requestsAnswer struct {
	Requests []journal.Request `json:"requests"`
	Matched  int               `json:"matched" doc:"how many the parameters choose, shown or not"`
	Dropped  uint64            `json:"dropped" doc:"how many older requests fell out of the journal"`
}

// defaultLimit is how much of a record is listed unless the request says.
const defaultLimit = 100

func listRequests(c *call) (any, error) {
	q := requestsQuery{Limit: defaultLimit}
	if err := c.query(&q); err != nil {
		return nil, err
	}
	wanted := journal.Call{Method: q.Method, Path: q.Path, Status: q.Status, Code: q.Code, Link: q.Link,
		Auth: q.Auth}
	if len(q.Body) > 0 {
		wanted.Body, _ = json.Marshal(q.Body) // texts always encode
	}
	m, err := wanted.Compile()
	if err != nil {
		return nil, err
	}
	entries, dropped, err := c.journals().Since(q.Since, m.Loosely().Matches)
	if err != nil {
		return nil, noRequest(err)
	}
	if err := m.Err(); err != nil {
		return nil, err
	}
	out := requestsAnswer{Requests: []journal.Request{}, Matched: len(entries), Dropped: dropped}
	for _, e := range entries[:min(q.Limit, len(entries))] {
		out.Requests = append(out.Requests, e.Summary())
	}
	return out, nil
}

func noRequest(err error) error { return &problem{http.StatusNotFound, err.Error()} }

func unknownEntry(id string) error {
	return fmt.Errorf("there is no request %q on record in this sandbox", id)
}

func explainRequest(c *call) (any, error) {
	id := mux.Vars(c.Request)["id"]
	e := c.journals().Entry(id)
	if e == nil {
		return nil, noRequest(unknownEntry(id))
	}
	return e.Explain(), nil
}

// failed is a verification that is not so.
type failed struct{ *journal.Failure }

// Error is the failure in words.
func (f *failed) Error() string { return f.Failure.Error }

// verifyQuery says how long to wait, in real time.
type verifyQuery struct {
	Timeout time.Duration `json:"timeout" doc:"how long to wait until it holds, at most 60s; none: not at all"`
}

// errWaited is why a wait ends whose time is over.
var errWaited = errors.New("the time to wait is over")

func verify(c *call) (any, error) {
	var q verifyQuery
	if err := c.query(&q); err != nil {
		return nil, err
	}
	if q.Timeout < 0 || q.Timeout > longestWait {
		return nil, bad("timeout: it must be between 0s and 60s")
	}
	var ask journal.Verification
	if err := c.read(&ask); err != nil {
		return nil, err
	}
	verdict, failure, err := c.hold(ask, q.Timeout)
	switch {
	case err != nil:
		return nil, err
	case failure == nil:
		return verdict, nil
	}
	if q.Timeout > 0 {
		failure.Error += ", not even after " + q.Timeout.String()
	}
	if note := c.unused(); note != "" {
		failure.Error += "; " + note
	}
	return nil, &failed{failure}
}

// hold verifies at once, and again whenever something is recorded, until the verification holds or the
// time is over. The failure is that of the last time.
func (c *call) hold(ask journal.Verification, timeout time.Duration) (journal.Verdict, *journal.Failure, error) {
	view := c.journals()
	recorded, stop := view.Watch() // before it looks, so that nothing is missed
	defer stop()
	ctx, cancel := c.box.Alive(c.Context())
	defer cancel()
	ctx, over := context.WithTimeoutCause(ctx, timeout, errWaited)
	defer over()
	for {
		verdict, failure, err := view.Verify(ask)
		if err != nil {
			return verdict, failure, bad("%v", err)
		}
		if failure == nil {
			return verdict, nil, nil
		}
		select {
		case <-recorded:
			continue
		case <-ctx.Done():
		}
		if err := c.box.Cause(ctx); !errors.Is(err, errWaited) {
			return verdict, failure, err // the sandbox has gone, the client has, or the emulator stops
		}
		return verdict, failure, nil
	}
}

// unused says that no request has come to the sandbox though some have come to others, "" if that is
// not so: the caller may have other keys than the application.
func (c *call) unused() string {
	if c.box.Journal().Begun() > 0 {
		return ""
	}
	n := c.cfg.Engine.UsedBeside(c.box)
	if n == 0 {
		return ""
	}
	others := "another sandbox"
	if n > 1 {
		others = fmt.Sprintf("%d other sandboxes", n)
	}
	return "no request has come to this sandbox, but some have come to " + others +
		": are these the secret keys that the application uses?"
}

// transitionsQuery chooses among transitions.
type transitionsQuery struct {
	Link  uuid.UUID `json:"link"`
	Cause string    `json:"cause" doc:"the id of a request, timer refresh and the like, or control"`
	Limit int       `json:"limit" minimum:"1" doc:"100 unless given"`
}

// transitionsAnswer is a part of the record of transitions.
type transitionsAnswer struct {
	Transitions []journal.Transition `json:"transitions"`
	Matched     int                  `json:"matched" doc:"how many the parameters choose, shown or not"`
	Dropped     uint64               `json:"dropped" doc:"how many older ones fell out of the record"`
}

func listTransitions(c *call) (any, error) {
	q := transitionsQuery{Limit: defaultLimit}
	if err := c.query(&q); err != nil {
		return nil, err
	}
	made, dropped := c.journals().Transitions(func(t journal.Transition) bool {
		return (q.Link == uuid.Nil || t.Link == q.Link) && (q.Cause == "" || t.Cause == q.Cause)
	})
	shown := slices.Clip(made[:min(q.Limit, len(made))])
	return transitionsAnswer{shown, len(made), dropped}, nil
}
