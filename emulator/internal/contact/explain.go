package contact

import (
	"iter"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/store"
)

// explain notes a transition that was just made, for the request's entry in the journal.
func (s *Step) explain() {
	r, l := s.Report, s.Link
	r.Transitions = append(r.Transitions, journal.Transition{At: s.Now, Link: l.ID, From: s.Transition.From,
		Event: s.Transition.Event, To: s.Transition.To, Cause: s.Request.Cause})
	r.Webhooks = slices.AppendSeq(slices.Grow(r.Webhooks, len(s.Notices)),
		WebhooksOf(s.Notices, s.Now, l.ID, s.Request.Cause))
	r.Due = &journal.Due{Refresh: l.RefreshDue, Credentials: l.CredentialsUntil, Stale: l.StaleAt}
	if !l.Consent.Ended {
		r.Due.Consent = l.Consent.Until
	}
}

// WebhooksOf are webhooks as the journal keeps them.
func WebhooksOf(notices []store.Notice, at time.Time, link uuid.UUID, cause string) iter.Seq[journal.Webhook] {
	return func(yield func(journal.Webhook) bool) {
		for i := range notices {
			n := &notices[i]
			if !yield(journal.Webhook{ID: n.ID, At: at, Link: link, Type: n.Type, Code: n.Code, Cause: cause, Body: n.Body}) {
				return
			}
		}
	}
}
