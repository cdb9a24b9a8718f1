package browser_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"belvo-emulator/emulator/emulatortest"
)

// axe reads the rules for accessible pages. They are a package of npm's, which "npm ci" in this
// folder fetches.
func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("axe-core is missing, run npm ci in emulator/browser: %v", err)
		}
		t.Skip("axe-core is missing: run npm ci in emulator/browser")
	}
	return string(script)
}

// violations runs axe-core over the page, the widget's shadow root and all.
func (p *tab) violations(name string) {
	p.t.Helper()
	eval[bool](p, `window.audit = null;
		axe.run(document, {}).then((r) => {
			window.audited = (window.audited || 0) + r.passes.length;
			window.audit = r.violations.map((v) => v.id + ': ' + v.help + ' at ' +
				v.nodes.map((n) => n.html).join(' | '));
		}, (e) => { window.audit = ['axe failed: ' + e]; });
		return true`)
	p.until("return window.audit")
	for _, v := range eval[[]string](p, "return window.audit") {
		p.t.Errorf("%s: %s", name, v)
	}
	if n := eval[int](p, "return window.audited"); n < 10 {
		p.t.Errorf("%s: axe-core found only %d rules that apply", name, n)
	}
}

// TestKeyboard updates a link with nothing but the keyboard, and thinks again once.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	link := locked(t, box, "bnk100")
	p := newTab(t)
	p.open(
		site{
			script: `document.getElementById('before').addEventListener('click',
	() => belvoSDK.createWidget(token, config).build());
document.addEventListener('keydown', (e) => { if (e.key === 'Escape') window.leaked = true; });`,
		}.
			serve(
				t,
				server.URL,
				updateToken(t, box, link),
				map[string]any{"locale": "en"},
			),
	)
	p.key(kb.Tab + kb.Enter)
	p.until("return root && root.activeElement === at('belvo-field-token')")
	for range 6 { // round and round: the page behind is out of reach
		p.key(kb.Tab)
		if eval[bool](p, "return document.activeElement.id === 'before'") {
			t.Error("the focus left the widget")
		}
	}
	p.key(kb.Escape)
	p.sees("belvo-exit-dialog")
	p.until("return root.activeElement === at('belvo-exit-stay')")
	p.key(kb.Escape)
	p.until("return !at('belvo-exit-dialog')")
	p.key(kb.Escape)
	p.until("return root.activeElement === at('belvo-exit-stay')")
	p.key(kb.Enter) // stay
	p.until("return !at('belvo-exit-dialog')")
	eval[bool](p, "at('belvo-field-token').focus(); return true")
	p.key("999999" + kb.Enter)
	p.until("return at('belvo-alert') && root.activeElement === at('belvo-field-token')")
	p.until("return at('belvo-announcer').textContent.startsWith('That code is not valid')")
	p.key("111111" + kb.Enter)
	p.screen("success")
	p.until("return root.activeElement === at('belvo-title')")
	p.key(kb.Tab + kb.Enter)
	p.until("return !host && document.activeElement === document.getElementById('before')")
	wantCallback(t, p, link, "heimdall_mx_retail")
	if eval[bool](p, "return Boolean(window.leaked)") {
		t.Error("the page behind saw the Escape key")
	}
}

// TestPolicy runs the widget on a page whose Content-Security-Policy admits the emulator's scripts
// and calls, and nothing else of it.
func TestPolicy(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.before(`window.broken = [];
document.addEventListener('securitypolicyviolation', 
	(e) => window.broken.push(e.violatedDirective + ' ' + e.blockedURI));`)
	p.open(
		site{
			policy: "default-src 'none'; script-src 'self' EMULATOR; connect-src EMULATOR; style-src 'self'",
		}.
			serve(
				t,
				server.URL,
				token(t, server.Sandbox(t), map[string]any{"widget": map[string]any{
					"theme": []map[string]any{{"css_key": "--color-primary-base", "value": "#0a7f3f"}}}}),
				map[string]any{"institutions": []string{"heimdall_mx_retail"}},
			),
	)
	p.signIn("mfa_qr", "qr_code")
	p.until("return at('belvo-qr') && at('belvo-qr').dataset.ready")
	p.shot("strict-policy")
	p.fill("token", "111111")
	colour := eval[string](p, "return getComputedStyle(at('belvo-submit')).backgroundColor")
	if got := colour; got != "rgb(10, 127, 63)" {
		t.Errorf("the button is %s, want the theme's colour", got)
	}
	p.click("belvo-submit")
	p.screen("success")
	wantCallback(t, p, "", "heimdall_mx_retail")
	for _, b := range eval[[]string](p, "return window.broken") {
		if !strings.Contains(b, "favicon") {
			t.Errorf("the policy was broken: %s", b)
		}
	}
	requests, _, _ := p.heard()
	for _, r := range requests {
		if strings.Contains(r, "Authorization") || strings.Contains(r, "eyJ") {
			t.Errorf("a token is in the address %s", r)
		}
	}
}
