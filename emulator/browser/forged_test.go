package browser_test

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// TestForgedToken: the hosted page follows the addresses of no token but those that this server signed,
// neither at once nor when the user leaves.
func TestForgedToken(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	visited := make(chan string, 10)
	evil := serveFunc(t, func(_ http.ResponseWriter, r *http.Request) { visited <- r.URL.String() })
	encode := base64.RawURLEncoding.EncodeToString
	claims := `{"api_url":"evil.test","widget":{"callback_urls":{"success":"` + evil + `/s","exit":"` + evil +
		`/x","event":"` + evil + `/e"}}}`
	genuine := callbacks(t, server.Sandbox(t), evil+"/s", evil+"/x", evil+"/e")
	parts := strings.Split(genuine, ".")
	tokens := map[string]string{
		"unsigned":      encode([]byte(`{"alg":"none"}`)) + "." + encode([]byte(claims)) + ".",
		"other claims":  parts[0] + "." + encode([]byte(claims)) + "." + parts[2],
		"another key's": parts[0] + "." + parts[1] + "." + encode(make([]byte, 64)),
	}
	inTabs(t, 1, maps.All(tokens), func(t *testing.T, p *tab, _, token string) {
		p.open(address(server, "/widget/", url.Values{"access_token": {token}, "locale": {"en"}}))
		p.screen("error")
		if got := p.text("belvo-note"); got != "belvo-emulator: this emulator did not issue the token" {
			t.Errorf("the footer says %q", got)
		}
		p.click("belvo-leave")
		p.until("return document.querySelector('[data-testid=belvo-over]')")
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.targets) > 0 {
			t.Errorf("the page went to %v", p.targets)
		}
		if console := strings.Join(p.console, "\n"); !strings.Contains(console, "did not sign the access token") {
			t.Errorf("the console does not tell why: %s", console)
		}
	})
	t.Cleanup(func() {
		select {
		case got := <-visited:
			t.Errorf("a page asked for %s", got)
		default:
		}
	})
}

// TestWhyATokenIsRefused stands in the widget's footer, and the hosted page still follows the addresses
// of a token that this server signed.
func TestWhyATokenIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*emulatortest.Server, *emulatortest.Sandbox)
		want  string
	}{
		"used up": {func(_ *emulatortest.Server, b *emulatortest.Sandbox) {
			b.Do(http.MethodPost, "/api/links/", map[string]any{"institution": "erebor_mx_retail", "username": "ana",
				"password": "pass_valid"}).Want(http.StatusCreated)
		}, "belvo-emulator: the token was used up by an earlier connection"},
		"late": {func(s *emulatortest.Server, _ *emulatortest.Sandbox) { s.Advance(time.Hour) },
			"belvo-emulator: the token has expired"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t)
			box := server.Sandbox(t)
			access := callbacks(t, box, "app://success", "app://exit", "app://error")
			bearer := server.SandboxNamed(t, box.ID)
			bearer.Bearer = access
			c.spoil(server, bearer)
			p := newTab(t)
			p.open(site{}.serve(t, server.URL, access, map[string]any{"locale": "es"}))
			p.screen("error")
			if got := p.text("belvo-note"); got != c.want {
				t.Errorf("the footer says %q, want %q", got, c.want)
			}
			hosted := newTab(t)
			hosted.open(address(server, "/widget/", url.Values{"access_token": {access}}))
			hosted.left("app://error?error=ACCESS_TOKEN_NOT_VALID")
		})
	}
}
