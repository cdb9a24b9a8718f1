package snapshot

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Next is what decides about the answers to come: those that were queued, the settings, and the story that
// is told, and the scenario that is tried.
type Next struct {
	Queued   int       `json:"queued,omitempty"` // how many were ever queued
	Waiting  []Answer  `json:"waiting,omitempty"`
	Settings *Settings `json:"settings,omitempty"`
	Story    *Story    `json:"story,omitempty"`
	Trial    string    `json:"trial,omitempty"` // the text of a scenario that is in force here alone
}

// Settings is how all answers look, and how webhooks are sent.
type Settings struct {
	PageSize      int    `json:"page_size,omitempty"`
	Data          string `json:"data,omitempty"`
	UnknownFields bool   `json:"unknown_fields,omitempty"`
	Nulls         bool   `json:"nulls,omitempty"`
	LongTexts     bool   `json:"long_texts,omitempty"`
	Currency      string `json:"currency,omitempty"`
	Webhooks      *Hooks `json:"webhooks,omitempty"`
}

// Hooks is how the webhooks of all endpoints are sent, in addition to what each endpoint says.
type Hooks struct {
	Duplicate bool   `json:"duplicate,omitempty"`
	Delay     string `json:"delay,omitempty"`
	Reorder   bool   `json:"reorder,omitempty"`
	When      string `json:"when,omitempty"`
}

// Story is a story that is told.
type Story struct {
	Name  string `json:"name"`
	Steps []Step `json:"steps"`
}

// Step is a step of it, as the queue of answers has it.
type Step struct {
	ID      int  `json:"id"`
	Answers bool `json:"answers,omitempty"` // it is about an answer, not about what happens before a request
}

// Answer is an answer that waits for a request.
type Answer struct {
	ID        int        `json:"id,omitempty"`
	Match     Match      `json:"match,omitzero"`
	Respond   string     `json:"respond,omitempty"`
	Message   string     `json:"message,omitempty"`
	Status    int        `json:"status,omitempty"`
	Challenge *Challenge `json:"challenge,omitempty"`
	Latency   string     `json:"latency,omitempty"`
	Fault     string     `json:"fault,omitempty"`
	FaultWith int        `json:"fault_status,omitempty"` // of the fault status
	Times     int        `json:"times,omitempty"`
	Left      int        `json:"left,omitempty"`
	Always    bool       `json:"always,omitempty"`
	Seen      int        `json:"seen,omitempty"` // how many requests have matched
	Before    []Effect   `json:"before,omitempty"`
}

// Match is which requests an answer waits for.
type Match struct {
	Method      string    `json:"method,omitempty"`
	Path        string    `json:"path,omitempty"`
	Operation   string    `json:"operation,omitempty"`
	Link        uuid.UUID `json:"link,omitzero"`
	Resource    string    `json:"resource,omitempty"`
	Institution string    `json:"institution,omitempty"`
	Nth         int       `json:"nth,omitempty"`
}

// Effect is what happens right before a request.
type Effect struct {
	Event     string     `json:"event,omitempty"`
	When      string     `json:"when,omitempty"`
	Challenge *Challenge `json:"challenge,omitempty"`
	Link      string     `json:"link,omitempty"`
	Bank      string     `json:"bank,omitempty"` // what it answers to the event refresh
	Advance   string     `json:"advance,omitempty"`
}

// Webhook is a webhook that waits for receivers, and what its body follows from.
type Webhook struct {
	ID        string    `json:"webhook_id"`
	Seq       uint64    `json:"seq"`
	At        time.Time `json:"at"`
	Link      uuid.UUID `json:"link"`
	Type      string    `json:"type"`
	Code      string    `json:"code"`
	Process   string    `json:"process,omitempty"`
	Request   string    `json:"request_id,omitempty"`
	Cause     string    `json:"cause,omitempty"`
	Duplicate bool      `json:"duplicate,omitempty"`
	Delay     string    `json:"delay,omitempty"`
	Reorder   bool      `json:"reorder,omitempty"`

	Says      string      `json:"says"`            // one of the words of package contact, or body
	Text      string      `json:"text,omitempty"`  // the JSON of given data, or of the body
	About     int         `json:"about,omitempty"` // which of the links in Webhooks it describes, from 1
	Resource  string      `json:"resource,omitempty"`
	Collected time.Time   `json:"collected_at,omitzero"`
	Since     time.Time   `json:"since,omitzero"`
	Stored    []uuid.UUID `json:"stored,omitempty"`
	Fresh     *Fresh      `json:"fresh,omitempty"`

	Deliveries []Delivery `json:"deliveries,omitempty"`
}

// Fresh is the condition of a webhook that is only sent if there is fresh data.
type Fresh struct {
	Resources []string    `json:"resources"`
	Since     time.Time   `json:"since"`
	At        time.Time   `json:"at"`
	Stored    []uuid.UUID `json:"stored,omitempty"`
}

// Delivery is a webhook on its way to an endpoint.
type Delivery struct {
	Endpoint string    `json:"endpoint"`
	State    string    `json:"state"`
	Due      time.Time `json:"due"`
	Free     time.Time `json:"free,omitzero"`
	Copies   int       `json:"copies,omitempty"`
	Attempts int       `json:"attempts,omitempty"`
	Tries    int       `json:"tries,omitempty"`
	Outcome  string    `json:"outcome,omitempty"`
	Status   int       `json:"status,omitempty"`
	Place    uint64    `json:"place,omitempty"` // among those that are due at the same time
	Turn     uint64    `json:"turn,omitempty"`  // among those of its link
	Held     bool      `json:"held,omitempty"`  // until the next one comes
	Kept     bool      `json:"kept,omitempty"`  // until it is released, whenever it is due
}

// Bounds of what waits: requests and commits are compared with it.
const (
	maxAnswers  = 1000
	maxWaiting  = 200_000
	maxReceived = 1000 // deliveries of one webhook
)

func nextFormat() *yamlfile.Shape {
	match := object("which requests it waits for", field("method", text(nil)), field("path", text(nil)),
		field("operation", text(nil)), field("link", text(idForm)), field("resource", text(nil)),
		field("institution", text(nil)), field("nth", number(1)))
	effect := object("what happens right before a request", field("event", text(nil)), field("when", text(nil)),
		field("challenge", challengeFormat()), field("link", text(nil)),
		field("bank", text(nil)), field("advance", duration()))
	answer := object("an answer that waits for a request", field("id", number(1)), field("match", match),
		field("respond", enum(append([]string{"ok"}, belvo.Codes()...)...)), field("message", text(nil)),
		field("status", number(400)), field("challenge", challengeFormat()), field("latency", duration()),
		field("fault", text(nil)), field("fault_status", number(400)), field("times", number(1)), field("left", number(1)),
		field("always", flag()), field("seen", number(0)), field("before", few(maxWords, effect)))
	settings := object("how all answers look", field("page_size", number(0)), field("data", text(nil)),
		field("unknown_fields", flag()), field("nulls", flag()), field("long_texts", flag()),
		field("currency", text(belvo.CurrencyForm)),
		field("webhooks", object("how webhooks are sent", field("duplicate", flag()), field("delay", duration()),
			field("reorder", flag()), field("when", enum(webhook.Timings()...)))))
	story := object("the story that is told", field("name!", text(nil)), field("steps!", few(maxAnswers,
		object("a step", field("id!", number(1)), field("answers", flag())))))
	return object("what decides about answers to come", field("queued", number(0)),
		field("waiting", few(maxAnswers, answer)), field("settings", settings), field("story", story),
		field("trial", text(nil)))
}

func webhooksFormat() *yamlfile.Shape {
	return object("its webhooks", field("sent", number(0)), field("endpoints", few(maxEndpoints, endpointFormat())),
		field("manner", object("how they are sent to all endpoints", field("duplicate", flag()), field("delay", duration()),
			field("reorder", flag()), field("when", enum(webhook.Timings()...)))),
		field("links", few(maxWaiting, linkFormat(lifecycle.States()))),
		field("waiting", few(maxWaiting, webhookFormat())), field("named", number(0)))
}

func webhookFormat() *yamlfile.Shape {
	stored := func() yamlfile.Field { return field("stored", list(text(idForm))) }
	fresh := object("the data that it depends on", field("resources!", few(maxWords, text(nil))), field("since!", instant()),
		field("at!", instant()), stored())
	delivery := object("its way to an endpoint", field("endpoint!", text(nil)),
		field("state!", enum("pending", "retrying", "delivered")), field("due!", instant()), field("free", instant()),
		field("copies", number(0)), field("attempts", number(0)), field("tries", number(0)), field("outcome", text(nil)),
		field("status", number(0)), field("place", number(0)), field("turn", number(0)), field("held", flag()), field("kept", flag()))
	return object("a webhook that waits", field("webhook_id!", text(hexForm)), field("seq!", number(1)),
		field("at!", instant()), field("link!", text(idForm)), field("type!", text(nil)), field("code!", text(nil)),
		field("process", text(nil)), field("request_id", text(nil)), field("cause", text(nil)), field("duplicate", flag()),
		field("delay", duration()), field("reorder", flag()), field("says!", text(nil)), field("text", text(nil)),
		field("about", number(1)), field("resource", text(nil)), field("collected_at", instant()),
		field("since", instant()), stored(), field("fresh", fresh),
		field("deliveries", few(maxReceived, delivery)))
}
