package world

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
)

// readFacts restores the links that have facts.
func (r *restorer) readFacts() {
	links := make([]*store.Link, 0, len(r.doc.Links))
	for i := range r.doc.Links {
		d := &r.doc.Links[i]
		if d.Facts == nil || r.ctx.Err() != nil {
			continue
		}
		r.about(subject{kind: aLink, link: d.ID})
		link, err := r.readLink(d)
		switch {
		case err != nil:
			r.wrongField(fmt.Sprintf("links[%d]", i), err)
		case r.links[link.ID] != nil && !r.lenient:
			r.wrong(fmt.Sprintf("links[%d].id", i), "%s is there twice", link.ID)
		default:
			links = append(links, link)
			r.links[link.ID] = link
		}
	}
	r.aboutRest()
	if len(links) == 0 {
		return
	}
	_ = r.Store().Update(func(tx *store.Tx) error { // the function returns no error
		for _, l := range links {
			tx.KeepLink(l)
		}
		return nil
	})
}

// readLink makes a link of its facts.
func (r *restorer) readLink(d *snapshot.Link) (*store.Link, error) {
	s, f := seedOf(d), d.Facts
	inst, err := r.institutionOf(&s)
	if err != nil {
		return nil, err
	}
	now := r.Now()
	form := r.usernameOnly(s.Username)
	if s.Username == "" || catalog.OnOpenFinance(inst) { // of any other link the form says no more
		form = r.formOf(inst, s.Username)
	}
	link := r.NewLink(&contact.Call{}, registrationOf(s, form), inst, instantOr(f.CreatedAt, now))
	l := &link
	if l.ID = s.ID; l.ID == uuid.Nil {
		l.ID = r.Desk().IDs.UUID()
	}
	if d.FetchResources != nil {
		l.FetchResources = r.stillOffered(d, inst)
	}
	for _, e := range []*belvo.Error{sandbox.CheckExternalID(l.ExternalID), sandbox.CheckStorage(l.CredentialsStorage),
		sandbox.CheckStale(l.StaleIn), sandbox.CheckResources(l.FetchResources, inst)} {
		if e != nil {
			return l, fieldError(e.Field, "%s", errorText(e))
		}
	}
	l.State = lifecycle.State(cmp.Or(d.State, string(lifecycle.Valid)))
	l.LastAccessedAt, l.CredentialsUntil = f.LastAccessedAt.UTC(), f.CredentialsUntil.UTC()
	l.RefreshDue, l.RefreshedAt = f.RefreshDue.UTC(), f.RefreshedAt.UTC()
	l.CollectedAt, l.StaleAt = f.CollectedAt.UTC(), f.StaleAt.UTC()
	l.Refusals, l.DataSet, l.Pinned = f.Refusals, f.DataSet, f.Pinned
	if f.Consent != nil {
		l.Consent = *f.Consent
		l.Consent.Since, l.Consent.Until = l.Consent.Since.UTC(), l.Consent.Until.UTC()
	}
	if f.Demand != nil {
		l.Demand = scenario.Demand{Code: belvo.Code(f.Demand.Code), Challenge: readChallenge(f.Demand.Challenge)}
	}
	l.Pending = slices.Grow(l.Pending, len(f.Pending))
	for _, p := range f.Pending {
		if r.Desk().ByName[belvo.Resource(p.Resource)] == nil {
			return l, noResource(r.Desk(), "facts.pending", p.Resource)
		}
		l.Pending = append(l.Pending, store.Pending{Resource: belvo.Resource(p.Resource), At: p.At.UTC()})
	}
	if err := r.checkSet(l); err != nil {
		return l, err
	}
	l.Script, err = r.readScript(l, d, instantOr(f.Entered, now))
	return l, err
}

// institutionOf is the institution of a link. Webhooks that waited, or are on record, may describe a link whose
// institution is gone: they say nothing more then, as where it goes while the emulator runs.
func (r *restorer) institutionOf(s *Seed) (*belvo.Institution, error) {
	inst, ok := r.Desk().Catalog.Institution(s.Institution)
	switch {
	case ok:
		return inst, nil
	case r.lenient && r.describing:
		return &belvo.Institution{Name: s.Institution, Resources: s.FetchResources}, nil
	}
	return nil, noInstitution(r.Desk(), s.Institution)
}

// usernameOnly is a form with a username, valid until the next one.
func (r *restorer) usernameOnly(username string) map[string]string {
	if r.form == nil {
		r.form = map[string]string{}
	}
	r.form["username"] = username
	return r.form
}

// stillOffered is what a link fetches, without what its institution does not list: the list may have
// changed since the snapshot was made. Words that name no resource stay, and are refused.
func (r *restorer) stillOffered(d *snapshot.Link, inst *belvo.Institution) []string {
	lost := func(word string) bool {
		return !slices.Contains(inst.Resources, word) && slices.Contains(belvo.Resources(), belvo.Resource(word))
	}
	if !slices.ContainsFunc(d.FetchResources, lost) {
		return d.FetchResources
	}
	return slices.DeleteFunc(slices.Clone(d.FetchResources), func(word string) bool {
		if lost(word) && !r.describing {
			r.warn("the link of %s does not fetch %s: %s does not have it", cmp.Or(d.Username, d.ID.String()), word, inst.Name)
		}
		return lost(word)
	})
}

// readScript finds the place in a scenario where a link's user stands.
func (r *restorer) readScript(l *store.Link, d *snapshot.Link, entered time.Time) (scenario.Script, error) {
	if d.Facts.Lost {
		return scenario.Gone(d.Scenario, d.ScenarioState, entered.UTC()), nil
	}
	name := d.Scenario
	if name == "" {
		name = r.Pinned()
	}
	sc, err := r.scenarioOf(l, name, d.Facts.Hidden)
	if err != nil {
		return r.lost(d.Scenario, d.ScenarioState, entered, fieldError("scenario", "%s", errorText(err)))
	}
	state := cmp.Or(d.ScenarioState, sc.Enter.Name)
	script, err := placeIn(sc, state, entered, d.Facts.Uses)
	if err != nil {
		return r.lost(sc.Name, state, entered, err)
	}
	return script, nil
}

// scenarioOf is the scenario of a name that a link or a visitor stands in, or the one of that name that is hidden.
func (r *restorer) scenarioOf(l *store.Link, name string, hidden bool) (*scenario.Scenario, error) {
	if hidden {
		if sc, is := r.Shared().Scenarios().Named(name); is {
			return sc, nil
		}
	}
	return r.Desk().PinFor(l, name)
}

// lost is a place in a scenario that is not there any more, if it is a state that is restored: the sandbox goes on
// as one whose scenarios change while it runs. Of links that webhooks describe the place does not matter.
func (r *restorer) lost(name, state string, entered time.Time, err error) (scenario.Script, error) {
	if !r.lenient && !r.describing {
		return scenario.Script{}, err
	}
	if !r.describing {
		r.warn("%s%v", r.of, err)
	}
	return scenario.Gone(name, state, entered.UTC()), nil
}

// placeIn is a place in a scenario by its name. Its error is about the field scenario_state or
// facts.uses.
func placeIn(sc *scenario.Scenario, name string, entered time.Time, uses []snapshot.Use,
) (scenario.Script, error) {
	state, ok := sc.StateNamed(name)
	if !ok {
		return scenario.Script{}, fieldError("scenario_state", "scenario %q has no state %q%s", sc.Name, name,
			sc.SuggestState(name))
	}
	counted := make([]scenario.Use, len(uses))
	for i, u := range uses {
		counted[i] = scenario.Use(u)
	}
	script, err := sc.At(state, entered.UTC(), counted)
	if err != nil {
		return script, fieldError("facts.uses", "%v", err)
	}
	return script, nil
}
