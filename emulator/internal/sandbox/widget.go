package sandbox

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// What the widget has to ask for in update mode.
const (
	AsksCredentials = "credentials"
	AsksToken       = "token"
)

// WidgetLink is what the widget knows of the link that it is to update.
type WidgetLink struct {
	ID          uuid.UUID          `json:"id"`
	Status      belvo.Status       `json:"status"`
	Institution *belvo.Institution `json:"institution"`
	User        string             `json:"user"` // the user name, masked
	Asks        string             `json:"asks"`
	// Challenge is the session that the token completes, when a token is asked for.
	Challenge *belvo.Challenge `json:"challenge,omitempty"`
}

// OpenWidget tells the widget what an access token lets it do: nil for a new link, or the link to
// update. Where the link waits for an MFA token it has an open session afterwards: the one that a
// request left open, or a fresh one. Reloading the page is therefore harmless.
// Deviation: Belvo says that the widget finds out whether credentials or a token are needed, not
// how; here unconfirmed and token_required ask for a token, valid and invalid for credentials.
// Source: https://developers.belvo.com/docs/connect-widget-update-mode
func (b *Sandbox) OpenWidget(c *contact.Call) (*WidgetLink, error) {
	if c.Request.Token == nil || c.Request.Token.Link == uuid.Nil {
		return nil, nil
	}
	if !c.Request.Token.Allows("write_links") {
		return nil, belvo.NewError(belvo.CodePermissionDenied).
			Explain("the access token lacks the scope write_links")
	}
	now := b.Now()
	b.FireDue(now)
	var open *WidgetLink
	err := b.store.Update(func(tx *store.Tx) error {
		link, ok := tx.Link(c.Request.Token.Link)
		if !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		c.Report.Saw(&link)
		inst, ok := b.desk.Catalog.Institution(link.Institution)
		if !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		open = &WidgetLink{ID: link.ID, Status: link.State.Status(), Institution: inst,
			User: mask(link.Username), Asks: AsksCredentials}
		if link.State == lifecycle.Unconfirmed || link.State == lifecycle.TokenRequired {
			open.Asks = AsksToken
			open.Challenge = challengeOf(b.resumable(tx, &link, now), now)
		}
		return nil
	})
	return open, err
}

// resumable is the session that waits for the link's token, opened if there is none. The challenge
// of a fresh one is what the institution would ask if the same request came again; that it was
// looked up leaves no trace in the scenario.
func (b *Sandbox) resumable(tx *store.Tx, l *store.Link, now time.Time) store.Session {
	if session, ok := tx.LiveSession(l.ID, now); ok {
		return session
	}
	session := store.Session{ID: b.ids.Hex(), Link: l.ID, Operation: lifecycle.Update}
	question := scenario.Question{Operation: lifecycle.Retrieve, Resource: belvo.Accounts}
	if l.State == lifecycle.Unconfirmed {
		session.Operation, question = lifecycle.Register, scenario.Question{Operation: lifecycle.Register}
	}
	question.Field = func(name string) string {
		value, _ := contact.LinkFieldValue(l, name)
		return value
	}
	if l.Demand.Code == belvo.CodeTokenRequired {
		session.Challenge = l.Demand.Challenge
	} else if answer, _ := l.Script.Ask(question, now); answer.Code == belvo.CodeTokenRequired {
		session.Challenge = answer.Challenge
	}
	session.ExpiresAt = now.Add(session.Challenge.Lifetime())
	tx.OpenSession(session)
	return session
}

// challengeOf is a session as the body of a 428 shows it; its expiry is what is left of it.
func challengeOf(s store.Session, now time.Time) *belvo.Challenge {
	return &belvo.Challenge{Session: s.ID, Link: s.Link, Expiry: int(s.ExpiresAt.Sub(now) / time.Second),
		Data: contact.Generation(s.Challenge)}
}

// mask hides a user name except its first letter and its end. The mask has always the same
// length, so that it does not tell that of the name.
func mask(name string) string {
	runes := []rune(name)
	const hidden = "•••••"
	switch {
	case len(runes) == 0:
		return ""
	case len(runes) < 6:
		return string(runes[:1]) + hidden
	}
	return string(runes[:1]) + hidden + string(runes[len(runes)-2:])
}
