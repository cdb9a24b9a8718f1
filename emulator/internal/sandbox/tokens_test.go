package sandbox_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/token"
)

// TestATokenRequestIsChecked asks for tokens with what is right and what is wrong.
func TestATokenRequestIsChecked(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link := b.Link("bnk100")
	for _, c := range []struct {
		name  string
		asked sandbox.TokenRequest
		want  belvo.Code
	}{
		{"all scopes", sandbox.TokenRequest{Scopes: token.Scopes()}, ""},
		{"a made-up scope", sandbox.TokenRequest{Scopes: []string{"read_links", "read_minds"}}, belvo.CodeInvalidChoice},
		{"its link", sandbox.TokenRequest{Link: link}, ""},
		{"no link", sandbox.TokenRequest{Link: uuid.Max}, belvo.CodeDoesNotExist},
		{"storage", sandbox.TokenRequest{CredentialsStorage: "30d"}, ""},
		{"bad storage", sandbox.TokenRequest{CredentialsStorage: "30"}, belvo.CodeInvalid},
		{"stale_in", sandbox.TokenRequest{StaleIn: "30d"}, ""},
		{"bad stale_in", sandbox.TokenRequest{StaleIn: "soon"}, belvo.CodeInvalid},
		{"resources", sandbox.TokenRequest{FetchResources: []string{"OWNERS"}}, ""},
		{"bad resources", sandbox.TokenRequest{FetchResources: []string{"owners"}}, belvo.CodeInvalidChoice},
		{"external id", sandbox.TokenRequest{ExternalID: "abc"}, ""},
		{"bad external id", sandbox.TokenRequest{ExternalID: "ab"}, belvo.CodeMinLength},
	} {
		pair, err := b.IssueToken(c.asked)
		if got := sandboxtest.Code(err); got != c.want || (err == nil) != (pair.Access != "") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestATokenIsGoodUntilItEnds moves the clock to the end of an access token and beyond.
func TestATokenIsGoodUntilItEnds(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	pair, err := b.IssueToken(sandbox.TokenRequest{Scopes: []string{"read_links"}, Link: b.Link("bnk100")})
	if err != nil {
		t.Fatal(err)
	}
	signer := b.Shared().Signer
	access, err := signer.Read(pair.Access)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		want  belvo.Code
	}{{0, ""}, {signer.TTL - time.Second, ""}, {time.Second, belvo.CodeTokenNotValid},
		{time.Hour, belvo.CodeTokenNotValid}} {
		b.Pass(c.after)
		if got := sandboxtest.Code(b.CheckToken(access)); got != c.want {
			t.Errorf("%s later it is answered %q, want %q", c.after, got, c.want)
		}
	}
	refresh, err := signer.Read(pair.Refresh)
	if err != nil || b.CheckToken(refresh) != nil {
		t.Fatalf("the refresh token is not good: %v", err)
	}
	text, err := b.RenewToken(refresh)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := signer.Read(text)
	if err != nil || b.CheckToken(fresh) != nil || fresh.Link == nil || fresh.Scopes[0] != "read_links" {
		t.Errorf("the renewed token is %+v: %v", fresh, err)
	}
}

// TestARenewedTokenKnowsItsLinkAsItIs renews a token after its link has changed, and after it has gone.
func TestARenewedTokenKnowsItsLinkAsItIs(t *testing.T) {
	t.Parallel()
	b := sandboxtest.Open(t)
	link, session := locked(t, b, false)
	claims := &token.Claims{ID: "0123456789abcdef0123456789abcdef",
		Link: &token.LinkClaim{ID: link, Status: belvo.StatusTokenRequired}}
	if _, err := b.ResumeLink(&contact.Call{}, sandbox.Resumption{Session: session, Token: "1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.RenewToken(claims); err != nil || claims.Link.Status != belvo.StatusValid {
		t.Errorf("the link is %s: %v", claims.Link.Status, err)
	}
	if err := b.DeleteLink(&contact.Call{}, link); err != nil {
		t.Fatal(err)
	}
	if _, err := b.RenewToken(claims); sandboxtest.Code(err) != belvo.CodeTokenNotValid {
		t.Errorf("a token for a link that is gone was renewed: %v", err)
	}
}

// TestTheWidgetAsksForWhatTheLinkNeeds opens the widget for links in every state.
func TestTheWidgetAsksForWhatTheLinkNeeds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		link func(*sandboxtest.Box) uuid.UUID
		asks string
	}{
		{"valid", func(b *sandboxtest.Box) uuid.UUID { return b.Link("bnk100") }, sandbox.AsksCredentials},
		{"token_required", func(b *sandboxtest.Box) uuid.UUID {
			link, _ := locked(t, b, false)
			return link
		}, sandbox.AsksToken},
		{"token_required, whose session is over", func(b *sandboxtest.Box) uuid.UUID {
			link, _ := locked(t, b, false)
			b.Pass(24 * time.Hour)
			return link
		}, sandbox.AsksToken},
		{"unconfirmed", func(b *sandboxtest.Box) uuid.UUID {
			_, err := b.Register(&contact.Call{}, sandboxtest.Registration("asks"))
			sandboxtest.Session(t, err)
			return onlyLink(b)
		}, sandbox.AsksToken},
		{"expired", func(b *sandboxtest.Box) uuid.UUID {
			link := b.Link("bnk100", single("1d", ""))
			b.Pass(24 * time.Hour)
			return link
		}, sandbox.AsksCredentials},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := sandboxtest.Open(t)
			link := c.link(b)
			access := &token.Access{ID: "0123456789abcdef0000000000000000", Link: link, Scopes: []string{"write_links"}}
			open, err := b.OpenWidget(&contact.Call{Request: contact.Request{Token: access}})
			if err != nil || open.ID != link || open.Asks != c.asks {
				t.Fatalf("the widget is opened with %+v: %v", open, err)
			}
			if (open.Challenge != nil) != (c.asks == sandbox.AsksToken) {
				t.Fatalf("its challenge is %v", open.Challenge)
			}
			if open.Challenge == nil {
				return
			}
			again, err := b.OpenWidget(&contact.Call{Request: contact.Request{Token: access}})
			if err != nil || again.Challenge.Session != open.Challenge.Session {
				t.Errorf("opened again it has another session: %v", err)
			}
			got, err := b.ResumeLink(&contact.Call{},
				sandbox.Resumption{Session: open.Challenge.Session, Token: "1"})
			if err != nil || got.Status != belvo.StatusValid {
				t.Errorf("with its session the link is %q: %v", got.Status, err)
			}
			access.Scopes = []string{"read_links"}
			if _, err := b.OpenWidget(&contact.Call{Request: contact.Request{Token: access}}); sandboxtest.Code(err) != belvo.CodePermissionDenied {
				t.Errorf("it opens without the scope: %v", err)
			}
		})
	}
}
