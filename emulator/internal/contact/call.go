package contact

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/token"
)

// Call is one request on its way through the engine: what it brings besides its body, and what
// the engine found out that the answer's writer and the log want to know.
type Call struct {
	Scenario  string // the scenario that the request asks for, "" for none
	Async     bool   // the client wants a 202
	RequestID string // of the answer, which its webhooks repeat
	Method    string // of the request, "" for what time does
	Path      string
	Token     *token.Access // the Bearer token, nil for Basic authentication
	Cause     string        // who calls, as the journal names it: a request's id, or "timer refresh"

	Wanted lifecycle.Outcome // of a walk, which insists on it

	Link    uuid.UUID       // the link the request is about
	Script  scenario.Script // where the user stands after it
	Place   string          // file:line of the rule that answered
	Lost    string          // the place in a scenario where he stood, when it was taken away since
	Status  belvo.Status
	Latency time.Duration
	Fault   scenario.Fault

	Queued     int // the id of the queued answer that was used, 0 for none
	HTTPStatus int // that it wants in place of the code's, 0 for that

	// What the journal tells besides: where the link and its user stood before and after, and what
	// was committed.
	Before, After lifecycle.State
	StateBefore   string // of the scenario
	Transitions   []journal.Transition
	Webhooks      []journal.Webhook
	Due           *journal.Due
}

// stateOf is the name of the state that a user is in, "" for nobody's.
func stateOf(s scenario.Script) string {
	if s.State == nil {
		return ""
	}
	return s.State.Name
}

// Saw notes for the log what link a call is about.
func (c *Call) Saw(l *store.Link) {
	c.Link, c.Script, c.Status = l.ID, l.Script, l.State.Status()
	c.Before, c.After, c.StateBefore = l.State, l.State, stateOf(l.Script)
}

// MayTouch refuses a link that the access token was not made for.
func (c *Call) MayTouch(id uuid.UUID) error {
	if c.Token != nil && c.Token.Link != uuid.Nil && c.Token.Link != id {
		return belvo.NewError(belvo.CodeAccessToResourceDenied).Explain("the access token was made for another link")
	}
	return nil
}
