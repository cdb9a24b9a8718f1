package contact

import "belvo-emulator/emulator/internal/journal"

// explain notes a transition that was just made, for the request's entry in the journal.
func (s *Step) explain() {
	r, l := s.Report, s.Link
	r.Transitions = append(r.Transitions, journal.Transition{At: s.Now, Link: l.ID, From: s.Transition.From,
		Event: s.Transition.Event, To: s.Transition.To, Cause: s.Request.Cause})
	r.Webhooks = append(r.Webhooks, s.Notices...)
	r.Due = &journal.Due{Refresh: l.RefreshDue, Credentials: l.CredentialsUntil, Stale: l.StaleAt}
	if !l.Consent.Ended {
		r.Due.Consent = l.Consent.Until
	}
}
