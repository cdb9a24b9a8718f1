package guide

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// ask has the guide answer a request, nil if it is not the guide's.
func ask(method, target string) *httptest.ResponseRecorder {
	g, r := New(), httptest.NewRequest(method, target, http.NoBody)
	if !g.Serves(r) {
		return nil
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w
}

// TestWhatIsServed: each page in both forms, the list, and nothing else.
func TestWhatIsServed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, target string
		status         int
		kind, has      string // the beginning of the type, or of the address that it leads to; and what the body has
	}{
		{"GET", Path, 200, "text/html", "<h1"},
		{"HEAD", Path, 200, "text/html", ""},
		{"GET", "/__emulator/docs", 302, Path, ""},
		{"GET", Path + "explore", 200, "text/html", `aria-current="page"`},
		{"GET", Path + "explore/", 302, Path + "explore", ""},
		{"GET", Path + "explore.md", 200, "text/markdown", "# "},
		{"GET", Path + "llms.txt", 200, "text/plain", "](" + Path + "explore.md): "},
		{"GET", Path + "style.css", 200, "text/css", "body {"},
		{"GET", Path + "?q=second-link", 200, "text/html", "<mark>second-link</mark>"},
		{"GET", Path + "?q=%3Cscript%3E", 200, "text/html", `value="&lt;script&gt;"`},
		{"GET", Path + "?q=" + strings.Repeat("x", 5000), 200, "text/html", "0 found"},
		{"GET", Path + "nothing", 404, "text/plain", "llms.txt"},
		{"GET", Path + ".md", 404, "text/plain", "llms.txt"},
		{"GET", Path + "../v1/health", 404, "text/plain", "llms.txt"},
		{"POST", Path, 405, "text/plain", ""},
		{"GET", "https://sandbox.belvo.com" + Path, 0, "", ""},
		{"GET", "/__emulator/v1/health", 0, "", ""},
	} {
		target := c.target
		if !strings.HasPrefix(target, "https:") {
			target = "http://localhost" + target
		}
		w := ask(c.method, target)
		if w == nil {
			if c.status != 0 {
				t.Errorf("%s %s is not served", c.method, c.target)
			}
			continue
		}
		kind := w.Header().Get("Content-Type")
		if w.Code == http.StatusFound {
			kind = w.Header().Get("Location")
		}
		if w.Code != c.status || !strings.HasPrefix(kind, c.kind) || !strings.Contains(w.Body.String(), c.has) {
			t.Errorf("%s %s: %d %s\n%.300s", c.method, c.target, w.Code, kind, w.Body)
		}
	}
}

// TestThePagesAreGuarded: they run nothing, load their stylesheet alone, and nobody frames them.
func TestThePagesAreGuarded(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`<script|<style|style="|\son[a-z]+="|<img`)
	for _, p := range open().pages {
		w := ask("GET", "http://localhost"+Path+p.Name)
		for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Frame-Options": "DENY",
			"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%q: %s is %q, want %q", p.Name, name, got, want)
			}
		}
		if found := forbidden.FindString(w.Body.String()); found != "" {
			t.Errorf("%q has %q", p.Name, found)
		}
	}
}

// TestLinksOfThePages lead to pages, headings and views that are served.
func TestLinksOfThePages(t *testing.T) {
	t.Parallel()
	b := open()
	known := map[string]bool{}
	for _, p := range b.pages {
		known[Path+p.Name] = true
	}
	for _, s := range b.sections {
		known[Path+s.page.Name+"#"+s.id] = true
	}
	for _, p := range b.pages {
		for _, to := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(p.HTML, -1) {
			if !known[to[1]] && !strings.HasPrefix(to[1], "https://") && !strings.HasPrefix(to[1], "/__emulator/#/") {
				t.Errorf("%q links to %q, which is not served", p.Name, to[1])
			}
		}
	}
}

// TestSearch finds what has all words, a heading first.
func TestSearch(t *testing.T) {
	t.Parallel()
	b := &book{}
	b.sections = append(b.sections, sectionsOf(Page{Name: "a", HTML: `<h1 id="one">One</h1><p>A webhook &amp; a link</p>` +
		`<h2 id="webhooks">Webhooks</h2><p>of a <code>link</code></p>`})...)
	for _, c := range []struct{ words, want string }{
		{"webhook", "webhooks one"}, {"webhook &", "one"}, {"link code", ""}, {"", ""}, {"WEBHOOKS", "webhooks"},
	} {
		var got []string
		for _, s := range b.search(strings.Fields(strings.ToLower(c.words))) {
			got = append(got, s.id)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q finds %v, want %s", c.words, got, c.want)
		}
	}
	for _, c := range []struct{ text, word, want string }{
		{"İİ a link", "link", "<mark>link</mark>"}, {strings.Repeat("ä", 99) + "x", "x", "ä<mark>x</mark>"}, {"<b>", "b", "&lt;<mark>b</mark>&gt;"},
	} {
		if got := excerpt(c.text, []string{c.word}); !strings.Contains(got, c.want) {
			t.Errorf("%q in %q: %q", c.word, c.text, got)
		}
	}
}
