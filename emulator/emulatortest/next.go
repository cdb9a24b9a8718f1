package emulatortest

import (
	"net/http"
	"strconv"

	"belvo-emulator/emulator/internal/contact"
)

// Next is an answer that waits for the next request that matches. At least one of Respond, Fault,
// Latency and Before is needed.
type Next struct {
	Match   Match  `json:"match,omitzero"`
	Respond string `json:"respond,omitempty"` // ok or an error code; none: the ordinary answer
	Message string `json:"message,omitempty"` // another of the code's documented messages
	Status  int    `json:"status,omitempty"`  // the HTTP status in place of the code's
	// Fault is hang, reset, truncated or malformed, or the Page of a proxy.
	Fault     any        `json:"fault,omitempty"`
	Latency   string     `json:"latency,omitempty"` // such as 3s, on the sandbox's clock
	Challenge *Challenge `json:"challenge,omitempty"`
	Times     int        `json:"times,omitempty"`  // how many requests get it, 1 unless given
	Always    bool       `json:"always,omitempty"` // every request gets it from then on
	Before    []Effect   `json:"before,omitempty"` // what happens right before the request
}

// Effect is what happens right before a request, as one with it: either an Event or an Advance.
type Effect struct {
	Event     string     `json:"event,omitempty"` // as of a Happening
	When      string     `json:"when,omitempty"`
	Challenge *Challenge `json:"challenge,omitempty"`
	Link      string     `json:"link,omitempty"`    // of-this-request (the default), first or an id
	Bank      string     `json:"bank,omitempty"`    // what the bank answers to the event refresh
	Advance   string     `json:"advance,omitempty"` // such as 25h, of the sandbox's clock
}

// Match says which requests an answer waits for; the zero value: any request of Belvo's API.
type Match struct {
	Method      string `json:"method,omitempty"`
	Path        string `json:"path,omitempty"`      // a glob such as /api/accounts*
	Operation   string `json:"operation,omitempty"` // such as register, retrieve or list
	Link        string `json:"link,omitempty"`
	Resource    string `json:"resource,omitempty"` // such as accounts
	Institution string `json:"institution,omitempty"`
	// Nth is which of the requests that match, from 1. The answer is spent by that request, whether or
	// not it could use it. Requests are counted as they arrive: Link and Institution must be "".
	Nth int `json:"nth,omitempty"`
}

// Page is the fault of a proxy that answers in the emulator's place.
type Page struct {
	Status int `json:"status"`
}

// Queued is an answer that waits.
type Queued struct {
	ID int `json:"id"`
	Next
	Left int `json:"left"` // how many requests are still to get it
	// Note says why no request may ever get it: none has come to the sandbox, but some to others.
	Note string `json:"note"`
}

// Queue is what waits and what was used.
type Queue struct {
	Waiting []Queued       `json:"waiting"` // the next one first
	Used    []contact.Used `json:"used"`    // the requests that got one, the latest first
	Story   string         `json:"story"`   // the story that is told, whose steps are among these
	Note    string         `json:"note"`    // as that of Queued, if something waits
}

// Next queues what the next request that matches gets, behind what waits already.
func (b *Sandbox) Next(next Next) Queued {
	b.t.Helper()
	return control[Queued](b, http.MethodPost, "next", input{body: next})
}

// NextWaiting is the queue.
func (b *Sandbox) NextWaiting() Queue {
	b.t.Helper()
	return control[Queue](b, http.MethodGet, "next", input{})
}

// RemoveNext forgets one answer that waits.
func (b *Sandbox) RemoveNext(id int) {
	b.t.Helper()
	control[struct{}](b, http.MethodDelete, "next/{id}", input{id: strconv.Itoa(id)})
}

// ClearNext forgets the answers that wait and returns how many there were.
func (b *Sandbox) ClearNext() int {
	b.t.Helper()
	return control[struct{ Cleared int }](b, http.MethodDelete, "next", input{}).Cleared
}
