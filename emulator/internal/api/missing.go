package api

import "net/http"

// missingRoutes are what Belvo has and the emulator lacks. Each answers 501 and names itself.
func missingRoutes() []*Route {
	return []*Route{{Method: http.MethodGet, Path: "/payments/{rest...}", Fidelity: NotEmulated,
		Deviations: []string{"payments are another product, with links of another kind"}}}
}
