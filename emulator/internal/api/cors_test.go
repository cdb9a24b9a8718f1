package api_test

import (
	"net/http"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

const shop = "Origin: https://shop.example"

// TestCORSBearer lets pages of any origin read answers to calls with an access token, errors too.
func TestCORSBearer(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	token := b.Do(http.MethodPost, "/api/token/", map[string]any{"id": b.ID, "password": b.Password,
		"scopes": "read_institutions"}).Want(http.StatusOK).Text("access")
	b.Bearer = token
	for path, status := range map[string]int{
		"/api/institutions/": http.StatusOK, "/api/accounts/": http.StatusForbidden,
		"/api/nothing/": http.StatusNotFound} {
		header := b.Do(http.MethodGet, path, nil, shop).Want(status).Header
		if got := header.Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("%s: Access-Control-Allow-Origin is %q, want *", path, got)
		}
	}
	b.Bearer = "expired"
	if got := b.Do(http.MethodGet, "/api/institutions/", nil, shop).Want(http.StatusUnauthorized).
		Header.Get("Access-Control-Allow-Origin"); got != "*" {
		t.Errorf("a refused token: Access-Control-Allow-Origin is %q, want *", got)
	}
}

// TestCORSBasic gives no page an answer to the secret keys.
func TestCORSBasic(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	for _, path := range []string{"/api/institutions/", "/api/links/"} {
		for name := range b.Do(http.MethodGet, path, nil, shop).Want(http.StatusOK).Header {
			if len(name) > 14 && name[:14] == "Access-Control" {
				t.Errorf("%s answers with %s", path, name)
			}
		}
	}
}

// TestPreflight answers the question of a browser for what access tokens may do, and for nothing
// else.
func TestPreflight(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	const id = "/api/links/16f68516-bcbc-4cf7-b815-c500d4204e28/"
	for _, c := range []struct {
		path, method, headers string
		allowed               bool
	}{
		{"/api/institutions/", "GET", "authorization,content-type", true},
		{"/api/links/", "POST", "Content-Type, Authorization", true},
		{"/api/links/", "PATCH", "authorization", true},
		{id, "PUT", "authorization", true},
		{id, "GET", "authorization", true},
		{"/api/links/", "POST", "content-type", false},
		{"/api/links/", "", "authorization", false},
		{"/api/links/", "PURGE", "authorization", false},
		{"/api/token/", "POST", "authorization,content-type", false},
		{"/api/accounts/", "POST", "authorization", false},
		{"/api/nothing/", "GET", "authorization", false},
	} {
		answer := b.Do(http.MethodOptions, c.path, nil, shop, "Access-Control-Request-Method: "+c.method,
			"Access-Control-Request-Headers: "+c.headers)
		header := answer.Header
		allowed := answer.Status == http.StatusNoContent &&
			header.Get("Access-Control-Allow-Origin") == "*" &&
			header.Get("Access-Control-Allow-Methods") == c.method
		if allowed != c.allowed {
			t.Errorf(
				"%s %s with %s: allowed %v, want %v (status %d)",
				c.method,
				c.path,
				c.headers,
				allowed,
				c.allowed,
				answer.Status,
			)
		}
		if !c.allowed && header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s %s: a refusal names an origin", c.method, c.path)
		}
	}
}
