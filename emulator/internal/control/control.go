// Package control is how the emulator is controlled and asked, beyond Belvo's API, below
// /__emulator/v1/: its health, the sandboxes' clocks and their webhooks. The sandbox is that of
// the request's Basic credentials, or the default one without any.
package control

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/coverage"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Config is what the control surface needs.
type Config struct {
	Version                  string
	Engine                   *engine.Engine
	SecretID, SecretPassword string // of the default sandbox
	BuiltInPassword          string // the same if everybody knows it, "" if it was configured
	Logger                   *slog.Logger
	Closing                  context.Context // ends streams of events
	Access                   Access
	Address                  *address.Rules
	// Problems are those of the user's folders when they were changed and cannot be used.
	Problems func() []string
	// Files checks and saves the text of scenarios.
	Files ScenarioFiles
	// Known is how many scenarios are in force, 0 as long as they were not needed.
	Known func() int
	// Handler serves everything: the widget that has no browser makes its requests of it.
	Handler  http.Handler
	Universe func() coverage.Universe // what can be met; called when it is asked for
}

// ScenarioFiles is what the calls about the text of scenarios need of the user's folder.
type ScenarioFiles interface {
	// Check reads the text of a scenario's file and returns what is wrong in it.
	Check(file string, text []byte) (*scenario.Scenario, yamlfile.Problems)
	// Save writes a text that is right into the user's folder as NAME.yaml and returns the file.
	Save(name string, text []byte) (string, error)
}

// call is one request to the control surface.
type call struct {
	*http.Request
	cfg Config
	box *sandbox.Sandbox // nil for an operation with NoSandbox
	// present is the sandbox, and at the request, if box is the world as that left it.
	present *sandbox.Sandbox
	at      string
	// unrestricted says that the caller may see and choose any sandbox.
	unrestricted bool
	document     func() (json.RawMessage, error)
}

// handler answers a call with a value to encode, nil for a 204, or a stream.
type handler func(*call) (any, error)

// stream is an answer that writes itself, except its Content-Type.
type stream func(http.ResponseWriter)

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

// Operation is one call of the control surface. What it carries of Go types are their zero values,
// and its OpenAPI document is made of them: json tags name the fields, of which those with
// omitempty or omitzero may be left out and pointers may be null; a tag doc describes a
// field, and a tag minimum is a number's least. Types whose values are few words are in words.
type Operation struct {
	Method, Path string
	What         string
	Query        any // a struct of the URL's parameters, nil for none; all may be left out
	// AnyQuery says that parameters it does not know are ignored: programs that wait for a server add
	// some, so that no cache answers them.
	AnyQuery bool
	Body     any // what its JSON body is, nil for none
	Answer   any // what its JSON answer is, nil for a 204
	Conflict any // what its 409 is, nil for the common error
	// Also is another Content-Type that its body and its answer may have instead of JSON; "" for none.
	Also string
	// Media is the Content-Type of an answer that is no JSON; its handler returns a stream.
	Media string
	// Events are the kinds of the events of a stream, with the types of their data.
	Events []streamEvent
	// At says that the parameter at may name a request: the call then reads the world as that left it.
	At bool
	// NoSandbox is set for what is about the emulator as a whole: it needs no keys and opens nothing.
	NoSandbox bool
	// Unguarded is set for what everybody may call: it tells nothing and changes nothing.
	Unguarded bool
	handle    handler
}

// streamEvent is a kind of event of a stream, and a zero value of its data's type.
type streamEvent struct {
	kind journal.Kind
	data any
}

// v1 is what the path of every call begins with.
const v1 = Prefix + "v1/"

// Prefix is what the path of everything begins with that is the emulator's own.
const Prefix = "/__emulator/"

func write(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(answer) // a client that has gone needs no answer
}
