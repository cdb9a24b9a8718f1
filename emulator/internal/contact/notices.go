package contact

import (
	"maps"
	"sync"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/store"
)

// message is a webhook that was committed. What it says is computed once, when somebody looks.
type message struct {
	id, kind, code, process, request string

	link *store.Link // as it is told of
	data func(link *store.Link) (any, bool)
	once sync.Once
	body []byte
}

// Body is the webhook's JSON, nil if there is nothing to tell.
func (m *message) Body() []byte {
	m.once.Do(func() {
		content, any := m.data(m.link)
		if any {
			m.body = encode(envelope{m.id, m.kind, m.process, m.code, m.link.ID, m.request,
				belvo.Nullable(m.link.ExternalID), content})
		}
		m.link, m.data = nil, nil
	})
	return m.body
}

// Notify adds a webhook to the commit. Data returns false when there is nothing to tell after all,
// and must not hold on to the step, for webhooks are kept.
func (s *Step) Notify(kind, code, process string, data func(link *store.Link) (any, bool)) {
	m := &message{id: s.Desk.IDs.Hex(), kind: kind, code: code, process: process, request: s.webhookRequest(),
		link: s.linkAsSent(), data: data}
	if kind == ConsentEvents {
		m.request = ""
	}
	if s.Notices == nil {
		s.Notices = make([]store.Notice, 0, usualNotices)
	}
	s.Notices = append(s.Notices, store.Notice{ID: m.id, Type: kind, Code: code,
		Mangle: s.Answer.Webhooks, Body: m.Body})
}

// usualNotices is how many webhooks tell of a registration, which are the most of all.
const usualNotices = 3

// linkAsSent is the link as the step's webhooks tell of it: as it is at the first of them.
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
	s.Notify(LinkEvents, code, processRecurrent, func(*store.Link) (any, bool) { return FailureNamed(code) })
}

// notifyHistory reports all that a resource has at an instant; if fresh is not nil, only if there is
// fresh data.
func (s *Step) notifyHistory(row *registry.Row, at time.Time, fresh *freshness) {
	hooks := row.Webhooks
	if hooks.Type == "" {
		return
	}
	all := &history{desk: s.Desk, row: row, at: at}
	tell := func(code string, data func([]registry.Item) any) {
		s.Notify(hooks.Type, code, processHistorical, func(l *store.Link) (any, bool) {
			if fresh != nil && !fresh.of(l) {
				return nil, false
			}
			found, ok := all.of(l)
			return data(found), ok
		})
	}
	for _, h := range hooks.First {
		tell(h.Code, h.Data)
	}
	tell(HistoricalUpdate, hooks.Total)
}

// history is all that a resource has at an instant, read once for the webhooks that tell of it.
type history struct {
	desk  *Desk
	row   *registry.Row
	at    time.Time
	once  sync.Once
	found []registry.Item
	ok    bool
}

// of reads it of a link, always the same one; false if the link's data can no longer be read.
func (h *history) of(l *store.Link) ([]registry.Item, bool) {
	h.once.Do(func() { h.found, h.ok = h.desk.ItemsAt(l, h.row, collection.HistoryStart(h.row, l), h.at) })
	return h.found, h.ok
}

// notifyNews reports what a resource has at an instant and did not have at an earlier one.
func (s *Step) notifyNews(row *registry.Row, before, at time.Time, process string) {
	hooks := row.Webhooks
	if hooks.Type == "" {
		return
	}
	n := &news{desk: s.Desk, row: row, before: before, at: at, stored: s.storedSince(row, before)}
	if hooks.New != nil {
		s.Notify(hooks.Type, hooks.NewCode, process, n.new)
	}
	if hooks.Changed != nil {
		s.Notify(hooks.Type, hooks.ChangedCode, process, n.altered)
	}
}

// news is what a resource has at an instant and did not have at an earlier one, but for objects that
// requests have stored since. It is read once for the webhooks that tell of it.
type news struct {
	desk           *Desk
	row            *registry.Row
	before, at     time.Time
	stored         map[uuid.UUID]bool
	once           sync.Once
	added, changed any // the data of the webhooks; nil where there is nothing to tell
}

func (n *news) new(l *store.Link) (any, bool) {
	n.once.Do(func() { n.compare(l) })
	return n.added, n.added != nil
}

func (n *news) altered(l *store.Link) (any, bool) {
	n.once.Do(func() { n.compare(l) })
	return n.changed, n.changed != nil
}

// compare reads the news; there are none if the link's data can no longer be read.
func (n *news) compare(l *store.Link) {
	book, err := n.desk.Book(l)
	if err != nil {
		return
	}
	from, hooks := belvo.DateOf(n.before)-settling, n.row.Webhooks
	old := n.row.Collect(book, registry.Params{From: from, To: belvo.DateOf(n.before)}, n.before)
	now := n.row.Collect(book, registry.Params{From: from, To: belvo.DateOf(n.at)}, n.at)
	known := make(map[uuid.UUID]bool, len(old)+len(n.stored))
	maps.Copy(known, n.stored)
	for _, item := range old {
		known[item.ID] = true
	}
	if added := newItems(now, known); len(added) > 0 && hooks.New != nil {
		n.added = hooks.New(added)
	}
	if hooks.Changed != nil {
		if data, any := hooks.Changed(old, now); any {
			n.changed = data
		}
	}
}

// settling is how many days back a transaction may still change: it is pending for two at most.
const settling = 3
