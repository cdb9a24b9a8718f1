package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Snapshot writes down the sandbox's world as it is between two requests. What is no part of it
// is counted in its notes. The error is an object that the fixtures no longer give.
func Snapshot(b *sandbox.Sandbox) (*snapshot.Document, error) {
	defer b.Hold()()
	now := b.Now()
	b.FireDue(now)
	doc := &snapshot.Document{Version: snapshot.Version, Scenario: b.Pinned(),
		Clock: &snapshot.Clock{Mode: b.Clock().Mode().String(), Now: now}, Webhooks: &snapshot.Webhooks{}}
	var world store.World
	b.Store().View(func(tx *store.Tx) {
		world, doc.Webhooks.Sent, doc.IDs = tx.World(), b.Sent(), b.Desk().IDs.State()
	})
	doc.Webhooks.Endpoints = []snapshot.Endpoint{}
	for _, e := range b.Webhooks().Endpoints() {
		doc.Webhooks.Endpoints = append(doc.Webhooks.Endpoints, writeEndpoint(e))
	}
	for i := range world.Links {
		doc.Links = append(doc.Links, writeLink(&world.Links[i]))
	}
	for user, sc := range world.Visitors {
		doc.Visitors = append(doc.Visitors, snapshot.Visitor{InstitutionUserID: user, Scenario: sc.Scenario.Name,
			ScenarioState: sc.State.Name, Entered: sc.Entered, Uses: writeUses(sc)})
	}
	slices.SortFunc(doc.Visitors, func(a, o snapshot.Visitor) int {
		return strings.Compare(a.InstitutionUserID, o.InstitutionUserID)
	})
	for _, s := range world.Sessions {
		doc.Sessions = append(doc.Sessions, writeSession(s))
	}
	for family, until := range world.Used {
		doc.UsedTokens = append(doc.UsedTokens, snapshot.UsedToken{Family: family, Until: until})
	}
	slices.SortFunc(doc.UsedTokens, func(a, o snapshot.UsedToken) int {
		return strings.Compare(a.Family, o.Family)
	})
	doc.Notes = seeder{b}.leftOut()
	var err error
	doc.Data, err = seeder{b}.writeData(world)
	return doc, err
}

// leftOut says what is no part of a snapshot and is there.
func (b seeder) leftOut() (notes []string) {
	waiting := 0
	for _, d := range b.Webhooks().Deliveries(webhook.Filter{}) {
		if d.State == webhook.Pending || d.State == webhook.Retrying {
			waiting++
		}
	}
	if waiting > 0 {
		notes = append(notes, fmt.Sprintf("%d webhooks were on their way; they are not in here", waiting))
	}
	if queued, _ := b.Queued(); len(queued) > 0 {
		notes = append(notes, fmt.Sprintf("%d answers were queued by next; they are not in here", len(queued)))
	}
	return notes
}

func writeEndpoint(e webhook.Endpoint) snapshot.Endpoint {
	out := snapshot.Endpoint{ID: e.ID, URL: e.Shown(), Profile: e.Profile.Name, Types: e.Types,
		Duplicate: e.Mangle.Duplicate, Reorder: e.Mangle.Reorder,
		When: string(e.When)}
	if e.Authorization != "" {
		out.Authorization = snapshot.Redacted
	}
	if e.Mangle.Delay > 0 {
		out.Delay = e.Mangle.Delay.String()
	}
	return out
}

func writeLink(l *store.Link) snapshot.Link {
	out := snapshot.Link{ID: l.ID, Institution: l.Institution, Username: l.Username, State: string(l.State),
		ExternalID: l.ExternalID, AccessMode: string(l.AccessMode), RefreshRate: l.RefreshRate,
		CredentialsStorage: l.CredentialsStorage, StaleIn: l.StaleIn,
		FetchResources: slices.Concat([]string{}, l.FetchResources)}
	f := &snapshot.Facts{CreatedAt: l.CreatedAt, LastAccessedAt: l.LastAccessedAt,
		CredentialsUntil: l.CredentialsUntil, RefreshDue: l.RefreshDue, RefreshedAt: l.RefreshedAt,
		CollectedAt: l.CollectedAt, StaleAt: l.StaleAt, Refusals: l.Refusals, DataSet: l.DataSet,
		Pinned: l.Pinned}
	if l.Script.Scenario != nil {
		out.Scenario, out.ScenarioState = l.Script.Scenario.Name, l.Script.State.Name
		f.Entered, f.Uses = l.Script.Entered, writeUses(l.Script)
	}
	if !l.Consent.Since.IsZero() {
		terms := l.Consent
		f.Consent = &terms
	}
	if l.Demand.Code != "" {
		f.Demand = &snapshot.Demand{Code: string(l.Demand.Code), Challenge: writeChallenge(l.Demand.Challenge)}
	}
	for _, p := range l.Pending {
		f.Pending = append(f.Pending, snapshot.Pending{Resource: string(p.Resource), At: p.At})
	}
	out.Facts = f
	return out
}

func writeUses(sc scenario.Script) (uses []snapshot.Use) {
	for _, u := range sc.Uses() {
		uses = append(uses, snapshot.Use(u))
	}
	return uses
}

func writeChallenge(c *scenario.Challenge) *snapshot.Challenge {
	if c == nil {
		return nil
	}
	out := &snapshot.Challenge{Type: c.Type, Value: c.Value, Instructions: c.Instructions}
	if c.Expiry > 0 {
		out.Expiry = c.Expiry.String()
	}
	return out
}

// writeSession leaves out the MFA token that the request brought: it has been used.
func writeSession(s store.Session) snapshot.Session {
	out := snapshot.Session{ID: s.ID, Link: s.Link, Operation: string(s.Operation), Resource: string(s.Resource),
		Challenge: writeChallenge(s.Challenge), ExpiresAt: s.ExpiresAt}
	if asked, is := s.Params.(sandbox.Retrieval); is {
		out.Asked, out.SaveData = asked.Params.Texts(), asked.SaveData
	}
	return out
}

// writeData tells the data as the collections that it comes from.
func (b seeder) writeData(world store.World) ([]snapshot.Reading, error) {
	links := map[uuid.UUID]*store.Link{}
	for i := range world.Links {
		links[world.Links[i].ID] = &world.Links[i]
	}
	var readings []snapshot.Reading
	for _, row := range b.Desk().Rows {
		given := map[*store.Origin][]uuid.UUID{}
		for part := range runs(world.Objects[row.Resource]) {
			origin := part[0].Origin
			if given[origin] == nil {
				items, _, err := collectAgain(b.Desk().Reader, links[part[0].Link], row, origin)
				if err != nil {
					return nil, err
				}
				given[origin] = idsOf(items)
			}
			r, err := writeReading(row, part, given[origin])
			if err != nil {
				return nil, err
			}
			readings = append(readings, r)
		}
	}
	return readings, nil
}

// runs cuts objects into those that stand together and come from one collection, with one creation
// time.
func runs(objects []store.Object) func(yield func([]store.Object) bool) {
	return func(yield func([]store.Object) bool) {
		for len(objects) > 0 {
			first, n := &objects[0], 1
			for n < len(objects) && objects[n].Origin == first.Origin && objects[n].CreatedAt.Equal(first.CreatedAt) {
				n++
			}
			if !yield(objects[:n]) {
				return
			}
			objects = objects[n:]
		}
	}
}

func idsOf(items []registry.Item) []uuid.UUID {
	ids := make([]uuid.UUID, len(items))
	for i, item := range items {
		ids[i] = item.ID
	}
	return ids
}

// writeReading writes down what is there of what a collection has given.
func writeReading(row *registry.Row, part []store.Object, given []uuid.UUID) (snapshot.Reading, error) {
	o := part[0]
	r := snapshot.Reading{Resource: string(row.Resource), Link: o.Link, At: o.Origin.At,
		DataSet: o.Origin.DataSet, Asked: o.Origin.Params.(registry.Params).Texts()}
	if !o.CreatedAt.Equal(o.Origin.At) {
		r.CreatedAt = o.CreatedAt
	}
	there := make(map[uuid.UUID]bool, len(part))
	for _, object := range part {
		r.Only = append(r.Only, object.ID)
		there[object.ID] = true
	}
	var without, kept []uuid.UUID
	for _, id := range given {
		if there[id] {
			kept = append(kept, id)
		} else {
			without = append(without, id)
		}
	}
	if len(kept) < len(part) {
		return r, fmt.Errorf("some %s of link %s no longer follow from the fixtures", row.Resource.Word(), o.Link)
	}
	if len(without) <= len(kept) && slices.Equal(kept, r.Only) {
		r.Only, r.Without = nil, without
	}
	return r, nil
}

// instantOr is an instant, or another one where there is none.
func instantOr(t, other time.Time) time.Time {
	if t.IsZero() {
		return other
	}
	return t.UTC()
}

// collectAgain makes a collection once more with the fixtures of now. It returns the items in the order in
// which they are stored, and their origin.
func collectAgain(r *collection.Reader, l *store.Link, row *registry.Row, o *store.Origin,
) ([]registry.Item, *store.Origin, error) {
	book, err := r.BookWith(l, o.DataSet)
	if err != nil {
		return nil, nil, fmt.Errorf("the data of link %s cannot be read: %s", l.ID, reason(err))
	}
	items := row.Collect(book, o.Params.(registry.Params), o.At)
	slices.Reverse(items)
	return items, &store.Origin{At: o.At, DataSet: o.DataSet, Params: o.Params, Source: book.Source}, nil
}
