package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Snapshot writes down the sandbox's world as it is between two requests, without secrets. The error is
// an object that the fixtures no longer give.
func Snapshot(b *sandbox.Sandbox) (*snapshot.Document, error) {
	defer b.Hold()()
	b.FireDue(b.Now())
	return Written(b)
}

// Written is Snapshot of a sandbox in which nothing else happens: what is due stays so.
func Written(b *sandbox.Sandbox) (*snapshot.Document, error) {
	doc, waits, world := describe(b, func() {})
	if m := b.Webhooks().Manner(); m == (webhook.Manner{}) {
		doc.Webhooks.Manner = nil
	}
	for _, e := range b.Webhooks().Endpoints() {
		doc.Webhooks.Endpoints = append(doc.Webhooks.Endpoints, writeEndpoint(e))
	}
	doc.Webhooks.Waiting, doc.Webhooks.Links = writeWaits(waits, nil)
	var err error
	doc.Data, err = seeder{b}.writeData(world)
	return doc, err
}

// describe writes down a sandbox but for its data, its endpoints and the webhooks that wait. First is called between two
// commits, of which all before it are in the world, and before anything is read that changes without a commit.
func describe(b *sandbox.Sandbox, first func()) (*snapshot.Document, []webhook.Wait, store.World) {
	doc := &snapshot.Document{Version: snapshot.Version, Webhooks: &snapshot.Webhooks{Endpoints: []snapshot.Endpoint{}}}
	var world store.World
	var waits []webhook.Wait
	var steered contact.Steered
	b.Store().View(func(tx *store.Tx) {
		first()
		hooks := b.Webhooks().Image()
		world, steered, waits = tx.World(), contact.SteeredOf(tx), hooks.Waits()
		doc.Webhooks.Named, doc.Webhooks.Sent, doc.IDs = hooks.Named(), b.Sent(), b.Desk().IDs.State()
	})
	doc.Clock = &snapshot.Clock{Mode: b.Clock().Mode().String(), Now: b.Now()} // what has happened is not after it
	doc.Webhooks.Manner = writeManner(b.Webhooks().Manner())
	doc.Scenario, doc.Next = steered.Pinned, writeNext(steered)
	v := versions{b.Shared().Scenarios(), steered.Tried}
	doc.ScenarioLost = steered.Pinned != "" && !v.have(steered.Pinned)
	for i := range world.Links {
		doc.Links = append(doc.Links, v.writeLink(&world.Links[i]))
	}
	for _, s := range world.Sessions {
		doc.Sessions = append(doc.Sessions, writeSession(s))
	}
	doc.Visitors, doc.UsedTokens = v.writeVisitors(world.Visitors), writeUsed(world.Used)
	return doc, waits, world
}

func (v versions) writeVisitors(visitors map[string]scenario.Script) (out []snapshot.Visitor) {
	for user, sc := range visitors {
		d := snapshot.Visitor{InstitutionUserID: user, Scenario: sc.Scenario.Name, ScenarioState: sc.State.Name,
			Entered: sc.Entered, Uses: writeUses(sc)}
		d.Lost, d.Hidden = v.of(sc)
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, o snapshot.Visitor) int { return strings.Compare(a.InstitutionUserID, o.InstitutionUserID) })
	return out
}

func writeUsed(used map[string]time.Time) (out []snapshot.UsedToken) {
	for family, until := range used {
		out = append(out, snapshot.UsedToken{Family: family, Until: until})
	}
	slices.SortFunc(out, func(a, o snapshot.UsedToken) int { return strings.Compare(a.Family, o.Family) })
	return out
}

// readingOf is the collection that an object comes from.
func readingOf(row *registry.Row, o *store.Object) snapshot.Reading {
	r := snapshot.Reading{Resource: string(row.Resource), Link: o.Link, At: o.Origin.At,
		DataSet: o.Origin.DataSet, Asked: o.Origin.Params.(registry.Params).Texts()}
	if !o.CreatedAt.Equal(o.Origin.At) {
		r.CreatedAt = o.CreatedAt
	}
	return r
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
	r := readingOf(row, &part[0])
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
		return r, fmt.Errorf("some %s of link %s no longer follow from the fixtures", row.Resource.Word(), r.Link)
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
