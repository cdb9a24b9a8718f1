package emulator

import (
	"log/slog"
	"net/http"
	"strings"

	"belvo-emulator/emulator/internal/address"
	"belvo-emulator/emulator/internal/api"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/control"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/widget"
)

// guard refuses requests for hosts by which the server may not be called, or that it does not emulate,
// before anything else looks at them: in the one place that every request passes, so that no surface can be left out.
type guard struct {
	rules *address.Rules
	api   *api.API
	ui    *widget.Widget
	log   *slog.Logger
	next  http.Handler
}

// ServeHTTP implements http.Handler. A refusal has the form of the surface that was asked.
func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := g.rules.Check(r)
	if host := address.NotEmulated(r); host != "" && err == nil {
		g.api.RefuseHost(w, r, host)
		return
	}
	if err == nil {
		g.next.ServeHTTP(w, r)
		return
	}
	refused := belvo.NewError(belvo.CodePermissionDenied).With(err.Error()).Explain(err.Error())
	switch {
	case g.ui.Serves(r):
		g.ui.Refuse(w, r, refused)
	case strings.HasPrefix(r.URL.Path, control.Prefix):
		control.Refuse(w, err)
	default:
		g.api.Refuse(w, r, refused)
		return // which has logged it
	}
	g.log.Warn("a request was refused", "method", r.Method, "path", maskedPath(r.URL.Path), "host", r.Host, "reason", err)
}

// maskedPath is a path without what may be a secret. The request was not read, so nothing says which of its
// parts are literal: whatever does not look like a name is masked, as in the journal.
func maskedPath(path string) string {
	return journal.MaskPath(path, func(int, string) bool { return false }, func() journal.Secrets { return nil })
}
