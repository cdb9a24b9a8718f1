package engine

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// Page is a part of a list: rows Offset to Offset+Limit.
type Page struct{ Offset, Limit int }

// wire is a link as the wire shows it.
func (b *Sandbox) wire(l *store.Link) belvo.Link {
	w := belvo.Link{ID: l.ID, Institution: l.Institution, AccessMode: l.AccessMode, CreatedAt: belvo.At(l.CreatedAt),
		InstitutionUserID: l.InstitutionUserID, Status: l.State.Status(), CreatedBy: l.CreatedBy,
		CredentialsStorage: l.CredentialsStorage, FetchResources: l.FetchResources, StaleIn: l.StaleIn,
		ExternalID: nullable(l.ExternalID), RefreshRate: nullable(l.RefreshRate)}
	if !l.LastAccessedAt.IsZero() {
		at := belvo.At(l.LastAccessedAt)
		w.LastAccessedAt = &at
	}
	if w.FetchResources == nil {
		w.FetchResources = []string{}
	}
	return w
}

func nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// LinkFilters is what lists of links can be filtered by.
// Source: parameters of ListLinks in OpenAPI 1.223.0.
func LinkFilters() *filter.Table[*store.Link] {
	type link = *store.Link
	f := func(name string, kind filter.Kind, get func(link) filter.Value, ops ...filter.Op) filter.Field[link] {
		return filter.Field[link]{Name: name, Kind: kind, Get: get, Ops: ops}
	}
	indexed := func(field filter.Field[link]) filter.Field[link] {
		field.Index = field.Name
		return field
	}
	choice := func(field filter.Field[link], choices ...string) filter.Field[link] {
		field.Choices = choices
		return field
	}
	both := []filter.Op{filter.Equal, filter.In}
	refresh := f("refresh_rate", filter.Text,
		func(l link) filter.Value { return filter.OfOptional(nullable(l.RefreshRate)) }, filter.Equal)
	refresh.Nullable = true
	return filter.NewTable([]filter.Field[link]{
		indexed(f("id", filter.ID, func(l link) filter.Value { return filter.OfID(l.ID) }, both...)),
		indexed(f("institution", filter.Text, func(l link) filter.Value { return filter.Of(l.Institution) }, both...)),
		indexed(choice(f("access_mode", filter.Choice,
			func(l link) filter.Value { return filter.Of(string(l.AccessMode)) }, filter.Equal),
			string(belvo.Single), string(belvo.Recurrent))),
		f("created_at", filter.Day, func(l link) filter.Value { return filter.OfDay(belvo.DateOf(l.CreatedAt)) },
			filter.Comparisons()...),
		f("created_by", filter.ID, func(l link) filter.Value { return filter.OfID(l.CreatedBy) }, filter.NotIn),
		indexed(f("external_id", filter.Text, func(l link) filter.Value { return filter.Of(l.ExternalID) }, both...)),
		indexed(f("institution_user_id", filter.Text,
			func(l link) filter.Value { return filter.Of(l.InstitutionUserID) }, both...)),
		indexed(refresh),
		indexed(choice(f("status", filter.Choice,
			func(l link) filter.Value { return filter.Of(string(l.State.Status())) }, both...),
			string(belvo.StatusValid), string(belvo.StatusInvalid), string(belvo.StatusUnconfirmed),
			string(belvo.StatusTokenRequired))),
	})
}

// conditions turns filters into what the store can answer from its indexes, as far as it can; get
// is what a filter looks at in one of the store's rows.
func conditions[T, R any](parsed []filter.Condition[T], get func(*R) T) []store.Where[R] {
	where := make([]store.Where[R], 0, len(parsed))
	for _, c := range parsed {
		if c.Field.Index != "" && (c.Op == filter.Equal || c.Op == filter.In) {
			w := store.Where[R]{Index: c.Field.Index, Values: []string{}}
			for _, v := range c.Values {
				w.Values = append(w.Values, v.S) // "" for null, as in the index
			}
			where = append(where, w)
			continue
		}
		if span := daySpan(c); span != nil {
			where = append(where, store.Where[R]{Days: span})
			continue
		}
		where = append(where, store.Where[R]{Test: func(row *R) bool { return c.Match(get(row)) }})
	}
	return where
}

// daySpan is the first and last day that a condition on created_at allows; nil for any other
// condition. Lists are in the order of creation, so the store finds a span at once.
func daySpan[T any](c filter.Condition[T]) *[2]belvo.Date {
	if c.Field.Name != "created_at" || c.Field.Kind != filter.Day {
		return nil
	}
	first, last := belvo.Date(math.MinInt32/2), belvo.Date(math.MaxInt32/2)
	day := belvo.Date(c.Values[0].N)
	switch c.Op {
	case filter.GT:
		first = day + 1
	case filter.GTE:
		first = day
	case filter.LT:
		last = day - 1
	case filter.LTE:
		last = day
	case filter.Range:
		first, last = day, belvo.Date(c.Values[1].N)
	default:
		first, last = day, day
	}
	return &[2]belvo.Date{first, last}
}

// ListLinks returns one page of the links that the query's filters let through, the newest first,
// and how many there are in all. Deviation: Belvo does not document the order.
// An access token that was made for one link sees that link only.
func (b *Sandbox) ListLinks(c *Call, query url.Values, page Page) ([]belvo.Link, int, error) {
	parsed, err := b.engine.links.Parse(query)
	if err != nil {
		return nil, 0, err
	}
	where := conditions(parsed, func(l *store.Link) *store.Link { return l })
	if c.Token != nil && c.Token.Link != uuid.Nil {
		where = append(where, store.Where[store.Link]{Index: "id", Values: []string{c.Token.Link.String()}})
	}
	b.settle(b.now())
	var links []store.Link
	var total int
	b.store.View(func(tx *store.Tx) { links, total = tx.Links(where, page.Offset, page.Limit) })
	out := make([]belvo.Link, len(links))
	for i := range links {
		out[i] = b.wire(&links[i])
	}
	return out, total, nil
}

// Link returns one link, or not_found.
func (b *Sandbox) Link(c *Call, id uuid.UUID) (belvo.Link, error) {
	if err := c.mayTouch(id); err != nil {
		return belvo.Link{}, err
	}
	b.settle(b.now())
	var link store.Link
	var ok bool
	b.store.View(func(tx *store.Tx) { link, ok = tx.Link(id) })
	if !ok {
		return belvo.Link{}, belvo.NewError(belvo.CodeNotFound)
	}
	c.saw(&link)
	return b.wire(&link), nil
}

// saw notes for the log what link a call is about.
func (c *Call) saw(l *store.Link) {
	c.Link, c.Script, c.Status = l.ID, l.Script, l.State.Status()
}

// mayTouch refuses a link that the access token was not made for.
func (c *Call) mayTouch(id uuid.UUID) error {
	if c.Token != nil && c.Token.Link != uuid.Nil && c.Token.Link != id {
		return belvo.NewError(belvo.CodeAccessToResourceDenied).Explain("the access token was made for another link")
	}
	return nil
}

// onLink asks the institution for one operation on a link that exists. Prepare, if not nil, may
// change the link before; what it changed is kept only when the lifecycle made a transition. The
// reply is what the institution's answer means for the client; err is anything else.
func (b *Sandbox) onLink(c *Call, id uuid.UUID, op lifecycle.Operation, fields map[string]string,
	prepare func(*store.Link, time.Time) error) (link store.Link, reply, err error) {
	if err := c.mayTouch(id); err != nil {
		return store.Link{}, nil, err
	}
	now := b.now()
	b.settle(now)
	err = b.store.Update(func(tx *store.Tx) error {
		before, ok := tx.Link(id)
		if !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		c.saw(&before)
		if code := lifecycle.Admit(before.State, op); code != "" {
			return belvo.NewError(code)
		}
		link = before
		if prepare != nil {
			if err := prepare(&link, now); err != nil {
				return err
			}
		}
		s := &step{b: b, tx: tx, call: c, now: now, link: &link, op: op, fields: fields, opens: op}
		if err := s.begin(); err != nil {
			return err
		}
		if reply = s.run(); !s.moved { // only the institution has moved on
			before.Script, before.DataSet = link.Script, link.DataSet
			tx.PutLink(before)
		}
		return nil
	})
	return link, reply, err
}

// changed is the wire form of a link after an operation, or the first error.
func (b *Sandbox) changed(link store.Link, reply, err error) (belvo.Link, error) {
	switch {
	case err != nil:
		return belvo.Link{}, err
	case reply != nil:
		return belvo.Link{}, reply
	}
	return b.wire(&link), nil
}

// Credentials is what PUT /api/links/{id}/ brings: password, password2, token and so on.
type Credentials map[string]string

// UpdateLink gives a link new credentials, or the old ones again. It returns the link, the
// institution's refusal, or the 428 of an MFA session that PATCH /api/links/ completes.
func (b *Sandbox) UpdateLink(c *Call, id uuid.UUID, credentials Credentials) (belvo.Link, error) {
	return b.changed(b.onLink(c, id, lifecycle.Update, credentials, nil))
}

// Modification is what PATCH /api/links/{id}/ brings; empty parts stay as they are.
type Modification struct {
	AccessMode     belvo.AccessMode
	StaleIn        string
	FetchResources []string
}

// ModifyLink changes how a link's data is retrieved and kept.
func (b *Sandbox) ModifyLink(c *Call, id uuid.UUID, m Modification) (belvo.Link, error) {
	fields := map[string]string{"access_mode": string(m.AccessMode)}
	return b.changed(b.onLink(c, id, lifecycle.Modify, fields, func(l *store.Link, now time.Time) error {
		return b.modify(l, m, now)
	}))
}

func (b *Sandbox) modify(l *store.Link, m Modification, now time.Time) error {
	if m.StaleIn != "" {
		if e := checkStale(m.StaleIn); e != nil {
			return e
		}
		if !l.StaleAt.IsZero() {
			l.StaleAt = l.StaleAt.Add(days(m.StaleIn) - days(l.StaleIn))
		}
		l.StaleIn = m.StaleIn
	}
	if m.FetchResources != nil {
		inst, _ := b.engine.cfg.Catalog.Institution(l.Institution)
		if e := checkResources(m.FetchResources, inst); e != nil {
			return e
		}
		l.FetchResources = slices.Clone(m.FetchResources)
	}
	if m.AccessMode == "" || m.AccessMode == l.AccessMode {
		return nil
	}
	if m.AccessMode == belvo.Recurrent && (l.State == lifecycle.Expired || l.CredentialsStorage == belvo.DoNotStore) {
		return belvo.NewError(belvo.CodeInvalidAccessModeSwitch)
	}
	setMode(l, m.AccessMode)
	l.RefreshDue = time.Time{}
	if m.AccessMode == belvo.Recurrent {
		inst, _ := b.engine.cfg.Catalog.Institution(l.Institution)
		if len(l.FetchResources) == 0 {
			l.FetchResources = coreResources(inst)
		}
		l.RefreshDue = now.Add(firstRefresh)
		l.CollectedAt = time.Time{} // the first refresh has the whole history
	}
	return nil
}

// firstRefresh is when a link that became recurrent is refreshed for the first time.
// Source: operation ModifyLinkDataRetrieval of OpenAPI 1.223.0.
const firstRefresh = 24 * time.Hour

// DeleteLink removes a link with all its data.
// Deviation: the five deletions a minute that Belvo allows are not counted.
func (b *Sandbox) DeleteLink(c *Call, id uuid.UUID) error {
	_, err := b.changed(b.onLink(c, id, lifecycle.Delete, nil, nil))
	return err
}

// refreshPause is how long a link may not be refreshed again.
// Source: link_refreshed on https://developers.belvo.com/developer_resources/resources-belvo-api-errors
const refreshPause = 10 * time.Minute

// fetchResources is the field of a refresh's step that says what to collect, comma separated.
const fetchResources = "fetch_resources"

// RefreshLink asks the institution for what is new. The client gets a 202 whatever comes of it:
// the outcome shows in the link's status. Resources must be the institution's; none means all.
func (b *Sandbox) RefreshLink(c *Call, id uuid.UUID, resources []string) error {
	fields := map[string]string{}
	_, _, err := b.onLink(c, id, lifecycle.Refresh, fields, func(l *store.Link, now time.Time) error {
		inst, _ := b.engine.cfg.Catalog.Institution(l.Institution)
		if e := checkResources(resources, inst); e != nil {
			return e
		}
		if wait := refreshPause - now.Sub(l.RefreshedAt); !l.RefreshedAt.IsZero() && wait > 0 {
			minutes := int(math.Ceil(wait.Minutes()))
			return belvo.NewError(belvo.CodeLinkRefreshed).With(fmt.Sprintf(
				"The link has already been refreshed. Please wait %d minutes before trying again.", minutes))
		}
		l.RefreshedAt = now
		if len(resources) == 0 {
			resources = inst.Resources
		}
		fields[fetchResources] = strings.Join(resources, ",")
		return nil
	})
	return err
}
