package sandbox

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
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// Registration is what POST /api/links/ asks for. Empty fields were not given.
type Registration struct {
	ID                 uuid.UUID // of the link; zero for a fresh one
	Institution        string
	Fields             map[string]string // username, password, token, ... as the form names them
	ExternalID         string
	AccessMode         belvo.AccessMode
	RefreshRate        string // of a recurrent link; Belvo itself sets it by arrangement only
	CredentialsStorage string
	StaleIn            string
	FetchResources     []string
	Pinned             *scenario.Scenario    // the link is pinned to, nil for none
	Absent             map[string]belvo.Code // fields that were given, but null or blank
}

// Register connects a user to an institution. It returns the new link, or the error that the
// client gets: a validation error, the institution's answer, or the 428 of an MFA session.
func (b *Sandbox) Register(c *contact.Call, r Registration) (belvo.Link, error) {
	inst, ok := b.desk.Catalog.Institution(r.Institution)
	if !ok {
		text := fmt.Sprintf("Object with name=%s does not exist.", r.Institution)
		return belvo.Link{}, belvo.FieldError(belvo.CodeDoesNotExist, "institution").With(text)
	}
	now := b.Now()
	b.FireDue(now)
	link := b.NewLink(c, r, inst, now)
	if link.ID = r.ID; link.ID == uuid.Nil {
		link.ID = b.ids.UUID()
	}
	if err := c.Request.MayTouch(link.ID); err != nil {
		return belvo.Link{}, err
	}
	if err := b.CheckRegistration(r, &link, inst); err != nil {
		return belvo.Link{}, err
	}
	var reply error
	err := b.store.Update(func(tx *store.Tx) error {
		b.chooseScript(tx, c, &link, now)
		if r.Pinned != nil {
			link.Script, link.Pinned = r.Pinned.Begin(now), true
		}
		s := b.desk.Ask(tx, c, &link, now,
			contact.Question{Op: lifecycle.Register, Fields: r.Fields, Opens: lifecycle.Register})
		if err := s.Begin(); err != nil {
			return err
		}
		if reply = s.Run(); s.Instead == nil {
			b.remember(tx, &link)
		}
		return nil
	})
	if err != nil {
		return belvo.Link{}, err
	}
	if reply != nil {
		return belvo.Link{}, reply
	}
	return b.Wire(&link), nil
}

// NewLink makes the link that a registration would create, without its id, with Belvo's defaults and
// those that the access token brings.
func (b *Sandbox) NewLink(c *contact.Call, r Registration, inst *belvo.Institution, now time.Time) store.Link {
	username := catalog.LoginOf(inst, r.Fields["username"])
	link := store.Link{Institution: inst.Name, Username: username,
		InstitutionUserID: b.shared.users.InstitutionUser(inst.Name, username), AccessMode: r.AccessMode,
		ExternalID: r.ExternalID, CredentialsStorage: r.CredentialsStorage, StaleIn: r.StaleIn,
		FetchResources: r.FetchResources, CreatedAt: now, State: lifecycle.None}
	if catalog.OnOpenFinance(inst) {
		link.Consent = contact.ConsentTerms(&c.Request, r.Fields[contact.ConsentDuration])
	}
	if t := c.Request.Token; t != nil {
		link.ExternalID = cmp.Or(link.ExternalID, t.ExternalID)
		link.CredentialsStorage = cmp.Or(link.CredentialsStorage, t.CredentialsStorage)
		link.StaleIn = cmp.Or(link.StaleIn, t.StaleIn)
		if link.FetchResources == nil {
			link.FetchResources = t.FetchResources
		}
	}
	if personal(link.ExternalID) {
		link.ExternalID = ""
	}
	setMode(&link, belvo.AccessMode(cmp.Or(string(link.AccessMode), string(belvo.Recurrent))))
	if link.AccessMode == belvo.Recurrent {
		link.RefreshRate = cmp.Or(r.RefreshRate, link.RefreshRate)
		link.CredentialsStorage = cmp.Or(link.CredentialsStorage, belvo.StoreCredentials)
		if len(link.FetchResources) == 0 {
			link.FetchResources = coreResources(inst)
		}
	}
	link.CredentialsStorage = cmp.Or(link.CredentialsStorage, belvo.DefaultSinglePeriod)
	link.StaleIn = cmp.Or(link.StaleIn, belvo.DefaultStaleIn)
	return link
}

// setMode sets the access mode and the refresh rate that goes with it.
func setMode(l *store.Link, mode belvo.AccessMode) {
	l.AccessMode, l.RefreshRate = mode, ""
	if mode == belvo.Recurrent {
		l.RefreshRate = belvo.RefreshRateWeekly
	}
}

// core are the resources that a recurrent link of a bank fetches when it was not told
// (https://developers.belvo.com/developer_resources/resources-links-overview). Nothing changes the
// list, which most links share. Deviation: that fetch_resources then shows them is our choice.
var core = []string{string(belvo.Accounts), string(belvo.Owners), string(belvo.Transactions)}

// coreResources are those of the core that an institution has.
func coreResources(inst *belvo.Institution) []string {
	lacks := func(r string) bool { return inst.Type != "bank" || !slices.Contains(inst.Resources, r) }
	if slices.ContainsFunc(core, lacks) {
		return slices.DeleteFunc(slices.Clone(core), lacks)
	}
	return core
}

// CheckRegistration reports what is wrong with a registration before the institution is asked.
func (b *Sandbox) CheckRegistration(r Registration, l *store.Link, inst *belvo.Institution) error {
	problems := problemsOf(CheckExternalID(l.ExternalID), CheckStorage(l.CredentialsStorage), CheckStale(l.StaleIn),
		CheckResources(l.FetchResources, inst))
	problems = append(problems, missingFields(r, inst)...)
	if len(problems) > 0 {
		return problems
	}
	switch {
	case l.AccessMode == belvo.Recurrent && l.CredentialsStorage != belvo.StoreCredentials:
		return belvo.NewError(belvo.CodeInvalidCredentialsStorage)
	case l.AccessMode == belvo.Single && l.CredentialsStorage == belvo.DoNotStore && len(l.FetchResources) == 0:
		return belvo.NewError(belvo.CodeInvalidFetchResources)
	}
	if err := b.checkForm(r, inst); err != nil || catalog.KnowsLogin(inst, l.Username) {
		return err
	}
	return belvo.NewError(belvo.CodeValidationError).Explain(
		fmt.Sprintf("the username %q is no CPF or CNPJ with right check digits, such as 76109277673", l.Username))
}

// missingFields reports the fields of the institution's form that were not filled in.
func missingFields(r Registration, inst *belvo.Institution) belvo.Errors {
	var missing belvo.Errors
	for _, f := range inst.FormFields {
		if r.Fields[f.Name] == "" && !f.Optional && f.Type != "hidden" {
			code := belvo.CodeRequired
			if how, given := r.Absent[f.Name]; given {
				code = how
			}
			missing = append(missing, belvo.FieldError(code, f.Name))
		}
	}
	return missing
}

// checkForm holds the fields against the institution's own regular expressions. Go and the
// browsers' expressions agree on all that the fixtures use.
func (b *Sandbox) checkForm(r Registration, inst *belvo.Institution) error {
	for _, f := range inst.FormFields {
		value := r.Fields[f.Name]
		if value == "" || f.Type == "hidden" {
			continue
		}
		if f.Type == "select" {
			at := slices.IndexFunc(f.Values, func(c belvo.FieldChoice) bool { return c.Code == value })
			if at < 0 {
				return badForm(f.Name)
			}
			continue
		}
		if re := b.shared.Compiled(f.Validation); re != nil && !re.MatchString(value) {
			return badForm(f.Name)
		}
	}
	return nil
}

func badForm(field string) error {
	return belvo.NewError(belvo.CodeValidationError).Explain(
		fmt.Sprintf("the field %q does not satisfy the validation of the institution's form_fields", field))
}

// chooseScript gives the link its script: where the user stands already, or the start of the scenario
// that claims him.
func (b *Sandbox) chooseScript(tx *store.Tx, c *contact.Call, l *store.Link, now time.Time) {
	set, name := b.desk.Scenarios(), contact.Wanted(tx, c.Request.Scenario)
	visitor, known := tx.Visitor(l.InstitutionUserID)
	if known && (name == "" || name == visitor.Scenario.Name) {
		if script, lost := set.Follow(visitor, now); !lost {
			l.Script = script
		}
	}
	if l.Script.Scenario == nil {
		l.Script = set.Choose(l.Institution, l.Username).Begin(now)
	}
	l.DataSet = contact.SettingsOf(tx).Data
}

// remember keeps where a user without a link stands; a user with one stands where the link does.
func (b *Sandbox) remember(tx *store.Tx, l *store.Link) {
	if l.State == lifecycle.None && !l.Script.Fresh() {
		tx.PutVisitor(l.InstitutionUserID, l.Script)
		return
	}
	if _, known := tx.Visitor(l.InstitutionUserID); known {
		tx.PutVisitor(l.InstitutionUserID, scenario.Script{})
	}
}
