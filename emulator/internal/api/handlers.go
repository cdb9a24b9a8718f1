package api

import (
	"net/http"
	"regexp"
	"strconv"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/sandbox"
)

// login answers what every official SDK asks first: are the keys good?
func login(*request) (response, error) {
	return response{http.StatusOK, struct{}{}}, nil
}

// accepted is the body of a 202.
type accepted struct {
	RequestID string `json:"request_id"` // 32 hexadecimal digits; of a deletion a UUID with hyphens
}

func listInstitutions(r *request) (response, error) {
	return paginate(r, func(p filter.Page) ([]*belvo.Institution, int, error) {
		return r.api.cfg.Engine.Institutions(r.parameters(), p)
	})
}

func detailInstitution(r *request) (response, error) {
	number, err := strconv.Atoi(r.vars["id"])
	if err != nil || strconv.Itoa(number) != r.vars["id"] {
		r.hintNumber(r.vars["id"])
		return response{}, belvo.NewError(belvo.CodeNotFound)
	}
	inst, err := r.api.cfg.Engine.Institution(number)
	return response{http.StatusOK, inst}, err
}

// withID is the handler of an operation on one link, whose id the path has; anything else names nothing.
func withID(handle func(*request, uuid.UUID) (response, error)) handler {
	return func(r *request) (response, error) {
		id, err := r.id("id")
		if err != nil {
			return response{}, err
		}
		return handle(r, id)
	}
}

func listLinks(r *request) (response, error) {
	return paginate(r, func(p filter.Page) ([]belvo.Link, int, error) {
		return r.Box.ListLinks(&r.Call, r.parameters(), p)
	})
}

// credentialFields are what an institution's form may ask for.
func credentialFields() []param {
	fields := []param{
		{name: "username2", kind: text}, {name: "username3", kind: text}, {name: "username_type", kind: text},
		{name: "password2", kind: secret}, {name: "token", kind: secret},
		{name: "certificate", kind: secret}, {name: "private_key", kind: secret},
		{name: contact.ConsentDuration, kind: text, choices: []string{"0", "92", "183", "275", "366"}},
	}
	for i := range fields {
		fields[i].login = true
	}
	return fields
}

// policyFields are how a link's data is retrieved and kept.
func policyFields() []param {
	return []param{
		{name: "access_mode", kind: text, choices: []string{string(belvo.Single), string(belvo.Recurrent)}},
		{name: "stale_in", kind: text}, {name: "fetch_resources", kind: list},
	}
}

// registrationFields are what a link is made of.
func registrationFields() []param {
	return append(append(credentialFields(), policyFields()...),
		param{name: "institution", kind: text, required: true},
		param{name: "username", kind: text, required: true, login: true},
		param{name: "password", kind: secret, login: true},
		param{name: "external_id", kind: text},
		param{name: "credentials_storage", kind: text},
		param{name: "fetch_historical", kind: flag})
}

func registerLink(r *request) (response, error) {
	body, err := r.read(r.route.body)
	if err != nil {
		return response{}, err
	}
	registration := sandbox.Registration{
		Institution: body.text("institution"), Fields: r.credentials(body),
		ExternalID: body.text("external_id"), AccessMode: belvo.AccessMode(body.text("access_mode")),
		CredentialsStorage: body.text("credentials_storage"), StaleIn: body.text("stale_in"),
		FetchResources: body.list("fetch_resources"), Absent: body.absent(),
	}
	link, err := r.Box.Register(&r.Call, registration)
	r.hintInstitution(registration.Institution, err)
	return response{http.StatusCreated, link}, err
}

// credentials are the login fields of a body.
func (r *request) credentials(body values) map[string]string {
	out := map[string]string{}
	for i := range r.route.body {
		if p := &r.route.body[i]; p.login {
			if s := body.text(p.name); s != "" {
				out[p.name] = s
			}
		}
	}
	return out
}

// sessionForm is the form of a session id. Source: schema PatchBody of OpenAPI 1.223.0
var sessionForm = regexp.MustCompile(`^[a-f0-9]{32}$`)

// resumptionFields are what completes a 428.
func resumptionFields() []param {
	return []param{
		{name: "session", kind: text, required: true},
		{name: "link", kind: id}, {name: "token", kind: secret}, {name: "save_data", kind: flag}}
}

// readResumption reads the body of a PATCH that completes a 428. The link may be left out: the
// session knows it, and the JS and Python SDKs do not send it.
func (r *request) readResumption() (sandbox.Resumption, error) {
	body, err := r.read(r.route.body)
	if err != nil {
		return sandbox.Resumption{}, err
	}
	resumption := sandbox.Resumption{Session: body.text("session"), Link: body.id("link"), Token: body.text("token")}
	if !sessionForm.MatchString(resumption.Session) {
		return sandbox.Resumption{}, belvo.FieldError(belvo.CodeInvalid, "session").With(
			"This value does not match the required pattern.")
	}
	if save, given := body["save_data"].(bool); given {
		resumption.SaveData = &save
	}
	return resumption, nil
}

func resumeLink(r *request) (response, error) {
	resumption, err := r.readResumption()
	if err != nil {
		return response{}, err
	}
	link, err := r.Box.ResumeLink(&r.Call, resumption)
	return response{http.StatusOK, link}, err
}

func detailLink(r *request, id uuid.UUID) (response, error) {
	link, err := r.Box.Link(&r.Call, id)
	return response{http.StatusOK, link}, err
}

func modifyLink(r *request, id uuid.UUID) (response, error) {
	body, err := r.read(r.route.body)
	if err != nil {
		return response{}, err
	}
	link, err := r.Box.ModifyLink(&r.Call, id, sandbox.Modification{
		AccessMode: belvo.AccessMode(body.text("access_mode")), StaleIn: body.text("stale_in"),
		FetchResources: body.list("fetch_resources")})
	return response{http.StatusOK, link}, err
}

func updateLink(r *request, id uuid.UUID) (response, error) {
	body, err := r.read(r.route.body)
	if err != nil {
		return response{}, err
	}
	link, err := r.Box.UpdateLink(&r.Call, id, r.credentials(body))
	return response{http.StatusOK, link}, err
}

func deleteLink(r *request, id uuid.UUID) (response, error) {
	if r.Call.Request.Async {
		r.Call.Request.ID = hyphenated(r.RequestID())
	}
	if err := r.Box.DeleteLink(&r.Call, id); err != nil {
		return response{}, err
	}
	if r.Call.Request.Async {
		r.SetRequestID(r.Call.Request.ID) // the journal and the webhook tell of the id that the client has
		return response{http.StatusAccepted, accepted{r.RequestID()}}, nil
	}
	return response{}, nil
}

// hyphenated is a request's id in the form of a UUID, which OpenAPI 1.223.0 has for this one 202.
func hyphenated(id string) string {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return id
	}
	return parsed.String()
}

func refreshLink(r *request, id uuid.UUID) (response, error) {
	body, err := r.read(r.route.body)
	if err != nil {
		return response{}, err
	}
	if err := r.Box.RefreshLink(&r.Call, id, body.list("fetch_resources")); err != nil {
		return response{}, err
	}
	return response{http.StatusAccepted, accepted{r.RequestID()}}, nil
}
