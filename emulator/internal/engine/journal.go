package engine

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// byControl is the cause of what a control call did.
const byControl = "control"

// Journal is what happened in the sandbox.
func (b *Sandbox) Journal() *journal.Journal { return b.journal }

// Journal has the requests whose keys open no sandbox.
func (e *Engine) Journal() *journal.Journal { return e.journal }

// Named is the sandbox of a secret id, nil if it was not opened yet: where a request with a wrong
// password is looked for.
func (e *Engine) Named(secretID string) *Sandbox {
	if isUUID(secretID) {
		secretID = strings.ToLower(secretID)
	}
	return e.find(secretID)
}

// stateOf is the name of the state that a user is in, "" for nobody's.
func stateOf(s scenario.Script) string {
	if s.State == nil {
		return ""
	}
	return s.State.Name
}

// explain notes a transition that was just made, for the request's entry in the journal.
func (s *step) explain() {
	c, l := s.call, s.link
	c.Transitions = append(c.Transitions, journal.Transition{At: s.now, Link: l.ID, From: s.made.From,
		Event: s.made.Event, To: s.made.To, Cause: c.Cause})
	c.Webhooks = slices.AppendSeq(slices.Grow(c.Webhooks, len(s.notices)), webhooksOf(s.notices, s.now, l.ID, c.Cause))
	c.Due = &journal.Due{Refresh: l.RefreshDue, Credentials: l.CredentialsUntil, Stale: l.StaleAt}
	if !l.Consent.Ended {
		c.Due.Consent = l.Consent.Until
	}
}

// webhooksOf are webhooks as the journal keeps them.
func webhooksOf(notices []store.Notice, at time.Time, link uuid.UUID, cause string) iter.Seq[journal.Webhook] {
	return func(yield func(journal.Webhook) bool) {
		for i := range notices {
			n := &notices[i]
			if !yield(journal.Webhook{ID: n.ID, At: at, Link: link, Type: n.Type, Code: n.Code, Cause: cause, Body: n.Body}) {
				return
			}
		}
	}
}

// attempted notes an attempt to deliver a webhook.
func (b *Sandbox) attempted(a webhook.Attempt) {
	b.journal.Attempted(journal.Attempt{Delivery: a.Delivery, Endpoint: a.Endpoint, Webhook: a.Event.ID,
		Link: a.Event.Link, Type: a.Event.Type, Code: a.Event.Code, Number: a.Number, At: a.Started,
		TookMS: milliseconds(a.Took), Outcome: string(a.Outcome), OK: a.Outcome == webhook.OK,
		Status: a.Status, Error: a.Error})
}
