package engine_test

import (
	"net/http"
	"testing"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// open starts the widget for a link, with a token of its own.
func open(t *testing.T, b *emulatortest.Sandbox, link string) *emulatortest.Answer {
	t.Helper()
	token := b.Do(http.MethodPost, "/api/token/", map[string]any{"id": b.ID, "password": b.Password,
		"scopes": "read_institutions,write_links,read_links", "link_id": link}).Want(http.StatusOK).Text("access")
	return b.Do(http.MethodPost, "/widget/v1/start", nil, "Authorization: Bearer "+token).Want(http.StatusOK)
}

// resume answers the challenge that the widget was told of.
func resume(b *emulatortest.Sandbox, started *emulatortest.Answer, token string) *emulatortest.Answer {
	return b.Do(
		http.MethodPatch,
		"/api/links/",
		map[string]any{"session": started.Text("link.challenge.session"),
			"link": started.Text("link.id"), "token": token},
	)
}

// TestOpenWidgetAsks holds what the widget asks for in each status, and that asking changes nothing.
func TestOpenWidgetAsks(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	for want, make := range map[string]func(*emulatortest.Sandbox) string{
		"valid credentials": func(b *emulatortest.Sandbox) string { return b.Register(bank, "bnk100") },
		"invalid credentials": func(b *emulatortest.Sandbox) string {
			link := b.Register(bank, "six_sam")
			for range 6 {
				b.Do(http.MethodPost, "/api/owners/", map[string]any{"link": link}).Want(http.StatusBadRequest)
			}
			return link
		},
		"token_required token": func(b *emulatortest.Sandbox) string {
			link := b.Register(bank, "bnk100")
			b.Do(http.MethodPost, "/api/owners/", map[string]any{"link": link}).Want(http.StatusPreconditionRequired)
			return link
		},
		"unconfirmed token": func(b *emulatortest.Sandbox) string {
			return b.Do(http.MethodPost, "/api/links/", map[string]any{"institution": bank, "username": "mfa_default",
				"password": "pass_valid"}).Want(http.StatusPreconditionRequired).Text("0.link")
		},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			b := server.Sandbox(t)
			link := make(b)
			before := b.Status(link)
			started := open(t, b, link)
			if got := started.Text("link.status") + " " + started.Text("link.asks"); got != want {
				t.Errorf("the widget is told %q, want %q", got, want)
			}
			if started.Text("link.id") != link || started.Text("link.institution.name") != bank {
				t.Errorf("the widget is told of another link: %s", started.Body)
			}
			if again := open(t, b, link).Text("link.challenge.session"); again != started.Text(
				"link.challenge.session",
			) {
				t.Errorf("a second start has the session %q, want the first one's", again)
			}
			if after := b.Status(link); after != before {
				t.Errorf("the link went from %s to %s", before, after)
			}
		})
	}
}

// TestOpenWidgetTakesTheSession resumes what a request for data left open: after it the request's
// own session is spent.
func TestOpenWidgetTakesTheSession(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	link := b.Register(bank, "bnk100")
	asked := b.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": link}).
		Want(http.StatusPreconditionRequired)
	started := open(t, b, link)
	if got := started.Text("link.challenge.session"); got != asked.Text("0.session") {
		t.Errorf("the widget has the session %s, want %s", got, asked.Text("0.session"))
	}
	resume(b, started, "111111").Want(http.StatusOK)
	if got := b.Status(link); got != "valid" {
		t.Errorf("the link is %s", got)
	}
}

// TestOpenWidgetFreshSession opens sessions where none is left: after one has expired, and after a
// refresh without a waiting caller. The challenge is the one that the institution would put.
func TestOpenWidgetFreshSession(t *testing.T) {
	t.Parallel()
	longLived := func(c *emulator.Config) { c.AccessTokenTTL = 24 * time.Hour }
	for user, kind := range map[string]string{"mfa_numeric": "numeric", "mfa_qr": "qr", "mfa_default": ""} {
		t.Run("unconfirmed "+user, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, longLived) // its own clock: no other test moves it
			b := server.Sandbox(t)
			link := b.Do(http.MethodPost, "/api/links/", map[string]any{"institution": bank, "username": user,
				"password": "pass_valid"}).Want(http.StatusPreconditionRequired)
			old := link.Text("0.session")
			server.Advance(3 * time.Hour)
			started := open(t, b, link.Text("0.link"))
			if got := started.Text("link.challenge.session"); got == old || len(got) != 32 {
				t.Errorf("the session is %q, want a fresh one", got)
			}
			if got := started.Text("link.challenge.token_generation_data.type"); got != kind {
				t.Errorf("the challenge is %q, want %q", got, kind)
			}
			resume(b, started, "999999").Want(http.StatusPreconditionRequired, "token_required")
			resume(b, open(t, b, started.Text("link.id")), "111111").Want(http.StatusOK)
		})
	}
	t.Run("refresh", func(t *testing.T) {
		t.Parallel()
		b := emulatortest.Start(t, longLived).Sandbox(t)
		link := b.Register("erebor_mx_retail", "refresh_mfa1")
		b.Do(http.MethodPost, "/api/links/"+link+"/refresh/", nil).Want(http.StatusAccepted)
		if got := b.Status(link); got != "token_required" {
			t.Fatalf("the link is %s", got)
		}
		resume(b, open(t, b, link), "111111").Want(http.StatusOK)
		if got := b.Status(link); got != "valid" {
			t.Errorf("the link is %s", got)
		}
	})
}

// TestOpenWidgetMasks never shows a whole user name.
func TestOpenWidgetMasks(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	for name, want := range map[string]string{"a": "a•••••", "frodo": "f•••••", "samwise_gamgee": "s•••••ee"} {
		if got := open(t, b, b.Register(bank, name)).Text("link.user"); got != want {
			t.Errorf("%s is shown as %s, want %s", name, got, want)
		}
	}
}

// TestOpenWidgetRefuses is what a token must not open.
func TestOpenWidgetRefuses(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	b := server.Sandbox(t)
	link := b.Register(bank, "bnk100")
	token := func(scopes string) string {
		return "Authorization: Bearer " + b.Do(http.MethodPost, "/api/token/", map[string]any{"id": b.ID,
			"password": b.Password, "scopes": scopes, "link_id": link}).Want(http.StatusOK).Text("access")
	}
	start := func(header string) *emulatortest.Answer {
		return b.Do(http.MethodPost, "/widget/v1/start", nil, header)
	}
	start(token("read_links")).Want(http.StatusForbidden, "permission_denied")
	start("Authorization: Bearer x.y.z").Want(http.StatusUnauthorized, "token_not_valid")
	start("Authorization: Basic x").Want(http.StatusUnauthorized, "token_not_valid")
	late, gone := token("write_links"), ""
	server.Advance(11 * time.Minute)
	start(late).Want(http.StatusUnauthorized, "token_not_valid")
	gone = token("write_links")
	b.Do(http.MethodDelete, "/api/links/"+link+"/", nil).Want(http.StatusNoContent)
	start(gone).Want(http.StatusNotFound, "not_found")
}
