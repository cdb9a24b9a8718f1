package browser_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
)

// rebound is a name that the browser finds at this machine, as DNS rebinding would have it.
const rebound = "rebound.example"

// ofBelvo is a name of Belvo's that the browser finds at this machine, as behind a proxy for its hosts.
const ofBelvo = "widget.belvo.io"

const control = "/__emulator/v1/"

// attack is a control call that a page tries.
type attack struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Body   string `json:"body"`
	// Elements says whether to try it with forms, pictures and scripts as well.
	Elements bool `json:"elements"`
}

// bodies are those with which calls have an effect; others need none.
func bodies() map[string]string {
	return map[string]string{
		"PUT clock":               `{"now":"2027-01-01T00:00:00Z"}`,
		"POST clock/advance":      `{"by":"1h"}`,
		"POST webhooks/endpoints": `{"url":"http://127.0.0.1:9/"}`,
		"PUT scenario":            `{"name":"slow"}`,
		"PUT links/{id}/scenario": `{"name":"slow"}`,
		"POST links/{id}/events":  `{"event":"demand_token"}`,
		"POST webhooks/redeliver": `{}`,
	}
}

// attacks are all calls that the surface's document has, on things that there are; health, which is
// for everybody, is left out.
func attacks(t *testing.T, box *emulatortest.Sandbox, link string) []attack {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	answer := box.Do(http.MethodGet, control+"openapi.json", nil).Want(http.StatusOK)
	if err := json.Unmarshal(answer.Body, &doc); err != nil || len(doc.Paths) < 10 {
		t.Fatal(len(doc.Paths), err)
	}
	var all []attack
	for path, item := range doc.Paths {
		for method := range item {
			method, short := strings.ToUpper(method), strings.TrimPrefix(path, control)
			id := link
			if strings.HasPrefix(short, "webhooks/") {
				id = "mine"
			}
			if path != emulator.HealthPath() {
				all = append(all, attack{method, strings.Replace(path, "{id}", id, 1), bodies()[method+" "+short], true})
			}
		}
	}
	slices.SortFunc(all, func(a, b attack) int { return strings.Compare(a.Method+a.Path, b.Method+b.Path) })
	return all
}

// world is what the calls could change, as text.
func world(t *testing.T, box *emulatortest.Sandbox, link string) string {
	t.Helper()
	var b strings.Builder
	for _, path := range []string{control + "clock", control + "webhooks/endpoints", control + "scenarios",
		control + "webhooks/inbox", control + "links/" + link, "/api/links/", emulator.HealthPath()} {
		answer := box.Do(http.MethodGet, path, nil).Want(http.StatusOK)
		fmt.Fprintf(&b, "%s: %s\n", path, answer.Body)
	}
	return b.String()
}

// try makes the page try everything that pages can, and returns what it could read of the answers.
func (p *tab) try(base string, calls []attack) []string {
	p.t.Helper()
	list, err := json.Marshal(calls)
	if err != nil {
		p.t.Fatal(err)
	}
	eval[bool](p, fmt.Sprintf(`
		const base = %q, calls = %s;
		window.read = [];
		const settled = (e) => new Promise((done) => { e.onload = e.onerror = done; });
		const element = (name, fields) => {
			const e = Object.assign(document.createElement(name), fields);
			const end = settled(e);
			document.body.append(e);
			return end.then(() => e.remove());
		};
		const send = async (c, mode, type) => {
			const options = { method: c.method, mode, headers: type ? { 'Content-Type': type } : {} };
			if (c.method !== 'GET') options.body = c.body;
			try {
				const response = await fetch(base + c.path, options);
				if (response.type !== 'opaque') window.read.push(response.status + ' ' + c.method + ' ' + c.path);
			} catch (e) { /* refused by the browser */ }
		};
		const submit = (c) => {
			const name = 'frame' + Math.random();
			const end = element('iframe', { name });
			const form = Object.assign(document.createElement('form'),
				{ method: c.method, action: base + c.path, target: name, enctype: 'text/plain' });
			document.body.append(form);
			form.submit();
			return end;
		};
		const everything = async (c) => {
			await send(c, 'no-cors', 'text/plain');
			await send(c, 'cors', 'text/plain');
			await send(c, 'cors', 'application/json');
			if (!c.elements) return;
			if (c.method === 'POST' || c.method === 'GET') await submit(c);
			if (c.method === 'POST') navigator.sendBeacon(base + c.path, c.body);
			if (c.method === 'GET') {
				await element('img', { src: base + c.path });
				await element('script', { src: base + c.path });
			}
		};
		(async () => {
			for (const c of calls) await everything(c);
			window.tried = true;
		})();
		return true`, base, list))
	p.until("return window.tried")
	return eval[[]string](p, "return window.read")
}

// manual has the clocks stand still until they are told to move.
func manual(c *emulator.Config) { c.ClockMode = clock.Mode{Manual: true} }

// named is a URL under another name of this machine.
func named(url, name string) string { return strings.Replace(url, "127.0.0.1", name, 1) }

// TestForeignPagesHaveNoEffect: from a page of another origin, or one whose name was pointed at the
// emulator, no control call has an effect or can be read. Each page sends all calls with fetch. Forms,
// pictures and scripts take the browser a while: among the other tests each call is tried with them by one
// of the four pages, with the flag -long by all of them.
func TestForeignPagesHaveNoEffect(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, manual)
	box := server.SandboxNamed(t, emulator.DefaultSecretID)
	link := box.Register("erebor_mx_retail", "user_valid")
	box.Do(http.MethodPost, control+"webhooks/endpoints", map[string]any{"id": "mine",
		"url": "http://127.0.0.1:9/", "types": []string{"PAYMENT_INTENTS"}}).Want(http.StatusOK)
	calls, before := attacks(t, box, link), world(t, box, link)
	shop := serveFunc(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!DOCTYPE html><title>A shop</title><body>")) // the browser has asked for it
	})
	for n, c := range []struct{ name, page, base, read string }{
		{"same site", shop, server.URL, "nothing"},
		{"other site", named(shop, "localhost"), server.URL, "nothing"},
		{"other name", named(shop, rebound), server.URL, "nothing"},
		{"rebinding", named(server.URL, rebound) + "/__emulator/phone", named(server.URL, rebound), "403 "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			p.open(c.page)
			own := slices.Clone(calls)
			for i := range own {
				own[i].Elements = *long > 1 || i%4 == n
			}
			for _, read := range p.try(c.base, own) {
				if !strings.HasPrefix(read, c.read) {
					t.Errorf("the page read %s", read)
				}
			}
			if after := world(t, box, link); after != before {
				t.Errorf("the page changed\n%s\nto\n%s", before, after)
			}
		})
	}
}

// TestOwnPagesHaveEffect: the same page under the emulator's own name is let in.
func TestOwnPagesHaveEffect(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, manual)
	p := newTab(t)
	p.open(server.URL + "/__emulator/phone")
	read := p.try(server.URL, []attack{{http.MethodPost, control + "clock/advance", `{"by":"1h"}`, true}})
	now := server.SandboxNamed(t, emulator.DefaultSecretID).Do(http.MethodGet, control+"clock", nil).Text("now")
	if !slices.Contains(read, "200 POST "+control+"clock/advance") || now == "2026-03-16T12:00:00Z" {
		t.Errorf("the page read %q, and it is %s", read, now)
	}
}
