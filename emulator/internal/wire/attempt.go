package wire

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/webhook"
)

// Attempt is an attempt to deliver a webhook, as it is shown.
type Attempt struct {
	Delivery string          `json:"delivery"`
	Endpoint string          `json:"endpoint"`
	URL      string          `json:"url"`
	Event    string          `json:"webhook_id"`
	Link     uuid.UUID       `json:"link"`
	Type     string          `json:"type"`
	Code     string          `json:"code"`
	Number   int             `json:"attempt"`
	Copy     bool            `json:"copy,omitempty" doc:"the second sending of a duplicated webhook"`
	Started  time.Time       `json:"started"`
	TookMS   float64         `json:"took_ms"`
	Outcome  webhook.Outcome `json:"outcome"`
	Error    string          `json:"error,omitempty"`
	Status   int             `json:"status,omitempty"`
	Response string          `json:"response,omitempty"`
	// ContentType and Location are headers of the response.
	ContentType string     `json:"content_type,omitempty"`
	Location    string     `json:"location,omitempty"`
	Next        *time.Time `json:"next_attempt"`
	// Headers and Body are the request's.
	Headers map[string][]string `json:"headers"`
	Body    json.RawMessage     `json:"body"`
}

// ShowAttempts turns attempts into what is shown of them; their secrets stay behind.
func ShowAttempts(attempts []*webhook.Attempt) []Attempt {
	list := make([]Attempt, len(attempts))
	for i, a := range attempts {
		list[i] = Attempt{Delivery: a.Delivery, Endpoint: a.Endpoint, URL: a.URL, Event: a.Event.ID,
			Link: a.Event.Link, Type: a.Event.Type, Code: a.Event.Code, Number: a.Number, Started: a.Started,
			TookMS: a.TookMS(), Outcome: a.Outcome, Error: a.Error, Status: a.Status,
			Copy: a.Copy, Response: a.Response, ContentType: a.ContentType, Location: a.Location,
			Headers: a.RequestHeader(), Body: a.Event.Body()}
		if !a.Next.IsZero() {
			list[i].Next = &a.Next
		}
	}
	return list
}
