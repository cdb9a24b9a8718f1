package browser_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestGuidePage opens the page that the guide shows, and has the widget filled in by the lines that it shows for
// that.
func TestGuidePage(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../docs/frontend.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := func(language, part string) string {
		for _, found := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(guide), -1) {
			if strings.Contains(found[1], part) {
				return found[1]
			}
		}
		t.Fatalf("the guide has no %s with %s", language, part)
		return ""
	}
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	t.Run("page", func(t *testing.T) {
		t.Parallel()
		html := strings.ReplaceAll(shown("html", "createWidget"), "http://127.0.0.1:8400", server.URL)
		html = strings.Replace(html, "accessToken", `"`+token(t, box, nil)+`"`, 1)
		p := newTab(t)
		p.open(serveFunc(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<!doctype html>" + html)) // the browser has asked for it
		}))
		p.screen("consent")
	})
	t.Run("autopilot", func(t *testing.T) {
		t.Parallel()
		p := newTab(t)
		script := strings.Replace(shown("js", "autopilot:"), "accessToken", "token", 1)
		p.open(site{script: script}.serve(t, server.URL, token(t, box, nil), nil))
		wantCallback(t, p, "", "heimdall_mx_retail")
	})
}

// TestGuideIsReadable opens the guide as it is served: its own stylesheet applies, the search finds a section, and
// nothing is refused by its policy.
func TestGuideIsReadable(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	p := newTab(t)
	p.open(server.URL + "/__emulator/docs/")
	p.until("return getComputedStyle(document.querySelector('.columns')).display === 'grid'")
	eval[bool](p, "const i = document.querySelector('input'); i.value = 'demand_token'; i.form.submit(); return true")
	p.until("return document.querySelector('.hit mark')?.textContent === 'demand_token'")
	eval[bool](p, "document.querySelector('.hit a').click(); return true")
	p.until("return document.querySelector('main table') && location.hash.length > 1")
	if _, console, _ := p.heard(); len(console) > 0 {
		t.Errorf("the console has %q", console)
	}
}
