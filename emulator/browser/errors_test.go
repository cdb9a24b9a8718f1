package browser_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// trouble is an answer of an institution and what the widget makes of it.
type trouble struct {
	code, message string // message is "" for the code's first
	kind          string // the last part of the text's key, for the name of the screenshot
	inForm        bool
	title         string // in English
}

func troubles() []trouble {
	return []trouble{
		{"institution_down", "", "", false, "The institution is unavailable"},
		{"institution_unavailable", "", "", false, "Service unavailable"},
		{"institution_inactive", "", "", false, "Institution paused"},
		{"too_many_sessions", "", "", false, "A session is already open"},
		{"unsupported_operation", "", "", false, "Not available"},
		{"request_timeout", "", "", false, "The answer takes too long"},
		{"unexpected_error", "", "", false, "Something went wrong"},
		{"duplicated", "", "", false, "This account is already connected"},
		{"login_error", "", "", true, "We could not sign you in"},
		{"validation_error", "", "", true, "Something does not have the right form"},
		{
			"login_error",
			"The user account is locked, user needs to contact the institution to unlock it",
			"locked",
			false,
			"Your account is locked",
		},
		{"login_error", "The user account access was forbidden by the institution", "forbidden", false,
			"The institution refused the access"},
		{
			"login_error",
			"Impossible to login, something unexpected happened while logging into the institution. " +
				"Try again later.",
			"later",
			false,
			"We could not sign you in",
		},
	}
}

// scripted starts an emulator whose users err_0, err_1, ... meet one trouble each.
func scripted(t *testing.T) *emulatortest.Server {
	t.Helper()
	var rules strings.Builder
	for i, trouble := range troubles() {
		fmt.Fprintf(&rules, "        - when: {username: err_%d}\n          respond: %s\n", i, trouble.code)
		if trouble.message != "" {
			fmt.Fprintf(&rules, "          message: %q\n", trouble.message)
		}
	}
	folder := t.TempDir()
	file := "version: 1\nname: troubles\nsummary: Every trouble once.\nmatch:\n" +
		"  usernames: err_*\nstart: visitor\n" +
		"states:\n  visitor:\n    on:\n      register:\n" + rules.String() + "        - respond: ok\n"
	if err := os.WriteFile(filepath.Join(folder, "troubles.yaml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	return emulatortest.Start(t, func(c *emulator.Config) { c.Scenarios = folder })
}

// TestErrors sees every error that an institution can answer with.
func TestErrors(t *testing.T) {
	t.Parallel()
	server := scripted(t)
	box := server.Sandbox(t)
	access := token(t, box, nil)
	p := newTab(t)
	p.open(
		site{}.serve(
			t,
			server.URL,
			access,
			map[string]any{"institutions": []string{"erebor_mx_retail"}, "locale": "en",
				"show_close_dialog": false, "show_abandon_survey": false},
		),
	)
	for i, trouble := range troubles() {
		before := len(p.called("onEvent"))
		p.signIn(fmt.Sprintf("err_%d", i), "pass_valid")
		name := strings.Trim("error-"+trouble.code+"-"+trouble.kind, "-")
		if trouble.inForm {
			p.sees("belvo-alert")
			p.shot(name)
			if got := p.text("belvo-alert"); !strings.HasPrefix(got, trouble.title) {
				t.Errorf("%s: the form says %q, want %q", trouble.code, got, trouble.title)
			}
		} else {
			p.screen("error")
			p.shot(name)
			if got := p.text("belvo-title"); got != trouble.title {
				t.Errorf("%s: the title is %q, want %q", trouble.code, got, trouble.title)
			}
			if got := eval[string](p, "return at('belvo-error').dataset.code"); got != trouble.code {
				t.Errorf("the screen shows the code %s, want %s", got, trouble.code)
			}
		}
		wantError(t, p, before, trouble.code)
		if trouble.code == "duplicated" { // there is nothing to try again
			p.open(eval[string](p, "return location.href"))
			continue
		}
		if !trouble.inForm {
			p.click("belvo-retry")
		}
	}
	p.screen("credentials")
	p.click("belvo-close")
	exit := exitOf(t, p)
	if exit.Error == nil || exit.Error.Code != "login_error" ||
		!strings.HasPrefix(exit.Error.Message, "Impossible to login") {
		t.Errorf("the exit tells of the error %+v", exit.Error)
	}
	if exit.MetaData["institution_name"] != "erebor_mx_retail" || exit.MetaData["step"] != "" {
		t.Errorf("the exit tells of %v", exit.MetaData)
	}
}

// wantError holds that one ERROR event came since the nth event, with a code.
func wantError(t *testing.T, p *tab, n int, code string) {
	t.Helper()
	found := 0
	for _, c := range p.called("onEvent")[n:] {
		if e := readEvent(t, c); e.EventName == "ERROR" {
			found++
			if e.MetaData["error_code"] != code || e.MetaData["error_message"] == "" ||
				len(e.RequestID) != 32 {
				t.Errorf("the event is %+v, want the code %s", e, code)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d ERROR events for %s, want 1", found, code)
	}
}

// TestLateToken answers a challenge after its session has expired: the widget starts again, with a
// fresh session.
func TestLateToken(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, func(c *emulator.Config) { c.AccessTokenTTL = 24 * time.Hour })
	box := server.Sandbox(t)
	link := locked(t, box, "bnk100")
	p := newTab(t)
	p.open(site{}.serve(t, server.URL, updateToken(t, box, link), map[string]any{"locale": "en"}))
	p.screen("token")
	server.Advance(3 * time.Hour)
	p.fill("token", "111111")
	p.click("belvo-submit")
	p.screen("error")
	if got := p.text("belvo-title"); got != "Time is up" {
		t.Errorf("the title is %q", got)
	}
	if status := box.Status(link); status != "token_required" {
		t.Errorf("the link is %s", status)
	}
	p.click("belvo-retry")
	p.fill("token", "111111")
	p.click("belvo-submit")
	p.screen("success")
	wantCallback(t, p, link, "heimdall_mx_retail")
}

// TestBadToken starts the widget with tokens that are no longer, or never were, good.
func TestBadToken(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	expired := token(t, box, nil)
	server.Advance(11 * time.Minute)
	used := token(t, box, nil)
	box.Do(http.MethodPost, "/api/links/", map[string]any{
		"institution": "erebor_mx_retail", "username": "u", "password": "p"},
		"Authorization: Bearer "+used).
		Want(http.StatusCreated)
	tokens := map[string]string{
		"expired": expired, "used": used, "garbage": "no.token.this", "missing": "",
	}
	inTabs(t, 1, maps.All(tokens), func(t *testing.T, p *tab, _, bad string) {
		p.open(site{}.serve(t, server.URL, bad, map[string]any{"locale": "en"}))
		p.screen("error")
		p.shot("error-ACCESS_TOKEN_NOT_VALID")
		wantError(t, p, 0, "ACCESS_TOKEN_NOT_VALID")
		p.click("belvo-leave")
		exit := exitOf(t, p)
		if exit.Error == nil || exit.Error.Code != "ACCESS_TOKEN_NOT_VALID" ||
			exit.Error.Message != "The access token was not provided or is not valid" {
			t.Errorf("the exit tells of %+v", exit.Error)
		}
	})
}

// TestOffline starts the widget when the emulator has gone; the page got the scripts before.
func TestOffline(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(
		site{
			script: "window.fetch = () => Promise.reject(new TypeError('gone'));" +
				"belvoSDK.createWidget(token, config).build();",
		}.
			serve(
				t,
				server.URL,
				token(t, server.Sandbox(t), nil),
				map[string]any{"locale": "en"},
			),
	)
	p.screen("error")
	p.shot("error-offline")
	if got := p.text("belvo-title"); got != "No connection" {
		t.Errorf("the title is %q", got)
	}
}

// TestWaiting shows the progress screen as long as the bank takes its time.
func TestWaiting(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(site{}.serve(t, server.URL, token(t, server.Sandbox(t), nil), map[string]any{
		"institutions": []string{"gringotts_mx_retail"}, "locale": "es"}))
	p.signIn("slow_sam", "pass_valid")
	p.screen("linking")
	p.shot("linking-es")
	for server.Waiting() == 0 { // the request is on its way
		p.screen("linking")
	}
	server.Advance(3 * time.Second)
	p.screen("success")
}
