package api

import (
	"net/http"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
)

// notAllowed is a method that a path does not have.
type notAllowed struct{ methods map[string]*Route }

// Error names no method: the answer does.
func (notAllowed) Error() string { return "method not allowed" }

// notEmulated names what was asked for, which may be anything below a path. The hint says why.
func notEmulated(r *request) error {
	path := r.route.Path
	if strings.HasSuffix(path, allBelow) {
		path = r.ShownPath()
	}
	err := belvo.NewError(belvo.CodeNotEmulated).With(
		r.Method + " " + path + " is part of Belvo's API, but this emulator does not emulate it.")
	if len(r.route.Deviations) == 0 {
		return err
	}
	return err.Explain("not emulated: " + r.route.Deviations[0])
}

// failure turns an error into Belvo's array.
func (a *API) failure(r *request, header http.Header, err error) response {
	if other, is := err.(notAllowed); is {
		header.Set("Allow", allowed(other.methods))
		err = belvo.NewError(belvo.CodeMethodNotAllowed).With(`Method "` + r.Method + `" not allowed.`)
	}
	items := r.Failure(header, err)
	if items[0].Status() == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", `Basic realm="api"`)
	}
	return response{status: items[0].Status(), body: items}
}
