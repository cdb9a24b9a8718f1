package engine

import (
	"net/url"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// Page is a part of a list: rows Offset to Offset+Limit.
type Page struct{ Offset, Limit int }

// wire is a link as the wire shows it.
func (b *Sandbox) wire(l *store.Link) belvo.Link {
	w := belvo.Link{ID: l.ID, Institution: l.Institution, AccessMode: l.AccessMode, CreatedAt: belvo.At(l.CreatedAt),
		InstitutionUserID: l.InstitutionUserID, Status: l.State.Status(), CreatedBy: l.CreatedBy,
		CredentialsStorage: l.CredentialsStorage, FetchResources: l.FetchResources, StaleIn: l.StaleIn,
		ExternalID: nullable(l.ExternalID), RefreshRate: nullable(l.RefreshRate)}
	if !l.LastAccessedAt.IsZero() {
		at := belvo.At(l.LastAccessedAt)
		w.LastAccessedAt = &at
	}
	if w.FetchResources == nil {
		w.FetchResources = []string{}
	}
	return w
}

func nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// ListLinks returns one page of the links that the query's filters let through, the newest first,
// and how many there are in all. Deviation: Belvo does not document the order.
// An access token that was made for one link sees that link only.
func (b *Sandbox) ListLinks(c *Call, query url.Values, page Page) ([]belvo.Link, int, error) {
	parsed, err := b.engine.links.Parse(query)
	if err != nil {
		return nil, 0, err
	}
	where := conditions(parsed, func(l *store.Link) *store.Link { return l })
	if c.Token != nil && c.Token.Link != uuid.Nil {
		where = append(where, store.Where[store.Link]{Index: "id", Values: []string{c.Token.Link.String()}})
	}
	b.settle(b.now())
	var links []store.Link
	var total int
	b.store.View(func(tx *store.Tx) { links, total = tx.Links(where, page.Offset, page.Limit) })
	out := make([]belvo.Link, len(links))
	for i := range links {
		out[i] = b.wire(&links[i])
	}
	return out, total, nil
}

// Link returns one link, or not_found.
func (b *Sandbox) Link(c *Call, id uuid.UUID) (belvo.Link, error) {
	if err := c.mayTouch(id); err != nil {
		return belvo.Link{}, err
	}
	b.settle(b.now())
	var link store.Link
	var ok bool
	b.store.View(func(tx *store.Tx) { link, ok = tx.Link(id) })
	if !ok {
		return belvo.Link{}, belvo.NewError(belvo.CodeNotFound)
	}
	c.saw(&link)
	return b.wire(&link), nil
}

// saw notes for the log what link a call is about.
func (c *Call) saw(l *store.Link) {
	c.Link, c.Script, c.Status = l.ID, l.Script, l.State.Status()
	c.Before, c.After, c.StateBefore = l.State, l.State, stateOf(l.Script)
}

// mayTouch refuses a link that the access token was not made for.
func (c *Call) mayTouch(id uuid.UUID) error {
	if c.Token != nil && c.Token.Link != uuid.Nil && c.Token.Link != id {
		return belvo.NewError(belvo.CodeAccessToResourceDenied).Explain("the access token was made for another link")
	}
	return nil
}

// onLink asks the institution for one operation on a link that exists. Prepare, if not nil, may
// change the link before; what it changed is kept only when the lifecycle made a transition. The
// reply is what the institution's answer means for the client; err is anything else.
func (b *Sandbox) onLink(c *Call, id uuid.UUID, op lifecycle.Operation, fields map[string]string,
	prepare func(*store.Link, time.Time) error) (link store.Link, reply, err error) {
	if err := c.mayTouch(id); err != nil {
		return store.Link{}, nil, err
	}
	now := b.now()
	b.settle(now)
	err = b.store.Update(func(tx *store.Tx) error {
		before, ok := tx.Link(id)
		if !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		c.saw(&before)
		if code := lifecycle.Admit(before.State, op); code != "" {
			return belvo.NewError(code)
		}
		link = before
		if prepare != nil {
			if err := prepare(&link, now); err != nil {
				return err
			}
		}
		s := &step{b: b, tx: tx, call: c, now: now, link: &link, op: op, fields: fields, opens: op}
		if err := s.begin(); err != nil {
			return err
		}
		reply = s.try(before)
		return nil
	})
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
	return b.wire(&link), nil
}

// Credentials is what PUT /api/links/{id}/ brings: password, password2, token and so on.
type Credentials map[string]string

// UpdateLink gives a link new credentials, or the old ones again. It returns the link, the
// institution's refusal, or the 428 of an MFA session that PATCH /api/links/ completes.
func (b *Sandbox) UpdateLink(c *Call, id uuid.UUID, credentials Credentials) (belvo.Link, error) {
	return b.changed(b.onLink(c, id, lifecycle.Update, credentials, nil))
}
