package contact

import (
	"maps"
	"sync"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/store"
)

// Says is what the data of a webhook is made of.
type Says string

// What webhooks say.
const (
	SaysGiven   Says = "given"   // a value that is known at the commit
	SaysFailure Says = "failure" // the error that a refresh met, which the webhook's code names
	SaysConsent Says = "consent" // the consent of the link
	SaysFirst   Says = "first"   // all that a resource has, as the first event with the webhook's code puts it
	SaysHistory Says = "history" // all that a resource has
	SaysNews    Says = "news"    // what a resource has now and did not have at an earlier instant
)

// AllSays lists what webhooks say, for readers of what was written down.
func AllSays() []Says {
	return []Says{SaysGiven, SaysFailure, SaysConsent, SaysFirst, SaysHistory, SaysNews}
}

// Facts are what a webhook's data follows from, whatever happens after the commit.
type Facts struct {
	Says  Says
	Given any         // a plain value that is never changed
	Link  *store.Link // as it was at the first webhook of its step; never changed

	Resource belvo.Resource     // of first, history and news
	At       time.Time          // of the collection
	Since    time.Time          // of the earlier collection that news are compared with
	Stored   map[uuid.UUID]bool // objects that requests have stored since, which are no news; never changed
	Fresh    *Fresh             // history is only told if there is fresh data; nil: in any case

	read *reading // nil unless other webhooks need the same data
}

// message is the content of a webhook: facts until a reader looks at it, its body from then on. The facts
// are then dropped, for they are larger and webhooks stay on record.
type message struct {
	reader *collection.Reader

	mu    sync.Mutex
	made  bool
	facts Facts
	body  []byte
}

// NewContent is the content of a webhook that says what follows from facts.
func NewContent(r *collection.Reader, f Facts) notice.Content { return &message{reader: r, facts: f} }

// FactsOf are the facts of a content. Of one whose body was made there is the body only, which says the
// same; it is nil if there was nothing to tell.
func FactsOf(c notice.Content) (f Facts, body []byte, made bool) {
	m, is := c.(*message)
	if !is {
		return Facts{}, (&notice.Notice{Content: c}).Body(), true
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	f = m.facts
	f.read = nil // it is no fact, and may be under way
	return f, m.body, m.made
}

// Body implements notice.Content.
func (m *message) Body(n *notice.Notice) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.made {
		l := m.facts.Link
		if data, any := m.facts.data(m.reader, n.Code); any {
			m.body = encode(envelope{n.ID, n.Type, n.Process, n.Code, l.ID, n.Request, belvo.Nullable(l.ExternalID),
				data})
		}
		m.made, m.facts = true, Facts{}
	}
	return m.body
}

// data is what a webhook with a code says, false if there is nothing to tell.
func (f *Facts) data(r *collection.Reader, code string) (any, bool) {
	if f.read == nil {
		f.read = &reading{}
	}
	switch f.Says {
	case SaysFailure:
		return FailureNamed(code)
	case SaysConsent:
		return ConsentNews(r, f.Link, code, f.At)
	case SaysFirst, SaysHistory:
		return f.history(r, code)
	case SaysNews:
		return f.news(r, code)
	default:
		return f.Given, true
	}
}

// reading is what the webhooks of a step that tell of one resource read of it, once for all of them.
type reading struct {
	once           sync.Once
	items          []registry.Item
	readable       bool // the link's data
	added, changed any  // the data of webhooks about news; nil where there is nothing to tell
}

// history is what a webhook with a code says of all that a resource has.
func (f *Facts) history(r *collection.Reader, code string) (any, bool) {
	row := r.ByName[f.Resource]
	if row == nil || f.Fresh != nil && !f.Fresh.of(r, f.Link) {
		return nil, false
	}
	all := f.read
	all.once.Do(func() {
		all.items, all.readable = r.ItemsAt(f.Link, row, collection.HistoryStart(row, f.Link), f.At)
	})
	for _, first := range row.Webhooks.First {
		// The code alone does not tell them apart: both events about tax returns have the same.
		if f.Says == SaysFirst && first.Code == code {
			return first.Data(all.items), all.readable
		}
	}
	return row.Webhooks.Total(all.items), all.readable
}

// news is what a webhook with a code says of what is new.
func (f *Facts) news(r *collection.Reader, code string) (any, bool) {
	row := r.ByName[f.Resource]
	if row == nil {
		return nil, false
	}
	n := f.read
	n.once.Do(func() { n.compare(r, row, f) })
	if code == row.Webhooks.NewCode {
		return n.added, n.added != nil
	}
	return n.changed, n.changed != nil
}

// compare reads the news; there are none if the link's data can no longer be read.
func (n *reading) compare(r *collection.Reader, row *registry.Row, f *Facts) {
	book, err := r.Book(f.Link)
	if err != nil {
		return
	}
	from, hooks := belvo.DateOf(f.Since)-settling, row.Webhooks
	old := row.Collect(book, registry.Params{From: from, To: belvo.DateOf(f.Since)}, f.Since)
	now := row.Collect(book, registry.Params{From: from, To: belvo.DateOf(f.At)}, f.At)
	known := make(map[uuid.UUID]bool, len(old)+len(f.Stored))
	maps.Copy(known, f.Stored)
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

// consentNews is the data of a CONSENT event.
// Source: https://developers.belvo.com/docs/webhook-consents
type consentNews struct {
	ConsentID              *uuid.UUID `json:"consent_id"`
	ConsentDueDate         string     `json:"consent_due_date,omitempty"`
	Action                 string     `json:"action"`
	Institution            string     `json:"institution"`
	InstitutionDisplayName string     `json:"institution_display_name"`
	InstitutionIconLogo    string     `json:"institution_icon_logo"`
}

// ConsentNews is the data of an event about a link's consent, false if it has none.
func ConsentNews(r *collection.Reader, l *store.Link, code string, now time.Time) (any, bool) {
	inst, known := r.Catalog.Institution(l.Institution)
	if !known || !catalog.Offers(inst, belvo.Consents) {
		return nil, false
	}
	items, ok := r.ItemsAt(l, r.ByName[belvo.Consents], 0, now)
	if !ok || len(items) == 0 {
		return nil, false
	}
	c := items[0].Value.(*belvo.Consent)
	news := consentNews{ConsentID: c.ID, Action: "renew", Institution: c.BelvoInstitutionName,
		InstitutionDisplayName: c.InstitutionDisplayName, InstitutionIconLogo: c.InstitutionIconLogo}
	if code == consentExpiring && !l.Consent.Until.IsZero() {
		news.ConsentDueDate = l.Consent.Until.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	return news, true
}
