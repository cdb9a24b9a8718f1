package contact

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/token"
)

// Request is what a client's request says apart from its body. It is made once and only read, apart
// from its Turns.
type Request struct {
	Scenario string        // the scenario that the request's header names, "" for none
	Async    bool          // the client wants a 202
	ID       string        // of the answer, which its webhooks repeat; "" for what time causes
	Method   string        // "" for what time causes
	Path     string        // without the query
	Route    string        // the path of its operation, with parts in braces; "" if that is not known
	Token    *token.Access // the Bearer token, nil for Basic authentication
	Cause    string        // the cause as the journal names it: a request's id, or "timer refresh"

	// Forced is an outcome that the institution's answer has to mean, "" for any. Only a link that is
	// made in a given state forces outcomes.
	Forced lifecycle.Outcome

	// Turns are the queued answers whose turn the request is, until it takes them.
	Turns []*Next
}

// Report is what was found out while a request was carried out: the answer's writer, the log and the
// journal read it, and it is filled in for a refused request too.
type Report struct {
	Link     uuid.UUID       // the link that the request is about
	Script   scenario.Script // the user's place in the scenario after the request
	Rule     string          // file:line of the rule that answered
	Orphaned string          // the user's place in the scenario that no longer exists, "" for none
	Status   belvo.Status
	Latency  time.Duration
	Fault    scenario.Fault

	Queued     int // the id of the queued answer that was used, 0 for none
	HTTPStatus int // in place of the status of the code, 0 for that

	Before, After lifecycle.State // of the link
	StateBefore   string          // of the scenario
	Session       bool            // an MFA session of the link was open before
	Consent       bool            // a consent of the link on Open Finance was in force before
	Transitions   []journal.Transition
	Webhooks      []*notice.Notice
	Due           *journal.Due
}

// Call is one request on its way through a sandbox, and the report that is written on the way.
type Call struct {
	Request Request
	Report  Report
}

// stateOf is the name of the state that a user is in, "" without a user.
func stateOf(s scenario.Script) string {
	if s.State == nil {
		return ""
	}
	return s.State.Name
}

// Saw records which link the request is about, and the state that it is in.
func (r *Report) Saw(l *store.Link) {
	r.Link, r.Script, r.Status = l.ID, l.Script, l.State.Status()
	r.Before, r.After, r.StateBefore = l.State, l.State, stateOf(l.Script)
}

// MayTouch returns access_to_resource_denied for a link that the access token was not made for.
func (r *Request) MayTouch(id uuid.UUID) error {
	if r.Token != nil && r.Token.Link != uuid.Nil && r.Token.Link != id {
		return belvo.NewError(belvo.CodeAccessToResourceDenied).Explain("the access token was made for another link")
	}
	return nil
}

// ByControl is the cause of what a control call did.
const ByControl = "control"

// ControlCall is the call of what the control surface does to a link itself.
func ControlCall() *Call { return &Call{Request: Request{Cause: ByControl}} }
