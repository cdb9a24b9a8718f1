package api

import "net/http"

// missing lists the paths that Belvo has and the emulator lacks, with the methods of the
// collection and of one object. Each answers 501 and names itself.
// Sources: OpenAPI 1.223.0 and 1.35.0, and what the official SDKs call.
//
// Statements are called by the SDKs alone: no description of theirs is public, and an object of our
// own invention would be worse than none. Investment transactions are in the SDKs and in clients made
// from descriptions between those two (id, link, portfolio, instrument, settlement_date,
// operation_date, description, type, quantity, amount, price, currency, fees), but portfolios have
// no history here yet that such transactions could add up to.
func missingPaths() []missingPath {
	const all = "GET POST PATCH"
	const item = "GET DELETE"
	return []missingPath{
		{"/api/statements/", all, item},
		{"/investments/transactions/", all, item},
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
