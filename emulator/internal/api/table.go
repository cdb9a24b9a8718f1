package api

import (
	"net/http"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/token"
)

// missingRoutes are what Belvo has and the emulator lacks. Each answers 501 and names itself.
func missingRoutes() []*Route {
	var table []*Route
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut,
		http.MethodDelete} {
		table = append(table, &Route{Method: method, Path: "/payments/" + allBelow, Fidelity: NotEmulated,
			Deviations: []string{"payments are another product, with links of another kind"}})
	}
	return table
}

// Routes is the table of everything that Belvo's aggregation API has.
func Routes(rows []*registry.Row) []*Route {
	table := append(coreRoutes(), linkRoutes()...)
	table = append(table, enrichRoutes()...)
	for _, row := range rows {
		table = append(table, dataRoutes(row)...)
	}
	return append(table, missingRoutes()...)
}

func coreRoutes() []*Route {
	return []*Route{
		{Name: "Login", Method: http.MethodGet, Path: "/api/",
			operation: contact.Login, Fidelity: Emulated, handle: login,
			answers:    answers{http.StatusOK: struct{}{}},
			Deviations: []string{"the body is `{}`: undocumented, the SDKs look at the status"}},
		{Name: "GenerateWidgetAccessToken", Method: http.MethodPost, Path: "/api/token/", Open: true,
			operation: contact.Token, Fidelity: Emulated, handle: createToken, issues: true, body: tokenFields(false),
			answers:    answers{http.StatusOK: token.Pair{}},
			Deviations: []string{"only keys and scopes are required, as real clients send them"}},
		{Name: "RefreshWidgetAccessToken", Method: http.MethodPost, Path: "/api/token/refresh/", Open: true,
			operation: contact.Token, Fidelity: Emulated, handle: refreshToken, issues: true,
			body:       []param{{name: "refresh", kind: secret, required: true}},
			answers:    answers{http.StatusOK: accessToken{}},
			Deviations: []string{"undocumented; Simple JWT's contract"}},
		{Name: "ListInstitutions", Method: http.MethodGet, Path: "/api/institutions/", Scope: "read_institutions",
			operation: contact.List, Fidelity: Emulated,
			handle: listInstitutions, projects: true, filters: engine.InstitutionFilters(),
			answers:    answers{http.StatusOK: envelope[belvo.Institution]{}},
			Deviations: []string{badParameters, oldInstitutions, newInstitutions}},
		{Name: "DetailInstitution", Method: http.MethodGet, Path: "/api/institutions/{id}/",
			operation: contact.Detail, Scope: "read_institutions", Fidelity: Emulated, handle: detailInstitution,
			projects: true,
			answers:  answers{http.StatusOK: belvo.Institution{}}, Deviations: []string{oldInstitutions}},
	}
}

func linkRoutes() []*Route {
	const all, one = "/api/links/", "/api/links/{id}/"
	link := answers{http.StatusOK: belvo.Link{}}
	return []*Route{
		{Name: "ListLinks", Method: http.MethodGet, Path: all, Scope: "read_links",
			operation: contact.List, Fidelity: Emulated,
			handle: listLinks, projects: true, filters: sandbox.LinkFilters(),
			answers:    answers{http.StatusOK: envelope[belvo.Link]{}},
			Deviations: []string{newestFirst, badParameters, noExternalID}},
		{Name: "RegisterLink", Method: http.MethodPost, Path: all, Scope: "write_links",
			operation: lifecycle.Register, asks: true, Fidelity: Emulated,
			handle: registerLink, projects: true, body: registrationFields(),
			answers: answers{http.StatusCreated: belvo.Link{}}, Deviations: []string{
				"a user may register again (a scenario can answer `duplicated`)",
				"Open Finance institutions register like others", consentDuration, noExternalID}},
		{Name: "PatchLinks", Method: http.MethodPatch, Path: all, Scope: "write_links",
			operation: lifecycle.Resume, asks: true, Fidelity: Emulated,
			handle: resumeLink, projects: true, body: resumptionFields(), answers: link,
			Deviations: []string{resumeStatus, "bad sessions are 400 `session_expired`", noExternalID}},
		{Name: "DetailLink", Method: http.MethodGet, Path: one, Scope: "read_links",
			operation: contact.Detail, Fidelity: Emulated,
			handle: withID(detailLink), projects: true, answers: link, Deviations: []string{noExternalID}},
		{Name: "ModifyLinkDataRetrieval", Method: http.MethodPatch, Path: one, Scope: "write_links",
			operation: lifecycle.Modify, asks: true, Fidelity: Emulated,
			handle: withID(modifyLink), projects: true, body: policyFields(), answers: link,
			Deviations: []string{noExternalID,
				"a single link becomes recurrent if its `credentials_storage` is `store` or the default `365d`"}},
		{Name: "UpdateLink", Method: http.MethodPut, Path: one, Scope: "write_links",
			operation: lifecycle.Update, asks: true, Fidelity: Emulated,
			handle: withID(updateLink), projects: true, answers: link, Deviations: []string{
				"credentials are not held against `form_fields` again (undocumented)", consentDuration, noExternalID},
			body: append(credentialFields(), param{name: "password", kind: secret, required: true, login: true})},
		{Name: "DestroyLink", Method: http.MethodDelete, Path: one, Scope: "delete_links",
			operation: lifecycle.Delete, asks: true, Fidelity: Emulated,
			handle: withID(deleteLink), answers: answers{http.StatusNoContent: nil, http.StatusAccepted: accepted{}},
			Deviations: []string{noLimit, "202 on request, as in 1.223.0"}},
		{Name: "RefreshHistoricalDataForLink", Method: http.MethodPost, Path: "/api/links/{id}/refresh/",
			operation: lifecycle.Refresh, asks: true, Fidelity: Emulated,
			handle: withID(refreshLink), body: []param{{name: "fetch_resources", kind: list}},
			answers:    answers{http.StatusAccepted: accepted{}},
			Deviations: []string{"done at once; webhooks follow"}},
		{Name: "CreateLinkToken", Method: http.MethodPost, Path: "/api/links/{id}/token/",
			operation: contact.Token, Fidelity: Emulated,
			handle: withID(createLinkToken), issues: true, body: []param{{name: "scopes", kind: text}},
			answers:    answers{http.StatusOK: token.Pair{}},
			Deviations: []string{"the older form of /api/token/ with link_id"}},
	}
}

// dataRoutes are the operations that a resource of the registry has.
func dataRoutes(row *registry.Row) []*Route {
	list, object := "/"+row.Path+"/", "/"+row.Path+"/{id}/"
	retrieve := []string{nullIDs}
	if row.Async {
		retrieve = append(retrieve, "an asynchronous request is done at once")
	}
	one := answers{http.StatusOK: row.Shapes}
	retrieved, resumed := retrievedAs(row, many(row.Shapes)), retrievedAs(row, many(row.Shapes))
	if row.Single {
		retrieved = retrievedAs(row, row.Shapes)
	}
	var table []*Route
	add := func(r Route, deviations ...string) {
		if r.Name != "" {
			r.Scope = row.Scope
			r.Fidelity, r.Row, r.projects = Emulated, row, r.Method != http.MethodDelete
			r.Deviations = append(deviations, row.Deviations...)
			table = append(table, &r)
		}
	}
	names := row.Operations
	add(Route{Name: names.List, Method: http.MethodGet, Path: list, operation: contact.List, handle: listObjects,
		filters: row.Filters, answers: answers{http.StatusOK: page(row.Shapes)}}, newestFirst, badParameters)
	add(Route{Name: names.Retrieve, Method: http.MethodPost, Path: list, operation: lifecycle.Retrieve, asks: true,
		handle: retrieveObjects, body: bodyOf(row), answers: retrieved}, retrieve...)
	add(Route{Name: names.Patch, Method: http.MethodPatch, Path: list, operation: lifecycle.Resume, asks: true,
		handle: resumeObjects, body: resumptionFields(), answers: resumed}, nullIDs)
	add(Route{Name: names.Detail, Method: http.MethodGet, Path: object, operation: contact.Detail,
		handle: withID(detailObject), answers: one})
	add(Route{Name: names.Destroy, Method: http.MethodDelete, Path: object, operation: lifecycle.Delete,
		handle: withID(deleteObject), answers: answers{http.StatusNoContent: nil}}, noLimit)
	if b := row.Below; b != nil {
		add(Route{Name: b.Name, Method: http.MethodGet, Path: object + b.Path + "/", operation: contact.List,
			handle: withID(listBelow), filters: noFilters(),
			answers: answers{http.StatusOK: page([]registry.Shape{b.Shape})}}, badParameters)
	}
	return table
}

// retrievedAs are the answers to a request for data, which is shown as some schema.
func retrievedAs(row *registry.Row, shown any) answers {
	a := answers{http.StatusCreated: shown, http.StatusOK: shown}
	if row.Async {
		a[http.StatusAccepted] = accepted{}
	}
	return a
}

// noFilters is a list's that takes no filters.
func noFilters() *filter.Table[any] { return filter.NewTable[any](nil) }
