package api

import (
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
)

// takeNext looks whether a queued answer waits for a request that asks no institution, and returns
// the error that it is then answered with. Where an institution is asked the engine looks, which
// knows more of the request.
func (r *request) takeNext() error {
	if r.Box == nil || r.route.asks {
		return nil
	}
	p := contact.Probe{Operation: string(r.route.operation), Institution: r.query("institution")}
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
