package journal

import (
	"cmp"
	"encoding/json"
	"net/url"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/webhook"
)

// Request is an entry as it is shown. Secrets are shown as three stars. The parts from answer on
// are left out of lists.
type Request struct {
	ID        string          `json:"id" doc:"that of the header X-Belvo-Emulator-Request; u: of no sandbox"`
	At        time.Time       `json:"at" doc:"on the sandbox's clock"`
	TookMS    float64         `json:"took_ms"`
	Method    string          `json:"method"`
	Path      string          `json:"path"`
	Query     string          `json:"query,omitempty"`
	Operation string          `json:"operation,omitempty" doc:"Belvo's name, or method and path; none: unknown"`
	Auth      Auth            `json:"auth"`
	Body      json.RawMessage `json:"body,omitempty" doc:"a form as an object of texts"`
	BodyNote  string          `json:"body_note,omitempty" doc:"why not all of the body is shown"`
	Unread    *UnreadShown    `json:"unread,omitempty" doc:"what was sent and nothing read"`
	Status    int             `json:"status" doc:"0: a fault sent no answer"`
	Errors    []ErrorShown    `json:"errors,omitempty"`
	RequestID string          `json:"request_id"`
	Link      uuid.UUID       `json:"link,omitzero"`
	LinkState lifecycle.State `json:"link_state,omitempty" doc:"after the request"`
	Undone    bool            `json:"undone,omitempty" doc:"the world went back to before it"`

	Answer      json.RawMessage `json:"answer,omitempty" doc:"JSON, or a text where it is cut"`
	AnswerNote  string          `json:"answer_note,omitempty"`
	AnswerBytes int             `json:"answer_bytes,omitempty"`
	Before      lifecycle.State `json:"link_state_before,omitempty"`
	Scenario    *ScenarioShown  `json:"scenario,omitempty"`
	Transitions []Transition    `json:"transitions,omitempty"`
	Webhooks    []WebhookShown  `json:"webhooks,omitempty"`
	Due         *Due            `json:"due,omitempty" doc:"what happens to the link by itself from then on"`
	Curl        string          `json:"curl,omitempty" doc:"sends it again"`
}

// UnreadShown is an Unread as it is shown.
type UnreadShown struct {
	Body  []Field `json:"body,omitempty"`
	Query []Field `json:"query,omitempty"`
	// Headers are those of Belvo and of the emulator.
	Headers []Field `json:"headers,omitempty"`
	More    int     `json:"more,omitempty"`
}

// ErrorShown is what an answer's error is about.
type ErrorShown struct {
	Code  belvo.Code `json:"code"`
	Field string     `json:"field,omitempty"`
	Hint  string     `json:"hint,omitempty"`
}

// ScenarioShown is what the institution did.
type ScenarioShown struct {
	Name    string `json:"name,omitempty" doc:"none: no institution was asked"`
	Asked   string `json:"asked,omitempty" doc:"by the request's header"`
	Before  string `json:"state_before,omitempty"`
	After   string `json:"state_after,omitempty"`
	Rule    string `json:"rule,omitempty" doc:"file:line; none: no rule was asked, or none matched"`
	Fault   string `json:"fault,omitempty"`
	Latency string `json:"latency,omitempty"`
}

// WebhookShown is a webhook that a request caused.
type WebhookShown struct {
	ID   string `json:"webhook_id"`
	Type string `json:"type"`
	Code string `json:"code"`
}

// Summary is the entry as lists show it.
func (e *Entry) Summary() Request {
	r := Request{ID: e.ID, At: e.At, TookMS: milliseconds(e.Took), Method: e.Method, Path: e.Path,
		Query: e.Query,
		Auth:  e.Auth, Body: e.Body.json(), BodyNote: e.Body.Why, Status: e.Status,
		RequestID: e.RequestID, Link: e.Link, LinkState: e.After, Undone: e.Undone()}
	if e.Route != nil {
		r.Operation = cmp.Or(e.Route.Name, e.Route.Method+" "+e.Route.Path)
	}
	if u := e.Unread; u != nil {
		r.Unread = &UnreadShown{u.Body, u.Query, u.Headers, u.More}
	}
	for _, err := range e.Errors {
		r.Errors = append(r.Errors, ErrorShown{err.Code, err.Field, err.Hint})
	}
	return r
}

// Explain is all that is known of the entry. It may have to make the webhooks' bodies to see
// whether there was anything to tell.
func (e *Entry) Explain() Request {
	r := e.Summary()
	r.Answer, r.AnswerNote, r.AnswerBytes = e.Answer.json(), e.Answer.Why, e.Answer.Size
	r.Before, r.Transitions, r.Due, r.Curl = e.Before, e.Transitions, e.Due, e.curl()
	if e.Scenario != "" || e.Asked != "" {
		r.Scenario = &ScenarioShown{Name: e.Scenario, Asked: e.Asked, Before: e.StateBefore, After: e.StateAfter,
			Rule: e.Rule, Fault: e.Fault}
		if e.Latency > 0 {
			r.Scenario.Latency = e.Latency.String()
		}
	}
	for _, w := range e.Webhooks {
		if !w.Void() {
			r.Webhooks = append(r.Webhooks, WebhookShown{w.ID, w.Type, w.Code})
		}
	}
	return r
}

// AttemptShown is an attempt to deliver a webhook as the stream shows it.
type AttemptShown struct {
	Delivery string          `json:"delivery"`
	Endpoint string          `json:"endpoint"`
	Webhook  string          `json:"webhook_id"`
	Link     uuid.UUID       `json:"link"`
	Type     string          `json:"type"`
	Code     string          `json:"code"`
	Number   int             `json:"attempt"`
	At       time.Time       `json:"at"` // on the sandbox's clock
	TookMS   float64         `json:"took_ms"`
	Outcome  webhook.Outcome `json:"outcome"`
	OK       bool            `json:"delivered"`
	Status   int             `json:"status,omitempty"`
	Error    string          `json:"error,omitempty"`
}

func showAttempt(a *webhook.Attempt) AttemptShown {
	return AttemptShown{Delivery: a.Delivery, Endpoint: a.Endpoint, Webhook: a.Event.ID, Link: a.Event.Link,
		Type: a.Event.Type, Code: a.Event.Code, Number: a.Number, At: a.Started, TookMS: a.TookMS(),
		Outcome: a.Outcome, OK: a.Outcome == webhook.OK, Status: a.Status, Error: a.Error}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// json is the body as a JSON value, nil for none: a form is an object of texts, and what is cut is
// a text.
func (b Body) json() json.RawMessage {
	if len(b.Text) == 0 {
		return nil
	}
	if json.Valid(b.Text) {
		return b.Text
	}
	var value any = string(b.Text)
	if form, err := url.ParseQuery(string(b.Text)); err == nil && b.Form {
		fields := map[string]string{}
		for name := range form {
			fields[name] = form.Get(name)
		}
		value = fields
	}
	text, _ := json.Marshal(value) // texts always encode
	return text
}
