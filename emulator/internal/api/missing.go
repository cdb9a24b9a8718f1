package api

import "net/http"

// missing lists the paths that Belvo has and the emulator lacks, with the methods of the
// collection and of one object. Each answers 501 and names itself.
// Sources: OpenAPI 1.223.0 and 1.35.0, and what the official SDKs call.
func missingPaths() []missingPath {
	const all, noResume = "GET POST PATCH", "GET POST"
	const item, readOnly = "GET DELETE", "GET"
	return []missingPath{
		{"/api/statements/", all, item},
		{"/investments/transactions/", all, item},
		{"/receivables/transactions/", noResume, item},
	}
}

type missingPath struct{ path, collection, object string }

func missingRoutes() []*Route {
	var table []*Route
	add := func(path, methods string) {
		for _, method := range words(methods) {
			table = append(table, &Route{Method: method, Path: path, Fidelity: NotEmulated})
		}
	}
	for _, m := range missingPaths() {
		add(m.path, m.collection)
		add(m.path+"{id}/", m.object)
	}
	add("/payments/{rest...}", http.MethodGet)
	return table
}
