package widget

import (
	"net/http"

	"belvo-emulator/emulator/internal/asset"
)

// page is one of the emulator's own pages.
type page struct {
	file   string
	policy string // its Content-Security-Policy
}

// hostedPolicy lets the page run and reach this server only. Images may come from anywhere, for
// the logos that the token's branding names. It may be framed, as Belvo's may.
const hostedPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; " +
	"img-src * data:; frame-src 'self'; base-uri 'none'; form-action 'none'"

func pages() map[string]page {
	hosted := page{"hosted.html", hostedPolicy}
	return map[string]page{
		"/": hosted, HostedPath: hosted,
		HostedPath + "bank/": {"bank.html", hostedPolicy},
	}
}

// page serves a page. Its URL may hold an access token: nothing of it is to be kept or passed on.
func (w *Widget) page(rw http.ResponseWriter, r *http.Request) {
	p, ok := w.pages[r.URL.Path]
	if !ok {
		http.NotFound(rw, r)
		return
	}
	if !asset.ReadOnly(rw, r) {
		return
	}
	header := rw.Header()
	header.Set("Content-Security-Policy", p.policy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", "no-store")
	w.assets.get(p.file).Serve(rw, r)
}
