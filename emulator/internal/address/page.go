package address

import (
	"net/http"
	"net/url"
	"strings"
)

// Page is the kind of web page that a request comes from.
type Page int

// The kinds of pages.
const (
	// NoPage is a request that no browser marked as one of a page.
	NoPage Page = iota
	// OwnPage is a page of the server itself.
	OwnPage
	// NearPage is a page of this machine, or of a host that was allowed.
	NearPage
	// ForeignPage is any other page, those without an origin ("null") included.
	ForeignPage
)

// PageOf says what kind of page sent a request, by the headers that a browser sets and no page can
// change. A GET that a browser sends without Origin is only known to be a foreign page's where the
// browser says so in Sec-Fetch-Site.
func (r *Rules) PageOf(req *http.Request) Page {
	origin, site := req.Header.Get("Origin"), req.Header.Get("Sec-Fetch-Site")
	if origin == "" {
		if site == "cross-site" {
			return ForeignPage
		}
		return NoPage
	}
	from, err := url.Parse(origin)
	if err != nil {
		return ForeignPage
	}
	name, _, valid := split(from.Host)
	switch {
	case r.own(from, req):
		return OwnPage
	case valid && (isLoopback(name) || r.allowed(name)):
		return NearPage
	case site == "same-origin":
		return OwnPage
	}
	return ForeignPage
}

// own says whether an origin is that of the server. X-Forwarded-Host does not count: a page can set it.
// Where a proxy changes the host, browsers still say in Sec-Fetch-Site that the origin is the same.
func (r *Rules) own(origin *url.URL, req *http.Request) bool {
	return origin.Host != "" && (strings.EqualFold(origin.Host, req.Host) ||
		r.public != nil && strings.EqualFold(origin.Host, r.public.Host))
}

// PageName is the host of the page that sent a request, for texts; "" if the page has none.
func PageName(req *http.Request) string {
	origin := req.Header.Get("Origin")
	if from, err := url.Parse(origin); err == nil && from.Host != "" {
		if name, _, valid := split(from.Host); valid {
			return name
		}
	}
	return ""
}
