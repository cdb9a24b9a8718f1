package emulatortest

import (
	"encoding/json"
	"net/http"
)

// Sending is a request that the emulator makes as the sandbox's application, without its keys.
type Sending struct {
	Method   string `json:"method"`
	Path     string `json:"path"`           // of Belvo's API, with its query string
	Body     any    `json:"body,omitempty"` // any JSON value
	Async    bool   `json:"async,omitempty"`
	Scenario string `json:"scenario,omitempty"` // by the header X-Belvo-Emulator-Scenario
}

// Resending changes a request on record that is made again.
type Resending struct {
	Body  any    `json:"body,omitempty"`  // fields to change or, where they are masked, to give
	Query string `json:"query,omitempty"` // in place of the query string on record
	Path  string `json:"path,omitempty"`  // in place of the path on record
}

// Sent is what a request was answered.
type Sent struct {
	Request string          `json:"request,omitempty"` // its id in the journal
	Status  int             `json:"status"`            // 0: a fault sent no answer
	Hints   []string        `json:"hints,omitempty"`
	Answer  json.RawMessage `json:"answer,omitempty"` // JSON, or a text
	Broken  bool            `json:"broken,omitempty"` // a fault broke the answer off
}

// Send makes a request as the sandbox's application.
func (b *Sandbox) Send(request Sending) Sent {
	b.t.Helper()
	return control[Sent](b, http.MethodPost, "requests/send", input{body: request})
}

// SendAgain makes a request on record again. What the journal has masked has to be given.
func (b *Sandbox) SendAgain(id string, change Resending) Sent {
	b.t.Helper()
	return control[Sent](b, http.MethodPost, "requests/{id}/replay", input{id: id, body: change})
}
