package wire

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/webhook"
)

// Event is a webhook that was sent, or would have been if there had been an endpoint.
type Event struct {
	Seq  uint64          `json:"seq"`
	ID   string          `json:"webhook_id"`
	At   time.Time       `json:"at"`
	Link uuid.UUID       `json:"link"`
	Type string          `json:"type"`
	Code string          `json:"code"`
	Body json.RawMessage `json:"body"`
}

// Delivery is a webhook's way to an endpoint.
type Delivery struct {
	ID       string        `json:"id"`
	Endpoint string        `json:"endpoint"`
	Event    string        `json:"webhook_id"`
	Link     uuid.UUID     `json:"link"`
	Type     string        `json:"type"`
	Code     string        `json:"code"`
	State    webhook.State `json:"state"`
	Attempts int           `json:"attempts"`
	Next     *time.Time    `json:"next_attempt"`
	Held     bool          `json:"held,omitempty" doc:"it waits for POST webhooks/release"`
	Status   int           `json:"status,omitempty"`
}
