package engine

import (
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/resource"
	"belvo-emulator/emulator/internal/store"
)

// The process types of webhooks: what made them.
// Source: https://developers.belvo.com/developer_resources/resources-webhooks-aggregation
const (
	processHistorical = "historical_update"
	processRecurrent  = "recurrent_update"
	processAsync      = "async_post"
)

// Codes of webhooks that several resources have, or that no table names.
const (
	historicalUpdate = "historical_update"
	linkDeleted      = "link_deleted"
)

// envelope is a webhook's body.
// Source: https://developers.belvo.com/developer_resources/resources-webhooks-aggregation
type envelope struct {
	WebhookID   string    `json:"webhook_id"`
	WebhookType string    `json:"webhook_type"`
	ProcessType string    `json:"process_type,omitempty"`
	WebhookCode string    `json:"webhook_code"`
	LinkID      uuid.UUID `json:"link_id"`
	RequestID   string    `json:"request_id,omitempty"`
	ExternalID  *string   `json:"external_id"`
	Data        any       `json:"data"`
}

// linkFailure is the data of a LINK event. Deviation: that of token_required is shown by no
// source and follows the form of invalid_credentials.
type linkFailure struct {
	ErrorCode    belvo.Code `json:"error_code"`
	ErrorMessage string     `json:"error_message"`
	Status       int        `json:"status"`
}

func failureOf(code belvo.Code) linkFailure {
	e := belvo.NewError(code)
	return linkFailure{e.Code, e.Message, e.Status()}
}

// notify adds a webhook to the commit. What it says is computed once, when somebody looks, from a
// copy of the link as it is at the step's first webhook; data returns false when there is nothing
// to tell after all, and must not hold on to the step, for webhooks are kept.
func (s *step) notify(kind, code, process string, data func(link *store.Link) (any, bool)) {
	if s.asIs == nil {
		link := *s.link
		s.asIs = &link
	}
	link := s.asIs
	e := envelope{WebhookID: s.b.ids.Hex(), WebhookType: kind, ProcessType: process, WebhookCode: code,
		LinkID: link.ID, RequestID: s.requestID(), ExternalID: nullable(link.ExternalID)}
	if kind == consentEvents {
		e.RequestID = ""
	}
	s.notices = append(s.notices, store.Notice{ID: e.WebhookID, Type: kind, Code: code,
		Mangle: s.answer.Webhooks, Body: sync.OnceValue(func() []byte {
			content, any := data(link)
			if !any {
				return nil
			}
			e.Data = content
			body, _ := json.Marshal(e) // plain values always encode
			return body
		})})
}

// requestID is that of the request which caused the step, or a fresh one for what time caused.
func (s *step) requestID() string {
	if s.call.RequestID == "" {
		s.call.RequestID = s.b.ids.Hex()
	}
	return s.call.RequestID
}

// notifyLink reports that a refresh failed.
func (s *step) notifyLink(webhookCode string, code belvo.Code) {
	s.notify("LINK", webhookCode, processRecurrent, func(*store.Link) (any, bool) { return failureOf(code), true })
}

// historyStart is the first day of a resource's history behind a link: a year before the link was
// made, or the first day of all.
func historyStart(row *resource.Row, l *store.Link) belvo.Date {
	if row.Period.Whole {
		return beginning
	}
	return belvo.DateOf(l.CreatedAt) - historyDays
}

// notifyHistory reports all that a resource has at an instant.
func (s *step) notifyHistory(row *resource.Row, at time.Time) {
	hooks := row.Webhooks
	if hooks.Type == "" {
		return
	}
	box := s.b
	var once sync.Once
	var found []resource.Item
	var ok bool
	total := resource.History{Code: historicalUpdate, Data: hooks.Total}
	for _, h := range append(slices.Clone(hooks.First), total) {
		s.notify(hooks.Type, h.Code, processHistorical, func(l *store.Link) (any, bool) {
			once.Do(func() { found, ok = box.itemsAt(l, row, historyStart(row, l), at) })
			return h.Data(found), ok
		})
	}
}

// notifyNews reports what a resource has at an instant and did not have at an earlier one.
func (s *step) notifyNews(row *resource.Row, before, at time.Time, process string) {
	hooks := row.Webhooks
	if hooks.Type == "" {
		return
	}
	var once sync.Once
	var found difference
	box := s.b
	compared := func(l *store.Link) difference {
		once.Do(func() { found = box.compare(l, row, before, at) })
		return found
	}
	if hooks.New != nil {
		s.notify(hooks.Type, hooks.NewCode, process, func(l *store.Link) (any, bool) {
			added := compared(l).added
			return added, added != nil
		})
	}
	if hooks.Changed != nil {
		s.notify(hooks.Type, hooks.ChangedCode, process, func(l *store.Link) (any, bool) {
			changed := compared(l).changed
			return changed, changed != nil
		})
	}
}

// difference is the data of the webhooks about what is new; nil where there is nothing to tell.
type difference struct{ added, changed any }

// compare says what a resource of a link has at an instant and did not have at an earlier one.
func (b *Sandbox) compare(l *store.Link, row *resource.Row, before, at time.Time) (d difference) {
	book, err := b.book(l)
	if err != nil {
		return d
	}
	from, hooks := belvo.DateOf(before)-settling, row.Webhooks
	old := row.Collect(book, resource.Params{From: from, To: belvo.DateOf(before)}, before)
	now := row.Collect(book, resource.Params{From: from, To: belvo.DateOf(at)}, at)
	if added := without(now, old); len(added) > 0 && hooks.New != nil {
		d.added = hooks.New(added)
	}
	if hooks.Changed != nil {
		if data, any := hooks.Changed(old, now); any {
			d.changed = data
		}
	}
	return d
}

// settling is how many days back a transaction may still change: it is pending for two at most.
const settling = 3

// itemsAt is what a resource has of a link at an instant, from a day on; false if the link's data
// can no longer be read.
func (b *Sandbox) itemsAt(l *store.Link, row *resource.Row, from belvo.Date, at time.Time) ([]resource.Item, bool) {
	book, err := b.book(l)
	if err != nil {
		return nil, false
	}
	return row.Collect(book, resource.Params{From: from, To: belvo.DateOf(at)}, at), true
}

// without returns the items that are not among the old ones.
func without(items, old []resource.Item) []resource.Item {
	known := make(map[uuid.UUID]bool, len(old))
	for _, item := range old {
		known[item.ID] = true
	}
	var rest []resource.Item
	for _, item := range items {
		if !known[item.ID] {
			rest = append(rest, item)
		}
	}
	return rest
}
