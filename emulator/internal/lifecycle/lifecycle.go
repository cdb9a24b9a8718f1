// Package lifecycle is the life of a link: one table of transitions (state × event → next state,
// what it emits, why) and one of admissions (state × operation → the error that refuses it). Both
// are exhaustive and pure. What an institution answers is decided by a scenario; what that
// answer does to the link is decided here, so no scenario can bring a link into a state that
// Belvo could not.
//
// Sources: https://developers.belvo.com/developer_resources/resources-links-overview for the
// statuses, https://developers.belvo.com/developer_resources/resources-belvo-api-errors for the
// errors and the six failures, https://developers.belvo.com/docs/connect-widget-update-mode for
// Heimdall and the update mode.
package lifecycle

import (
	"fmt"

	"belvo-emulator/emulator/internal/belvo"
)

// State is where a link stands in its life. The wire shows only its Status.
type State string

// The states, in the order of a link's life.
const (
	None          State = "none"           // before registration
	Unconfirmed   State = "unconfirmed"    // registered, but the MFA token was never given
	Valid         State = "valid"          // works
	TokenRequired State = "token_required" // was valid, the institution wants a new MFA token
	Invalid       State = "invalid"        // the institution no longer takes the credentials
	Expired       State = "expired"        // the credentials are no longer stored
	Deleted       State = "deleted"        // gone
)

// States returns all states in the order of a link's life.
func States() []State {
	return []State{None, Unconfirmed, Valid, TokenRequired, Invalid, Expired, Deleted}
}

// Status is what the wire shows of a state; it is "" where no link exists.
// An expired link is shown as invalid, see
// https://developers.belvo.com/security/security-data-retention-controls
func (s State) Status() belvo.Status {
	switch s {
	case Unconfirmed:
		return belvo.StatusUnconfirmed
	case Valid:
		return belvo.StatusValid
	case TokenRequired:
		return belvo.StatusTokenRequired
	case Invalid, Expired:
		return belvo.StatusInvalid
	default:
		return ""
	}
}

// Fresh says whether a link in the state has never worked.
func (s State) Fresh() bool { return s == None || s == Unconfirmed }

// Operation is something asked of a link.
type Operation string

// The operations. Retrieve is any POST for data; Refresh is the scheduled one as well as POST
// /api/links/{id}/refresh/; Resume is the PATCH that completes a 428.
const (
	Register Operation = "register"
	Resume   Operation = "resume"
	Retrieve Operation = "retrieve"
	Update   Operation = "update"
	Refresh  Operation = "refresh"
	Modify   Operation = "modify"
	Delete   Operation = "delete"
)

// Operations returns all operations.
func Operations() []Operation {
	return []Operation{Register, Resume, Retrieve, Update, Refresh, Modify, Delete}
}

// Outcome is what an institution's answer means for the link.
type Outcome string

// The outcomes. Exhausted is the refusal that is one too many, see MaxRefusals. Failed means that
// the institution could not answer; it never changes a link and is therefore no event.
const (
	OK         Outcome = "ok"
	Challenged Outcome = "challenged"
	Refused    Outcome = "refused"
	Exhausted  Outcome = "exhausted"
	Failed     Outcome = "failed"
)

// MaxRefusals is how many POST requests in a row an institution may refuse before the link
// becomes invalid. Deviation: Belvo says "after six unsuccessful POST requests"; that only
// refused logins count, and that a success begins the count anew, is our reading.
const MaxRefusals = 6

// Event is something that happened to a link: an operation with its outcome, or time passing.
type Event string

// CredentialsExpired is the end of the period that credentials_storage sets.
const CredentialsExpired Event = "credentials_expired"

// SessionExpired is the end of the MFA sessions of a link before their time. That they end by
// themselves is no event: it changes nothing but what a late token is answered with.
const SessionExpired Event = "session_expired"

// ConsentExpired is the end of a consent on Brazil's Open Finance.
const ConsentExpired Event = "consent_expired"

// OtherEvents are the events that are not the outcome of an operation.
func OtherEvents() []Event { return []Event{CredentialsExpired, SessionExpired, ConsentExpired} }

// EventOf names the event of an operation's outcome, like retrieve_challenged.
func EventOf(op Operation, out Outcome) Event { return Event(string(op) + "_" + string(out)) }

// OutcomeOf tells what an institution's answer means for the link: the answers of a scenario are
// "ok" and Belvo's error codes.
func OutcomeOf(answer belvo.Code) Outcome {
	switch answer {
	case AnswerOK:
		return OK
	case belvo.CodeTokenRequired:
		return Challenged
	case belvo.CodeLoginError:
		return Refused
	default:
		return Failed
	}
}

// AnswerOK is the answer of an institution that did what it was asked.
const AnswerOK belvo.Code = "ok"

// Outcomes lists the outcomes of an operation that are events.
func Outcomes(op Operation) []Outcome {
	switch op {
	case Modify, Delete:
		return []Outcome{OK}
	case Retrieve:
		return []Outcome{OK, Challenged, Refused, Exhausted}
	default:
		return []Outcome{OK, Challenged, Refused}
	}
}

// Effect is what a transition causes in addition to the change of state.
type Effect string

// The effects. Each is carried out, in the same commit as the transition, by the engine.
const (
	// OpenSession starts an MFA session that a PATCH may resume.
	OpenSession Effect = "open_session"
	// DropSessions ends every MFA session of the link: they answer session_expired from now on.
	DropSessions Effect = "drop_sessions"
	// CountRefusal adds one to the refused POST requests in a row.
	CountRefusal Effect = "count_refusal"
	// ResetRefusals sets that count to zero.
	ResetRefusals Effect = "reset_refusals"
	// Touch sets last_accessed_at.
	Touch Effect = "touch"
	// StoreCredentials begins the period of credentials_storage.
	StoreCredentials Effect = "store_credentials"
	// HistoricalUpdate collects the history of a recurrent link or of its fetch_resources.
	HistoricalUpdate Effect = "historical_update"
	// RecurrentUpdate collects what is new.
	RecurrentUpdate Effect = "recurrent_update"
	// WebhookInvalidCredentials reports LINK invalid_credentials.
	WebhookInvalidCredentials Effect = "webhook:invalid_credentials"
	// WebhookTokenRequired reports LINK token_required.
	WebhookTokenRequired Effect = "webhook:token_required"
	// DeleteData removes the link with all its data.
	DeleteData Effect = "delete_data"
)

// Transition is one row of the table.
type Transition struct {
	From    State
	Event   Event
	To      State
	Effects []Effect
	Why     string
}

// ImpossibleError reports an event that cannot happen in a state.
type ImpossibleError struct {
	State State
	Event Event
}

// Error names the pair.
func (e *ImpossibleError) Error() string {
	return fmt.Sprintf("event %s is impossible in state %s", e.Event, e.State)
}

// Next returns the transition for an event in a state. It returns an *ImpossibleError for a pair
// that the table does not have.
func Next(from State, event Event) (Transition, error) {
	for i := range table { // which copies no row
		if table[i].From == from && table[i].Event == event {
			return table[i], nil
		}
	}
	return Transition{}, &ImpossibleError{from, event}
}

// Table returns every transition, in the order of a link's life.
func Table() []Transition { return table[:] }

// Admit tells whether an operation may be tried in a state; it returns "" or the code of the
// error that refuses it before the institution is asked.
func Admit(s State, op Operation) belvo.Code {
	if refusals, ok := admissions[s]; ok {
		return refusals[op]
	}
	return belvo.CodeNotFound
}
