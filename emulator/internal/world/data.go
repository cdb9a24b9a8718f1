package world

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
)

// readPeople restores users without links, sessions and used-up tokens.
func (r *restorer) readPeople() {
	if len(r.doc.Visitors)+len(r.doc.Sessions)+len(r.doc.UsedTokens) == 0 {
		return // a state has thousands of changes that are about links alone
	}
	_ = r.Store().Update(func(tx *store.Tx) error { // the function returns no error
		users, families := map[string]bool{}, map[string]bool{}
		for i, v := range r.doc.Visitors {
			path := fmt.Sprintf("visitors[%d]", i)
			script, err := r.readVisitor(v)
			if err != nil {
				r.wrongField(path, err)
				continue
			}
			r.once(users, v.InstitutionUserID, path+".institution_user_id")
			tx.PutVisitor(v.InstitutionUserID, script)
		}
		r.readSessions(tx)
		for i, t := range r.doc.UsedTokens {
			r.once(families, t.Family, fmt.Sprintf("used_tokens[%d].family", i))
			tx.UseToken(t.Family, t.Until.UTC(), r.Now())
		}
		return nil
	})
}

// once refuses what a document has twice: one of the two would be lost. The changes of a folder may tell of something
// again.
func (r *restorer) once(seen map[string]bool, id, path string) {
	if seen[id] && !r.lenient {
		r.wrong(path, "%s is there twice", id)
	}
	seen[id] = true
}

func (r *restorer) readVisitor(v snapshot.Visitor) (scenario.Script, error) {
	if v.Lost {
		return scenario.Gone(v.Scenario, v.ScenarioState, v.Entered.UTC()), nil
	}
	sc, err := r.scenarioOf(nil, v.Scenario, v.Hidden) // its name is never ""
	if err != nil {
		return r.lost(v.Scenario, v.ScenarioState, v.Entered, fieldError("scenario", "%s", errorText(err)))
	}
	script, err := placeIn(sc, v.ScenarioState, v.Entered, v.Uses)
	if err != nil {
		return r.lost(v.Scenario, v.ScenarioState, v.Entered, err)
	}
	return script, nil
}

func (r *restorer) readSessions(tx *store.Tx) {
	type purpose struct {
		link                uuid.UUID
		operation, resource string
	}
	ids, purposes := map[string]bool{}, map[purpose]bool{}
	for i, s := range r.doc.Sessions {
		path, is := fmt.Sprintf("sessions[%d]", i), purpose{s.Link, s.Operation, s.Resource}
		session, err := r.readSession(s)
		if err != nil {
			r.wrongField(path, err)
			continue
		}
		r.once(ids, s.ID, path+".id")
		if purposes[is] && !r.lenient {
			r.wrong(path, "another session is for the same link, operation and resource")
		}
		purposes[is] = true
		tx.OpenSession(session)
	}
}

func (r *restorer) readSession(s snapshot.Session) (store.Session, error) {
	out := store.Session{ID: s.ID, Link: s.Link, Operation: lifecycle.Operation(s.Operation),
		Resource: belvo.Resource(s.Resource), Challenge: readChallenge(s.Challenge), ExpiresAt: s.ExpiresAt.UTC()}
	retrieves := out.Operation == lifecycle.Retrieve
	switch {
	case r.links[s.Link] == nil:
		return out, fieldError("link", "no link with facts has the id %s", s.Link)
	case !retrieves && (s.Resource != "" || s.Asked != nil || s.SaveData):
		return out, fieldError("operation", "only a retrieve asks for a resource")
	case retrieves && r.Desk().ByName[out.Resource] == nil:
		return out, noResource(r.Desk(), "resource", s.Resource)
	case !retrieves:
		return out, nil
	}
	asked, err := registry.ParseParams(s.Asked)
	if err != nil {
		return out, fieldError("asked", "%v", err)
	}
	out.Params = sandbox.Retrieval{Link: s.Link, Params: asked, SaveData: s.SaveData}
	return out, nil
}

// readData makes the collections once more and stores what is left of them.
func (r *restorer) readData() {
	for i := range r.doc.Data {
		if r.ctx.Err() != nil {
			return
		}
		d := &r.doc.Data[i]
		if err := r.readReading(d); err != nil {
			r.wrongField(fmt.Sprintf("data[%d]", i), err)
		}
	}
}

func (r *restorer) readReading(d *snapshot.Reading) error {
	c, err := r.collectionOf(d)
	if err != nil {
		return err
	}
	items, origin, err := c.again(r.Desk().Reader)
	if err != nil {
		return err
	}
	if items, err = left(items, d); err != nil {
		return err
	}
	r.put(c.row, d, items, origin)
	return nil
}

// madeOf is what a collection is made of.
type madeOf struct {
	row    *registry.Row
	link   *store.Link
	origin store.Origin // without what was read
}

// collectionOf is what a collection of a document was made of.
func (r *restorer) collectionOf(d *snapshot.Reading) (c madeOf, err error) {
	if c.row = r.Desk().ByName[belvo.Resource(d.Resource)]; c.row == nil {
		return c, noResource(r.Desk(), "resource", d.Resource)
	}
	if c.link = r.links[d.Link]; c.link == nil {
		return c, fieldError("link", "no link with facts has the id %s", d.Link)
	}
	asked, err := registry.ParseParams(d.Asked)
	if err != nil {
		return c, fieldError("asked", "%v", err)
	}
	c.origin = store.Origin{At: d.At.UTC(), DataSet: d.DataSet, Params: asked}
	return c, nil
}

// again makes the collection once more. The error is about its data set.
func (c *madeOf) again(r *collection.Reader) ([]registry.Item, *store.Origin, error) {
	items, origin, err := collectAgain(r, c.link, c.row, &c.origin)
	if err != nil {
		return nil, nil, fieldError("data_set", "%v", err)
	}
	return items, origin, nil
}

// left chooses the items that are left of a collection, in the order in which they are stored.
func left(items []registry.Item, d *snapshot.Reading) ([]registry.Item, error) {
	if len(d.Only) > 0 && len(d.Without) > 0 {
		return nil, fmt.Errorf("a collection is told by only or by without, not by both")
	}
	byID := make(map[uuid.UUID]registry.Item, len(items))
	for _, item := range items {
		byID[item.ID] = item
	}
	for _, id := range slices.Concat(d.Only, d.Without) {
		if _, given := byID[id]; !given {
			return nil, fmt.Errorf("the fixtures give no %s with the id %s here",
				belvo.Resource(d.Resource).Word(), id)
		}
	}
	if len(d.Only) > 0 {
		chosen := make([]registry.Item, len(d.Only))
		for i, id := range d.Only {
			chosen[i] = byID[id]
		}
		return chosen, nil
	}
	for _, id := range d.Without {
		delete(byID, id)
	}
	return slices.DeleteFunc(items, func(item registry.Item) bool {
		_, stays := byID[item.ID]
		return !stays
	}), nil
}

// put stores what is left of a collection.
func (r *restorer) put(row *registry.Row, d *snapshot.Reading, items []registry.Item, o *store.Origin) {
	created := instantOr(d.CreatedAt, o.At)
	_ = r.Store().Update(func(tx *store.Tx) error { // the function returns no error
		for _, item := range items {
			collection.PutItem(tx, d.Link, collection.Reading{Row: row, Origin: o}, item, created)
		}
		return nil
	})
	r.out.Objects += len(items)
}

// readSeeds reads the links without facts, and finds all that is wrong with them.
func (r *restorer) readSeeds() {
	for i := range r.doc.Links {
		if d := &r.doc.Links[i]; d.Facts == nil {
			seed := seedOf(d)
			if inst, known := r.Desk().Catalog.Institution(d.Institution); known && d.FetchResources != nil {
				seed.FetchResources = r.stillOffered(d, inst)
			}
			r.seeds, r.seedAt = append(r.seeds, seed), append(r.seedAt, i)
		}
	}
	_, problems := r.planAll(r.seeds)
	for n, err := range problems {
		if err != nil {
			r.wrongField(fmt.Sprintf("links[%d]", r.seedAt[n]), err)
		}
	}
}

// plantSeeds walks the links without facts to their states.
func (r *restorer) plantSeeds() {
	if len(r.seeds) == 0 {
		return
	}
	if _, n, err := r.plantAll(r.seeds); err != nil {
		r.wrongField(fmt.Sprintf("links[%d]", r.seedAt[n]), err)
	}
}
