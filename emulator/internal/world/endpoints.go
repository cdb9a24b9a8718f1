package world

import (
	"fmt"
	"slices"

	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/yamlfile"
)

// readEndpoints restores the receivers; without any in the document they are the configured ones.
func (r *restorer) readEndpoints() {
	if r.doc.Webhooks == nil {
		return
	}
	if m := r.doc.Webhooks.Manner; m != nil { // checked by the format
		r.Webhooks().SetManner(webhook.Manner{When: webhook.Timing(m.When),
			Mangle: notice.Mangle{Duplicate: m.Duplicate, Delay: readDuration(m.Delay), Reorder: m.Reorder}})
	}
	if n := r.doc.Webhooks.Named; n > 0 || r.doc.Webhooks.Endpoints != nil {
		r.Webhooks().SetNamed(n)
	}
	if r.doc.Webhooks.Endpoints == nil {
		return
	}
	var all []webhook.Endpoint
	for i, d := range r.doc.Webhooks.Endpoints {
		e := webhook.Endpoint{ID: d.ID, URL: d.URL, Authorization: webhook.Secret(d.Authorization), Types: d.Types,
			Mangle: notice.Mangle{Duplicate: d.Duplicate, Reorder: d.Reorder}, When: webhook.Timing(d.When)}
		e.Mangle.Delay, _ = yamlfile.ParseDuration(d.Delay) // checked by the format; none is zero
		var err error
		if e.Profile, err = webhook.ProfileNamed(d.Profile); err != nil {
			r.wrong(fmt.Sprintf("webhooks.endpoints[%d].profile", i), "%v", err)
		}
		if r.findSecrets(&e) {
			all = append(all, e)
		}
	}
	if err := r.Webhooks().SetEndpoints(all); err != nil {
		r.wrong("webhooks.endpoints", "%v", err)
	}
}

// findSecrets gives an endpoint the URL and the Authorization that it is known by, where the
// document has them redacted. One of another URL is never taken: it is not for that receiver. It
// returns false for an endpoint whose URL stays unknown: nothing can be sent there.
func (r *restorer) findSecrets(e *webhook.Endpoint) bool {
	query, header := webhook.IsRedacted(e.URL), e.Authorization == snapshot.Redacted
	if header {
		e.Authorization = ""
	}
	shown := e.URL
	if clean, err := webhook.CleanURL(e.URL); err == nil {
		shown = clean // as the URLs are that it is compared with
	}
	known := slices.IndexFunc(r.known, func(k webhook.Endpoint) bool {
		return (k.ID == e.ID || k.ID == "") && (k.URL == shown || query && k.Shown() == shown)
	})
	if known >= 0 {
		e.URL = r.known[known].URL
		if header {
			e.Authorization = r.known[known].Authorization
		}
		return true
	}
	const unknown = "the %s of the endpoint %q is not known here: %s until it is set again"
	effect := "it sends none"
	if query {
		effect = "the endpoint is left out"
		r.warn(unknown, "query of the URL", e.ID, effect)
	}
	if header {
		r.warn(unknown, "Authorization", e.ID, effect)
	}
	return !query
}
