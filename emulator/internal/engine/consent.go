package engine

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/dataset"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/store"
)

// ConsentDuration is the field of a registration or an update that says for how many days the user
// gave a consent, 0 for one without an end. Deviation: the field is the widget's and ours; Belvo
// does not document how its widget tells.
const ConsentDuration = "consent_duration"

// tokenConsent is what an access token's widget object says about a consent.
// Source: schema WidgetTokenRequestBankingBrazil of OpenAPI 1.223.0.
type tokenConsent struct {
	Consent *struct {
		Days   json.Number `json:"default_consent_duration_days"`
		People []struct {
			Type string `json:"type"`
			Name string `json:"name"`
		} `json:"identification_info"`
	} `json:"consent"`
}

// consentTerms are those of a registration: what the user chose, or what the token asks for, where
// anything but one of Belvo's durations is a consent without an end. Deviation: without a token
// they are the longest.
func consentTerms(c *Call, chosen string) belvo.ConsentTerms {
	terms := belvo.ConsentTerms{Days: belvo.ConsentDurations()[0]}
	if c.Token != nil {
		var widget tokenConsent
		if json.Unmarshal(c.Token.Widget, &widget) == nil && widget.Consent != nil {
			terms.Days = duration(widget.Consent.Days.String())
			for _, p := range widget.Consent.People {
				if terms.Name == "" || p.Type == "CPF" {
					terms.Name = p.Name
				}
			}
		}
	}
	if chosen != "" {
		terms.Days = duration(chosen)
	}
	return terms
}

// duration reads one of Belvo's durations, 0 for anything else.
func duration(days string) int {
	n, _ := strconv.Atoi(days) // 0 for what is no number
	if !slices.Contains(belvo.ConsentDurations(), n) {
		return 0
	}
	return n
}

// grantConsent begins the consent of a link on Open Finance, or renews it: when the link becomes
// valid for the first time, and when it is updated.
func (s *step) grantConsent() {
	inst, ok := s.b.engine.cfg.Catalog.Institution(s.link.Institution)
	terms := s.link.Consent
	if !ok || !dataset.OnOpenFinance(inst) || !terms.Since.IsZero() && s.op != lifecycle.Update {
		return
	}
	if chosen := s.fields[ConsentDuration]; chosen != "" {
		terms.Days = duration(chosen)
	}
	terms.Since, terms.Until, terms.Warned, terms.Ended = s.now, time.Time{}, false, false
	switch {
	case s.answer.Consent > 0: // the scenario's bank gives it for less
		terms.Until = s.now.Add(s.answer.Consent)
	case terms.Days > 0:
		terms.Until = s.now.AddDate(0, 0, terms.Days)
	}
	s.link.Consent = terms
}

// warning is how long before its end a refresh tells that a consent ends.
// Source: https://developers.belvo.com/docs/webhook-consents
const warning = 7 * 24 * time.Hour

// warnOfConsent tells during a refresh of a recurrent link that its consent ends soon. Deviation:
// Belvo tells only who asked for it; here everybody, once for each consent.
func (s *step) warnOfConsent() {
	terms := &s.link.Consent
	if s.link.AccessMode != belvo.Recurrent || terms.Until.IsZero() || terms.Warned ||
		terms.Until.Sub(s.now) > warning {
		return
	}
	terms.Warned = true
	s.notifyConsent(consentExpiring)
}

// expireConsent ends a consent. Deviation: Belvo documents the webhook alone; here the link is
// invalid until there is a new consent, which an update brings.
func (s *step) expireConsent() {
	s.link.Consent.Ended = true
	if s.link.AccessMode == belvo.Recurrent {
		s.notifyConsent(consentExpired)
	}
	if s.happen(lifecycle.ConsentExpired) != nil { // the link did not work before
		s.tx.PutLink(*s.link)
		s.tx.Emit(s.now, s.link.ID, lifecycle.Transition{}, s.link.Script, s.notices)
	}
}

// consentNews is the data of a CONSENT event.
// Source: https://developers.belvo.com/docs/webhook-consents
type consentNews struct {
	ConsentID              *uuid.UUID `json:"consent_id"`
	ConsentDueDate         string     `json:"consent_due_date,omitempty"`
	Action                 string     `json:"action"`
	Institution            string     `json:"institution"`
	InstitutionDisplayName string     `json:"institution_display_name"`
	InstitutionIconLogo    string     `json:"institution_icon_logo"`
}

func (s *step) notifyConsent(code string) {
	box, now := s.b, s.now
	s.notify(consentEvents, code, processRecurrent, func(l *store.Link) (any, bool) {
		return box.consentNews(l, code, now)
	})
}

// consentNews is the data of an event about a link's consent, false if it has none.
func (b *Sandbox) consentNews(l *store.Link, code string, now time.Time) (any, bool) {
	items, ok := b.itemsAt(l, b.engine.byName[belvo.Consents], 0, now)
	if !ok || len(items) == 0 {
		return nil, false
	}
	c := items[0].Value.(*belvo.Consent)
	news := consentNews{ConsentID: c.ID, Action: "renew", Institution: c.BelvoInstitutionName,
		InstitutionDisplayName: c.InstitutionDisplayName, InstitutionIconLogo: c.InstitutionIconLogo}
	if code == consentExpiring && !l.Consent.Until.IsZero() {
		news.ConsentDueDate = l.Consent.Until.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	return news, true
}

// consentEvents is the type of webhooks about consents. They bear no request id.
const consentEvents = "CONSENT"

// Codes of those webhooks.
const (
	consentExpired  = "openfinance_consent_expired"
	consentExpiring = "openfinance_consent_about_to_expire"
)
