// Package widget serves the Connect Widget: the script that pages load, the hosted page, the
// stand-in for the page of an Open Finance bank, and the few private calls that the widget makes
// in addition to Belvo's API. The scripts are plain modules that no tool has touched.
package widget

import (
	"net/http"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/journal"
)

// Paths of the widget.
const (
	// HostedPath is the hosted page; "/" with an access token is the same page.
	HostedPath = "/widget/"

	privatePrefix = "/widget/v1/"
	stable        = "stable"
)

// isLoader says whether a path is one of the names that the widget's script has on Belvo's content
// delivery network.
func isLoader(path string) bool {
	return path == "/belvo-widget-1-stable.js" || path == "/belvo-widget-sandbox-1-stable.js"
}

// Widget serves the widget's paths.
type Widget struct {
	server *exchange.Server
	assets *assets
	pages  map[string]page
}

// New returns the widget of a server.
func New(server *exchange.Server) *Widget {
	return &Widget{server: server, assets: newAssets(), pages: pages()}
}

// Serves says whether a request is the widget's. The path "/" is when it brings an access token,
// as with Belvo's own host of the hosted widget.
func (w *Widget) Serves(r *http.Request) bool {
	path := r.URL.Path
	switch {
	case path == "/":
		return r.URL.Query().Has("access_token")
	case isLoader(path) || path+"/" == HostedPath || strings.HasPrefix(path, HostedPath):
		return true
	}
	return moduleOf(path) != ""
}

// moduleOf is the file name of a path such as /v1.2.3/stable/name.js, "" for other paths.
func moduleOf(path string) string {
	parts := strings.Split(path, "/")
	if len(parts) == 4 && strings.HasPrefix(parts[1], "v") && parts[2] == stable {
		return parts[3]
	}
	return ""
}

// ServeHTTP implements http.Handler.
func (w *Widget) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	switch {
	case path+"/" == HostedPath: // the modules are found beside the page, so its slash matters
		target := HostedPath
		if r.URL.RawQuery != "" {
			target += "?" + r.URL.RawQuery
		}
		http.Redirect(rw, r, target, http.StatusFound)
	case strings.HasPrefix(path, privatePrefix):
		w.private(rw, r)
	case isLoader(path):
		w.asset(rw, r, "loader.js")
	case moduleOf(path) != "":
		w.asset(rw, r, fileOf(moduleOf(path)))
	default:
		w.page(rw, r)
	}
}

// Refuse answers a request that must have no effect with an error and 403, in the form in which its
// path answers errors.
func (w *Widget) Refuse(rw http.ResponseWriter, r *http.Request, err *belvo.Error) {
	if !strings.HasPrefix(r.URL.Path, privatePrefix) {
		http.Error(rw, err.Message, err.Status())
		return
	}
	x := w.newCall(r)
	x.Operation = &journal.Route{Method: r.Method, Path: r.URL.Path}
	x.reply(rw, nil, err)
}

// mainModule is the name under which Belvo serves the widget itself.
const mainModule = "belvo-widget-1-stable-main.js"

func fileOf(module string) string {
	if module == mainModule {
		return "main.js"
	}
	return module
}
