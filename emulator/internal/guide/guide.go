// Package guide serves the pages of the guide at /__emulator/docs/: as HTML for people, as Markdown for
// programs, and with a search that needs no script. The pages are rendered when they are written, not when
// they are served: its test renders the Markdown of the repository into pages.json.gz, which is embedded.
package guide

import (
	"net/http"
	"strings"
	"sync"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/asset"
)

// Path is where the guide is.
const Path = "/__emulator/docs/"

// policy lets a page load nothing but its stylesheet, and nobody frame it. The form is the search.
const policy = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; " +
	"base-uri 'none'"

// Names of what is served besides the pages.
const (
	nameList  = "llms.txt"  // the list of the pages, by the convention of https://llmstxt.org
	nameStyle = "style.css" // of all pages
)

// Guide serves the pages. Make it with New.
type Guide struct{ book func() *book }

// New returns the guide. It unpacks nothing before it is asked to.
func New() *Guide { return &Guide{sync.OnceValue(open)} }

// Serves says whether a request is for the guide. On Belvo's hosts there is none: pages there run the code
// of applications.
func (g *Guide) Serves(r *http.Request) bool {
	return !address.NamesBelvo(r) && (r.URL.Path+"/" == Path || strings.HasPrefix(r.URL.Path, Path))
}

// ServeHTTP implements http.Handler.
func (g *Guide) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if !asset.ReadOnly(rw, r) {
		return
	}
	header := rw.Header()
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Frame-Options", "DENY")
	header.Set("Cache-Control", "no-cache")
	name := strings.TrimPrefix(r.URL.Path, Path)
	bare := strings.TrimSuffix(name, "/")
	book := g.book()
	switch file := book.file(name); {
	case r.URL.Path+"/" == Path:
		http.Redirect(rw, r, Path, http.StatusFound)
	case name == "" && r.URL.Query().Get("q") != "":
		asset.New("found.html", []byte(book.found(r.URL.Query().Get("q")))).Serve(rw, r)
	case file != nil:
		file.Serve(rw, r)
	case bare != name && book.file(bare) != nil:
		http.Redirect(rw, r, Path+bare, http.StatusFound)
	default:
		http.Error(rw, "There is no such page of the guide. "+Path+nameList+" lists those that there are.",
			http.StatusNotFound)
	}
}

// layout is a whole page around its body. The path of the page that is shown is marked in the list.
func (b *book) layout(shown, title, query, body string) string {
	var list strings.Builder
	for _, p := range b.pages {
		mark := ""
		if p.Name == shown {
			mark = ` aria-current="page"`
		}
		list.WriteString(`<li><a href="` + Path + p.Name + `"` + mark + ">" + escape(p.Short) + "</a></li>\n")
	}
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>` + escape(title) + ` · belvo-emulator</title>
<link rel="stylesheet" href="` + Path + nameStyle + `"></head><body>
<header><a class="brand" href="` + Path + `">belvo-emulator</a><form action="` + Path + `" role="search">
<input type="search" name="q" aria-label="Search the guide" placeholder="Search the guide" value="` +
		escape(query) + `"></form><a href="/__emulator/">Dashboard</a></header>
<div class="columns"><nav aria-label="Pages"><ul>
` + list.String() + `</ul></nav><main>
` + body + `</main></div></body></html>
`
}
