package contact_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/token"
)

// TestAStepDoesWhatTheAnswerMeans asks for an operation on a link, and looks at the link after it.
func TestAStepDoesWhatTheAnswerMeans(t *testing.T) {
	t.Parallel()
	refusals := func(n int) func(*store.Link) { return func(l *store.Link) { l.Refusals = n } }
	in := func(s lifecycle.State) func(*store.Link) { return func(l *store.Link) { l.State, l.Refusals = s, 3 } }
	for _, c := range []struct {
		name     string
		user     string
		link     func(*store.Link)
		op       lifecycle.Operation
		fields   map[string]string
		want     belvo.Code
		state    lifecycle.State
		refusals int
		touched  bool
		session  bool
		moved    bool
	}{
		{"data", "bnk100", refusals(5), lifecycle.Retrieve, nil, "", lifecycle.Valid, 0, true, false, true},
		{"a token is asked for", "locks", refusals(2), lifecycle.Retrieve, nil, belvo.CodeTokenRequired,
			lifecycle.TokenRequired, 2, false, true, true},
		{"the token comes along", "locks", refusals(2), lifecycle.Retrieve, map[string]string{"token": "1"}, "",
			lifecycle.Valid, 0, true, false, true},
		{"refused", "wrong", refusals(0), lifecycle.Retrieve, nil, belvo.CodeLoginError, lifecycle.Valid, 1, false, false,
			true},
		{"refused for the fifth time", "wrong", refusals(4), lifecycle.Retrieve, nil, belvo.CodeLoginError,
			lifecycle.Valid, 5, false, false, true},
		{"refused for the sixth time", "wrong", refusals(5), lifecycle.Retrieve, nil, belvo.CodeLoginError,
			lifecycle.Invalid, 5, false, false, true},
		{"down", "down", refusals(2), lifecycle.Retrieve, nil, belvo.CodeInstitutionDown, lifecycle.Valid, 2, false,
			false, false},
		{"updated", "bnk100", in(lifecycle.Invalid), lifecycle.Update, nil, "", lifecycle.Valid, 0, true, false, true},
		{"an update that is refused", "bnk100", in(lifecycle.Invalid), lifecycle.Update,
			map[string]string{"password": "bad"}, belvo.CodeLoginError, lifecycle.Invalid, 3, false, false, true},
		{"refreshed", "bnk100", refusals(2), lifecycle.Refresh, nil, "", lifecycle.Valid, 0, true, false, true},
		{"a refresh that is asked for a token", "refresh_asks", refusals(2), lifecycle.Refresh, nil,
			belvo.CodeTokenRequired, lifecycle.TokenRequired, 2, false, false, true},
		{"a refresh that is refused", "refresh_wrong", refusals(2), lifecycle.Refresh, nil, belvo.CodeLoginError,
			lifecycle.Invalid, 2, false, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			id := b.put(c.user, c.link)
			b.now = b.now.Add(time.Hour)
			s, err := b.try(id, c.op, &contact.Call{}, c.fields)
			if got := sandboxtest.Code(err); got != c.want {
				t.Errorf("the answer is %q, want %q", got, c.want)
			}
			l := b.link(id)
			if touched := l.LastAccessedAt.Equal(b.now); l.State != c.state || l.Refusals != c.refusals ||
				touched != c.touched || s.Moved != c.moved {
				t.Errorf("the link is %s with %d refusals, touched %t, moved %t", l.State, l.Refusals, touched, s.Moved)
			}
			var open bool
			b.store.View(func(tx *store.Tx) { _, open = tx.LiveSession(id, b.now) })
			var e *belvo.Error
			if errors.As(err, &e); open != c.session || c.session && (e.Challenge == nil || e.Challenge.Link != id) {
				t.Errorf("a session is open: %t, the error is %+v", open, e)
			}
			if len(b.seen) > 0 != c.moved {
				t.Errorf("%d transitions were committed", len(b.seen))
			}
		})
	}
}

// TestAFailedCommitLeavesNothing asks with a token that was used up and with a scenario that is unknown.
func TestAFailedCommitLeavesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.put("bnk100", nil)
	used := &token.Access{ID: "0123456789abcdef0000000000000000"}
	_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
		tx.UseToken(token.Family(used.ID), b.now.Add(time.Hour), b.now)
		return nil
	})
	b.now = b.now.Add(time.Minute)
	for want, call := range map[belvo.Code]*contact.Call{
		belvo.CodeTokenNotValid:   {Request: contact.Request{Token: used}},
		belvo.CodeUnknownScenario: {Request: contact.Request{Scenario: "gone"}},
	} {
		_, err := b.try(id, lifecycle.Update, call, nil)
		if got := sandboxtest.Code(err); got != want || len(b.seen) != 0 || b.link(id).LastAccessedAt.Equal(b.now) {
			t.Errorf("%q, want %q; %d transitions", got, want, len(b.seen))
		}
	}
}

// TestWhatWasPreparedIsForgottenWithoutATransition changes a link before the question, as a refresh and a
// modification do. The bank's place in its scenario has moved on all the same.
func TestWhatWasPreparedIsForgottenWithoutATransition(t *testing.T) {
	t.Parallel()
	for user, keeps := range map[string]bool{"bnk100": true, "down": false} {
		b := newBench(t)
		id := b.put(user, nil)
		err := b.store.Update(func(tx *store.Tx) error {
			before, _ := tx.Link(id)
			link := before
			link.StaleIn, link.DataSet = "7d", "low"
			s := b.desk.Ask(tx, &contact.Call{}, &link, b.now,
				contact.Question{Op: lifecycle.Retrieve, Resource: belvo.Accounts})
			if err := s.Begin(); err != nil {
				return err
			}
			_ = s.Try(before) // the error is what the client gets
			return nil
		})
		if l := b.link(id); err != nil || (l.StaleIn == "7d") != keeps || l.DataSet != "low" {
			t.Errorf("%s: the link has %s and the data set %q: %v", user, l.StaleIn, l.DataSet, err)
		}
	}
}

// TestATokenIsSpentByASuccessAlone updates with an access token.
func TestATokenIsSpentByASuccessAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		op       lifecycle.Operation
		password string
		spent    bool
	}{{lifecycle.Update, "p", true}, {lifecycle.Update, "bad", false}, {lifecycle.Retrieve, "p", false}} {
		b := newBench(t)
		id, access := b.put("bnk100", nil), &token.Access{ID: "0123456789abcdef0000000000000000"}
		_, err := b.try(id, c.op, &contact.Call{Request: contact.Request{Token: access}}, map[string]string{"password": c.password})
		var used bool
		b.store.View(func(tx *store.Tx) { used = tx.TokenUsed(token.Family(access.ID)) })
		if used != c.spent {
			t.Errorf("%s with %s: the token is used up: %t (%v)", c.op, c.password, used, err)
		}
	}
}

// TestCredentialsAreStoredAsLongAsAgreed updates links with each credentials_storage.
func TestCredentialsAreStoredAsLongAsAgreed(t *testing.T) {
	t.Parallel()
	for storage, want := range map[string]time.Duration{"store": -1, "30d": 30 * 24 * time.Hour, "nostore": 0} {
		b := newBench(t)
		id := b.put("bnk100", func(l *store.Link) { l.CredentialsStorage = storage })
		b.now = b.now.Add(time.Hour)
		if _, err := b.try(id, lifecycle.Update, &contact.Call{}, nil); err != nil {
			t.Fatal(err)
		}
		until := b.link(id).CredentialsUntil
		if until.IsZero() != (want < 0) || want >= 0 && !until.Equal(b.now.Add(want)) {
			t.Errorf("%s: until %s", storage, until)
		}
	}
}

// TestAnAccessTokenIsForItsLink holds what MayTouch lets through.
func TestAnAccessTokenIsForItsLink(t *testing.T) {
	t.Parallel()
	mine, other := uuid.UUID{1}, uuid.UUID{2}
	for _, c := range []struct {
		token *token.Access
		want  belvo.Code
	}{{nil, ""}, {&token.Access{}, ""}, {&token.Access{Link: mine}, ""},
		{&token.Access{Link: other}, belvo.CodeAccessToResourceDenied}} {
		if got := sandboxtest.Code((&contact.Request{Token: c.token}).MayTouch(mine)); got != c.want {
			t.Errorf("%+v: %q, want %q", c.token, got, c.want)
		}
	}
}

// TestALinkIsInTheScenarioThatWasChosen asks with headers and pins.
func TestALinkIsInTheScenarioThatWasChosen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, header, pin string
		pinned            bool
		want              string
		demand            belvo.Code // that is left of the link's
	}{
		{"as it was", "", "", false, "sandbox", belvo.CodeLoginError},
		{"by header", "closed", "", false, "closed", ""},
		{"by the sandbox's pin", "", "closed", false, "closed", ""},
		{"pinned", "closed", "closed", true, "sandbox", belvo.CodeLoginError},
	} {
		b := newBench(t)
		id := b.put("bnk100", func(l *store.Link) {
			l.Pinned, l.Demand = c.pinned, scenario.Demand{Code: belvo.CodeLoginError}
		})
		_ = b.store.Update(func(tx *store.Tx) error { // the function returns no error
			contact.Pin(tx, c.pin)
			return nil
		})
		call := &contact.Call{Request: contact.Request{Scenario: c.header}}
		_, err := b.try(id, lifecycle.Retrieve, call, nil)
		l := b.link(id)
		if l.Script.Scenario.Name != c.want || l.Demand.Code != c.demand || l.Pinned != c.pinned {
			t.Errorf("%s: the link is in %s, pinned %t, and %q is demanded: %v", c.name, l.Script, l.Pinned,
				l.Demand.Code, err)
		}
		if r := call.Report; r.Before != lifecycle.Valid || r.StateBefore == "" || r.Rule == "" || r.Link != id {
			t.Errorf("%s: the report is %+v", c.name, r)
		}
	}
}

// TestAWalkInsistsOnItsOutcome forces outcomes that the scenario would not give.
func TestAWalkInsistsOnItsOutcome(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[lifecycle.Outcome]struct {
		code  belvo.Code
		state lifecycle.State
	}{
		"":                   {belvo.CodeLoginError, lifecycle.Valid}, // what the scenario says
		lifecycle.OK:         {"", lifecycle.Valid},
		lifecycle.Challenged: {belvo.CodeTokenRequired, lifecycle.TokenRequired},
		lifecycle.Refused:    {belvo.CodeLoginError, lifecycle.Valid},
	} {
		b := newBench(t)
		id := b.put("wrong", nil)
		_, err := b.try(id, lifecycle.Retrieve, &contact.Call{Request: contact.Request{Forced: outcome}}, nil)
		if got := sandboxtest.Code(err); got != want.code || b.link(id).State != want.state {
			t.Errorf("%q: %q and the link is %s", outcome, got, b.link(id).State)
		}
	}
}

// TestGuardsSeeTheRequestAndTheLink asks for the fields of a scenario's guards.
func TestGuardsSeeTheRequestAndTheLink(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.put("bnk100", func(l *store.Link) { l.InstitutionUserID = "taken" })
	link := store.Link{Username: "u", Institution: "i", ExternalID: "x", State: lifecycle.TokenRequired,
		AccessMode: belvo.Single, InstitutionUserID: "taken"}
	b.store.View(func(tx *store.Tx) {
		for op, fields := range map[lifecycle.Operation]map[string]string{
			lifecycle.Register: {"username": "u", "institution": "i", "external_id": "x", "status": "token_required",
				"access_mode": "single", "duplicate": "true", "token": "9", "password": ""},
			lifecycle.Retrieve: {"username": "u", "access_mode": "", "duplicate": "", "token": "9"},
		} {
			s := b.desk.Ask(tx, &contact.Call{}, &link, b.now,
				contact.Question{Op: op, Fields: map[string]string{"token": "9"}})
			for name, want := range fields {
				if got := s.Field(name); got != want {
					t.Errorf("%s %s is %q, want %q", op, name, got, want)
				}
			}
		}
		free := store.Link{InstitutionUserID: "free"}
		s := b.desk.Ask(tx, &contact.Call{}, &free, b.now, contact.Question{Op: lifecycle.Register})
		if got := s.Field("duplicate"); got != "false" {
			t.Errorf("a user without a link is a duplicate: %s", got)
		}
	})
}
