package contact

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/store"
)

// challenge is the 428 of the session that was just opened.
func (s *Step) challenge() error {
	e := belvo.NewError(belvo.CodeTokenRequired)
	if s.session == nil {
		return e
	}
	e.Challenge = &belvo.Challenge{Session: s.session.ID, Link: s.Link.ID,
		Expiry: int(s.Answer.Challenge.Lifetime() / time.Second)}
	e.Data = Generation(s.Answer.Challenge)
	return e
}

func (s *Step) openSession() {
	s.session = &store.Session{ID: s.Desk.IDs.Hex(), Link: s.Link.ID, Operation: s.Opens, Resource: s.Resource,
		Params: s.Params, Challenge: s.Answer.Challenge, ExpiresAt: s.Now.Add(s.Answer.Challenge.Lifetime())}
	s.Tx.OpenSession(*s.session)
}
