package dashboard

import (
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"
)

// ask has the dashboard answer a request, nil if it is not the dashboard's.
func ask(d *Dashboard, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, http.NoBody)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if !d.Serves(r) {
		return nil
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// TestWhoIsServedAtTheRoot: only a browser that asks for a page is led to the dashboard; every other client
// gets what it always got.
func TestWhoIsServedAtTheRoot(t *testing.T) {
	t.Parallel()
	d := New()
	for _, c := range []struct {
		method, target, accept, authorization string
		served                                bool
	}{
		{"GET", "http://127.0.0.1:8400/", browser, "", true},
		{"HEAD", "http://localhost/", browser, "", true},
		{"GET", "http://localhost/", "*/*", "", false},
		{"GET", "http://localhost/", "", "", false},
		{"GET", "http://localhost/", "application/json", "", false},
		{"POST", "http://localhost/", browser, "", false},
		{"GET", "http://localhost/", browser, "Basic YTpi", false},
		{"GET", "http://localhost/api/links/", browser, "", false},
		{"GET", "https://sandbox.belvo.com/", browser, "", false},
		{"GET", "https://sandbox.belvo.com/__emulator/", browser, "", false},
		{"GET", "http://localhost/__emulator/v1/health", browser, "", false},
	} {
		headers := []string{"Accept", c.accept}
		if c.authorization != "" {
			headers = append(headers, "Authorization", c.authorization)
		}
		w := ask(d, c.method, c.target, headers...)
		if (w != nil) != c.served {
			t.Errorf("%s %s with Accept %q is served: %v", c.method, c.target, c.accept, w != nil)
		}
		if w != nil && (w.Code != http.StatusFound || w.Header().Get("Location") != Path) {
			t.Errorf("%s %s: %d to %q", c.method, c.target, w.Code, w.Header().Get("Location"))
		}
	}
}

// TestThePageIsGuarded: it runs nothing but files of this server, nobody frames it, and no page that opens
// it keeps a hold on it.
func TestThePageIsGuarded(t *testing.T) {
	t.Parallel()
	w := ask(New(), "GET", "http://localhost"+Path)
	for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Frame-Options": "DENY",
		"Cross-Origin-Opener-Policy": "same-origin-allow-popups", "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache",
		"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for _, word := range []string{"unsafe", "http:", "https:", "*"} {
		if strings.Contains(policy, word) {
			t.Errorf("the policy has %q", word)
		}
	}
	if found := inline.FindString(w.Body.String()); found != "" {
		t.Errorf("the page has %q, which its policy forbids", found)
	}
	if strings.Contains(w.Body.String(), "{{") {
		t.Errorf("a mark of the page was not filled in:\n%s", w.Body)
	}
}

// TestThePlaygroundHasMoved leads to the widget's view, whoever asks for the page that was there.
func TestThePlaygroundHasMoved(t *testing.T) {
	t.Parallel()
	for _, path := range []string{PlaygroundPath, PlaygroundPath + "/"} {
		if w := ask(New(), "GET", "http://localhost"+path); w.Code != http.StatusFound ||
			w.Header().Get("Location") != Path+"#/widget" {
			t.Errorf("%s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
}

// TestThePhoneIsGuarded: only pages of this server frame it, and it runs nothing but files.
func TestThePhoneIsGuarded(t *testing.T) {
	t.Parallel()
	w := ask(New(), "GET", "http://localhost"+PhonePath)
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors 'self'") ||
		w.Header().Get("X-Frame-Options") != "SAMEORIGIN" {
		t.Errorf("it answers %d with %v", w.Code, w.Header())
	}
	if inline.MatchString(w.Body.String()) || strings.Contains(w.Body.String(), "{{") {
		t.Errorf("the page is %s", w.Body)
	}
}

// inline is what a page must not have: its policy forbids it.
var inline = regexp.MustCompile(`<script>|<script [^>]*>[^<]|<style|style="|\son[a-z]+="`)

// TestFilesAreKeptForGood: each file has a name that changes with the build, is compressed, and is not sent
// twice.
func TestFilesAreKeptForGood(t *testing.T) {
	t.Parallel()
	d := New()
	at := "http://localhost" + assetsPrefix + d.assets.build() + "/js/main.js"
	w := ask(d, "GET", at, "Accept-Encoding", "gzip")
	if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("Cache-Control is %q", got)
	}
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Error("it is not compressed")
	}
	again := ask(d, "GET", at, "Accept-Encoding", "gzip", "If-None-Match", w.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("asked again: %d with %d bytes", again.Code, again.Body.Len())
	}
	for _, none := range []string{"old/js/main.js", d.assets.build() + "/js/none.js", d.assets.build() + "/../assets.go",
		d.assets.build() + "/page.html", d.assets.build() + "/", ""} {
		if w := ask(d, "GET", "http://localhost"+assetsPrefix+none); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", none, w.Code)
		}
	}
	if w := ask(d, "POST", at); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

// imported finds what a module imports; views are imported when they are shown.
var imported = regexp.MustCompile(`(?m)(?:^(?:import|export) .*?from ?|^import |import\()['"](\.[^'"]+)['"]|from"(\./[^"]+)"`)

// importsOf are the modules that one imports, as names below assets.
func importsOf(name string) (names []string) {
	for _, found := range imported.FindAllStringSubmatch(string(read(name)), -1) {
		names = append(names, path.Join(path.Dir(name), found[1]+found[2]))
	}
	return names
}

// TestBudget: the first page is at most 60 KB as it is loaded and all files at most 400 KB, without tools
// that nobody asked for; and each module finds what it imports.
func TestBudget(t *testing.T) {
	t.Parallel()
	d := New()
	first, seen := 0, map[string]bool{}
	var load func(name string)
	load = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		file := d.assets.get(name)
		if file == nil {
			t.Errorf("there is no file %s", name)
			return
		}
		first += file.Size()
		for _, next := range importsOf(name) {
			if name != "js/shell/views.js" { // which imports views when they are shown
				load(next)
			}
		}
	}
	for _, name := range append(firstModules(), "js/main.js", "js/theme.js", "css/app.css", "icon.svg", "js/views/home.js") {
		load(name)
	}
	first += d.assets.page().Size()
	all := first
	for _, name := range namesOf("") {
		name = strings.TrimSuffix(strings.TrimPrefix(name, "assets/"), ".gz")
		if file := d.assets.get(name); file != nil && !seen[name] {
			all += file.Size()
			for _, next := range importsOf(name) {
				if d.assets.get(next) == nil {
					t.Errorf("%s imports %s, which is not there", name, next)
				}
			}
		}
	}
	t.Logf("the first page is %d bytes, all files are %d", first, all)
	if first > 60_000 || all > 400_000 {
		t.Errorf("the first page is %d bytes, all files are %d", first, all)
	}
}

// TestFilesAreShort: a file of the page's own code has at most 300 lines of at most 120 columns.
func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	for _, name := range namesOf("") {
		ending := path.Ext(name)
		if strings.Contains(name, "/vendor/") || ending != ".js" && ending != ".css" {
			continue
		}
		data := readFile(name)
		lines := strings.Split(string(data), "\n")
		if len(lines) > 301 {
			t.Errorf("%s has %d lines", name, len(lines))
		}
		for i, line := range lines {
			if len([]rune(line)) > 120 {
				t.Errorf("%s:%d has %d columns", name, i+1, len([]rune(line)))
			}
		}
	}
}

// TestLicences lists every library that is embedded, with its licence.
func TestLicences(t *testing.T) {
	t.Parallel()
	text := ask(New(), "GET", "http://localhost"+LicencesPath).Body.String()
	for _, want := range []string{"Preact", "htm", "Geist", "CodeMirror", "Lezer", "dagre", "@codemirror/view ====", "MIT License", "Apache License",
		"SIL OPEN FONT LICENSE"} {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			t.Errorf("the licences do not have %q", want)
		}
	}
}
