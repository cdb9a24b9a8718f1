package sandbox

import (
	"net/url"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// Wire is a link as the wire shows it.
func (b *Sandbox) Wire(l *store.Link) belvo.Link {
	w := belvo.Link{ID: l.ID, Institution: l.Institution, AccessMode: l.AccessMode, CreatedAt: belvo.At(l.CreatedAt),
		InstitutionUserID: l.InstitutionUserID, Status: l.State.Status(), CreatedBy: b.Owner,
		CredentialsStorage: l.CredentialsStorage, FetchResources: l.FetchResources, StaleIn: l.StaleIn,
		ExternalID: belvo.Nullable(l.ExternalID), RefreshRate: belvo.Nullable(l.RefreshRate)}
	if !l.LastAccessedAt.IsZero() {
		at := belvo.At(l.LastAccessedAt)
		w.LastAccessedAt = &at
	}
	if w.FetchResources == nil {
		w.FetchResources = []string{}
	}
	return w
}

// ListLinks returns one page of the links that the query's filters let through, the newest first,
// and how many there are in all. Deviation: Belvo does not document the order.
// An access token that was made for one link sees that link only.
func (b *Sandbox) ListLinks(c *contact.Call, query url.Values, page filter.Page) ([]belvo.Link, int, error) {
	parsed, err := b.shared.Links.Parse(query)
	if err != nil {
		return nil, 0, err
	}
	where := conditions(parsed, func(l *store.Link) LinkRow { return LinkRow{l, b.Owner} })
	if c.Request.Token != nil && c.Request.Token.Link != uuid.Nil {
		where = append(where, store.Where[store.Link]{Index: "id", Values: []string{c.Request.Token.Link.String()}})
	}
	b.FireDue(b.Now())
	var links []store.Link
	var total int
	b.store.View(func(tx *store.Tx) { links, total = tx.Links(where, page.Offset, page.Limit) })
	out := make([]belvo.Link, len(links))
	for i := range links {
		out[i] = b.Wire(&links[i])
	}
	return out, total, nil
}

// Link returns one link, or not_found.
func (b *Sandbox) Link(c *contact.Call, id uuid.UUID) (belvo.Link, error) {
	if err := c.Request.MayTouch(id); err != nil {
		return belvo.Link{}, err
	}
	b.FireDue(b.Now())
	var link store.Link
	var ok bool
	b.store.View(func(tx *store.Tx) { link, ok = tx.Link(id) })
	if !ok {
		return belvo.Link{}, belvo.NewError(belvo.CodeNotFound)
	}
	c.Report.Saw(&link)
	return b.Wire(&link), nil
}

// onLink asks the institution for one operation on a link that exists. Prepare, if not nil, may
// change the link before; what it changed is kept only when the lifecycle made a transition. The
// reply is what the institution's answer means for the client; err is anything else.
func (b *Sandbox) onLink(c *contact.Call, id uuid.UUID, op lifecycle.Operation, fields map[string]string,
	prepare func(*store.Link, time.Time) error) (link store.Link, reply, err error) {
	if err := c.Request.MayTouch(id); err != nil {
		return store.Link{}, nil, err
	}
	now := b.Now()
	b.FireDue(now)
	var instead error // of the institution's answer; the commit has used it up
	err = b.store.Update(func(tx *store.Tx) error {
		before, ok := tx.Link(id)
		if !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		c.Report.Saw(&before)
		if code := lifecycle.Admit(before.State, op); code != "" {
			return belvo.NewError(code)
		}
		link = before
		if prepare != nil {
			if err := prepare(&link, now); err != nil {
				return err
			}
		}
		s := b.desk.Ask(tx, c, &link, now, contact.Question{Op: op, Fields: fields, Opens: op})
		if err := s.Begin(); err != nil {
			return err
		}
		reply, instead = s.Try(before), s.Instead
		return nil
	})
	if err == nil && instead != nil {
		return link, nil, instead
	}
	return link, reply, err
}

// changed is the wire form of a link after an operation, or the first error.
func (b *Sandbox) changed(link store.Link, reply, err error) (belvo.Link, error) {
	switch {
	case err != nil:
		return belvo.Link{}, err
	case reply != nil:
		return belvo.Link{}, reply
	}
	return b.Wire(&link), nil
}

// Credentials is what PUT /api/links/{id}/ brings: password, password2, token and so on.
type Credentials map[string]string

// UpdateLink gives a link new credentials, or the old ones again. It returns the link, the
// institution's refusal, or the 428 of an MFA session that PATCH /api/links/ completes.
func (b *Sandbox) UpdateLink(c *contact.Call, id uuid.UUID, credentials Credentials) (belvo.Link, error) {
	return b.changed(b.onLink(c, id, lifecycle.Update, credentials, nil))
}
