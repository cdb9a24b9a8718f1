package browser_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// attackDashboard is a page that tries everything that a page has against the dashboard: frames, windows with
// access to what they opened, forms, fetches of the page and of the calls that it makes.
const attackDashboard = `
	const base = %q, out = [];
	const note = (what, value) => { if (value) out.push(what + ': ' + value); };
	const read = async (path, options) => {
		try {
			const r = await fetch(base + path, options);
			if (r.type !== 'opaque') note(path, r.status + ' ' + (await r.text()).slice(0, 80));
		} catch (e) { /* the browser refuses */ }
	};
	const frame = (sandbox) => new Promise((done) => {
		const f = document.createElement('iframe');
		if (sandbox) f.sandbox = 'allow-scripts allow-same-origin';
		f.onload = () => {
			setTimeout(done, 1000);
		};
		f.src = base + '/__emulator/#/requests';
		document.body.append(f);
		setTimeout(done, 3000);
	});
	const submit = (method, path) => {
		const target = 'f' + Math.random();
		const sink = Object.assign(document.createElement('iframe'), { name: target });
		const form = Object.assign(document.createElement('form'), { method, action: base + path, target });
		form.append(Object.assign(document.createElement('input'), { name: 'by', value: '7d' }));
		document.body.append(sink, form);
		const end = new Promise((done) => { sink.onload = done; setTimeout(done, 1500); });
		form.submit();
		return end;
	};
	(async () => {
		await read('/__emulator/');
		await read('/__emulator/v1/sandboxes');
		for (const [path, body] of [['requests/send', {method: 'GET', path: '/api/links/'}], ['clock/advance', {by: '7d'}],
			['reset', {}], ['requests/r1/replay', {}], ['scenarios/check', {text: ''}]]) {
			await read('/__emulator/v1/' + path, {method: 'POST', mode: 'no-cors', body: JSON.stringify(body)});
			await read('/__emulator/v1/' + path, {method: 'POST', headers: {'Content-Type': 'application/json'},
				body: JSON.stringify(body)});
		}
		await frame(false);
		await frame(true);
		await submit('post', '/__emulator/v1/clock/step');
		await submit('post', '/__emulator/v1/clock/advance');
		await submit('get', '/__emulator/v1/events');
		window.framed = true;
		await new Promise((done) => { window.goOn = done; });
		const opened = window.open(base + '/__emulator/#/requests', 'dashboard');
		await new Promise((done) => setTimeout(done, 1500));
		if (opened) {
			try { note('opened document', opened.document.title); } catch (e) { /* another origin */ }
			opened.postMessage({type: 'act', method: 'POST', path: 'reset'}, '*');
			try { opened.location.hash = '#/time'; } catch (e) { /* another origin */ }
			note('the opened window', opened.closed ? '' : 'is held');
		}
		window.tried = true; window.out = out;
	})();
	return true`

// TestNoPageDrivesTheDashboard: a page of another origin neither reads nor frames nor drives it, by its own name
// or by one that leads to this machine, and a page that opens it keeps no hold on it.
func TestNoPageDrivesTheDashboard(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Default(t)
	link := lived(t, box)
	before := world(t, box, link)
	page := serveFunc(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, `<!doctype html><html lang="en"><title>An evil page</title><body></body></html>`)
	})
	p := newTab(t)
	for name, base := range map[string]string{"another origin": server.URL,
		"another port's host": strings.Replace(server.URL, "127.0.0.1", "localhost", 1)} {
		p.open(page)
		eval[bool](p, fmt.Sprintf(attackDashboard, base))
		p.until("return window.framed")
		requests, _, _ := p.heard()
		for _, r := range requests {
			if strings.HasSuffix(r, "/js/main.js") {
				t.Errorf("%s: a frame has loaded the dashboard: %s", name, r)
			}
		}
		eval[bool](p, "goOn(); return true")
		p.until("return window.tried")
		if out := eval[[]string](p, "return window.out"); len(out) > 0 {
			t.Errorf("%s: the page got %q", name, out)
		}
	}
	rebinding := strings.Replace(server.URL, "127.0.0.1", rebound, 1)
	p.open(rebinding + emulator.DashboardPath())
	if text := eval[string](p, "return document.body.innerText"); !strings.Contains(text, "may not be called") &&
		!strings.Contains(text, "error") {
		t.Errorf("by a name that leads here the page is %q", text)
	}
	if eval[bool](p, "return Boolean(document.querySelector('.app'))") {
		t.Error("by a name that leads here the dashboard opens")
	}
	if after := world(t, box, link); after != before {
		t.Errorf("something has changed:\n%s\nwas\n%s", after, before)
	}
}
