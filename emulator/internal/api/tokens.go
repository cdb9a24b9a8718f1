package api

import (
	"net/http"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
)

// tokenFields are what an access token can be told. Nothing but the scopes is required, and the
// keys unless they come in the Basic header: the specification demands more, but the official SDKs
// and the update mode's example send no more.
func tokenFields(keys bool) []param {
	return []param{
		{name: "id", kind: text, required: keys}, {name: "password", kind: secret, required: keys},
		{name: "scopes", kind: text, required: true}, {name: "link_id", kind: id},
		{name: "credentials_storage", kind: text}, {name: "stale_in", kind: text},
		{name: "fetch_resources", kind: list}, {name: "external_id", kind: text},
		{name: "widget", kind: document, parts: widgetParts}, {name: "fetch_historical", kind: flag},
	}
}

// widgetParts are the fields of a token's widget that are known, so that the journal may keep them.
// Source: https://developers.belvo.com/docs/widget-access-token-configuration
var widgetParts = journal.Known{
	"callback_urls": {Parts: journal.Known{"success": {}, "exit": {}, "event": {}, "application_link": {}}},
	"branding": {Parts: journal.Known{"company_icon": {}, "company_logo": {}, "company_name": {},
		"company_terms_url": {}, "company_benefit_header": {}, "company_benefit_content": {},
		"opportunity_loss": {}, "social_proof": {}, "overlay_background_color": {},
		"show_belvo_middle_logo": {}}},
	"consent": {Parts: journal.Known{"terms_and_conditions_url": {}, "permissions": {}, "purpose": {},
		"default_consent_duration_days": {},
		"identification_info":           {Parts: journal.Known{"type": {}, "number": {}, "name": {}}}}},
	"theme":        {Parts: journal.Known{"css_key": {}, "value": {}}},
	"color_scheme": {}, "purpose": {}, "openfinance_feature": {},
}

// createToken makes an access token. Its keys come in the body, in the Basic header or in both;
// those in the body count.
func createToken(r *request) (response, error) {
	if err := r.checkPage(); err != nil {
		return response{}, err
	}
	_, _, basic := r.BasicAuth()
	authorized := engine.Authorized(r.Context()) != nil
	body, err := r.read(tokenFields(!basic && !authorized))
	if err != nil {
		return response{}, err
	}
	if !authorized && body.text("id") != "" && body.text("password") != "" {
		r.Box, err = r.api.cfg.Engine.Open(body.text("id"), body.text("password"))
		r.Named = r.api.cfg.Engine.Named(body.text("id"))
	} else {
		err = r.api.authenticate(r)
	}
	if err != nil {
		return response{}, err
	}
	if _, err := r.opened(); err != nil {
		return response{}, err
	}
	return r.issue(body, body.id("link_id"))
}

// opened does what comes before the work of an operation that authenticates by itself, once its sandbox is
// known: the request gets an id of that sandbox's, and a name, what was to happen right before it happens, and
// the answer that waits for it is the error. Moved says that something happened, so that a token has to be
// looked at again.
func (r *request) opened() (moved bool, err error) {
	r.Call.Request.ID = r.RequestID()
	r.Begin()
	moved = r.arrive()
	return moved, r.takeNext()
}

func (r *request) issue(body values, link uuid.UUID) (response, error) {
	wanted := scopes(body.text("scopes"))
	if len(wanted) == 0 { // nothing but commas
		return response{}, belvo.FieldError(belvo.CodeBlank, "scopes")
	}
	pair, err := r.Box.IssueToken(sandbox.TokenRequest{
		Scopes: wanted, Link: link, CredentialsStorage: body.text("credentials_storage"),
		StaleIn: body.text("stale_in"), FetchResources: body.list("fetch_resources"),
		ExternalID: body.text("external_id"), Widget: body.raw("widget"), Host: r.links().Host,
	})
	r.Call.Report.Link = link
	return response{http.StatusOK, pair}, err
}

// scopes cuts the comma separated list.
func scopes(text string) []string {
	var list []string
	for scope := range strings.SplitSeq(text, ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			list = append(list, scope)
		}
	}
	return list
}

// createLinkToken is the older way to a token for one link. The scopes may be left out.
func createLinkToken(r *request, link uuid.UUID) (response, error) {
	if _, err := r.Box.Link(&r.Call, link); err != nil {
		return response{}, err
	}
	body, err := r.read(r.route.body)
	if err != nil {
		return response{}, err
	}
	if body.text("scopes") == "" {
		body["scopes"] = "read_institutions,write_links,read_links"
	}
	return r.issue(body, link)
}

// accessToken is a new access token alone.
type accessToken struct {
	Access string `json:"access"`
}

func refreshToken(r *request) (response, error) {
	body, err := r.read(r.route.body)
	if err != nil {
		return response{}, err
	}
	claims, box, err := r.api.cfg.Engine.Refreshing(body.text("refresh"))
	if r.Named = box; err != nil {
		return response{}, err
	}
	r.Box = box
	moved, err := r.opened()
	if err == nil && moved {
		err = box.CheckToken(claims)
	}
	if err != nil {
		return response{}, err
	}
	access, err := box.RenewToken(claims)
	return response{http.StatusOK, accessToken{access}}, err
}

func splitWords(s string) []string { return strings.Fields(s) }
