package browser_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestQuickstart is the sample page of Belvo's quickstart with the script's host changed: the
// script is loaded asynchronously, and its onload asks for a token and builds the widget.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	p := newTab(t)
	p.open(site{
		script: `function successCallbackFunction(link, institution) { record.callback(link, institution); }
function onExitCallbackFunction(data) { record.onExit(data); }
function onEventCallbackFunction(data) { record.onEvent(data); }
function openBelvoWidget(accessToken) {
  belvoSDK.createWidget(accessToken, {
    locale: 'es', company_icon: 'data:,', company_logo: 'data:,', company_name: 'ACME',
    callback: (link, institution) => successCallbackFunction(link, institution),
    onExit: (data) => onExitCallbackFunction(data),
    onEvent: (data) => onEventCallbackFunction(data),
  }).build();
}
const script = document.createElement('script');
script.src = document.querySelector('script[src*="belvo"]').src + '?again';
script.async = true;
script.onload = () => openBelvoWidget(token);
document.body.appendChild(script);`,
	}.serve(t, server.URL, token(t, box, nil), nil))
	p.screen("consent")
	if got := p.text("belvo-title"); got != "ACME usa Belvo para conectar tu cuenta" {
		t.Errorf("the title is %q", got)
	}
	p.click("belvo-continue")
	p.click("belvo-institution-gringotts_mx_retail")
	p.signIn("bnk100", "full")
	p.screen("success")
	wantCallback(t, p, "", "gringotts_mx_retail")
	scripts := eval[int](p, "return document.querySelectorAll('script[src$=\"-stable-main.js\"]').length")
	if scripts != 1 {
		t.Errorf("the widget's module is on the page %d times", scripts)
	}
	p.stayedHere()
}

// TestStub holds what a page can do before the widget has arrived.
func TestStub(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(site{script: `
window.early = typeof belvoSDK.createWidget === 'function' && typeof isBelvoLoaded === 'function' &&
	!isBelvoLoaded('x');
window.ready = 0;
document.addEventListener('belvoReady', () => { window.ready++; });
window.stub = belvoSDK.createWidget(token, config);
window.kept = belvoSDK;
stub.build();`}.serve(t, server.URL, token(t, server.Sandbox(t), nil), map[string]any{"locale": "en"}))
	p.screen("consent")
	if !eval[bool](p, "return window.early && window.ready === 1 && window.belvoSDK !== window.kept") {
		t.Error("the stub was not there at once, or the widget did not take its place with one belvoReady")
	}
	p.click("belvo-close")
	p.click("belvo-exit-confirm")
	p.click("belvo-survey-skip")
	p.until("return !host")
	eval[bool](p, "window.kept.createWidget(token, config).build(); return true") // long after belvoReady
	p.screen("consent")
}

// TestStrictMode mounts like React in its strict mode: build, throw everything away, build again;
// and then takes the scripts off the page and brings them back.
func TestStrictMode(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	link := locked(t, box, "bnk100")
	p := newTab(t)
	p.open(site{body: `<div id="app"></div>`, script: `
const source = document.querySelector('script[src*="belvo-widget"]').src;
function mount() {
  const container = document.createElement('div');
  container.id = 'belvo';
  document.getElementById('app').append(container);
  const script = document.createElement('script');
  script.src = source;
  script.async = true;
  script.onload = () => container.isConnected && belvoSDK.createWidget(token, config).build();
  document.head.append(script);
  return () => { script.remove(); container.remove(); };
}
window.unmount = mount();
unmount();
window.unmount = mount();
window.again = () => {
  unmount();
  document.querySelectorAll('script[src*="belvo"], link[href*="belvo"]').forEach((e) => e.remove());
  window.unmount = mount();
};`}.serve(t, server.URL, updateToken(t, box, link), map[string]any{"locale": "es"}))
	p.screen("token")
	eval[bool](p, "again(); return true")
	p.screen("token")
	eval[bool](
		p,
		"belvoSDK.createWidget(token, config).build(); belvoSDK.createWidget(token, config).build(); return true",
	)
	p.screen("token")
	if n := eval[int](p, "return document.querySelectorAll('[data-testid=belvo-host]').length"); n != 1 {
		t.Errorf("%d widgets are on the page", n)
	}
	p.fill("token", "111111")
	p.click("belvo-submit")
	p.screen("success")
	wantCallback(t, p, link, "heimdall_mx_retail")
	if n := len(p.called("onExit")); n != 0 {
		t.Errorf("%d exits", n)
	}
}

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

// TestSpeed measures what a page loads for the widget, and how long build() takes to be usable: the
// best of several times, since other things may keep the machine busy now and then.
func TestSpeed(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(site{script: `
window.measure = () => new Promise((done) => {
  const began = performance.now();
  const look = () => {
    const host = document.querySelector('[data-testid="belvo-host"]');
    const button = host && host.shadowRoot.querySelector('[data-testid="belvo-continue"]');
    button ? done(performance.now() - began) : setTimeout(look);
  };
  belvoSDK.createWidget(token, config).build();
  look();
});
const settled = Promise.all([new Promise((done) => document.addEventListener('belvoReady', done)),
  new Promise((done) => addEventListener('load', done))]);
settled.then(() => new Promise(requestIdleCallback)).then(async () => {
  const times = [];
  for (let i = 0; i < 30 && !times.some((ms) => ms <= 100); i++) {
    document.getElementById('belvo').replaceChildren();
    times.push(await measure());
  }
  window.times = times;
});`}.serve(t, server.URL, token(t, server.Sandbox(t), nil), nil))
	p.until("return window.times")
	times := eval[[]float64](p, "return window.times")
	t.Logf("build() was interactive after %.0f ms", times)
	if best := slices.Min(times); best > quick() {
		t.Errorf("build() takes %.0f ms to be interactive, want at most %.0f", best, quick())
	}
	bytes := eval[int](
		p,
		`return performance.getEntriesByType('resource').filter((e) => e.name.includes('belvo-widget') ||
		e.name.includes('/stable/')).reduce((sum, e) => sum + e.encodedBodySize, 0)`,
	)
	t.Logf("the page loaded %d bytes of scripts", bytes)
	if bytes == 0 || bytes > 25_000 {
		t.Errorf("the page loaded %d bytes of scripts, want at most 25,000", bytes)
	}
}

// TestCopiedScript serves the widget's scripts from another server: the token's api_url leads to
// the emulator.
func TestCopiedScript(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	copies := serveFunc(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, ".js") { // only the scripts were copied
			http.NotFound(w, r)
			return
		}
		answer := server.Sandbox(t).Do(http.MethodGet, r.URL.Path, nil)
		w.Header().Set("Content-Type", "text/javascript")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.WriteHeader(answer.Status)
		_, _ = w.Write(answer.Body) // the browser has asked for it
	})
	p := newTab(t)
	p.open(
		site{}.serve(
			t,
			copies,
			token(t, server.Sandbox(t), nil),
			map[string]any{"institutions": []string{"erebor_mx_retail"},
				"emulator": map[string]any{"callback_on": "finish"}},
		),
	)
	p.signIn("bnk100", "full")
	p.screen("success")
	if n := len(p.called("callback")); n != 0 {
		t.Errorf("%d callbacks before the last click", n)
	}
	p.click("belvo-finish")
	wantCallback(t, p, "", "erebor_mx_retail")
}
