package api

import (
	"net/http"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
)

// asks is what an institution is asked by a route, "" if it is asked nothing.
func (r *Route) asks() lifecycle.Operation {
	switch {
	case r.Row != nil && r.Method == http.MethodPost:
		return lifecycle.Retrieve
	case r.Row != nil && r.Method == http.MethodPatch:
		return lifecycle.Resume
	}
	return map[string]lifecycle.Operation{"RegisterLink": lifecycle.Register, "PatchLinks": lifecycle.Resume,
		"ModifyLinkDataRetrieval": lifecycle.Modify, "UpdateLink": lifecycle.Update,
		"DestroyLink": lifecycle.Delete, "RefreshHistoricalDataForLink": lifecycle.Refresh}[r.Name]
}

// operation is the word for what a route does: see contact.NextOperations.
func (r *Route) operation() string {
	switch {
	case r.asks() != "":
		return string(r.asks())
	case r.Method == http.MethodDelete:
		return "delete"
	case r.Method == http.MethodPost:
		return "token"
	case r.Name == "Login":
		return "login"
	case strings.HasSuffix(r.Path, "{id}/"):
		return "detail"
	}
	return "list"
}

// takeNext looks whether a queued answer waits for a request that asks no institution, and returns
// the error that it is then answered with. Where an institution is asked the engine looks, which
// knows more of the request.
func (r *request) takeNext() error {
	if r.Box == nil || r.route.asks() != "" {
		return nil
	}
	p := contact.Probe{Operation: r.route.operation(), Institution: r.query("institution")}
	if r.route.Row != nil {
		p.Resource = r.route.Row.Resource
	}
	link := r.query("link")
	if strings.HasPrefix(r.route.Path, "/api/links/{id}/") {
		link = r.vars["id"]
	}
	p.Link, _ = belvo.ParseID(link) // what is no id is no link's
	return r.Box.TakeNext(&r.Call, p)
}
