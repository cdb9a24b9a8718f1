package api

import (
	"net/http"
	"slices"

	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/resource"
)

// Fidelity says how much of an operation is emulated.
type Fidelity string

// The degrees of fidelity.
const (
	Emulated    Fidelity = "yes"
	NotEmulated Fidelity = "no"
)

// Route is one operation of the API.
type Route struct {
	Name       string // as in Belvo's OpenAPI description, or ours where it has none
	Method     string
	Path       string // with parts in braces; {rest...} for everything below
	Scope      string // of the access tokens that may call it; "" for secret keys only
	Open       bool   // authenticates by itself
	Fidelity   Fidelity
	Deviations []string      // where Belvo's behaviour is unknown or ours differs
	Row        *resource.Row // the resource that the operation is one of, nil for links and the like
	filters    parameters    // of a list, nil for others
	issues     bool          // keys in, tokens out
	projects   bool          // takes fields and omit
	handle     handler       // nil: 501
}

// Deviations that several routes share.
const (
	newestFirst  = "newest first (undocumented)"
	resumeStatus = "200 as in the specifications (guides: 201)"
	nullIDs      = "unsaved objects have a null id"
)

// Routes is the table of everything that Belvo's aggregation API has.
func Routes(rows []*resource.Row) []*Route {
	table := append(coreRoutes(), linkRoutes()...)
	for _, row := range rows {
		table = append(table, dataRoutes(row)...)
	}
	return append(table, missingRoutes()...)
}

func coreRoutes() []*Route {
	return []*Route{
		{Name: "Login", Method: http.MethodGet, Path: "/api/", Fidelity: Emulated, handle: login,
			Deviations: []string{"the body is `{}`: undocumented, the SDKs look at the status"}},
		{Name: "GenerateWidgetAccessToken", Method: http.MethodPost, Path: "/api/token/", Open: true,
			Fidelity: Emulated, handle: createToken, issues: true,
			Deviations: []string{"only keys and scopes are required, as real clients send them"}},
		{Name: "RefreshWidgetAccessToken", Method: http.MethodPost, Path: "/api/token/refresh/", Open: true,
			Fidelity: Emulated, handle: refreshToken, issues: true, Deviations: []string{"undocumented; Simple JWT's contract"}},
		{Name: "ListInstitutions", Method: http.MethodGet, Path: "/api/institutions/", Scope: "read_institutions",
			Fidelity: Emulated, handle: listInstitutions, projects: true, filters: engine.InstitutionFilters()},
		{Name: "DetailInstitution", Method: http.MethodGet, Path: "/api/institutions/{id}/",
			Scope: "read_institutions", Fidelity: Emulated, handle: detailInstitution, projects: true},
	}
}

func linkRoutes() []*Route {
	const list, one = "/api/links/", "/api/links/{id}/"
	return []*Route{
		{Name: "ListLinks", Method: http.MethodGet, Path: list, Scope: "read_links", Fidelity: Emulated,
			handle: listLinks, projects: true, filters: engine.LinkFilters(), Deviations: []string{newestFirst}},
		{Name: "RegisterLink", Method: http.MethodPost, Path: list, Scope: "write_links", Fidelity: Emulated,
			handle: registerLink, projects: true, Deviations: []string{
				"a user may register again (a scenario can answer `duplicated`)",
				"Open Finance institutions register like others"}},
		{Name: "PatchLinks", Method: http.MethodPatch, Path: list, Scope: "write_links", Fidelity: Emulated,
			handle: resumeLink, projects: true, Deviations: []string{resumeStatus}},
		{Name: "DetailLink", Method: http.MethodGet, Path: one, Scope: "read_links", Fidelity: Emulated,
			handle: detailLink, projects: true},
		{Name: "ModifyLinkDataRetrieval", Method: http.MethodPatch, Path: one, Scope: "write_links",
			Fidelity: Emulated, handle: modifyLink, projects: true},
		{Name: "UpdateLink", Method: http.MethodPut, Path: one, Scope: "write_links", Fidelity: Emulated,
			handle: updateLink, projects: true},
		{Name: "DestroyLink", Method: http.MethodDelete, Path: one, Scope: "delete_links", Fidelity: Emulated,
			handle: deleteLink, Deviations: []string{"no limit of five a minute"}},
		{Name: "RefreshHistoricalDataForLink", Method: http.MethodPost, Path: "/api/links/{id}/refresh/",
			Fidelity: Emulated, handle: refreshLink,
			Deviations: []string{"done at once; webhooks follow"}},
		{Name: "CreateLinkToken", Method: http.MethodPost, Path: "/api/links/{id}/token/", Fidelity: Emulated,
			handle: createLinkToken, issues: true, Deviations: []string{"the older form of /api/token/ with link_id"}},
	}
}

// dataRoutes are the operations that a resource of the registry has.
func dataRoutes(row *resource.Row) []*Route {
	list, one := "/"+row.Path+"/", "/"+row.Path+"/{id}/"
	retrieve := []string{nullIDs}
	if row.Async {
		retrieve = append(retrieve, "an asynchronous request is done at once")
	}
	var table []*Route
	add := func(name, method, path string, h func(*request, *resource.Row) (response, error), deviations ...string) {
		if name != "" {
			table = append(table, &Route{Name: name, Method: method, Path: path, Fidelity: Emulated,
				projects: method != http.MethodDelete, Deviations: append(deviations, row.Deviations...), Row: row,
				handle: func(r *request) (response, error) { return h(r, row) }})
		}
	}
	names := row.Operations
	add(names.List, http.MethodGet, list, listObjects, newestFirst)
	if names.List != "" {
		table[0].filters = row.Filters
	}
	add(names.Retrieve, http.MethodPost, list, retrieveObjects, retrieve...)
	add(names.Patch, http.MethodPatch, list, resumeObjects)
	add(names.Detail, http.MethodGet, one, detailObject)
	add(names.Destroy, http.MethodDelete, one, deleteObject, "no limit of five a minute")
	return table
}

// PathFidelity sums a path's operations up.
type PathFidelity struct {
	Path       string
	Methods    []string
	Fidelity   Fidelity
	Deviations []string
}

// Fidelities sums the route table up by paths. Operations of one path and of different fidelity
// make several rows.
func Fidelities(rows []*resource.Row) []PathFidelity {
	var out []PathFidelity
	for _, r := range Routes(rows) {
		at := slices.IndexFunc(out, func(p PathFidelity) bool { return p.Path == r.Path && p.Fidelity == r.Fidelity })
		if at < 0 {
			at = len(out)
			out = append(out, PathFidelity{Path: r.Path, Fidelity: r.Fidelity})
		}
		out[at].Methods = append(out[at].Methods, r.Method)
		for _, d := range r.Deviations {
			if !slices.Contains(out[at].Deviations, d) {
				out[at].Deviations = append(out[at].Deviations, d)
			}
		}
	}
	return out
}
