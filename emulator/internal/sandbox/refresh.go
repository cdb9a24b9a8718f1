package sandbox

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// RefreshLink asks the institution for what is new. The client gets a 202 whatever comes of it:
// the outcome shows in the link's status. Resources must be the institution's; none means all.
func (b *Sandbox) RefreshLink(c *contact.Call, id uuid.UUID, resources []string) error {
	fields := map[string]string{}
	_, _, err := b.onLink(c, id, lifecycle.Refresh, fields, func(l *store.Link, now time.Time) error {
		inst, _ := b.desk.Catalog.Institution(l.Institution)
		if e := CheckResources(resources, inst); e != nil {
			return e
		}
		if wait := refreshPause - now.Sub(l.RefreshedAt); !l.RefreshedAt.IsZero() && wait > 0 {
			minutes := int(math.Ceil(wait.Minutes()))
			return belvo.NewError(belvo.CodeLinkRefreshed).With(fmt.Sprintf(
				"The link has already been refreshed. Please wait %d minutes before trying again.", minutes))
		}
		l.RefreshedAt = now
		if len(resources) == 0 {
			resources = inst.Resources
		}
		fields[contact.FetchResources] = strings.Join(resources, ",")
		return nil
	})
	return err
}
