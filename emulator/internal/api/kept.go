package api

import (
	"io"
	"net/http"
	"slices"

	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/journal"
)

// known is what is known of the body's fields: what the operation says, if it has read the body.
func (r *request) known() journal.Known {
	if r.route == nil || !r.wasRead || r.mislabelled || r.refusedType != nil {
		return journal.Any()
	}
	return r.route.known
}

// content is what is known of the request's content, for what may be shown of it.
func (r *request) content() exchange.Content {
	r.readLate()
	c := exchange.Content{Body: r.sent, Form: r.form && !r.mislabelled, Object: r.object,
		Known: r.known(), Query: r.knownQuery(), Mislabelled: r.mislabelled, RefusedType: r.refusedType}
	if r.route != nil {
		c.Path = r.route.own
	}
	return c
}

// readLate reads a body that was not read yet, if it is small (64 KiB at most) and on its way.
func (r *request) readLate() {
	const most = 64 << 10
	if r.wasRead || r.sent != nil || r.ContentLength <= 0 || r.ContentLength > most ||
		r.Header.Get("Expect") != "" {
		return
	}
	r.sent, _ = io.ReadAll(http.MaxBytesReader(nil, r.Body, most)) // what did not come is not kept
	if fields, err := r.fields(); err == nil {
		r.late = fields
	}
}

// knownQuery are the parameters of the query string that the operation knows.
func (r *request) knownQuery() journal.Known {
	if r.URL.RawQuery == "" {
		return nil
	}
	known := journal.Known{}
	for name := range r.parameters() {
		if r.route != nil && r.route.reads(name) {
			known[name] = journal.Part{Secret: journal.Secret(name)}
		}
	}
	return known
}

// reads says whether the operation knows a parameter of the query string.
func (route *Route) reads(name string) bool {
	return route.filters != nil && route.filters.Knows(name) || slices.Contains(route.common(), name)
}

// common are the parameters that are no filters.
func (route *Route) common() []string {
	switch {
	case route.filters != nil:
		return []string{"page", "page_size", "fields", "omit"}
	case route.projects:
		return []string{"fields", "omit"}
	}
	return nil
}

// parameters are all that the operation knows.
func (route *Route) parameters() []string {
	if route.filters == nil {
		return route.common()
	}
	return append(route.common(), route.filters.Params()...)
}
