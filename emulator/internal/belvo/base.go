package belvo

import "github.com/google/uuid"

// Base is what the objects of most resources have: which one it is, of which link, and when it was
// read at the institution and first stored here. Objects embed it. The id is null in data that is
// not saved.
type Base struct {
	ID          *uuid.UUID `json:"id"`
	Link        uuid.UUID  `json:"link"`
	CollectedAt Timestamp  `json:"collected_at"`
	CreatedAt   Timestamp  `json:"created_at"`
}
