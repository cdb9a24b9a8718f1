package world

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/wire"
)

// seeder makes links in a sandbox.
type seeder struct{ *sandbox.Sandbox }

// Seed is a link to make in a state of its life. What is empty has the defaults of a registration.
type Seed struct {
	Institution        string
	State              lifecycle.State // "" for valid
	Username           string          // "" for one that the institution's form takes
	ID                 uuid.UUID       // zero for the next one
	Scenario           string          // "" for the one that claims the user; else the link is pinned to it
	ScenarioState      string          // "" for where the walk leads
	ExternalID         string
	AccessMode         belvo.AccessMode
	RefreshRate        string
	CredentialsStorage string
	StaleIn            string
	FetchResources     []string
}

// Seeded is a link that was made, and how it came to its state.
type Seeded struct {
	Link     belvo.Link        `json:"link"`
	State    lifecycle.State   `json:"state"`
	Scenario string            `json:"scenario" doc:"where its user stands: scenario/state"`
	Path     []wire.Transition `json:"path" doc:"the transitions that led to the state"`
}

// SeedError says which field of a Seed is wrong and why.
type SeedError struct {
	Field, Why string
	Conflict   bool // each field is right, but no link can be like this
}

// Error names the field.
func (e *SeedError) Error() string { return e.Field + ": " + e.Why }

func fieldError(field, format string, args ...any) error {
	return &SeedError{Field: field, Why: fmt.Sprintf(format, args...)}
}

// plan is how a seed will be carried out.
type plan struct {
	seed         Seed
	registration sandbox.Registration
	row          *registry.Row // what its requests for data ask for, nil if nothing can be asked for
	place        *scenario.State
	path         []lifecycle.Transition
}

// Plant makes links, each in the state that it is to have, by walking there through the
// transitions of the lifecycle: real operations, whose webhooks are sent and whose timers are set.
// The institution's scenario answers where it agrees with the walk; where it does not the answer
// is forced and the user stays where he is in the scenario. All seeds are checked before the
// first is planted; the *SeedError comes with the number of the seed that it is about.
func (b seeder) plantAll(seeds []Seed) ([]Seeded, int, error) {
	b.FireDue(b.Now())
	plans, problems := b.planAll(seeds)
	if i := slices.IndexFunc(problems, func(err error) bool { return err != nil }); i >= 0 {
		return nil, i, problems[i]
	}
	made := make([]Seeded, len(plans))
	for i := range plans {
		var err error
		if made[i], err = b.plant(&plans[i]); err != nil {
			return nil, i, err
		}
	}
	return made, 0, nil
}

// planAll checks seeds and finds their ways. It returns what is wrong with each, nil for nothing.
func (b seeder) planAll(seeds []Seed) ([]plan, []error) {
	plans, problems, ids := make([]plan, len(seeds)), make([]error, len(seeds)), map[uuid.UUID]bool{}
	for i, s := range seeds {
		plans[i], problems[i] = b.plan(s)
		if problems[i] == nil && ids[s.ID] {
			problems[i] = fieldError("id", "%s is there twice", s.ID)
		}
		ids[s.ID] = s.ID != uuid.Nil
	}
	return plans, problems
}

// plan checks a seed and finds its way.
func (b seeder) plan(s Seed) (plan, error) {
	inst, ok := b.Desk().Catalog.Institution(s.Institution)
	if !ok {
		return plan{}, noInstitution(b.Desk(), s.Institution)
	}
	if s.State == "" {
		s.State = lifecycle.Valid
	}
	if s.State == lifecycle.Expired && s.AccessMode == "" && s.CredentialsStorage == "" {
		s.AccessMode = belvo.Single // a recurrent link's credentials never expire
	}
	p := plan{seed: s, registration: registrationOf(s, b.formOf(inst, s.Username))}
	asksNothing := func(row *registry.Row) bool {
		needed := func(f registry.Field) bool { return f.Required }
		return row.OfferedBy(inst) && !slices.ContainsFunc(row.Fields, needed)
	}
	if at := slices.IndexFunc(b.Desk().Rows, asksNothing); at >= 0 {
		p.row = b.Desk().Rows[at]
	}
	if err := b.planScenario(&p); err != nil {
		return p, err
	}
	if err := b.planLink(&p, inst); err != nil {
		return p, err
	}
	return p, p.findPath()
}

func noInstitution(d *contact.Desk, name string) error {
	if name == "" {
		return fieldError("institution", "there must be one, such as erebor_mx_retail")
	}
	return fieldError("institution", "unknown institution %q%s", name, d.Catalog.SuggestInstitution(name))
}

func registrationOf(s Seed, form map[string]string) sandbox.Registration {
	return sandbox.Registration{ID: s.ID, Institution: s.Institution, Fields: form, ExternalID: s.ExternalID,
		AccessMode: s.AccessMode, RefreshRate: s.RefreshRate, CredentialsStorage: s.CredentialsStorage,
		StaleIn: s.StaleIn, FetchResources: s.FetchResources}
}

// planScenario finds the scenario and the place in it.
func (b seeder) planScenario(p *plan) error {
	s := p.seed
	user := store.Link{Institution: s.Institution, Username: p.registration.Fields["username"]}
	sc, err := b.Desk().PinFor(&user, cmp.Or(s.Scenario, b.Pinned()))
	if err != nil {
		return fieldError("scenario", "%s", errorText(err))
	}
	if s.Scenario != "" {
		p.registration.Pinned = sc
	}
	if s.ScenarioState != "" {
		var ok bool
		if p.place, ok = sc.StateNamed(s.ScenarioState); !ok {
			return fieldError("scenario_state", "scenario %q has no state %q%s", sc.Name, s.ScenarioState,
				sc.SuggestState(s.ScenarioState))
		}
	}
	return nil
}

// planLink checks what a registration would refuse.
func (b seeder) planLink(p *plan, inst *belvo.Institution) error {
	s, r := p.seed, p.registration
	if !slices.Contains([]belvo.AccessMode{"", belvo.Single, belvo.Recurrent}, s.AccessMode) {
		return fieldError("access_mode", "must be %s or %s, not %q", belvo.Single, belvo.Recurrent, s.AccessMode)
	}
	var taken bool
	b.Store().View(func(tx *store.Tx) { _, taken = tx.Link(s.ID) })
	if taken {
		return &SeedError{"id", fmt.Sprintf("there is a link %s already", s.ID), true}
	}
	link := b.NewLink(&contact.Call{Request: contact.Request{Cause: contact.ByControl}}, r, inst, b.Now())
	switch {
	case s.RefreshRate == "":
	case link.AccessMode != belvo.Recurrent:
		return &SeedError{"refresh_rate", "only recurrent links are refreshed", true}
	case !slices.Contains(belvo.RefreshRates(), s.RefreshRate):
		return fieldError("refresh_rate", "must be one of %s, not %q", strings.Join(belvo.RefreshRates(), ", "),
			s.RefreshRate)
	}
	err := b.CheckRegistration(r, &link, inst)
	var many belvo.Errors
	var one *belvo.Error
	switch {
	case errors.As(err, &many):
		return fieldError(cmp.Or(many[0].Field, "link"), "%s", errorText(many[0]))
	case errors.As(err, &one):
		return fieldError(cmp.Or(one.Field, "link"), "%s", errorText(one))
	}
	if s.State == lifecycle.Expired && link.CredentialsStorage == belvo.StoreCredentials {
		return &SeedError{"state", `credentials that are stored for good do not expire: ` +
			`give "credentials_storage" a number of days, and "access_mode" single`, true}
	}
	return nil
}

// errorText is an error of the API without its code, and with its hint.
func errorText(err error) string {
	var e *belvo.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	if e.Hint != "" {
		return e.Message + " (" + e.Hint + ")"
	}
	return e.Message
}

// reason is the hint of an error of the API, which says more than its message.
func reason(err error) string {
	var e *belvo.Error
	if errors.As(err, &e) && e.Hint != "" {
		return e.Hint
	}
	return errorText(err)
}

// findPath looks for the way to the seed's state.
func (p *plan) findPath() error {
	may := func(t lifecycle.Transition) bool {
		op, _, asked := t.Event.Split()
		return (asked && (op != lifecycle.Retrieve || p.row != nil)) || t.Event == lifecycle.CredentialsExpired
	}
	reach := func(s lifecycle.State) (ok bool) {
		p.path, ok = lifecycle.Path(lifecycle.None, s, may)
		return ok && s != lifecycle.None && s != lifecycle.Deleted
	}
	if reach(p.seed.State) {
		return nil
	}
	var possible []string
	for _, s := range lifecycle.Living() {
		if reach(s) {
			possible = append(possible, string(s))
		}
	}
	return &SeedError{"state", fmt.Sprintf("no link is %q; possible are %s", p.seed.State,
		strings.Join(possible, ", ")), slices.Contains(lifecycle.States(), p.seed.State)}
}

// formOf fills in an institution's form. The user name may be given; the rest is made up, of
// values that all the forms' validations together take.
func (b seeder) formOf(inst *belvo.Institution, username string) map[string]string {
	form := map[string]string{"username": username}
	for _, f := range inst.FormFields {
		if f.Type == "hidden" || f.Optional || form[f.Name] != "" {
			continue
		}
		if len(f.Values) > 0 {
			form[f.Name] = f.Values[len(f.Values)-1].Code
			continue
		}
		form[f.Name] = inventedUsername(f, b.Shared().Compiled(f.Validation))
	}
	return form
}

// inventedUsername is a value for a field of a form.
func inventedUsername(f belvo.FormField, takes *regexp.Regexp) string {
	values := []string{"bnk100", "12345678909", "123456", "LOLJ970312MBSPPN08", "12345678-5"}
	if f.Type == "password" {
		values = []string{"pass_valid", "123456"}
	}
	for _, v := range values {
		if takes == nil || takes.MatchString(v) {
			return v
		}
	}
	return values[0]
}

// plant walks a plan's way.
func (b seeder) plant(p *plan) (Seeded, error) {
	w := &walk{b: b.Sandbox, plan: p, path: []wire.Transition{}}
	for _, t := range p.path {
		if err := w.take(t); err != nil {
			return Seeded{}, fieldError("state", "%s", errorText(err))
		}
	}
	var link store.Link
	err := b.Store().Update(func(tx *store.Tx) error {
		link, _ = tx.Link(w.link)
		if p.place != nil {
			link.Script = link.Script.Scenario.JoinAt(p.place, b.Now())
			tx.PutLink(link)
		}
		return nil
	})
	return Seeded{b.Wire(&link), link.State, link.Script.String(), w.path}, err
}
