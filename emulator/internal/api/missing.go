package api

import "net/http"

// missingPaths lists the paths that Belvo has and the emulator lacks, with the methods of the
// collection and of one object, and why. Each answers 501 and names itself.
// Sources: OpenAPI 1.223.0 and 1.35.0, and what the official SDKs call. The fields of investment
// transactions stand in clients made from descriptions between those two.
func missingPaths() []missingPath {
	const all, item = "GET POST PATCH", "GET DELETE"
	return []missingPath{
		{"/api/statements/", all, item, "only the SDKs know them, and no public source describes their objects"},
		{"/investments/transactions/", all, item,
			"the portfolios here have no history yet that such transactions could add up to"},
	}
}

type missingPath struct{ path, collection, object, why string }

func missingRoutes() []*Route {
	var table []*Route
	add := func(path, methods, why string) {
		for _, method := range words(methods) {
			table = append(table, &Route{Method: method, Path: path, Fidelity: NotEmulated, Deviations: []string{why}})
		}
	}
	for _, m := range missingPaths() {
		add(m.path, m.collection, m.why)
		add(m.path+"{id}/", m.object, m.why)
	}
	add("/payments/{rest...}", http.MethodGet, "payments are another product, with links of another kind")
	return table
}
