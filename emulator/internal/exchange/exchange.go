// Package exchange is what the API and the widget's own calls do alike with a request and its answer: which
// sandbox and which clock it belongs to, what may be shown of it, its hints, its errors in Belvo's form, the
// faults that scenarios put in an answer's place, its entry in the journal and its line in the log.
package exchange

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
)

// Server is what all exchanges of a server have in common.
type Server struct {
	Engine *engine.Engine
	Logger *slog.Logger
	Clock  clock.Clock // tells how long a request took
	// Closing ends answers that hang.
	Closing context.Context
}

// Exchange is one request on its way to its answer.
type Exchange struct {
	*http.Request
	Server *Server
	// Box is the sandbox that the request belongs to, nil for none.
	Box *sandbox.Sandbox
	// Named is the sandbox that a refused request named, nil for none: its journal is where the request is
	// looked for.
	Named *sandbox.Sandbox
	Call  contact.Call
	// Operation is what the request asks for, as the journal names it; nil for what no operation serves.
	Operation *journal.Route
	// Open says that the operation takes keys or tokens in its body, not in the header Authorization.
	Open bool
	// Content tells what is known of the request's content. It is called once something has to be shown.
	Content func() Content

	within *sandbox.Sandbox // among whose open requests it counts, nil for none

	hints []string // that do not belong to an error
	start time.Time
	came  time.Time // on the sandbox's clock
	id    string    // of the answer, once it was needed
	// begin is where the sandbox's world was when the request came.
	begin *sandbox.Place
	// secrets are what Secrets returns, once they are collected.
	secrets   journal.Secrets
	collected bool
	path      string // what ShownPath returns, once it was needed
}

// Content is what is known of a request's content, which decides what may be shown of it.
type Content struct {
	Body   []byte        // as far as it was read
	Form   bool          // the body is a form, and else JSON
	Object bool          // the body was read as a JSON object, so it is known to be one
	Known  journal.Known // the body's fields
	Query  journal.Known // the parameters of the query string
	Path   []string      // the first segments of the path that are the server's own words
	// Mislabelled says that the body is JSON but was declared as a form.
	Mislabelled bool
	// RefusedType is the Content-Type of a body that was not read because of it, nil for any other.
	RefusedType *string
}

// New returns the exchange that a request begins, with Content still to be set.
func (s *Server) New(r *http.Request) Exchange {
	return Exchange{Request: r, Server: s, start: s.Clock.Now()}
}

// Owner is the sandbox that the request belongs to, or that a refused one named; nil if there is none.
func (x *Exchange) Owner() *sandbox.Sandbox {
	if x.Box != nil {
		return x.Box
	}
	return x.Named
}

// journal is where the request is recorded: in its sandbox's, or in that of the sandbox that a
// refused request named, or in that of the requests that belong to none.
func (x *Exchange) journal() *journal.Journal {
	if box := x.Owner(); box != nil {
		return box.Journal()
	}
	return x.Server.Engine.Journal()
}

// Begin names the request before its handler runs, so that what it causes can refer to it.
func (x *Exchange) Begin() {
	if x.Box != nil {
		x.markPlace()
		x.Call.Request.Cause = x.Box.Journal().Begin()
		x.came = x.Box.Now()
	}
}

// markPlace notes where the sandbox's world is before the request, unless that is noted already: one can go back
// to before every request that reaches a sandbox.
func (x *Exchange) markPlace() {
	if x.begin == nil {
		x.begin = x.Box.Place()
	}
}

// Hint explains the answer in a header and in the log, whatever the answer is.
func (x *Exchange) Hint(text string) {
	if !slices.Contains(x.hints, text) {
		x.hints = append(x.hints, text)
	}
}

// RequestID is the id of this request, of its sandbox's stream as soon as the sandbox is known.
func (x *Exchange) RequestID() string {
	switch {
	case x.id != "":
	case x.Box != nil:
		x.markPlace()
		x.id = x.Box.RequestID()
	default:
		x.id = x.Server.Engine.RequestID()
	}
	return x.id
}

// SetRequestID replaces the id of this request, where an operation has ids of a form of its own.
func (x *Exchange) SetRequestID(id string) { x.id = id }

// times are when the request came and how long it took, on the clock of its sandbox; without a sandbox
// on the machine's, unless the default sandbox's is manual.
func (x *Exchange) times() (came time.Time, took time.Duration) {
	took = x.Server.Clock.Now().Sub(x.start)
	now, manual := x.Server.Engine.ManualNow()
	if box := x.Owner(); box != nil {
		now, manual = box.Now(), box.Manual()
	} else if !manual {
		now = belvo.At(x.start).Time
	}
	if came = x.came; came.IsZero() {
		came = now
	}
	if manual {
		took = now.Sub(came)
	}
	return came, took
}

// date gives the answer the time of its sandbox's clock, if that is manual. Without a sandbox it keeps
// the time that it has already.
func (x *Exchange) date(header http.Header) {
	box := x.Owner()
	if box == nil {
		return
	}
	header.Del("Date")
	if date := box.Date(); date != "" {
		header.Set("Date", date)
	}
}
