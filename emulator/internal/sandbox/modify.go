package sandbox

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// Modification is what PATCH /api/links/{id}/ brings; empty parts stay as they are.
type Modification struct {
	AccessMode     belvo.AccessMode
	StaleIn        string
	FetchResources []string
}

// ModifyLink changes how a link's data is retrieved and kept.
func (b *Sandbox) ModifyLink(c *contact.Call, id uuid.UUID, m Modification) (belvo.Link, error) {
	fields := map[string]string{"access_mode": string(m.AccessMode)}
	return b.changed(b.onLink(c, id, lifecycle.Modify, fields, func(l *store.Link, now time.Time) error {
		return b.modify(l, m, now)
	}))
}

func (b *Sandbox) modify(l *store.Link, m Modification, now time.Time) error {
	inst, _ := b.desk.Catalog.Institution(l.Institution)
	if problems := problemsOf(checkOptional(m.StaleIn, CheckStale),
		CheckResources(m.FetchResources, inst)); problems != nil {
		return problems
	}
	if m.StaleIn != "" {
		if !l.StaleAt.IsZero() {
			l.StaleAt = l.StaleAt.Add(belvo.Days(m.StaleIn) - belvo.Days(l.StaleIn))
		}
		l.StaleIn = m.StaleIn
	}
	if m.FetchResources != nil {
		l.FetchResources = slices.Clone(m.FetchResources)
	}
	if m.AccessMode == "" || m.AccessMode == l.AccessMode {
		return nil
	}
	return b.switchMode(l, m.AccessMode, now)
}

// storesCredentials says whether a link's credentials are kept for refreshes. Deviation: Belvo wants
// them stored of a recurrent link, and gives single links 365 days by default; a link with that period
// may be switched, one with a shorter period that was chosen may not.
func storesCredentials(l *store.Link) bool {
	return l.State != lifecycle.Expired &&
		(l.CredentialsStorage == belvo.StoreCredentials || l.CredentialsStorage == belvo.DefaultSinglePeriod)
}

// switchMode changes whether a link is refreshed on schedule. A link that becomes recurrent needs
// its credentials, and collects its whole history at its first refresh.
func (b *Sandbox) switchMode(l *store.Link, mode belvo.AccessMode, now time.Time) error {
	recurrent := mode == belvo.Recurrent
	if recurrent && !storesCredentials(l) {
		return belvo.NewError(belvo.CodeInvalidAccessModeSwitch)
	}
	setMode(l, mode)
	l.RefreshDue = time.Time{}
	if !recurrent {
		return nil
	}
	if len(l.FetchResources) == 0 {
		inst, _ := b.desk.Catalog.Institution(l.Institution)
		l.FetchResources = coreResources(inst)
	}
	l.RefreshDue = now.Add(firstRefresh)
	l.CollectedAt = time.Time{}
	return nil
}

// firstRefresh is when a link that became recurrent is refreshed for the first time.
// Source: operation ModifyLinkDataRetrieval of OpenAPI 1.223.0.
const firstRefresh = 24 * time.Hour

// refreshPause is how long a link may not be refreshed again.
// Source: link_refreshed on https://developers.belvo.com/developer_resources/resources-belvo-api-errors
const refreshPause = 10 * time.Minute
