package api

import (
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/engine"
)

// authenticate finds the sandbox of the request's keys or access token.
// Deviation: Belvo documents neither what a request without keys is answered (here as with wrong
// ones) nor the use of access tokens as Bearer (here: what their scopes name, else 403).
func (a *API) authenticate(r *request) error {
	if box := engine.Authorized(r.Context()); box != nil {
		r.Box = box
		return nil
	}
	header := r.Header.Get("Authorization")
	scheme, rest, _ := strings.Cut(header, " ")
	if strings.EqualFold(scheme, "Bearer") {
		return a.bearer(r, strings.TrimSpace(rest))
	}
	id, password, ok := r.BasicAuth()
	if header != "" {
		if err := r.checkPage(); err != nil {
			r.nameSandbox()
			return err
		}
	}
	if !ok {
		return belvo.NewError(belvo.CodeAuthenticationFailed).Explain(engine.BasicProblem(header))
	}
	box, err := a.cfg.Engine.Open(id, password)
	if err != nil {
		r.Named = a.cfg.Engine.Named(id)
	}
	r.Box = box
	return err
}

// nameSandbox finds the sandbox that a refused request names by its keys, without opening it: its
// journal is where the request is looked for.
func (r *request) nameSandbox() {
	if id, _, ok := r.BasicAuth(); ok {
		r.Named = r.api.cfg.Engine.Named(id)
	}
}

func (a *API) bearer(r *request, token string) error {
	box, access, err := a.cfg.Engine.Bearer(token)
	r.Named = box
	if err != nil {
		return err
	}
	r.Box, r.Call.Request.Token = box, access
	switch {
	case r.route == nil: // the method will be refused anyway
		return nil
	case r.route.Scope == "":
		return belvo.NewError(belvo.CodePermissionDenied).
			Explain("access tokens are not admitted here, only secret keys")
	case !access.Allows(r.route.Scope):
		return belvo.NewError(belvo.CodePermissionDenied).
			Explain("the access token lacks the scope " + r.route.Scope)
	}
	return nil
}
