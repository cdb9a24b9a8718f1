// Package run is what one run of an application was, seen from its sandbox: what it asked, in which
// state each link was, what became of links and webhooks, and whether a story's steps took effect.
package run

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
)

// Report is one run.
type Report struct {
	Now         time.Time            `json:"now" doc:"on the sandbox's clock"`
	Requests    []Request            `json:"requests" doc:"as they were answered, the oldest first"`
	Dropped     uint64               `json:"dropped,omitempty" doc:"how many older requests fell out of the journal"`
	Transitions []journal.Transition `json:"transitions" doc:"the oldest first"`
	Links       []Links              `json:"links" doc:"that are there now, by user and institution"`
	Webhooks    []Webhook            `json:"webhooks" doc:"the attempts to deliver them, the oldest first"`
	Waiting     int                  `json:"waiting,omitempty" doc:"how many webhooks were not delivered, and are not given up"`
	Unread      []string             `json:"unread,omitempty" doc:"what was sent and nothing read, each once"`
	Story       string               `json:"story,omitempty" doc:"the name of the story that is told"`
	Steps       []Step               `json:"steps,omitempty" doc:"of the story"`
}

// Request is a request as a search and a judge need it.
type Request struct {
	ID        string          `json:"id"`
	Method    string          `json:"method"`
	Path      string          `json:"path" doc:"of its operation, with parts in braces, or as it was if there is none"`
	URL       string          `json:"url" doc:"path and query as they were, without secrets"`
	Nth       int             `json:"nth,omitempty" doc:"which of its operation's requests; none: a story has no step at it, or its keys were refused"`
	Operation string          `json:"operation,omitempty" doc:"as in a match of next"`
	Link      uuid.UUID       `json:"link,omitzero"`
	Before    lifecycle.State `json:"link_state_before,omitempty"`
	After     lifecycle.State `json:"link_state,omitempty"`
	Session   bool            `json:"session,omitempty" doc:"an MFA session of the link was open before"`
	Consent   bool            `json:"consent,omitempty" doc:"a consent of the link on Open Finance was in force before"`
	Status    int             `json:"status" doc:"0: a fault sent no answer"`
	Codes     []belvo.Code    `json:"codes,omitempty"`
	Fault     string          `json:"fault,omitempty"`
	Same      string          `json:"same" doc:"equal for requests of the same method, path and body, ids apart"`
	Next      []int           `json:"next,omitempty" doc:"the ids of the queued answers that it got"`
	Keys      bool            `json:"keys,omitempty" doc:"its URL has keys or a token"`
}

// Links is how many links a user has at an institution.
type Links struct {
	Institution string            `json:"institution"`
	Username    string            `json:"username"`
	Links       int               `json:"links"`
	States      []lifecycle.State `json:"states"`
}

// Webhook is an attempt to deliver a webhook.
type Webhook struct {
	Type    string  `json:"type"`
	Code    string  `json:"code"`
	Copy    bool    `json:"copy,omitempty" doc:"the second of a webhook that is sent twice"`
	Outcome string  `json:"outcome"`
	Status  int     `json:"status,omitempty"`
	TookMS  float64 `json:"took_ms" doc:"in real time"`
}

// Step is what came of a step of a story.
type Step struct {
	Took    bool       `json:"took_effect"`
	Why     string     `json:"why,omitempty" doc:"why it did not"`
	Request string     `json:"request,omitempty" doc:"the id of the request that it was at"`
	Effect  *uuid.UUID `json:"link,omitempty" doc:"whose event it was"`
}

// Point is a request by its operation and which of the operation's requests it is.
type Point struct {
	At  string // such as POST /api/links/
	Nth int
}

// Point is where the request is in its run; its Nth is 0 for a request at which a story has no step.
func (r Request) Point() Point { return Point{r.Method + " " + r.Path, r.Nth} }
