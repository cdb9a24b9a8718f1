package emulatortest

import (
	"net/http"
	"time"

	"belvo-emulator/emulator/internal/journal"
)

// Request is a request on record. Lists leave out the parts from Answer on.
type Request = journal.Request

// RequestFilter chooses among requests; the zero value chooses all.
type RequestFilter struct {
	Method string            `json:"method,omitempty"`
	Path   string            `json:"path,omitempty"` // may hold *
	Status int               `json:"status,omitempty"`
	Code   string            `json:"code,omitempty"` // an error code of the answer
	Link   string            `json:"link,omitempty"`
	Auth   string            `json:"auth,omitempty"`  // none, basic, bearer, body or refused
	Body   map[string]string `json:"body,omitempty"`  // a field's text, glob or /regex/
	Since  string            `json:"since,omitempty"` // recorded after the request with this id
	Limit  int               `json:"limit,omitempty"` // 1,000 unless given, which is all that is kept
}

// Call describes a request. What is not given may be anything; texts are patterns.
type Call struct {
	Method string            `json:"method,omitempty"`
	Path   string            `json:"path,omitempty"`
	Query  map[string]string `json:"query,omitempty"`
	Body   any               `json:"body,omitempty"` // the fields that matter; a nil one must not be sent
	Link   string            `json:"link,omitempty"`
	Status int               `json:"status,omitempty"`
	Code   string            `json:"code,omitempty"`
	Auth   string            `json:"auth,omitempty"`
}

// Verification says which requests the application should have made: one Call, so many times, or
// several Calls.
type Verification struct {
	Call
	Times    *Times `json:"times,omitempty"`     // at least once unless given
	Calls    []Call `json:"calls,omitempty"`     // these, in this order, others may be between
	Exactly  bool   `json:"exactly,omitempty"`   // no other requests than Calls
	AnyOrder bool   `json:"any_order,omitempty"` // of Calls
	Among    *Call  `json:"among,omitempty"`     // only look at these requests
	Since    string `json:"since,omitempty"`     // only look at requests after the one with this id
}

// Times says how often. Make it with Exactly, AtLeast or AtMost.
type Times = journal.Times

// Exactly is so often, 0 for never.
func Exactly(n int) *Times { return &Times{Exactly: &n} }

// AtLeast is so often or more often.
func AtLeast(n int) *Times { return &Times{AtLeast: &n} }

// AtMost is so often or less often.
func AtMost(n int) *Times { return &Times{AtMost: &n} }

// Transition is one step in a link's life.
type Transition = journal.Transition

// TransitionFilter chooses among transitions; the zero value chooses all.
type TransitionFilter struct {
	Link  string `json:"link,omitempty"`
	Cause string `json:"cause,omitempty"` // the id of a request, timer refresh and the like, or control
	Limit int    `json:"limit,omitempty"` // 1,000 unless given
}

// kept is how much of a record is listed unless it is said: all of the journal's requests.
const kept = 1000

// Requests lists requests, the newest first. How many the journal had to forget is in the test's
// log.
func (b *Sandbox) Requests(chosen RequestFilter) []Request {
	b.t.Helper()
	if chosen.Limit == 0 {
		chosen.Limit = kept
	}
	list := control[struct {
		Requests []Request
		Dropped  int
	}](b, http.MethodGet, "requests", input{query: chosen})
	if list.Dropped > 0 {
		b.t.Logf("%d older requests fell out of the journal", list.Dropped)
	}
	return list.Requests
}

// Request is one request and all that explains its answer; Answer.Request has the id.
func (b *Sandbox) Request(id string) Request {
	b.t.Helper()
	return control[Request](b, http.MethodGet, "requests/{id}", input{id: id})
}

// Verify marks the test as failed unless the application made the requests that it should, and
// tells which requests come nearest and in what they differ. It returns how many are as they were
// wanted.
func (b *Sandbox) Verify(wanted Verification) int {
	b.t.Helper()
	return b.VerifyWithin(0, wanted)
}

// VerifyWithin is Verify for requests that the application makes in the background: it waits until the
// verification holds, at most for a duration of real time, of which there may be 60 seconds.
func (b *Sandbox) VerifyWithin(timeout time.Duration, wanted Verification) int {
	b.t.Helper()
	var patience struct {
		Timeout string `json:"timeout,omitempty"`
	}
	if timeout > 0 {
		patience.Timeout = timeout.String()
	}
	answer := b.controlled(http.MethodPost, "requests/verify", input{body: wanted, query: patience})
	var failure journal.Failure // which has the Count of a Verdict, too
	if err := answer.decode(&failure); err != nil {
		b.t.Fatalf("%v\n%s", err, answer.Body)
	}
	switch {
	case answer.Status == http.StatusConflict:
		text := failure.Error // which tells of the nearest
		for i, near := range failure.Nearest {
			if i > 0 {
				text += "\n  then " + near.Request + ": " + near.Summary
			}
		}
		b.t.Error(text)
	case answer.Status != http.StatusOK:
		b.t.Fatalf("the verification makes no sense: %s", failure.Error)
	}
	return failure.Count
}

// Transitions lists the transitions of links and what caused them, the newest first.
func (b *Sandbox) Transitions(chosen TransitionFilter) []Transition {
	b.t.Helper()
	if chosen.Limit == 0 {
		chosen.Limit = kept
	}
	return control[struct{ Transitions []Transition }](b, http.MethodGet, "transitions",
		input{query: chosen}).Transitions
}
