package browser_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"belvo-emulator/emulator/emulatortest"
)

// webview is what a page of React Native's WebView finds in its window, and it keeps what was
// posted where the next page can read it.
const webview = `window.ReactNativeWebView = {postMessage: (text) => {
	window.posted = (window.posted || []).concat(text);
}};
window.broken = [];
document.addEventListener('securitypolicyviolation',
	(e) => window.broken.push(e.violatedDirective + ' ' + e.blockedURI));`

// callbacks makes the token of a hosted widget.
func callbacks(t *testing.T, b *emulatortest.Sandbox, success, exit, event string) string {
	t.Helper()
	return token(t, b, map[string]any{"widget": map[string]any{"callback_urls": map[string]any{
		"success": success, "exit": exit, "event": event}}})
}

// address is the hosted page's, with a query.
func address(server *emulatortest.Server, path string, query url.Values) string {
	return server.URL + path + "?" + query.Encode()
}

// left waits until the page asked to go to an address with a prefix, and returns it.
func (p *tab) left(prefix string) string {
	p.t.Helper()
	for {
		p.mu.Lock()
		for _, target := range p.targets {
			if strings.HasPrefix(target, prefix) {
				p.mu.Unlock()
				return target
			}
		}
		news := p.news
		p.mu.Unlock()
		select {
		case <-news:
		case <-time.After(patience):
			p.t.Fatalf("the page never went to %s\n%s", prefix, p.trouble())
		}
	}
}

// went notes where a page wants to go.
func (p *tab) went(e *page.EventFrameRequestedNavigation) {
	p.targets = append(p.targets, e.URL)
	close(p.news)
	p.news = make(chan struct{})
}

// TestHostedSuccess comes back to a page that has a query already.
func TestHostedSuccess(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	shop := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(shop.Close)
	p := newTab(t)
	p.before(webview)
	p.open(
		address(
			server,
			"/widget/",
			url.Values{"locale": {"en"}, "institutions": {"erebor_mx_retail,heimdall_mx_retail"},
				"external_id": {"undefined"}, "access_mode": {"single"}, "mode": {"webapp"},
				"access_token": {callbacks(t, box, shop.URL+"/?bank=done#top", "app://exit", "app://error")}},
		),
	)
	p.screen("consent")
	p.shot("hosted-intro-en")
	if where := eval[string](p, "return location.href"); strings.Contains(where, "access_token") {
		t.Errorf("the token is still in the address: %s", where)
	}
	p.click("belvo-continue")
	if n := eval[int](p, "return root.querySelectorAll('.row').length"); n != 2 {
		t.Errorf("%d institutions, want the two of the address", n)
	}
	p.click("belvo-institution-heimdall_mx_retail")
	p.signIn("mfa_default", "pass_valid")
	p.fill("token", "999999")
	p.click("belvo-submit")
	p.sees("belvo-alert")
	var names []string
	for _, text := range eval[[]string](p, "return window.posted") {
		var e event
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			t.Fatalf("%s was posted: %v", text, err)
		}
		names = append(names, e.EventName)
	}
	want := strings.Repeat("PAGE_LOAD ", 6) + "ERROR PAGE_LOAD"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("%s were posted to the WebView", got)
	}
	p.fill("token", "111111")
	p.click("belvo-submit")
	p.screen("success")
	if broken := eval[[]string](p, "return window.broken"); len(broken) > 0 {
		t.Errorf("the page breaks its own policy: %v", broken)
	}
	p.click("belvo-finish")
	got := p.left(shop.URL)
	link := box.Do(http.MethodGet, "/api/links/", nil).Text("results.0.id")
	if want = shop.URL + "/?bank=done&link=" + link + "&institution=heimdall_mx_retail#top"; got != want {
		t.Errorf("the page went to %s, want %s", got, want)
	}
}

// TestHostedExit leaves for a scheme of an app, with the error that was met, at "/" as well.
func TestHostedExit(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	p := newTab(t)
	p.open(address(server, "/", url.Values{"locale": {"en"}, "institutions": {"erebor_mx_retail"},
		"access_token": {callbacks(t, box, "app://success", "app://exit?from=belvo", "app://error")}}))
	p.signIn("user_invalid", "pass_invalid")
	p.sees("belvo-alert")
	p.click("belvo-close")
	p.click("belvo-exit-confirm")
	p.click("belvo-survey-send")
	const want = "app://exit?from=belvo&last_encountered_error_code=login_error&" +
		"last_encountered_error_message=" +
		"Invalid%20credentials%20provided%20to%20login%20to%20the%20institution&" +
		"meta_data_institution_name=erebor_mx_retail&meta_data_step=abandon-survey"
	if got := p.left("app://"); got != want {
		t.Errorf("the page went to\n%s, want\n%s", got, want)
	}
}

// TestHostedErrors opens the page with tokens that are not good: the app learns it at once, at the
// address that the token names or, where it cannot be read, at that of Belvo's older guides.
func TestHostedErrors(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	late := callbacks(t, box, "app://success", "app://exit", "app://error")
	script := callbacks(t, box, "app://success", "app://exit", "javascript:alert(document.domain)")
	server.Advance(time.Hour)
	const query = "?error=ACCESS_TOKEN_NOT_VALID&error_message=" +
		"The%20access%20token%20was%20not%20provided%20or%20is%20not%20valid"
	for name, c := range map[string]struct{ token, want string }{
		"expired": {late, "app://error" + query}, "garbage": {"garbage", "belvowidget://error" + query},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			p.open(address(server, "/widget/", url.Values{"access_token": {c.token}}))
			if got := p.left(c.want[:6]); got != c.want {
				t.Errorf("the page went to %s, want %s", got, c.want)
			}
			p.screen("error") // for a browser that cannot go there
		})
	}
	t.Run("script", func(t *testing.T) {
		t.Parallel()
		p := newTab(t)
		p.open(address(server, "/widget/", url.Values{"access_token": {script}}))
		p.screen("error")
		if _, console, _ := p.heard(); !strings.Contains(strings.Join(console, "\n"), "cannot go to javascript:") {
			t.Errorf("the console does not tell of the address: %v", console)
		}
	})
}

// TestHostedReload keeps the widget alive over a reload although the token has left the address. The
// address was written by a language whose no has a capital, for a leg of App2App.
func TestHostedReload(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(
		address(
			server,
			"/widget",
			url.Values{"access_token": {token(t, server.Sandbox(t), nil)}, "locale": {"pt"},
				"show_close_dialog": {"False"}, "show_abandon_survey": {"0"}, "autopilot": {"off"},
				"consent_id": {"29a54e55-44f7-4fd1-9a6b-3f5e4d2b7f11"}},
		),
	)
	p.screen("consent")
	p.run(chromedp.Reload())
	p.screen("consent")
	if got := p.text("belvo-title"); got != "Conecte sua conta em instantes" {
		t.Errorf("the title is %q", got)
	}
	if _, console, _ := p.heard(); !strings.Contains(strings.Join(console, "\n"), "App2App is not emulated") {
		t.Errorf("the console does not tell of App2App: %v", console)
	}
	p.click("belvo-close")
	if got := p.left("belvowidget:"); got != "belvowidget://exit?meta_data_step=abandon-survey" {
		t.Errorf("the page went to %s", got)
	}
	p.until("return document.querySelector('[data-testid=belvo-over]').textContent")
}
