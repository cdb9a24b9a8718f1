package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/api"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/token"
)

// scoped is an operation that access tokens may call: with which scope, and how it succeeds.
type scoped struct {
	scope  string
	status int
	body   func(w world) any // prepares what the operation needs
}

func nothing(world) any { return nil }

// scopedOperations are all that access tokens may call. Everything else is for secret keys only.
func scopedOperations() map[string]scoped {
	return map[string]scoped{
		"GET /api/institutions/":      {"read_institutions", http.StatusOK, nothing},
		"GET /api/institutions/{id}/": {"read_institutions", http.StatusOK, nothing},
		"GET /api/links/":             {"read_links", http.StatusOK, nothing},
		"GET /api/links/{id}/":        {"read_links", http.StatusOK, nothing},
		"POST /api/links/": {"write_links", http.StatusCreated, func(world) any {
			return fields{"institution": "erebor_mx_retail", "username": "bnk102", "password": "pass_valid"}
		}},
		"PATCH /api/links/": {"write_links", http.StatusOK, func(w world) any {
			asked := w.register("heimdall_mx_retail", "mfa_default", nil)
			return fields{"session": asked.Text("0.session"), "token": "111111"}
		}},
		"PATCH /api/links/{id}/": {"write_links", http.StatusOK, func(world) any { return fields{} }},
		"PUT /api/links/{id}/": {"write_links", http.StatusOK,
			func(world) any { return fields{"password": "x"} }},
		"GET /api/consents/":      {"read_consents", http.StatusOK, nothing},
		"GET /api/consents/{id}/": {"read_consents", http.StatusOK, nothing},
		"DELETE /api/links/{id}/": {"delete_links", http.StatusNoContent, nothing},
	}
}

// TestScopes calls every operation with a token of each scope alone, and with none.
func TestScopes(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	operations := scopedOperations()
	routes := api.Routes(registry.Registry())
	known := map[string]bool{}
	for _, r := range routes {
		known[r.Method+" "+r.Path] = true
	}
	for name := range operations {
		if !known[name] {
			t.Errorf("there is no operation %s", name)
		}
	}
	for _, scope := range token.Scopes() {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			w := world{server.Sandbox(t), server, t}
			w.Register("erebor_mx_retail", "bnk102")
			access, _ := w.pair(scope, nil)
			for _, r := range routes {
				if r.Open || !strings.HasPrefix(r.Path, "/api/") && !strings.HasPrefix(r.Path, "/payments/") {
					continue
				}
				op, admitted := operations[r.Method+" "+r.Path]
				if admitted && op.scope == scope {
					w.admits(r, op)
					continue
				}
				path := strings.NewReplacer("{id}", uuid.NewString(), "{rest...}", "x").Replace(r.Path)
				answer := w.bearer(access).Do(r.Method, path, nil)
				if answer.Status != http.StatusForbidden || answer.Text("0.code") != "permission_denied" {
					t.Errorf("%s %s: status %d, want 403: %s", r.Method, r.Path, answer.Status, answer.Body)
				}
			}
		})
	}
}

// admits holds that a fresh token of the operation's scope alone may call it.
func (w world) admits(r *api.Route, op scoped) {
	w.t.Helper()
	id := w.Register("erebor_mx_retail", "bnk102")
	switch {
	case strings.HasPrefix(r.Path, "/api/institutions/"):
		id = "1004"
	case strings.HasPrefix(r.Path, "/api/consents/"):
		link := w.openLink(openPerson, nil)
		id = w.Do(http.MethodGet, "/api/consents/?user_document="+openPerson+"&link="+link, nil).Text("results.0.id")
	}
	body := op.body(w)
	access, _ := w.pair(op.scope, nil)
	path := strings.ReplaceAll(r.Path, "{id}", id)
	if r.Row != nil && r.Row.ListNeeds == "user_document" {
		path += "?user_document=" + openPerson
	}
	answer := w.bearer(access).Do(r.Method, path, body)
	if answer.Status != op.status {
		w.t.Errorf("%s %s with the scope %s: status %d: %s", r.Method, r.Path, op.scope, answer.Status,
			answer.Body)
	}
}

// TestScopesAreTrimmedAndChecked reads the comma separated list as people write it.
func TestScopesAreTrimmedAndChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	access, _ := w.pair(" read_links , ,write_links,", nil)
	same(t, "the number of scopes", len(claimsOf(t, access)["scopes"].([]any)), 2)
	refused := w.Do(http.MethodPost, "/api/token/", fields{"scopes": "read_links,read_accounts,write_all"})
	refused.Want(http.StatusBadRequest, "invalid_choice")
	same(t, "the first message", refused.Text("0.message"), `"read_accounts" is not a valid choice.`)
	same(t, "the second message", refused.Text("1.message"), `"write_all" is not a valid choice.`)
}

// TestScopesOfAnUnknownMethodAreNotAsked answers 405 to a method that a path lacks, and 404 to an
// unknown path, whatever the token may do.
func TestScopesOfAnUnknownMethodAreNotAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	access, _ := w.pair("read_institutions", nil)
	w.bearer(access).Do(http.MethodPut, "/api/links/", nil).Want(http.StatusMethodNotAllowed,
		"method_not_allowed")
	w.bearer(access).Do(http.MethodGet, "/api/nothing/", nil).Want(http.StatusNotFound, "not_found")
	w.bearer("garbage").Do(http.MethodPut, "/api/links/", nil).Want(http.StatusUnauthorized, "token_not_valid")
}
