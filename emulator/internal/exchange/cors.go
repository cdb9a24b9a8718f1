package exchange

import (
	"net/http"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
)

// preflightAge is how many seconds a browser may remember the answer to its question.
const preflightAge = "600"

// AllowPreflight answers the question that a browser asks before a page of another origin sends a request:
// it may send these methods, with whatever headers it likes, because libraries for tracing add headers of
// their own to every request of a page.
func AllowPreflight(w http.ResponseWriter, r *http.Request, methods string) {
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Access-Control-Allow-Methods", methods)
	if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
		header.Set("Access-Control-Allow-Headers", asked)
	}
	header.Set("Access-Control-Max-Age", preflightAge)
	w.WriteHeader(http.StatusNoContent)
}

// Expose lets pages of other origins read the emulator's headers of an answer.
func Expose(header http.Header, more ...string) {
	names := append([]string{belvo.HeaderHint, belvo.HeaderRequest}, more...)
	header.Set("Access-Control-Expose-Headers", strings.Join(names, ", "))
}
