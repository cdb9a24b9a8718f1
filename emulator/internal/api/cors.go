package api

import (
	"net/http"
	"strings"
)

// A browser lets a page of another origin read an answer only when the server says so. The widget
// lives on such pages, so calls with an access token may come from anywhere: the token is the only
// thing that lets them in, and no cookie travels with them. Calls with the secret keys get no such
// leave, since keys do not belong into a page.
// Deviation: Belvo's widget talks to hosts of its own, whose rules nobody documents.

// preflightAge is how many seconds a browser may remember the answer to its question.
const preflightAge = "600"

// shareBearer opens an answer to every origin when the request brings an access token.
func shareBearer(w http.ResponseWriter, req *http.Request) {
	scheme, _, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Expose-Headers", HeaderHint+", "+HeaderRequest)
	}
}

// preflight answers the question that a browser asks before it sends a request with an access
// token, and says whether it did. Any other OPTIONS takes the common way.
func (a *API) preflight(w http.ResponseWriter, req *http.Request) bool {
	wanted := req.Header.Get("Access-Control-Request-Method")
	if req.Method != http.MethodOptions || wanted == "" || req.Header.Get("Origin") == "" ||
		!namesHeader(req.Header.Get("Access-Control-Request-Headers"), "authorization") {
		return false
	}
	methods := a.find(&request{Request: req, api: a})
	route := methods[effective(wanted)]
	if route == nil || route.Scope == "" { // nothing that an access token opens
		return false
	}
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Access-Control-Allow-Methods", wanted)
	header.Set(
		"Access-Control-Allow-Headers",
		"authorization, content-type, "+strings.ToLower(HeaderScenario),
	)
	header.Set("Access-Control-Max-Age", preflightAge)
	w.WriteHeader(http.StatusNoContent)
	return true
}

func namesHeader(list, name string) bool {
	for part := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(part), name) {
			return true
		}
	}
	return false
}
