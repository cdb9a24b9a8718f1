package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
)

// arrive counts the request for the queued answers that wait for the nth one, and lets happen what is
// to happen right before it. It returns whether something did: keys and tokens have to be looked at
// again then, for the clock may have moved.
func (r *request) arrive() bool {
	if r.Box == nil || r.arrived {
		return false
	}
	r.arrived = true
	defer r.Enter()
	r.Call.Request.Route = r.route.Path
	p := contact.Probe{Operation: string(r.route.operation)}
	if r.route.Row != nil {
		p.Resource = r.route.Row.Resource
	}
	return r.Box.Arrive(r.Context(), &r.Call, p, r.about)
}

// about is the link that the request is about, by its path, its parameters or its body; zero for none.
func (r *request) about() uuid.UUID {
	text := r.query("link")
	if strings.HasPrefix(r.route.Path, "/api/links/{id}/") {
		text = r.vars["id"]
	}
	if id, is := belvo.ParseID(text); is {
		return id
	}
	var body struct{ Link, Session string }
	if json.Unmarshal(r.peek(), &body) != nil {
		return uuid.Nil // a body that is no such JSON names no link
	}
	if id, is := belvo.ParseID(body.Link); is {
		return id
	}
	return r.Box.SessionLink(body.Session)
}

// peek is the body, which is read again later.
func (r *request) peek() []byte {
	if r.wasRead {
		return r.sent
	}
	body := r.Body
	data, err := io.ReadAll(http.MaxBytesReader(nil, body, r.maxBody()))
	rest := io.Reader(bytes.NewReader(data))
	if err != nil {
		rest = io.MultiReader(rest, failing{err}) // the next reader meets the same mistake
	}
	r.Body = readCloser{rest, body}
	return data
}

// failing is a reader whose error is known.
type failing struct{ err error }

// Read returns the error.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

// readCloser reads one thing and closes another.
type readCloser struct {
	io.Reader
	io.Closer
}
