package sandbox

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/lifecycle"
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
func (b *Sandbox) ResumeLink(c *contact.Call, r Resumption) (belvo.Link, error) {
	link, _, err := b.resume(c, r, "")
	if err != nil {
		return belvo.Link{}, err
	}
	return b.Wire(&link), nil
}

// ResumeRetrieve completes a request for data at the resource that was asked for, and returns
// the data.
func (b *Sandbox) ResumeRetrieve(c *contact.Call, row *registry.Row, r Resumption) (Retrieved, error) {
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
func (b *Sandbox) resume(c *contact.Call, r Resumption, place belvo.Resource) (link store.Link, session store.Session, err error) {
	now := b.Now()
	b.FireDue(now)
	var reply error
	err = b.store.Update(func(tx *store.Tx) error {
		var ok bool
		if session, ok = tx.Session(r.Session); !ok || !fits(session, r, place, now) {
			return expired()
		}
		if err := c.Request.MayTouch(session.Link); err != nil {
			return err
		}
		before, ok := tx.Link(session.Link)
		if !ok {
			return expired()
		}
		c.Report.Saw(&before)
		if code := lifecycle.Admit(before.State, lifecycle.Resume); code != "" {
			return belvo.NewError(code)
		}
		link = before
		s := b.desk.Ask(tx, c, &link, now, contact.Question{Op: lifecycle.Resume,
			Fields: map[string]string{"token": r.Token},
			Opens:  session.Operation, Resource: session.Resource, Params: session.Params, Asked: session.Challenge})
		if err := s.Begin(); err != nil {
			return err
		}
		reply = s.Try(before)
		if reply == nil || s.Answer.Code == belvo.CodeSessionExpired {
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
