package contact

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/lifecycle"
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

// ConsentTerms are those of a registration: what the user chose, or what the token asks for, where
// anything but one of Belvo's durations is a consent without an end. Deviation: without a token
// they are the longest.
func ConsentTerms(r *Request, chosen string) belvo.ConsentTerms {
	terms := belvo.ConsentTerms{Days: belvo.ConsentDurations()[0]}
	if r.Token != nil {
		var widget tokenConsent
		if json.Unmarshal(r.Token.Widget, &widget) == nil && widget.Consent != nil {
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
func (s *Step) grantConsent() {
	inst, ok := s.Desk.Catalog.Institution(s.Link.Institution)
	terms := s.Link.Consent
	if !ok || !catalog.OnOpenFinance(inst) || !terms.Since.IsZero() && s.Op != lifecycle.Update {
		return
	}
	if chosen := s.Fields[ConsentDuration]; chosen != "" {
		terms.Days = duration(chosen)
	}
	terms.Since, terms.Until, terms.Warned, terms.Ended = s.Now, time.Time{}, false, false
	switch {
	case s.Answer.Consent > 0: // the scenario's bank gives it for less
		terms.Until = s.Now.Add(s.Answer.Consent)
	case terms.Days > 0:
		terms.Until = s.Now.AddDate(0, 0, terms.Days)
	}
	s.Link.Consent = terms
}

// warning is how long before its end a refresh tells that a consent ends.
// Source: https://developers.belvo.com/docs/webhook-consents
const warning = 7 * 24 * time.Hour

// warnOfConsent tells during a refresh of a recurrent link that its consent ends soon. Deviation:
// Belvo tells customers that asked for it; here it is sent to all, once for each consent.
func (s *Step) warnOfConsent() {
	terms := &s.Link.Consent
	if s.Link.AccessMode != belvo.Recurrent || terms.Until.IsZero() || terms.Warned ||
		terms.Until.Sub(s.Now) > warning {
		return
	}
	terms.Warned = true
	s.notifyConsent(consentExpiring)
}

// ExpireConsent ends a consent. Deviation: Belvo documents the webhook alone; here the link is
// invalid until there is a new consent, which an update brings.
func (s *Step) ExpireConsent() {
	s.Link.Consent.Ended = true
	if s.Link.AccessMode == belvo.Recurrent {
		s.notifyConsent(consentExpired)
	}
	if s.Happen(lifecycle.ConsentExpired) != nil { // the link did not work before
		s.Tx.PutLink(*s.Link)
		s.Tx.Emit(s.Now, s.Link.ID, lifecycle.Transition{}, s.Link.Script, s.Notices)
	}
}
