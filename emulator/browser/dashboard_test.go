package browser_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// lived is a world with life in it: links in several states, refused and misspelt requests, a receiver that
// takes nothing, and a clock that was moved. It returns the link of Heimdall that waits for a token.
func lived(t *testing.T, box *emulatortest.Sandbox) string {
	t.Helper()
	box.AddEndpoint(emulatortest.Endpoint{URL: "http://127.0.0.1:9/hook"})
	link := box.Register("heimdall_mx_retail", "user_valid")
	for _, user := range []string{"bnk100", "changed_1", "refresh_bad_1"} {
		box.Register("erebor_mx_retail", user)
	}
	ask := func(path string, body map[string]any, want int) {
		t.Helper()
		box.Do(http.MethodPost, path, body).Want(want)
	}
	ask("/api/links/", map[string]any{"institution": "heimdall_mx_retail", "username": "user_invalid",
		"password": "pass_invalid"}, http.StatusBadRequest)
	ask("/api/accounts/", map[string]any{"link": link, "saveData": true}, http.StatusPreconditionRequired)
	ask("/api/accounts/", map[string]any{"link": link, "token": "111111"}, http.StatusCreated)
	box.Do(http.MethodGet, "/api/nothing/", nil).Want(http.StatusNotFound)
	box.Advance(26 * time.Hour)
	box.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	box.Advance(7 * 24 * time.Hour)
	box.Do(http.MethodPut, "/api/links/"+link+"/", map[string]any{"password": "pass_valid", "token": "111111"}).
		Want(http.StatusOK)
	ask("/api/accounts/", map[string]any{"link": link, "saveData": true}, http.StatusPreconditionRequired)
	return link
}

// show opens a view of the dashboard and waits until it follows what happens.
func (p *tab) show(server *emulatortest.Server, view string) {
	p.t.Helper()
	p.open(server.URL + emulator.DashboardPath() + view)
	p.until("return document.querySelector('.live.live') && document.querySelector('main').firstChild")
}

// press types keys into what has the focus.
func (p *tab) press(keys string) {
	p.t.Helper()
	p.run(chromedp.KeyEvent(keys))
}

// reads waits until an element has a text.
func (p *tab) reads(selector, text string) {
	p.t.Helper()
	p.until("const e = document.querySelector(" + quoted(selector) + "); return e && e.innerText.includes(" +
		quoted(text) + ")")
}

// quoted is a text as JavaScript.
func quoted(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`).Replace(text) + "'"
}

// wide makes the tab as large as a desktop.
func wide() action { return chromedp.EmulateViewport(1440, 900) }

// TestDashboardLooks shows each view on a desktop and on a small phone, in the light and in the dark, has each
// judged by axe-core and keeps its picture. Nothing may be wider than the window.
func TestDashboardLooks(t *testing.T) {
	t.Parallel()
	rules := axe(t)
	server := emulatortest.Start(t)
	link := lived(t, server.Default(t))
	asked := server.Default(t).Requests(emulatortest.RequestFilter{Status: http.StatusPreconditionRequired, Limit: 1})[0].ID
	hook := server.Default(t).Fire(emulatortest.Fired{Link: link, Type: "LINK", Code: "token_required"})
	all := map[string][]option{"desktop-light": {wide}, "desktop-dark": {wide, dark}, "phone-light": {narrow},
		"phone-dark": {narrow, dark}}
	for name, options := range all {
		if *long == 1 && os.Getenv(shots) == "" && name != "desktop-light" && name != "phone-dark" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newTab(t, options...)
			p.before(rules)
			for view, hash := range map[string]string{"home": "", "requests": "#/requests", "request": "#/requests/" + asked,
				"link": "#/links/" + link, "time": "#/time", "webhooks": "#/webhooks/" + hook,
				"widget": "#/widget?link=" + link, "scenarios": "#/scenarios/heimdall?link=" + link,
				"coverage": "#/coverage"} {
				p.open("about:blank")
				p.show(server, hash)
				p.until("return !document.querySelector('[aria-busy]') && document.fonts.status === 'loaded'")
				if view == "link" {
					p.until("return document.querySelector('.mach')")
				}
				if view == "scenarios" {
					p.until("return document.querySelector('.machbox .mach')")
				}
				if view == "widget" {
					p.until(inPhone + "return phone('belvo-page-token')")
				}
				p.violations(view)
				if wide := eval[int](p, "return document.documentElement.scrollWidth - innerWidth"); wide > 0 {
					t.Errorf("%s is %d pixels too wide", view, wide)
				}
				p.shot("dashboard-" + view + "-" + name)
			}
			p.stayedHere()
			if _, console, failures := p.heard(); len(failures) > 0 || len(console) > 0 {
				t.Errorf("the console has %v %v", console, failures)
			}
		})
	}
}
