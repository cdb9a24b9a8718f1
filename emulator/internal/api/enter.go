package api

import (
	"net/http"

	"belvo-emulator/emulator/internal/belvo"
)

// enter does what comes before the handler: what was to happen right before the request, and the answer
// that waits for it, which is the error. A request that asks for an earlier world meets neither. The
// function that it returns is called when the handler is done.
func (r *request) enter() (done func(), err error) {
	if ids := r.Header.Values(belvo.HeaderAt); len(ids) > 0 {
		return r.look(ids)
	}
	if r.arrive() && !r.route.Open {
		if err := r.api.authenticate(r); err != nil {
			return nil, err
		}
	}
	return func() {}, r.takeNext()
}

// look has the handler read the world as an earlier request left it, of which the header must have one id, and
// nothing else see that.
func (r *request) look(ids []string) (done func(), err error) {
	refuse := func(why string) (func(), error) {
		return nil, belvo.NewError(belvo.CodeValidationError).Explain(belvo.HeaderAt + ": " + why)
	}
	if effective(r.Method) != http.MethodGet || r.Box == nil {
		return refuse("only a GET with keys or an access token reads an earlier world")
	}
	if len(ids) > 1 {
		return refuse("it is given more than once")
	}
	place, err := r.Box.PlaceOf(ids[0], true)
	if err != nil {
		return refuse(err.Error())
	}
	seen, err := r.api.cfg.Engine.Look(r.Box, place)
	if err != nil {
		return refuse(err.Error())
	}
	now := r.Box
	r.Box = seen
	return func() {
		r.Box = now
		seen.Abandon()
	}, nil
}
