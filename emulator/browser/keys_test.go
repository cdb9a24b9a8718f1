package browser_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// sendKeys makes the page call Belvo's API with the secret keys in every way that a page has, and
// returns what it could read of the answers.
func (p *tab) sendKeys(base string) []string {
	p.t.Helper()
	eval[bool](p, fmt.Sprintf(`
		const base = %q, read = [];
		const keys = {Authorization: 'Basic ' + btoa('SECRET_ID:SECRET_PASSWORD')};
		const json = {'Content-Type': 'application/json'};
		const link = {institution: 'erebor_mx_retail', username: 'from_a_page', password: 'x'};
		const token = {id: 'SECRET_ID', password: 'SECRET_PASSWORD', scopes: 'read_institutions,write_links'};
		const send = async (path, options) => {
			try {
				const response = await fetch(base + path, options);
				if (response.type !== 'opaque') read.push(response.status + ' ' + (options.method || 'GET') + ' ' + path +
					' ' + (response.headers.get('X-Belvo-Emulator-Hint') || ''));
			} catch (e) { /* refused by the browser */ }
		};
		const submit = (address, fields) => {
			const name = 'frame' + Math.random();
			const frame = Object.assign(document.createElement('iframe'), { name });
			const form = Object.assign(document.createElement('form'), { method: 'post', action: address, target: name });
			for (const [key, value] of Object.entries(fields)) {
				form.append(Object.assign(document.createElement('input'), { name: key, value }));
			}
			document.body.append(frame, form);
			const end = new Promise((done) => { frame.onload = frame.onerror = done; });
			form.submit();
			return Promise.race([end, new Promise((done) => setTimeout(done, 2000))]);
		};
		(async () => {
			await send('/api/links/', { headers: keys });
			await send('/api/links/', { method: 'POST', headers: { ...keys, ...json }, body: JSON.stringify(link) });
			await send('/api/token/', { method: 'POST', headers: json, body: JSON.stringify(token) });
			await send('/api/token/', { method: 'POST', mode: 'no-cors', body: new URLSearchParams(token) });
			navigator.sendBeacon(base + '/api/token/', new URLSearchParams(token));
			await submit(base + '/api/token/', token);
			await submit(base.replace('//', '//SECRET_ID:SECRET_PASSWORD@') + '/api/links/', link);
			window.read = read;
		})();
		return true`, base))
	p.until("return window.read")
	return eval[[]string](p, "return window.read")
}

// entries are the statuses with which the API answered requests of a sandbox that are no GET, from its
// journal.
func entries(t *testing.T, box *emulatortest.Sandbox) []string {
	t.Helper()
	var page struct {
		Requests []struct {
			Method, Path string
			Status       int
		}
	}
	answer := box.Do(http.MethodGet, control+"requests", nil).Want(http.StatusOK)
	if err := json.Unmarshal(answer.Body, &page); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range page.Requests {
		if r.Method == http.MethodPost {
			all = append(all, fmt.Sprintf("%s %d", r.Path, r.Status))
		}
	}
	return all
}

// TestKeysInPages: a foreign page that knows the secret keys can neither do nor read anything with
// them; pages of this machine and of allowed hosts can, and are told what a real page would do by that.
func TestKeysInPages(t *testing.T) {
	t.Parallel()
	page := serveFunc(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path == "/sandboxed" {
			w.Header().Set("Content-Security-Policy", "sandbox allow-scripts allow-forms") // its origin is null
		}
		_, _ = w.Write([]byte("<!DOCTYPE html><title>A page</title><body>")) // the browser has asked for it
	})
	type foreign struct {
		page     string
		option   emulatortest.Option
		admitted bool
	}
	pages := map[string]foreign{
		"foreign":      {named(page, rebound), nil, false},
		"no origin":    {page + "/sandboxed", nil, false},
		"this machine": {page, nil, true},
		"localhost":    {named(page, "localhost"), nil, true},
		"allowed":      {named(page, rebound), emulatortest.WithAllowedHosts(rebound), true},
	}
	inTabs(t, 1, maps.All(pages), func(t *testing.T, p *tab, _ string, c foreign) {
		var options []emulatortest.Option
		if c.option != nil {
			options = append(options, c.option)
		}
		server := emulatortest.Start(t, options...)
		box := server.SandboxNamed(t, emulator.DefaultSecretID)
		p.open(c.page)
		read := strings.Join(p.sendKeys(server.URL), "\n")
		links := box.Do(http.MethodGet, "/api/links/", nil).Text("count")
		if !c.admitted {
			if read != "" || links != "0" {
				t.Errorf("the page read\n%s\nand made %s links", read, links)
			}
			for _, entry := range entries(t, box) {
				if !strings.HasSuffix(entry, " 403") {
					t.Errorf("a request of the page was answered: %s", entry)
				}
			}
			return
		}
		for _, want := range []string{"200 GET /api/links/ a web page sent", "201 POST /api/links/ a web page sent",
			"200 POST /api/token/ a web page sent"} {
			if !strings.Contains(read, want) {
				t.Errorf("the page read\n%s\nwithout %q", read, want)
			}
		}
	})
}
