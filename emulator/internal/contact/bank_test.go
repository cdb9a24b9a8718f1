package contact_test

import (
	"encoding/json"
	"slices"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/token"
)

// TestTheTermsOfAConsent are those of the user, else of the token, else the longest.
func TestTheTermsOfAConsent(t *testing.T) {
	t.Parallel()
	longest := belvo.ConsentDurations()[0]
	widget := func(text string) *token.Access { return &token.Access{Widget: json.RawMessage(text)} }
	for _, c := range []struct {
		token  *token.Access
		chosen string
		days   int
		person string
	}{
		{nil, "", longest, ""}, {nil, "92", 92, ""}, {nil, "0", 0, ""}, {nil, "93", 0, ""}, {nil, "soon", 0, ""},
		{widget(`{}`), "", longest, ""}, {widget(`nonsense`), "", longest, ""},
		{widget(`{"consent": {"default_consent_duration_days": 183}}`), "", 183, ""},
		{widget(`{"consent": {"default_consent_duration_days": 183}}`), "92", 92, ""},
		{widget(`{"consent": {"default_consent_duration_days": 7}}`), "", 0, ""},
		{widget(`{"consent": {"identification_info": [{"type": "CNPJ", "name": "Firm"},
			{"type": "CPF", "name": "Ana"}]}}`), "", 0, "Ana"},
	} {
		got := contact.ConsentTerms(&contact.Request{Token: c.token}, c.chosen)
		if got.Days != c.days || got.Name != c.person {
			t.Errorf("%+v and %q: %d days of %q, want %d of %q", c.token, c.chosen, got.Days, got.Name, c.days, c.person)
		}
	}
}

// consenting makes a link one on Open Finance, whose consent was given some days ago for so many.
func consenting(ago, days int) func(*store.Link) {
	return func(l *store.Link) {
		fetching("ACCOUNTS")(l)
		l.Institution, l.CollectedAt = sandboxtest.OpenFinance, l.CreatedAt
		l.Consent = belvo.ConsentTerms{Days: 92, Since: l.CreatedAt.AddDate(0, 0, -ago)}
		if days > 0 {
			l.Consent.Until = l.Consent.Since.AddDate(0, 0, days)
		}
	}
}

// TestAConsentIsGrantedAndWarnedOf updates and refreshes links on Open Finance.
func TestAConsentIsGrantedAndWarnedOf(t *testing.T) {
	t.Parallel()
	const warned = "openfinance_consent_about_to_expire"
	for _, c := range []struct {
		name   string
		link   func(*store.Link)
		op     lifecycle.Operation
		fields map[string]string
		until  int // days from now, 0 for no end
		warned bool
	}{
		{"renewed", consenting(10, 92), lifecycle.Update, nil, 92, false},
		{"renewed for longer", consenting(10, 92), lifecycle.Update, map[string]string{contact.ConsentDuration: "183"},
			183, false},
		{"renewed for good", consenting(10, 92), lifecycle.Update, map[string]string{contact.ConsentDuration: "0"}, 0,
			false},
		{"eight days before its end", consenting(84, 92), lifecycle.Refresh, nil, 8, false},
		{"seven days before its end", consenting(85, 92), lifecycle.Refresh, nil, 7, true},
		{"without an end", consenting(85, 0), lifecycle.Refresh, nil, 0, false},
		{"that was warned of", func(l *store.Link) {
			consenting(85, 92)(l)
			l.Consent.Warned = true
		}, lifecycle.Refresh, nil, 7, false},
		{"of a single link", func(l *store.Link) {
			consenting(85, 92)(l)
			l.AccessMode = belvo.Single
		}, lifecycle.Refresh, nil, 7, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			id := b.put("76109277673", c.link)
			if _, err := b.try(id, c.op, &contact.Call{Request: contact.Request{ID: "r1"}}, c.fields); err != nil {
				t.Fatal(err)
			}
			consent := b.link(id).Consent
			if consent.Until.IsZero() != (c.until == 0) || c.until > 0 && !consent.Until.Equal(b.now.AddDate(0, 0, c.until)) {
				t.Errorf("it ends at %s", consent.Until)
			}
			told := 0
			for _, body := range b.hooks() {
				if body["webhook_code"] == warned {
					told++
					data, _ := body["data"].(map[string]any)
					if body["request_id"] != nil || data["action"] != "renew" || data["consent_due_date"] == nil {
						t.Errorf("the warning is %v", body)
					}
				}
			}
			if (told == 1) != c.warned || told > 1 {
				t.Errorf("%d warnings tell of it", told)
			}
		})
	}
}

// TestEventsAtTheBankArePossible lists what can happen to links in every state.
func TestEventsAtTheBankArePossible(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state   lifecycle.State
		session bool
		want    []string
	}{
		{lifecycle.Unconfirmed, false, []string{"change_password", "expire_credentials"}},
		{lifecycle.Unconfirmed, true, []string{"change_password", "expire_session", "expire_credentials"}},
		{lifecycle.Valid, false, []string{"demand_token", "change_password", "invalidate", "refresh",
			"expire_credentials"}},
		{lifecycle.TokenRequired, true, []string{"demand_token", "change_password", "invalidate", "refresh",
			"expire_session", "expire_credentials"}},
		{lifecycle.Invalid, false, []string{"expire_credentials"}},
		{lifecycle.Expired, false, []string{}},
	} {
		b := newBench(t)
		id := b.put("bnk100", func(l *store.Link) { l.State = c.state })
		_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
			if c.session {
				tx.OpenSession(store.Session{ID: "s", Link: id, Operation: lifecycle.Update, ExpiresAt: b.now.Add(1)})
			}
			return nil
		})
		l := b.link(id)
		b.store.View(func(tx *store.Tx) {
			if got := contact.Possible(tx, &l, b.now); !slices.Equal(got, c.want) {
				t.Errorf("%s, a session %t: %v, want %v", c.state, c.session, got, c.want)
			}
			for _, e := range contact.BankEvents() {
				if why := e.WhyImpossible(tx, &l, "", b.now); (why == "") != slices.Contains(c.want, e.Name) && len(e.Whens) == 1 {
					t.Errorf("%s, %s: %q", c.state, e.Name, why)
				}
			}
		})
	}
	for _, e := range contact.BankEvents() {
		if e.Challenges() != (e.Name == "demand_token") {
			t.Errorf("%s may bring a challenge: %v", e.Name, e.Challenges())
		}
	}
}

// TestADemandHoldsUntilItIsMet has a bank that demands a token, or new credentials.
func TestADemandHoldsUntilItIsMet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		demand belvo.Code
		op     lifecycle.Operation
		fields map[string]string
		want   belvo.Code
		left   belvo.Code // the demand after it
	}{
		{belvo.CodeTokenRequired, lifecycle.Retrieve, nil, belvo.CodeTokenRequired, belvo.CodeTokenRequired},
		{belvo.CodeTokenRequired, lifecycle.Retrieve, map[string]string{"token": "1"}, "", ""},
		{belvo.CodeTokenRequired, lifecycle.Retrieve, map[string]string{"token": "2"}, belvo.CodeTokenRequired,
			belvo.CodeTokenRequired},
		{belvo.CodeTokenRequired, lifecycle.Refresh, nil, belvo.CodeTokenRequired, belvo.CodeTokenRequired},
		{belvo.CodeTokenRequired, lifecycle.Update, nil, "", ""},
		{belvo.CodeTokenRequired, lifecycle.Update, map[string]string{"token": "2"}, "", ""}, // no resumption
		{belvo.CodeLoginError, lifecycle.Retrieve, nil, belvo.CodeLoginError, belvo.CodeLoginError},
		{belvo.CodeLoginError, lifecycle.Resume, map[string]string{"token": "1"}, belvo.CodeLoginError,
			belvo.CodeLoginError},
		{belvo.CodeLoginError, lifecycle.Update, map[string]string{"password": "bad"}, belvo.CodeLoginError,
			belvo.CodeLoginError},
		{belvo.CodeLoginError, lifecycle.Update, nil, "", ""},
		{belvo.CodeLoginError, lifecycle.Modify, nil, "", belvo.CodeLoginError},
	} {
		b := newBench(t)
		id := b.put("bnk100", func(l *store.Link) { l.Demand.Code = c.demand })
		_, err := b.try(id, c.op, &contact.Call{}, c.fields)
		if got, left := sandboxtest.Code(err), b.link(id).Demand.Code; got != c.want || left != c.left {
			t.Errorf("%s, %s %v: %q and then %q, want %q and %q", c.demand, c.op, c.fields, got, left, c.want, c.left)
		}
	}
}
