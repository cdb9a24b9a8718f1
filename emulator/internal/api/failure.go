package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/yamlfile"
)

// notAllowed is a method that a path does not have.
type notAllowed struct{ methods map[string]*Route }

// Error names no method: the answer does.
func (notAllowed) Error() string { return "method not allowed" }

// notEmulated names what was asked for, which may be anything below a path. The hint says why.
func notEmulated(r *request) error {
	path := r.route.Path
	if strings.HasSuffix(path, allBelow) {
		path = r.shownPath()
	}
	err := belvo.NewError(belvo.CodeNotEmulated).With(
		r.Method + " " + path + " is part of Belvo's API, but this emulator does not emulate it.")
	if len(r.route.Deviations) == 0 {
		return err
	}
	return err.Explain("not emulated: " + r.route.Deviations[0])
}

// maxProblems is how many errors are told of one request: there may be tens of thousands.
const maxProblems = 100

// failure turns an error into Belvo's array.
func (a *API) failure(r *request, header http.Header, err error) response {
	var list belvo.Errors
	var one *belvo.Error
	var other notAllowed
	switch {
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = belvo.Errors{one}
	case errors.As(err, &other):
		header.Set("Allow", allowed(other.methods))
		list = belvo.Errors{
			belvo.NewError(belvo.CodeMethodNotAllowed).With(`Method "` + r.Method + `" not allowed.`),
		}
	default:
		a.cfg.Logger.Error("a request failed", "path", r.shownPath(), "error", err)
		list = belvo.Errors{belvo.NewError(belvo.CodeUnexpectedError)}
	}
	if more := len(list) - maxProblems; more > 0 {
		list = list[:maxProblems]
		r.hint(fmt.Sprintf("and %d more mistakes", more))
	}
	id := r.requestID()
	items := make([]belvo.Error, len(list))
	for i, e := range list {
		items[i] = *e
		items[i].RequestID, items[i].Message = id, yamlfile.Brief(e.Message)
		if e.Hint != "" {
			header.Set(HeaderHint, yamlfile.Brief(e.Hint))
		}
	}
	if items[0].Status() == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", `Basic realm="api"`)
	}
	return response{status: items[0].Status(), body: items}
}
