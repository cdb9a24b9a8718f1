package emulatortest

import (
	"net/http"
	"time"

	"belvo-emulator/emulator/internal/wire"
)

// Webhook is an event that the emulator has sent, or would have sent if there were an endpoint.
type Webhook = wire.Event

// WebhookFilter chooses among webhooks; the zero value chooses all.
type WebhookFilter struct {
	Event    string `json:"event,omitempty"` // the webhook's id
	Type     string `json:"type,omitempty"`  // such as LINK
	Code     string `json:"code,omitempty"`  // such as token_required
	Link     string `json:"link,omitempty"`
	Endpoint string `json:"endpoint,omitempty"`
	State    string `json:"state,omitempty"` // of deliveries, such as delivered
	From     uint64 `json:"from,omitempty"`  // webhooks from this Seq on
	Limit    int    `json:"limit,omitempty"` // only the last so many
}

// Endpoint is a receiver of webhooks.
type Endpoint struct {
	ID            string   `json:"id,omitempty"` // its name in deliveries; made up unless given
	URL           string   `json:"url"`
	Authorization string   `json:"authorization,omitempty"` // the header's value, never shown again
	Profile       string   `json:"profile,omitempty"`       // of retries: aggregation, payments or none
	Types         []string `json:"types,omitempty"`         // only these, such as LINK
	Duplicate     bool     `json:"duplicate,omitempty"`     // each webhook twice
	Delay         string   `json:"delay,omitempty"`         // before the first attempt, such as 90s
	Reorder       bool     `json:"reorder,omitempty"`       // neighbours swapped
	When          string   `json:"when,omitempty"`          // before_answer, after_answer or held
}

// Delivery is a webhook's way to an endpoint.
type Delivery = wire.Delivery

// Attempt is one try to deliver a webhook.
type Attempt = wire.Attempt

// Fired is an event to send.
type Fired struct {
	Link    string `json:"link"`
	Type    string `json:"type"`              // such as LINK
	Code    string `json:"code"`              // such as token_required
	Process string `json:"process,omitempty"` // such as historical_update
	Data    any    `json:"data,omitempty"`
}

// Webhooks is the inbox: what was sent while there was no endpoint.
func (b *Sandbox) Webhooks(chosen WebhookFilter) []Webhook {
	b.t.Helper()
	return control[[]Webhook](b, http.MethodGet, "webhooks/inbox", input{query: chosen})
}

// Await waits for a webhook, at most so long in real time (60 s at most), and ends the test if none
// comes. State, Endpoint and Limit do not choose here.
func (b *Sandbox) Await(chosen WebhookFilter, atMost time.Duration) Webhook {
	b.t.Helper()
	query := struct {
		Event   string `json:"event,omitempty"`
		Type    string `json:"type,omitempty"`
		Code    string `json:"code,omitempty"`
		Link    string `json:"link,omitempty"`
		From    uint64 `json:"from,omitempty"`
		Timeout string `json:"timeout"`
	}{chosen.Event, chosen.Type, chosen.Code, chosen.Link, chosen.From, atMost.String()}
	return control[Webhook](b, http.MethodGet, "webhooks/wait", input{query: query})
}

// Endpoints lists where webhooks go.
func (b *Sandbox) Endpoints() []Endpoint {
	b.t.Helper()
	return control[[]Endpoint](b, http.MethodGet, "webhooks/endpoints", input{})
}

// AddEndpoint adds a receiver of the sandbox's webhooks.
func (b *Sandbox) AddEndpoint(endpoint Endpoint) Endpoint {
	b.t.Helper()
	return control[Endpoint](b, http.MethodPost, "webhooks/endpoints", input{body: endpoint})
}

// RemoveEndpoint removes a receiver; what waits for it is withdrawn.
func (b *Sandbox) RemoveEndpoint(id string) {
	b.t.Helper()
	control[struct{}](b, http.MethodDelete, "webhooks/endpoints/{id}", input{id: id})
}

// Deliveries lists each webhook's way to each endpoint.
func (b *Sandbox) Deliveries(chosen WebhookFilter) []Delivery {
	b.t.Helper()
	return control[[]Delivery](b, http.MethodGet, "webhooks/deliveries", input{query: chosen})
}

// Attempts lists each try to deliver a webhook.
func (b *Sandbox) Attempts(chosen WebhookFilter) []Attempt {
	b.t.Helper()
	return control[[]Attempt](b, http.MethodGet, "webhooks/attempts", input{query: chosen})
}

// Redeliver sends what is chosen to its endpoints again and returns how many deliveries that is.
func (b *Sandbox) Redeliver(chosen WebhookFilter) int {
	b.t.Helper()
	return control[struct{ Redelivered int }](b, http.MethodPost, "webhooks/redeliver",
		input{query: chosen}).Redelivered
}

// Replay sends what is chosen to an endpoint that has not got it, because it was added later, say,
// and returns how many webhooks that is.
func (b *Sandbox) Replay(endpoint string, chosen WebhookFilter) int {
	b.t.Helper()
	return control[struct{ Replayed int }](b, http.MethodPost, "webhooks/endpoints/{id}/replay",
		input{id: endpoint, query: chosen}).Replayed
}

// Fire sends any event of a link and returns the webhook's id.
func (b *Sandbox) Fire(event Fired) string {
	b.t.Helper()
	return control[struct {
		ID string `json:"webhook_id"`
	}](b, http.MethodPost, "webhooks/fire", input{body: event}).ID
}

// Receive posts to the built-in receiver of webhooks and returns its answer. Its name says what it does: a
// status such as 503, or 200,10s for one after ten seconds. URL of an endpoint that uses it:
// Server.URL + "/__emulator/v1/webhooks/receiver/503".
func (b *Sandbox) Receive(name string) *Answer {
	b.t.Helper()
	return b.controlled(http.MethodPost, "webhooks/receiver/{name}", input{id: name})
}
