package wire

import (
	"time"

	"github.com/google/uuid"
)

// Checkpoint is a world that has a name.
type Checkpoint struct {
	Name  string    `json:"name"`
	Now   time.Time `json:"now" doc:"the sandbox's time then"`
	Links int       `json:"links"`
}

// Rewinding says where to go back to: one of the three.
type Rewinding struct {
	Before string `json:"before,omitempty" doc:"a request's id: to right before it"`
	After  string `json:"after,omitempty" doc:"a request's id: to right after it"`
	Steps  int    `json:"steps,omitempty" minimum:"0" doc:"over so many requests and calls that changed something"`
}

// Rewound tells what came of going back.
type Rewound struct {
	Now       time.Time       `json:"now" doc:"the sandbox's time from here on"`
	From      time.Time       `json:"from" doc:"the sandbox's time until here"`
	Clock     string          `json:"clock" doc:"what the clock did"`
	Requests  int             `json:"undone_requests" doc:"how many; the journal keeps them, marked as undone"`
	Delivered []SentMeanwhile `json:"delivered" doc:"webhooks that were delivered since then: receivers keep them"`
	Omitted   int             `json:"omitted,omitempty" doc:"how many delivered webhooks are not listed"`
}

// SentMeanwhile is a webhook that was delivered before the world went back.
type SentMeanwhile struct {
	Delivery string    `json:"delivery"`
	Endpoint string    `json:"endpoint"`
	Webhook  string    `json:"webhook_id"`
	Link     uuid.UUID `json:"link"`
	Type     string    `json:"type"`
	Code     string    `json:"code"`
}

// Forked tells of a sandbox that began as another was.
type Forked struct {
	SecretID string    `json:"secret_id"`
	Now      time.Time `json:"now" doc:"its time"`
}
