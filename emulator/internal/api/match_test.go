package api

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/lifecycle"
)

// looksUp is the route that a method and a path lead to, and the parts in braces.
func looksUp(t *testing.T, method, path string) (*Route, map[string]string) {
	t.Helper()
	a := &API{tree: addRoute(Routes(registry.Registry()))}
	req := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	req.Method, req.URL.Path = method, path
	r := &request{Exchange: exchange.Exchange{Request: req}, api: a}
	return a.find(r)[effective(method)], r.vars
}

func TestPathsLeadToRoutes(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{
		"GET /api/":                          "GET /api/",
		"GET /api":                           "GET /api/",
		"HEAD //api//":                       "GET /api/",
		"GET /api/links/x":                   "GET /api/links/{id}/",
		"GET /api/links//x//":                "GET /api/links/{id}/",
		"POST /api/links/x/refresh":          "POST /api/links/{id}/refresh/",
		"GET /api/institutions/1":            "GET /api/institutions/{id}/",
		"POST /api/token/refresh":            "POST /api/token/refresh/",
		"GET /api/br/exchanges/x/history/":   "GET /api/br/exchanges/{id}/history/",
		"GET /payments":                      "GET /payments/{rest...}",
		"DELETE /payments/a/b/c/":            "DELETE /payments/{rest...}",
		"GET /api/links/x/y":                 "",
		"GET /api/links/x/refresh/y":         "",
		"GET /":                              "",
		"GET /apis":                          "",
		"GET /API/links":                     "",
		"PUT /api/links":                     "",
		"GET /api/token/refresh":             "",
		"GET /api/br":                        "",
		"GET /investments":                   "",
		"GET /investments/portfolios/x/more": "",
	} {
		method, path, _ := strings.Cut(asked, " ")
		route, _ := looksUp(t, method, path)
		got := ""
		if route != nil {
			got = route.Method + " " + route.Path
		}
		if got != want {
			t.Errorf("%s leads to %q, want %q", asked, got, want)
		}
	}
	if _, vars := looksUp(t, http.MethodPost, "//api/links/the-id//refresh"); vars["id"] != "the-id" {
		t.Errorf("the part in braces is %q", vars["id"])
	}
}

// TestEveryRouteIsFound asks for each route of the table by its own path.
func TestEveryRouteIsFound(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range Routes(registry.Registry()) {
		key := r.Method + " " + r.Path
		if seen[key] {
			t.Errorf("%s is in the table twice", key)
		}
		seen[key] = true
		got, _ := looksUp(t, r.Method, strings.NewReplacer("{id}", "x", "{rest...}", "x").Replace(r.Path))
		if got == nil || got.Method+" "+got.Path != key {
			t.Errorf("%s is not found by its own path", key)
		}
		if !strings.HasSuffix(r.Path, "/") && !strings.HasSuffix(r.Path, "{rest...}") {
			t.Errorf("%s does not end in a slash", r.Path)
		}
	}
}

// TestRoutesSayWhatTheyAre holds the table together: a route that answers has a name and a degree of
// fidelity, and one that does not says so.
func TestRoutesSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	for _, r := range Routes(registry.Registry()) {
		switch {
		case (r.handle == nil) != (r.Fidelity == NotEmulated):
			t.Errorf("%s %s: a handler and the fidelity %q do not agree", r.Method, r.Path, r.Fidelity)
		case r.handle != nil && r.Name == "":
			t.Errorf("%s %s has no name", r.Method, r.Path)
		case r.Open && r.Scope != "":
			t.Errorf("%s %s takes no access token and names a scope", r.Method, r.Path)
		}
	}
	methods := map[string]int{}
	for _, r := range Routes(registry.Registry()) {
		methods[r.Method+" "+r.Path]++
	}
	for operation, n := range methods {
		if n > 1 {
			t.Errorf("%s is in the table %d times", operation, n)
		}
	}
}

// TestRoutesHaveOperations holds that an answer can wait for each operation by its word, except those that
// concern no link, and that operations which ask an institution are those of the link's life.
func TestRoutesHaveOperations(t *testing.T) {
	t.Parallel()
	without := []string{"VerifyIncome", "CategorizeTransactions"}
	want := map[string]lifecycle.Operation{"Login": contact.Login, "CreateLinkToken": contact.Token,
		"ListLinks": contact.List, "DetailLink": contact.Detail, "ListAccounts": contact.List,
		"DetailAccount": contact.Detail, "DestroyAccount": lifecycle.Delete, "RetrieveAccounts": lifecycle.Retrieve,
		"RegisterLink": lifecycle.Register, "UpdateLink": lifecycle.Update, "PatchLinks": lifecycle.Resume}
	for _, r := range Routes(registry.Registry()) {
		known := slices.Contains(contact.NextOperations(), string(r.operation))
		if r.handle != nil && known == slices.Contains(without, r.Name) {
			t.Errorf("%s %s is called %q", r.Method, r.Path, r.operation)
		}
		if word, listed := want[r.Name]; listed && word != r.operation {
			t.Errorf("%s is called %q, want %q", r.Name, r.operation, word)
		}
		delete(want, r.Name)
		if r.asks && !slices.Contains(lifecycle.Operations(), r.operation) {
			t.Errorf("%s %s asks an institution to %q", r.Method, r.Path, r.operation)
		}
	}
	if len(want) > 0 {
		t.Errorf("there are no routes %v", want)
	}
}
