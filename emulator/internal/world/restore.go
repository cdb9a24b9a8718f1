package world

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/yamlfile"
)

// Restored tells what was made of a snapshot.
type Restored struct {
	Links    int      `json:"links"`
	Objects  int      `json:"objects"`
	Warnings []string `json:"warnings" doc:"what could not be restored as it was"`
}

// restorer makes a world of a document.
type restorer struct {
	seeder
	ctx        context.Context // of the call that wants the world
	doc        *snapshot.Document
	known      []webhook.Endpoint // whose Authorizations the document may leave out
	links      map[uuid.UUID]*store.Link
	sets       map[dataSet]bool // that can be read
	form       map[string]string
	seeds      []Seed // links without facts
	seedAt     []int  // their places in the document
	problems   []snapshot.Problem
	more       int  // how many problems are not explained
	describing bool // the links are those that webhooks describe
	lenient    bool // it puts changes too: of what is there, and without data that the fixtures no longer give
	of         subject
	kept       findings // of a lenient one, about what later changes may replace or remove
	out        Restored
}

// clockOf is the mode of a document's clock: the sandbox's own where it does not say.
func clockOf(c *snapshot.Clock, begin clock.Mode) (clock.Mode, error) {
	if c == nil {
		return begin, nil
	}
	mode := begin
	if c.Mode != "" {
		var err error
		if mode, err = clock.ParseMode(c.Mode); err != nil {
			return mode, fmt.Errorf("its mode %w", err)
		}
		if strings.Contains(c.Mode, "@") {
			return mode, fmt.Errorf("its mode is manual; when it is, stands in now")
		}
	}
	if c.Now.IsZero() {
		return mode, nil
	}
	mode.Start = c.Now.UTC()
	return mode, clock.Check(mode.Start)
}

// maxProblems is how many mistakes in a document are explained.
const maxProblems = 100

func (r *restorer) wrong(path, format string, args ...any) {
	if found := r.kept.of(r.of); found != nil {
		if found.wrong == nil {
			found.wrong = &snapshot.Problem{Path: path, Text: fmt.Sprintf(format, args...)}
		}
		return
	}
	if len(r.problems) == maxProblems {
		r.more++
		return
	}
	r.problems = append(r.problems, snapshot.Problem{Path: path, Text: fmt.Sprintf(format, args...)})
}

// warn tells what could not be restored as it was.
func (r *restorer) warn(format string, values ...any) {
	to := &r.out.Warnings
	if found := r.kept.of(r.of); found != nil {
		to = &found.warnings
	}
	if text := fmt.Sprintf(format, values...); !r.lenient || !slices.Contains(*to, text) { // many changes have it
		*to = append(*to, text)
	}
}

// about says what is read from now on. What earlier records had that is wrong with it is forgotten.
func (r *restorer) about(s subject) {
	r.of = s
	r.kept.forget(s)
}

// aboutRest says that what is read from now on is about nothing that later records replace.
func (r *restorer) aboutRest() { r.of = subject{} }

// readSandbox restores what is neither a link nor of one.
func (r *restorer) readSandbox() {
	if r.doc.IDs != "" {
		if err := r.Desk().IDs.SetState(r.doc.IDs); err != nil {
			r.wrong("ids", "%v", err)
		}
	}
	if r.doc.ScenarioLost {
		_ = r.Store().Update(func(tx *store.Tx) error { // the function returns no error
			contact.Pin(tx, r.doc.Scenario)
			return nil
		})
	} else if err := r.Pin(r.doc.Scenario); err != nil {
		r.wrong("scenario", "%s", errorText(err))
	}
	if w := r.doc.Webhooks; w != nil {
		r.SetSent(w.Sent) // the sandbox is not shared yet
	}
}

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

// wrongField reports an error at the field that it is about.
func (r *restorer) wrongField(path string, err error) {
	if e, is := err.(*SeedError); is {
		r.wrong(path+"."+e.Field, "%s", e.Why)
		return
	}
	r.wrong(path, "%s", errorText(err))
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
	if err := r.happened(f); err != nil {
		return nil, err
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

// dataSet is a data set at an institution.
type dataSet struct{ institution, name string }

// checkSet says whether a link's data can be read, which is asked once for the links that have the same data set. A
// later change of a link may say another, so until then there is the link. For those that webhooks describe see
// institutionOf.
func (r *restorer) checkSet(l *store.Link) error {
	set := dataSet{l.Institution, collection.DataSetOf(l)}
	if r.sets[set] || r.lenient && r.describing {
		return nil
	}
	if _, err := r.Desk().Source(l, set.name); err != nil {
		if err = fieldError("facts.data_set", "%s", reason(err)); !r.lenient {
			return err
		}
		r.wrongField("", err)
		return nil
	}
	if r.sets == nil {
		r.sets = map[dataSet]bool{}
	}
	r.sets[set] = true
	return nil
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

func readChallenge(c *snapshot.Challenge) *scenario.Challenge {
	if c == nil {
		return nil
	}
	out := &scenario.Challenge{Type: c.Type, Value: c.Value, Instructions: c.Instructions}
	out.Expiry, _ = yamlfile.ParseDuration(c.Expiry) // checked by the format; none is zero
	return out
}

func seedOf(d *snapshot.Link) Seed {
	return Seed{ID: d.ID, Institution: d.Institution, Username: d.Username, State: lifecycle.State(d.State),
		Scenario: d.Scenario, ScenarioState: d.ScenarioState, ExternalID: d.ExternalID,
		AccessMode: belvo.AccessMode(d.AccessMode), RefreshRate: d.RefreshRate,
		CredentialsStorage: d.CredentialsStorage, StaleIn: d.StaleIn, FetchResources: d.FetchResources}
}

// readDuration reads a duration whose form was checked; zero for none.
func readDuration(text string) time.Duration {
	d, _ := yamlfile.ParseDuration(text)
	return d
}
