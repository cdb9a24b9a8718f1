package engine

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/resource"
	"belvo-emulator/emulator/internal/store"
)

// Resumption is what a PATCH brings that completes a 428.
type Resumption struct {
	Session  string
	Link     uuid.UUID // zero if not given: the session knows its link
	Token    string
	SaveData *bool // of a retrieve; nil: as it was first asked for
}

// ResumeLink completes a login at /api/links/. Any session may be resumed there; it returns the
// link.
func (b *Sandbox) ResumeLink(c *Call, r Resumption) (belvo.Link, error) {
	link, _, err := b.resume(c, r, "")
	if err != nil {
		return belvo.Link{}, err
	}
	return b.wire(&link), nil
}

// ResumeRetrieve completes a request for data at the resource that was asked for, and returns
// the data.
func (b *Sandbox) ResumeRetrieve(c *Call, row *resource.Row, r Resumption) (Retrieved, error) {
	link, session, err := b.resume(c, r, row.Resource)
	if err != nil {
		return Retrieved{}, err
	}
	asked := session.Params.(Retrieval) // only retrieves open sessions with a resource
	if r.SaveData != nil {
		asked.SaveData = *r.SaveData
	}
	return b.collect(c, &link, row, asked)
}

// resume answers a session's challenge. Place is the resource at whose path the PATCH came, ""
// for /api/links/.
func (b *Sandbox) resume(c *Call, r Resumption, place belvo.Resource) (link store.Link, session store.Session, err error) {
	now := b.now()
	b.settle(now)
	var reply error
	err = b.store.Update(func(tx *store.Tx) error {
		var ok bool
		if session, ok = tx.Session(r.Session); !ok || !fits(session, r, place, now) {
			return expired()
		}
		if err := c.mayTouch(session.Link); err != nil {
			return err
		}
		before, ok := tx.Link(session.Link)
		if !ok {
			return expired()
		}
		c.saw(&before)
		if code := lifecycle.Admit(before.State, lifecycle.Resume); code != "" {
			return belvo.NewError(code)
		}
		link = before
		s := &step{b: b, tx: tx, call: c, now: now, link: &link, op: lifecycle.Resume,
			fields: map[string]string{"token": r.Token},
			opens:  session.Operation, resource: session.Resource, params: session.Params, asked: session.Challenge}
		if err := s.begin(); err != nil {
			return err
		}
		reply = s.try(before)
		if reply == nil || s.answer.Code == belvo.CodeSessionExpired {
			tx.CloseSession(session.ID) // a session is good for one success
		}
		return nil
	})
	if err == nil {
		err = reply
	}
	return link, session, err
}

func expired() error { return belvo.NewError(belvo.CodeSessionExpired) }

// fits says whether a session may be resumed now, by this request, at this place: at /api/links/,
// or at the resource that was asked for.
func fits(s store.Session, r Resumption, place belvo.Resource, now time.Time) bool {
	here := place == "" || s.Operation == lifecycle.Retrieve && s.Resource == place
	return here && (r.Link == uuid.Nil || r.Link == s.Link) && now.Before(s.ExpiresAt)
}
