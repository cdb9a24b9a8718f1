package journal

import (
	"slices"
	"time"
	"unsafe"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// Entry is one request and what explains its answer. What it refers to belongs to the
// journal from then on; bodies hold no secrets any more, see Mask.
type Entry struct {
	ID   string    // of Begin
	At   time.Time // on the sandbox's clock
	Took time.Duration

	Method, Path string
	RawPath      string // as it was escaped, "" for what Path is escaped as anyway
	Query        string // as it was sent, without secrets
	Route        *Route // the operation that it was taken for, nil for none
	Auth         Auth
	Async        bool   // the client asked for a 202
	Asked        string // the scenario that its header names, "" for none
	Body         Body
	Unread       *Unread // nil: all was read

	Status    int
	RequestID string
	Errors    []belvo.Error // of an answer that is Belvo's error array
	Answer    Body

	Link          uuid.UUID       // the link that the request is about, zero for none
	Before, After lifecycle.State // of that link; "" if the request did not read it
	Session       bool            // an MFA session of the link was open before
	Consent       bool            // a consent of the link on Open Finance was in force before
	Scenario      string          // "" if none was asked
	// StateBefore and StateAfter are the scenario's states.
	StateBefore, StateAfter string
	Rule                    string // file:line of the rule that answered, "" for none
	Fault                   string // "" for none
	Latency                 time.Duration
	Transitions             []Transition
	Webhooks                []*notice.Notice
	Due                     *Due // nil: nothing has changed

	Left   bool   // the world went back to before the request while it was under way
	undone uint64 // the position at which the world went back to before it, 0 if it did not
}

// Undone says whether the world went back to before the request.
func (e *Entry) Undone() bool { return e.undone != 0 || e.Left }

// issues says whether the operation takes keys in its body and answers with tokens.
func (e *Entry) issues() bool { return e.Route != nil && e.Route.Issues }

func (e *Entry) unread() Unread {
	if e.Unread == nil {
		return Unread{}
	}
	return *e.Unread
}

// Route is the operation that a request was taken for.
type Route struct {
	Name         string // of Belvo's OpenAPI description, "" where it has none
	Method, Path string // with parts in braces
	Operation    string // the word for what it does, such as retrieve or list
	// Issues says that the operation takes keys in its body and answers with tokens.
	Issues bool
}

// Auth says how a request authenticated itself.
type Auth string

// The ways of authentication.
const (
	AuthNone    Auth = "none"    // nothing was sent
	AuthBasic   Auth = "basic"   // secret keys in the header
	AuthBearer  Auth = "bearer"  // an access token in the header
	AuthBody    Auth = "body"    // secret keys or a refresh token in the body
	AuthRefused Auth = "refused" // what was sent is not good
)

// Auths returns all ways of authentication.
func Auths() []Auth { return []Auth{AuthNone, AuthBasic, AuthBearer, AuthBody, AuthRefused} }

// Body is what is kept of a request's or an answer's body: its text, without secrets.
type Body struct {
	Text []byte
	Form bool // it is a form, else JSON
	// Mislabelled says that it is JSON and was declared as a form.
	Mislabelled bool
	// Type is the Content-Type of a body that was not read because of it, nil for any other.
	Type *string
	Size int // of the body as it was, in bytes
	// Why says why not all of it is here, "" if it is.
	Why string
}

// Due is what is due to happen to a link by itself; zero times are never.
type Due struct {
	Refresh     time.Time `json:"refresh,omitzero"`     // of a recurrent link
	Credentials time.Time `json:"credentials,omitzero"` // the end of credentials_storage
	Stale       time.Time `json:"stale_data,omitzero"`  // the end of stale_in
	Consent     time.Time `json:"consent,omitzero"`     // the end of a consent on Open Finance
}

// perText is the overhead of a text beyond its bytes, at most: memory comes in sizes that rise in steps.
const perText = 16

// textBytes is about how many bytes some texts take.
func textBytes(all ...string) (bytes int) {
	for _, t := range all {
		if t != "" {
			bytes += len(t) + perText
		}
	}
	return bytes
}

// takes is about how many bytes the entry refers to. Names of the emulator's own, which all entries
// share, do not count, nor does what the records of transitions and webhooks count.
func (e *Entry) takes() int {
	bytes := int(unsafe.Sizeof(*e)) + textBytes(e.ID, e.Path, e.RawPath, e.Query, e.Asked, e.RequestID) +
		cap(e.Body.Text) + cap(e.Answer.Text) + len(e.Body.Why) + len(e.Answer.Why) +
		cap(e.Transitions)*int(unsafe.Sizeof(Transition{})) + cap(e.Webhooks)*int(unsafe.Sizeof(&notice.Notice{}))
	for i := range e.Errors {
		bytes += int(unsafe.Sizeof(e.Errors[i])) + textBytes(e.Errors[i].Message, e.Errors[i].Hint)
	}
	if e.Due != nil {
		bytes += int(unsafe.Sizeof(*e.Due))
	}
	if u := e.Unread; u != nil {
		bytes += int(unsafe.Sizeof(*u))
		for _, f := range slices.Concat(u.Body, u.Query, u.Headers) {
			bytes += int(unsafe.Sizeof(f)) + textBytes(f.Name)
		}
	}
	return bytes
}

// Transition is one step in a link's life that was committed.
type Transition struct {
	At    time.Time       `json:"at"` // on the sandbox's clock
	Link  uuid.UUID       `json:"link"`
	From  lifecycle.State `json:"from"`
	Event lifecycle.Event `json:"event"`
	To    lifecycle.State `json:"to"`
	// Cause is the id of the request that made it, or what else did, such as "timer refresh".
	Cause string `json:"cause"`
	// Undone says that the world went back to before it.
	Undone bool   `json:"undone,omitempty"`
	undone uint64 // the position at which it did
}

// takes is what a Transition refers to: the cause is a request's name, which its entry counts.
func (t Transition) takes() int { return 0 }

// committed is a webhook as the rings keep it.
type committed struct{ *notice.Notice }

// contentBytes is about what a webhook's content takes: its share of the link as it was sent, and the body
// when it is made.
const contentBytes = 700

func (w committed) takes() int { return int(unsafe.Sizeof(*w.Notice)) + contentBytes + textBytes(w.ID) }

// attempt is a try to deliver a webhook as the rings keep it.
type attempt struct{ *webhook.Attempt }

func (a attempt) takes() int {
	return int(unsafe.Sizeof(*a.Attempt)) +
		textBytes(a.Delivery, a.URL, a.Error, a.Response, a.ContentType, a.Location)
}
