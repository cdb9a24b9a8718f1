package contact

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/scenario"
)

// Next is an answer that waits for a request. Where a request reaches the institution and the code
// is one of its answers, it takes the place of the scenario's answer, and the lifecycle decides
// what it does to the link; every other code is the answer itself and changes nothing.
type Next struct {
	ID        int // of the sandbox's queue, from 1
	Match     NextMatch
	Respond   belvo.Code // lifecycle.AnswerOK or a code; "" for what would be answered anyway
	Message   string     // one of the code's, "" for the first
	Status    int        // HTTP status in place of the code's, 0 for that
	Challenge *scenario.Challenge
	Latency   time.Duration // on the sandbox's clock, added to the answer's own
	Fault     scenario.Fault
	Times     int  // how many requests get it
	Left      int  // how many of them are still to come
	Always    bool // every request gets it from then on, in place of Times

	// Before is what happens right before the request. Such an answer waits for the first request that
	// matches if its match has no Nth.
	Before []Effect

	Seen int // how many requests have matched, for the Nth
}

// NextMatch is which requests an answer waits for; what is empty lets every request through.
type NextMatch struct {
	Method      string
	Path        string // an operation's, such as /api/links/{id}/, or a glob, compared as belvo.NormalPath has it
	Operation   string // one of NextOperations
	Link        uuid.UUID
	Resource    belvo.Resource
	Institution string // a glob

	// Nth is which of the requests that match, from 1; 0: the first that can use the answer. Requests
	// are counted as they arrive, so a match with it has neither link nor institution.
	Nth int
}

// Effect is what happens right before a request, done as one with it: either an event at the bank or
// a move of the clock.
type Effect struct {
	Event     string              // the name of a BankEvent, "" for a move of the clock
	When      string              // as of an event that is made to happen, "" for the event's default
	Challenge *scenario.Challenge // of a demand_token, nil for the user's own device
	Link      EffectLink          // whose event it is
	Bank      belvo.Code          // what the bank answers to the event refresh, "" for what its scenario says
	Advance   time.Duration       // of the sandbox's clock
}

// EffectLink says whose event an effect is, before the link's id is known.
type EffectLink struct {
	First bool      // the oldest link of the sandbox that is still there
	ID    uuid.UUID // if it is not the first; zero: the link that the request is about
}

// Words for links whose id is not known yet.
const (
	LinkOfRequest = "of-this-request"
	FirstLink     = "first"
)

// String is the word, or the id.
func (l EffectLink) String() string {
	switch {
	case l.First:
		return FirstLink
	case l.ID != uuid.Nil:
		return l.ID.String()
	}
	return LinkOfRequest
}

// String says in short what the effect is, such as "demand_token" or "advance 25h0m0s".
func (e Effect) String() string {
	if e.Event != "" {
		return e.Event
	}
	return "advance " + e.Advance.String()
}

// Carried is an effect that was tried.
type Carried struct {
	Effect string    `json:"effect"`
	Link   uuid.UUID `json:"link,omitzero"`
	Why    string    `json:"why,omitempty" doc:"why it did not happen; none: it did"`
}

// byTurn says whether the request that gets the answer is known when it arrives. The answer is then
// spent by that request, whether or not it could use it.
func (n *Next) byTurn() bool { return n.Match.Nth > 0 || len(n.Before) > 0 }

// answers says whether there is something to do to the request's answer.
func (n *Next) answers() bool {
	return n.Respond != "" || n.Fault.Kind != scenario.NoFault || n.Latency > 0
}

// rule is how a report names the answer.
func (n *Next) rule() string { return fmt.Sprintf("next %d", n.ID) }
