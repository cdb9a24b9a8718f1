package api

import (
	"fmt"
	"net/http"
	"strings"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/exchange"
)

// A browser lets a page of another origin read an answer only when the server says so. The widget
// lives on such pages, so calls with an access token may come from anywhere: the token is the only
// thing that lets them in, and no cookie travels with them. Secret keys do not belong into a page.
// Pages of this machine, and of hosts that were allowed, may send them all the same, since front
// ends in development do; from any other page a request with keys has no effect.
// Deviation: Belvo's widget talks to hosts of its own, whose rules are not documented, and whether
// Belvo lets pages read answers to secret keys is not documented either.

// keysInPage is the hint for a page that may send secret keys.
const keysInPage = "a web page sent secret keys: a real page would show them to everybody who opens it; " +
	"let a server of yours keep them and give the page an access token"

// checkPage refuses a request with secret keys that a page sent which may not, and hints at the
// danger where a page may.
func (r *request) checkPage() error {
	switch r.api.cfg.Address.PageOf(r.Request) {
	case address.ForeignPage:
		text := "Secret keys are not accepted from a web page of another machine."
		if page := address.PageName(r.Request); page != "" {
			text = fmt.Sprintf("Secret keys are not accepted from a web page of %s: "+
				"if the page is yours, start the emulator with %s %[1]s", page, address.AllowFlag)
		}
		return belvo.NewError(belvo.CodePermissionDenied).With(text).Explain(text)
	case address.NearPage:
		r.Hint(keysInPage)
	}
	return nil
}

// share lets pages of other origins read an answer: any page if the request brings an access token,
// and those that may send secret keys.
func (a *API) share(header http.Header, req *http.Request) {
	scheme, _, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	switch {
	case strings.EqualFold(scheme, "Bearer"):
		header.Set("Access-Control-Allow-Origin", "*")
	case a.cfg.Address.PageOf(req) == address.NearPage:
		header.Set("Access-Control-Allow-Origin", req.Header.Get("Origin"))
		header.Add("Vary", "Origin")
	default:
		return
	}
	exchange.Expose(header)
}

// preflight answers the question that a browser asks before it sends a request, and says whether it
// did. Any page may ask for what an access token opens, since the question does not tell what the
// request will bring; pages that may send secret keys may ask for everything. Any other OPTIONS takes
// the common way.
func (a *API) preflight(w http.ResponseWriter, req *http.Request) bool {
	wanted := req.Header.Get("Access-Control-Request-Method")
	if req.Method != http.MethodOptions || wanted == "" || req.Header.Get("Origin") == "" ||
		a.cfg.Address.PageOf(req) == address.ForeignPage && !a.opensToTokens(req, wanted) {
		return false
	}
	exchange.AllowPreflight(w, req, wanted)
	return true
}

// opensToTokens says whether a preflight is about a request with credentials for an operation that
// access tokens open.
func (a *API) opensToTokens(req *http.Request, method string) bool {
	if !namesHeader(req.Header.Get("Access-Control-Request-Headers"), "authorization") {
		return false
	}
	route := a.find(&request{Exchange: exchange.Exchange{Request: req}, api: a})[effective(method)]
	return route != nil && route.Scope != ""
}

func namesHeader(list, name string) bool {
	for part := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(part), name) {
			return true
		}
	}
	return false
}
