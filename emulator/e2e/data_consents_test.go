package e2e_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestConsents gives consents of each duration, by the body and by an access token.
func TestConsents(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	scopes := "read_institutions,write_links,read_consents,write_consents,write_consent_callback,delete_consents"
	for _, c := range []struct {
		name         string
		chosen, asks any // in the body, in the token
		days         any
		until        any
	}{
		{"neither", nil, nil, 366.0, "2027-03-17T12:00:00.000000Z"},
		{"chosen", "92", nil, 92.0, "2026-06-16T12:00:00.000000Z"},
		{"without an end", 0, nil, nil, nil},
		{"of the token", nil, 183, 183.0, "2026-09-15T12:00:00.000000Z"},
		{"of the token, none", nil, 10, nil, nil},
		{"chosen against the token", 275, 183, 275.0, "2026-12-16T12:00:00.000000Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			keys := w.fresh(t)
			w := keys
			if c.asks != nil {
				access, _ := w.pair(scopes, fields{"widget": fields{"consent": fields{
					"default_consent_duration_days": c.asks,
					"identification_info":           []fields{{"type": "CPF", "name": "Ralph Bragg"}}}}})
				w = w.bearer(access)
			}
			more := fields{}
			if c.chosen != nil {
				more["consent_duration"] = c.chosen
			}
			link := w.openLink("761.092.776-73", more)
			consent := keys.consentOf(openPerson)
			same(t, "consent_duration", consent["consent_duration"], c.days)
			same(t, "expired_at", consent["expired_at"], c.until)
			same(t, "undefined_consent_expiration", consent["undefined_consent_expiration"], any(c.days == nil))
			same(t, "user_name", consent["user_name"], map[bool]any{true: "Ralph Bragg"}[c.asks != nil])
			same(t, "link_id", consent["link_id"], any(link))
			same(t, "status", consent["status"], any("AUTHORISED"))
			id := consent["id"].(string)
			same(t, "the consent by its id",
				keys.Do(http.MethodGet, "/api/consents/"+id+"/", nil).Want(http.StatusOK).Text("id"), id)
			keys.remove(link)
			keys.Do(http.MethodGet, "/api/consents/"+id+"/", nil).Want(http.StatusNotFound, "not_found")
		})
	}
}

// TestConsentRefusals asks for consents, and gives them, in wrong ways.
func TestConsentRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, code := range map[string]string{"": "required", "?user_document=": "required",
		"?user_document=7610927767": "min_length", "?user_document=761092776730000": "max_length"} {
		w.Do(http.MethodGet, "/api/consents/"+query, nil).Want(http.StatusBadRequest, code)
	}
	same(t, "the consents of nobody",
		w.Do(http.MethodGet, "/api/consents/?user_document=52998224725", nil).Want(http.StatusOK).Text("count"), "0")
	register := func(document string, more fields) {
		body := fields{"institution": openBank, "username": document}
		for k, v := range more {
			body[k] = v
		}
		w.Do(http.MethodPost, "/api/links/", body).Want(http.StatusBadRequest)
	}
	register(openPerson, fields{"consent_duration": 91})
	register("76109277674", nil)
	register("11444777000162", nil)
	register("11111111111", nil)
	access, _ := w.pair("read_institutions,write_links", nil)
	w.openLink(openPerson, nil)
	w.bearer(access).Do(http.MethodGet, "/api/consents/?user_document="+openPerson, nil).
		Want(http.StatusForbidden)
	access, _ = w.pair("read_consents", nil)
	w.bearer(access).consentOf(openPerson)
}

// TestConsentsEnd lets a consent end by the clock: the warning at a refresh, the end, and a new
// consent that heals the link under the same id.
func TestConsentsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.openLink(openPerson, fields{"consent_duration": 92})
	single := w.openLink(openPerson, fields{"access_mode": "single", "consent_duration": 92})
	w.Do(http.MethodPatch, "/api/links/"+link+"/", fields{"stale_in": "30d"}).Want(http.StatusOK)
	agenda := w.ask("clock/agenda?limit=100").Body
	if !slices.ContainsFunc(items(t, agenda), func(i json.RawMessage) bool {
		var due struct{ Kind, At, Link string }
		unmarshal(t, i, &due)
		return due.Kind == "consent" && due.Link == link && due.At[:19] == "2026-06-16T12:00:00"
	}) {
		t.Errorf("the agenda has no end of the consent: %s", agenda)
	}
	w.advance("91d")
	w.is(link, "valid")
	warnings := w.inbox(url.Values{"type": {"CONSENT"}})
	same(t, "the warnings", len(warnings), 1)
	same(t, "the warning", warnings[0].name(), "CONSENT openfinance_consent_about_to_expire")
	consent := w.Do(http.MethodGet, "/api/consents/?user_document="+openPerson+"&link="+link, nil).
		Want(http.StatusOK).Text("results.0.id")
	same(t, "its data", string(warnings[0].Data), `{"consent_id":"`+consent+`",`+
		`"consent_due_date":"2026-06-16T12:00:00.000Z","action":"renew","institution":"ofmockbank_br_retail",`+
		`"institution_display_name":"OF Mock Bank by Raidiam","institution_icon_logo":`+
		`"https://statics.sandbox.belvo.io/institutions/icon_logos/mockbank_icon.svg"}`)
	w.advance("1d")
	for _, l := range []string{link, single} {
		w.is(l, "invalid")
		w.accounts(l).Want(http.StatusBadRequest, "invalid_link")
	}
	events := w.inbox(url.Values{"type": {"CONSENT"}})
	same(t, "the events of the recurrent link alone", len(events), 2)
	same(t, "the last one", events[1].name()+" "+events[1].LinkID+events[1].RequestID,
		"CONSENT openfinance_consent_expired "+link)
	same(t, "the status", w.Do(http.MethodGet, "/api/consents/"+consent+"/", nil).Text("status"), "EXPIRED")
	w.Do(http.MethodPut, "/api/links/"+link+"/", fields{"password": "renewed", "consent_duration": "183"}).
		Want(http.StatusOK)
	w.is(link, "valid")
	renewed := w.Do(http.MethodGet, "/api/consents/?user_document="+openPerson+"&id="+consent, nil).Want(http.StatusOK)
	same(t, "the status of the new one", renewed.Text("results.0.status"), "AUTHORISED")
	same(t, "its end", renewed.Text("results.0.expired_at"), "2026-12-16T12:00:00.000000Z")
	w.accounts(link).Want(http.StatusCreated)
}

// TestAConsentIsTakenBack ends a consent at once, and its timer with it.
func TestAConsentIsTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.openLink(openPerson, fields{"consent_duration": 92})
	made := w.Do(http.MethodGet, v1+"requests?path=/api/links/", nil).Text("requests.0.id")
	same(t, "what is due", w.Do(http.MethodGet, v1+"requests/"+made, nil).Text("due.consent"), "2026-06-16T12:00:00Z")
	moved(t, w.occur(link, "expire_consent"), "valid consent_expired invalid")
	same(t, "the webhook", w.inbox(url.Values{"type": {"CONSENT"}})[0].name(), "CONSENT openfinance_consent_expired")
	consent := w.Do(http.MethodGet, "/api/consents/?user_document="+openPerson, nil).Want(http.StatusOK)
	same(t, "the consent", consent.Text("results.0.status")+" "+consent.Text("results.0.expired_at"),
		"EXPIRED "+"2026-03-16T12:00:00.000000Z")
	again := w.occur(link, "expire_consent").Want(http.StatusConflict).Text("error")
	if !strings.Contains(again, "the link has no consent that is in force") {
		t.Errorf("a second time: %s", again)
	}
	w.Do(http.MethodPut, "/api/links/"+link+"/", fields{"password": "renewed"}).Want(http.StatusOK)
	w.is(link, "valid")
	w.advance("92d")
	w.is(link, "invalid")
	w.occur(w.Register("erebor_mx_retail", "bnk100"), "expire_consent").Want(http.StatusConflict)
}
