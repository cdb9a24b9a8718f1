package contact

import (
	"time"

	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/store"
)

// Notify adds a webhook to the commit, which says what follows from some facts; their Link is filled in.
func (s *Step) Notify(kind, code, process string, f Facts) {
	f.Link = s.linkAsSent()
	sent := &struct {
		notice.Notice
		message
	}{notice.Notice{ID: s.Desk.IDs.Hex(), At: s.Now, Link: s.Link.ID, Type: kind, Code: code, Process: process,
		Request: s.webhookRequest(), Cause: s.Request.Cause, Mangle: s.Answer.Webhooks},
		message{reader: s.Desk.Reader, facts: f}}
	if kind == ConsentEvents {
		sent.Request = ""
	}
	sent.Content = &sent.message
	if s.Notices == nil {
		s.Notices = make([]*notice.Notice, 0, usualNotices)
	}
	s.Notices = append(s.Notices, &sent.Notice)
}

// usualNotices is how many webhooks tell of a registration, which are the most of all.
const usualNotices = 3

// linkAsSent is the link as the step's webhooks describe it: as it is at the first of them.
func (s *Step) linkAsSent() *store.Link {
	if s.sentLink == nil {
		link := *s.Link
		s.sentLink = &link
	}
	return s.sentLink
}

// webhookRequest is the id of the request that caused the step, or a new one for what time caused.
func (s *Step) webhookRequest() string {
	if s.requestID == "" {
		s.requestID = s.Request.ID
	}
	if s.requestID == "" {
		s.requestID = s.Desk.IDs.Hex()
	}
	return s.requestID
}

// notifyLink reports that a refresh failed.
func (s *Step) notifyLink(code string) {
	s.Notify(LinkEvents, code, processRecurrent, Facts{Says: SaysFailure})
}

// notifyConsent reports what became of the link's consent.
func (s *Step) notifyConsent(code string) {
	s.Notify(ConsentEvents, code, processRecurrent, Facts{Says: SaysConsent, At: s.Now})
}

// notifyHistory reports all that a resource has; if fresh is not nil, only if there is fresh data.
func (s *Step) notifyHistory(row *registry.Row, fresh *Fresh) {
	hooks := row.Webhooks
	if hooks.Type == "" {
		return
	}
	facts := Facts{Says: SaysFirst, Resource: row.Resource, At: s.Now, Fresh: fresh}
	if len(hooks.First) > 0 {
		facts.read = &reading{}
	}
	for _, h := range hooks.First {
		s.Notify(hooks.Type, h.Code, processHistorical, facts)
	}
	facts.Says = SaysHistory
	s.Notify(hooks.Type, HistoricalUpdate, processHistorical, facts)
}

// notifyNews reports what a resource has and did not have at an earlier instant.
func (s *Step) notifyNews(row *registry.Row, since time.Time) {
	hooks := row.Webhooks
	if hooks.Type == "" {
		return
	}
	facts := Facts{Says: SaysNews, Resource: row.Resource, At: s.Now, Since: since,
		Stored: s.storedSince(row, since), read: &reading{}}
	if hooks.New != nil {
		s.Notify(hooks.Type, hooks.NewCode, processRecurrent, facts)
	}
	if hooks.Changed != nil {
		s.Notify(hooks.Type, hooks.ChangedCode, processRecurrent, facts)
	}
}
