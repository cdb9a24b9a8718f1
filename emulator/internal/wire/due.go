package wire

import (
	"time"

	"github.com/google/uuid"
)

// Due is something that will happen by itself when its time comes.
type Due struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind" doc:"refresh, credentials, consent, stale_data, session, scenario or webhook"`
	Link uuid.UUID `json:"link,omitzero"`
	Why  string    `json:"why"`
}
