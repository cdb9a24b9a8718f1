package headless

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/widget/steps"
)

// step is what comes next: each does one thing and returns the one that follows, nil for the end.
type step func() step

// flow is one run of the widget: what widget/assets/flow.js and consent.js decide.
type flow struct {
	ctx    context.Context
	cfg    Config
	plan   Plan
	client client
	claims claims
	report Report

	all         []belvo.Institution
	unread      *failure // why the institutions could not be had
	choices     []belvo.Institution
	institution *belvo.Institution
	updating    bool
	link        *updated
	page        string
	lastError   *steps.Text
	surveyed    bool
	atStart     bool

	used     map[string]int // how many values of an answer were given
	alert    *failure       // the message above the form
	fields   map[string]string
	asked    *session
	approved int // how often the user has approved the sign-in in the bank's application
}

// updated is the link that is updated, as the widget's own call tells it.
type updated struct {
	ID          uuid.UUID          `json:"id"`
	Institution *belvo.Institution `json:"institution"`
	Asks        string             `json:"asks"`
	Challenge   *belvo.Challenge   `json:"challenge"`
}

// session is what the token completes.
type session struct {
	id   string
	link uuid.UUID
	data *belvo.TokenGeneration
}

// begin asks what the token is for, and for the institutions where they are needed.
func (f *flow) begin() step {
	var started struct {
		Link *updated `json:"link"`
	}
	failed := f.client.call(f.ctx, http.MethodPost, "widget/v1/start", struct{}{}, &started)
	if !f.updating {
		f.all, f.unread = f.client.institutions(f.ctx)
	}
	switch {
	case failed != nil:
		return f.failed(failed)
	case started.Link != nil:
		return f.update(started.Link)
	case !f.narrowed():
		return f.show(pageConsent)
	case !f.load():
		return f.failed(f.unread)
	}
	return f.open()
}

// load makes the list of institutions; false if they could not be had.
func (f *flow) load() bool {
	if f.choices == nil && f.unread == nil {
		f.choices = f.choice(f.all)
	}
	return f.unread == nil
}

// open is the first screen where the options have a say in it.
func (f *flow) open() step {
	switch {
	case len(f.choices) == 1 && f.choices[0].Status != "down":
		return f.choose(&f.choices[0])
	case f.plan.Options.off("show_intro"):
		return f.list()
	}
	return f.show(pageConsent)
}

func (f *flow) list() step {
	if !f.load() {
		return f.failed(f.unread)
	}
	f.institution = nil
	return f.show(pageInstitutions)
}

func (f *flow) choose(i *belvo.Institution) step {
	f.institution = i
	return f.askCredentials(nil)
}

// update asks for what the link needs.
func (f *flow) update(link *updated) step {
	f.updating, f.link, f.institution = true, link, link.Institution
	if link.Asks == "token" && link.Challenge != nil {
		return f.askToken(&session{link.Challenge.Session, link.ID, link.Challenge.Data}, nil)
	}
	return f.askCredentials(nil)
}

// consents says whether the institution wants a consent instead of credentials.
func (f *flow) consents() bool { return f.institution.IntegrationType == "openfinance" }

func (f *flow) askCredentials(alert *failure) step {
	f.asked = nil
	if f.updating && f.consents() {
		return f.submit(map[string]string{}) // there is nothing to type
	}
	f.alert = alert
	return f.show(pageCredentials)
}

func (f *flow) submit(fields map[string]string) step {
	if f.consents() {
		f.fields = fields
		return f.show(pageSharing)
	}
	return f.connect(fields)
}

// decide is what the bank says of a consent. Deviation: PUT wants a password, which such a link
// has not; the consent stands in its place.
func (f *flow) decide(approved bool) step {
	switch {
	case !approved:
		return f.failed(own(steps.Get().Forbidden, f.cfg.NewID(), http.StatusBadRequest))
	case f.updating:
		f.fields["password"] = f.cfg.NewID()[:16]
	}
	return f.connect(f.fields)
}

func (f *flow) connect(fields map[string]string) step {
	if f.updating {
		return f.attempt(http.MethodPut, "api/links/"+f.link.ID.String()+"/", fields)
	}
	fields["institution"], fields["access_mode"] = f.institution.Name, string(belvo.Recurrent)
	if f.plan.Options["access_mode"] == string(belvo.Single) {
		fields["access_mode"] = string(belvo.Single)
	}
	if external := f.plan.Options.text("external_id"); external != "" {
		fields["external_id"] = external
	}
	return f.attempt(http.MethodPost, "api/links/", fields)
}

// askToken asks for the MFA token of a session.
func (f *flow) askToken(s *session, alert *failure) step {
	f.asked, f.alert = s, alert
	next := f.show(pageToken)
	if d := s.data; d != nil && d.Type == belvo.ChallengeQR && !strings.HasPrefix(d.Value, "data:image/") {
		value := map[string]string{"value": d.Value}
		if failed := f.client.call(f.ctx, http.MethodPost, "widget/v1/qr", value, nil); failed != nil {
			return f.failed(failed)
		}
	}
	return next
}

func (f *flow) resume(token string) step {
	body := map[string]string{"session": f.asked.id, "link": f.asked.link.String()}
	if token != "" {
		body["token"] = token
	}
	return f.attempt(http.MethodPatch, "api/links/", body)
}

// attempt makes a call that ends in a link, a challenge or an error.
func (f *flow) attempt(method, path string, body map[string]string) step {
	_ = f.show(pageLinking) // there is nothing to do on that page
	var link struct {
		ID          uuid.UUID `json:"id"`
		Institution string    `json:"institution"`
	}
	if failed := f.client.call(f.ctx, method, path, body, &link); failed != nil {
		return f.finish(failed)
	}
	next := f.show(pageSuccess)
	tell := func() {
		f.report.Link, f.report.Success = link.ID, true
		f.callback("callback", link.ID.String(), link.Institution)
	}
	if !f.plan.Options.late() {
		tell()
		return next
	}
	return func() step { next(); tell(); return nil }
}

// finish decides what a failed attempt leads to.
func (f *flow) finish(failed *failure) step {
	if f.ctx.Err() != nil {
		return f.failed(failed)
	}
	before := f.asked
	if failed.Code == belvo.CodeTokenRequired && failed.Challenge != nil {
		next := &session{failed.Session, failed.Link, failed.Data}
		if before == nil {
			return f.askToken(next, nil)
		}
		f.reportError(failed) // it was answered wrongly
		return f.askToken(next, failed)
	}
	if before == nil && failed.status != http.StatusUnauthorized && f.inForm(failed) {
		f.reportError(failed)
		return f.askCredentials(failed)
	}
	return f.failed(failed)
}

// inForm says whether an error is shown in the form, where the user can mend it.
func (f *flow) inForm(e *failure) bool {
	if e.Field != "" {
		return slices.ContainsFunc(f.institution.FormFields, func(known belvo.FormField) bool {
			return known.Name == e.Field
		})
	}
	return slices.Contains(steps.Get().InForm, steps.Get().Kind(&e.Error))
}

// failed shows an error on a screen of its own.
func (f *flow) failed(e *failure) step {
	if f.ctx.Err() != nil {
		return f.stop(f.page, "no answer came in time")
	}
	if e.status == http.StatusUnauthorized {
		e = own(steps.Get().NotValid, e.RequestID, e.status)
	}
	f.reportError(e)
	return f.show(pageError)
}

// reportError tells of an error, and remembers it for the exit.
func (f *flow) reportError(e *failure) {
	f.lastError = &steps.Text{Code: string(e.Code), Message: e.Message}
	f.callback("onEvent", event{Name: "ERROR", RequestID: e.RequestID, MetaData: &happening{
		ErrorCode: string(e.Code), ErrorMessage: e.Message, Institution: f.institutionName(),
		Timestamp: f.timestamp()}})
}

func (f *flow) institutionName() string {
	if f.institution == nil {
		return ""
	}
	return f.institution.Name
}

// show shows a screen; what follows is what the user does there.
func (f *flow) show(page string) step {
	from := f.page
	f.page = page
	f.callback("onEvent", event{Name: "PAGE_LOAD", Metadata: &pageLoad{page, from, f.institutionName()}})
	f.report.Pages = append(f.report.Pages, page)
	return func() step { return f.act(page) }
}
