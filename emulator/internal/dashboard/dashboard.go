// Package dashboard serves the page that shows what the emulator does, at /__emulator/. It is static files
// alone: all that the page shows and does goes through the control surface, as any other client's calls do.
// The scripts are ES modules that no tool has touched; what is not our own is in assets/vendor, copied there
// by vendoring/vendor.sh.
package dashboard

import (
	"net/http"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/asset"
)

// Path is where the page is.
const Path = "/__emulator/"

// PhonePath is the page inside the phone frame of the widget's view. Nothing but that view frames it.
const PhonePath = Path + "phone"

// PlaygroundPath is where the page to try the widget on was; it leads to the widget's view.
const PlaygroundPath = Path + "playground"

// LicencesPath lists what is embedded of others, and their licences.
const LicencesPath = Path + "licences.txt"

// policy lets the page load and call nothing but this server, and nobody frame it. What it runs and how it
// looks comes from files only.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; " +
	"img-src 'self' data:; connect-src 'self'; frame-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// phonePolicy is that of the page that holds the widget: images may come from anywhere, for the logos that a
// token's branding names.
const phonePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; " +
	"img-src * data:; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

// Dashboard serves the page. Make it with New.
type Dashboard struct{ assets *assets }

// New returns the dashboard. It reads and compresses nothing before it is asked to.
func New() *Dashboard { return &Dashboard{newAssets()} }

// Serves says whether a request is the dashboard's: its own paths, and "/" for a browser that asks for a
// page there. On Belvo's hosts there is none: pages there run the code of applications.
func (d *Dashboard) Serves(r *http.Request) bool {
	path := r.URL.Path
	switch {
	case address.NamesBelvo(r):
		return false
	case path == "/":
		return wantsPage(r)
	}
	own := []string{strings.TrimSuffix(Path, "/"), Path, LicencesPath, PhonePath, PlaygroundPath, PlaygroundPath + "/"}
	return slices.Contains(own, path) || strings.HasPrefix(path, assetsPrefix)
}

// wantsPage says whether a browser asks for a page that it shows. Clients of the API ask for JSON or for
// anything.
func wantsPage(r *http.Request) bool {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if !reads || r.Header.Get("Authorization") != "" {
		return false
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		kind, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(kind), "text/html") {
			return true
		}
	}
	return false
}

// ServeHTTP implements http.Handler.
func (d *Dashboard) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if !asset.ReadOnly(rw, r) {
		return
	}
	header := rw.Header()
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	switch path := r.URL.Path; {
	case path == "/" || path+"/" == Path:
		header.Set("Vary", "Accept")
		http.Redirect(rw, r, Path, http.StatusFound)
	case path == Path:
		d.page(rw, r)
	case strings.TrimSuffix(path, "/") == PlaygroundPath:
		http.Redirect(rw, r, Path+"#/widget", http.StatusFound)
	case path == PhonePath:
		header.Set("Content-Security-Policy", phonePolicy)
		header.Set("X-Frame-Options", "SAMEORIGIN")
		header.Set("Cache-Control", "no-cache")
		d.assets.phone().Serve(rw, r)
	case path == LicencesPath:
		header.Set("Cache-Control", "no-cache")
		d.assets.licences().Serve(rw, r)
	default:
		d.asset(rw, r, strings.TrimPrefix(path, assetsPrefix))
	}
}

// page serves the page itself. A browser asks each time whether its copy is good. No other page that opens
// it gets a reference to its window, and none may frame it. The bank's page, which the widget opens, keeps its
// opener.
func (d *Dashboard) page(rw http.ResponseWriter, r *http.Request) {
	header := rw.Header()
	header.Set("Content-Security-Policy", policy)
	header.Set("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Cache-Control", "no-cache")
	d.assets.page().Serve(rw, r)
}

// asset serves a file by its path below the build's name. That name changes with any file, so browsers keep
// what they have for good.
func (d *Dashboard) asset(rw http.ResponseWriter, r *http.Request, name string) {
	build, name, _ := strings.Cut(name, "/")
	file := d.assets.get(name)
	if build != d.assets.build() || file == nil {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	file.Serve(rw, r)
}
