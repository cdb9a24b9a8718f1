package sandbox

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// LinkSummary is a link in a list of them. It holds no secret.
type LinkSummary struct {
	ID          uuid.UUID        `json:"id"`
	Institution string           `json:"institution"`
	Name        string           `json:"institution_name" doc:"as people know it"`
	Username    string           `json:"username"`
	State       lifecycle.State  `json:"state"`
	Status      belvo.Status     `json:"status"`
	AccessMode  belvo.AccessMode `json:"access_mode"`
	RefreshRate string           `json:"refresh_rate,omitempty"`
	ExternalID  string           `json:"external_id,omitempty"`
	CreatedAt   time.Time        `json:"created_at"`
}

// CountLinks is how many links the sandbox has.
func (b *Sandbox) CountLinks() (n int) {
	b.store.View(func(tx *store.Tx) { _, n = tx.Links(nil, 0, 1) })
	return n
}

// Overview lists the links, the newest first, and how many there are in all.
func (b *Sandbox) Overview(limit int) (list []LinkSummary, total int) {
	b.FireDue(b.Now())
	var links []store.Link
	b.store.View(func(tx *store.Tx) { links, total = tx.Links(nil, 0, limit) })
	list = make([]LinkSummary, len(links))
	for i := range links {
		l := &links[i]
		list[i] = LinkSummary{ID: l.ID, Institution: l.Institution, Name: l.Institution, Username: l.Username,
			State: l.State, Status: l.State.Status(), AccessMode: l.AccessMode, RefreshRate: l.RefreshRate,
			ExternalID: l.ExternalID, CreatedAt: l.CreatedAt}
		if inst, known := b.shared.Catalog.Institution(l.Institution); known {
			list[i].Name = inst.DisplayName
		}
	}
	return list, total
}
