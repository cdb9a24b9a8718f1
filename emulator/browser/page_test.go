package browser_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestArriving builds the widget while the page is still on its way: #belvo comes after the widget is
// ready, and the widget waits for it.
func TestArriving(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	access := token(t, server.Sandbox(t), nil)
	ready := make(chan struct{})
	page := serveFunc(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ready":
			close(ready)
		case "/":
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprintf(w, `<!doctype html><html lang="en"><title>A slow page</title>
<script src="%s/belvo-widget-1-stable.js"></script><script>
document.addEventListener('belvoReady', () => fetch('/ready'));
belvoSDK.createWidget(%q, {}).build();</script>`, server.URL, access)
			_ = http.NewResponseController(w).Flush()
			select {
			case <-ready:
			case <-r.Context().Done():
			}
			_, _ = fmt.Fprint(w, `<div id="belvo" data-own="true"></div></html>`)
		default:
			http.NotFound(w, r)
		}
	})
	p := newTab(t)
	p.open(page)
	p.screen("consent")
	if n := eval[int](p, "return document.querySelectorAll('#belvo').length"); n != 1 {
		t.Errorf("there are %d elements #belvo", n)
	}
	if !eval[bool](p, "return host.parentNode.dataset.own === 'true'") {
		t.Error("the widget is not in the page's own #belvo")
	}
}

// TestNonce has a page that trusts only scripts with its nonce: what the loader brings has it, too.
func TestNonce(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	access := token(t, server.Sandbox(t), nil)
	page := serveFunc(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'nonce-abc'; connect-src "+server.URL)
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(w, `<!doctype html><html lang="en"><title>A strict page</title><div id="belvo"></div>
<script nonce="abc" src="%s/belvo-widget-1-stable.js"></script>
<script nonce="abc">belvoSDK.createWidget(%q, {}).build();</script></html>`, server.URL, access)
	})
	p := newTab(t)
	p.open(page)
	p.screen("consent")
}

// TestOddValues gives options and a token nothing that Belvo's documentation has: the console tells of
// the options that have no effect, and the widget is as if they were not there.
func TestOddValues(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	odd := map[string]any{"theme": []any{nil, 5, map[string]any{"css_key": 1}}, "color_scheme": 7,
		"branding":      map[string]any{"company_name": 5, "company_logo": map[string]any{}, "company_icon": 7},
		"callback_urls": "nowhere", "purpose": []string{}, "openfinance_feature": "", "consent": nil}
	p := newTab(t)
	p.open(site{script: "belvoSDK.createWidget(token, null).build();" +
		"belvoSDK.createWidget(token, config).build();"}.
		serve(t, server.URL, token(t, server.Sandbox(t), map[string]any{"widget": odd}), map[string]any{
			"locale": "pt-BR", "access_mode": "SINGLE", "institution_types": "retail,shop",
			"institutions": []any{nil, "no_such_bank"}, "resources": 3, "integration_type": false}))
	p.screen("consent")
	if got := p.text("belvo-title"); got != "Conecta tu cuenta en un momento" {
		t.Errorf("the title is %q", got)
	}
	p.click("belvo-continue")
	p.screen("institutions")
	p.shot("institutions-nobody")
	if got := p.text("belvo-no-institutions"); !strings.HasPrefix(got, "No hay instituciones") {
		t.Errorf("the empty list says %q", got)
	}
	_, console, failures := p.heard()
	said := strings.Join(console, "\n")
	for _, want := range []string{"locale knows no", "pt-BR", "access_mode knows no", "SINGLE",
		"institution_types knows no", "shop", "leave no institution"} {
		if !strings.Contains(said, want) {
			t.Errorf("the console does not say %q:\n%s", want, said)
		}
	}
	if len(failures) > 0 {
		t.Errorf("scripts failed: %v", failures)
	}
}

// TestContainer builds on a page without #belvo, whose own styles are hostile, and which has
// Belvo's real script as well.
func TestContainer(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(site{body: `<p>No container.</p>`,
		style: "* { box-sizing: content-box !important; font: 40px serif !important }" +
			"button, input, h2 { display: none !important }",
		script: `const real = document.createElement('script');
real.type = 'text/plain';
real.src = 'https://cdn.belvo.io/belvo-widget-1-stable.js';
document.body.append(real);
belvoSDK.createWidget(token, config).build();`,
	}.serve(t, server.URL, token(t, server.Sandbox(t), nil), map[string]any{
		"brand": map[string]any{}, "theme": 3}))
	p.screen("consent")
	p.shot("hostile-styles")
	_, console, _ := p.heard()
	said := strings.Join(console, "\n")
	for _, want := range []string{`no <div id="belvo"></div>`, "the page also loads https://cdn.belvo.io"} {
		if !strings.Contains(strings.ReplaceAll(said, `\"`, `"`), want) {
			t.Errorf("no warning says %q:\n%s", want, said)
		}
	}
	eval[bool](p, "const main = document.querySelector('main'); "+
		"main.append(document.getElementById('belvo')); return true") // the page rearranges itself
	p.click("belvo-continue")
	p.screen("institutions")
	p.until("return at('belvo-widget').matches(':modal')")
}
