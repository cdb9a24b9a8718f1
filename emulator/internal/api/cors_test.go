package api_test

import (
	"net/http"
	"strings"
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

// TestCORSBasic refuses secret keys from foreign pages, and gives them no answer to read.
func TestCORSBasic(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	keys := map[string]any{"id": b.ID, "password": b.Password, "scopes": "read_links"}
	for _, c := range []struct {
		method, path string
		body         any
	}{
		{http.MethodGet, "/api/institutions/", nil}, {http.MethodGet, "/api/links/", nil},
		{http.MethodGet, "/api/nothing/", nil}, {http.MethodPost, "/api/accounts/", map[string]any{}},
		{http.MethodPost, "/api/token/", keys},
	} {
		for _, page := range []string{shop, "Origin: null", "Sec-Fetch-Site: cross-site"} {
			answer := b.Do(c.method, c.path, c.body, page)
			want := http.StatusForbidden
			if c.path == "/api/nothing/" {
				want = http.StatusNotFound
			}
			if answer.Status != want {
				t.Errorf("%s %s from %s answers %d, want %d", c.method, c.path, page, answer.Status, want)
			}
			for name := range answer.Header {
				if strings.HasPrefix(name, "Access-Control") {
					t.Errorf("%s %s from %s answers with %s", c.method, c.path, page, name)
				}
			}
		}
	}
	refused := b.Do(http.MethodGet, "/api/links/", nil, shop).Want(http.StatusForbidden, "permission_denied")
	if hint := refused.Header.Get("X-Belvo-Emulator-Hint"); !strings.Contains(hint, "--allow-host shop.example") {
		t.Errorf("the hint is %q", hint)
	}
}

// TestCORSKeysInAnOpenRequest: an access token in the header does not let a foreign page send keys in
// the body.
func TestCORSKeysInAnOpenRequest(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	b.Bearer = "anything"
	b.Do(http.MethodPost, "/api/token/", map[string]any{"id": b.ID, "password": b.Password, "scopes": "read_links"},
		shop).Want(http.StatusForbidden, "permission_denied")
}

// TestCORSNear lets pages of this machine and of allowed hosts read what they get with secret keys, and
// tells them what a real page would do by that.
func TestCORSNear(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t, emulatortest.WithAllowedHosts("*.shop.example")).Sandbox(t)
	keys := map[string]any{"id": b.ID, "password": b.Password, "scopes": "read_links"}
	for _, origin := range []string{"http://localhost:3000", "http://127.0.0.1:5173", "https://dev.shop.example"} {
		for _, c := range []struct {
			method, path string
			body         any
			status       int
			hint         string
		}{
			{http.MethodGet, "/api/links/", nil, http.StatusOK, "a web page sent secret keys"},
			{http.MethodPost, "/api/token/", keys, http.StatusOK, "a web page sent secret keys"},
			{http.MethodPost, "/api/links/", map[string]any{}, http.StatusBadRequest, "a web page sent secret keys"},
			{http.MethodGet, "/api/nothing/", nil, http.StatusNotFound, ""},
		} {
			header := b.Do(c.method, c.path, c.body, "Origin: "+origin).Want(c.status).Header
			if got := header.Get("Access-Control-Allow-Origin"); got != origin {
				t.Errorf("%s %s: Access-Control-Allow-Origin is %q, want %s", c.method, c.path, got, origin)
			}
			if got := strings.Join(header.Values("X-Belvo-Emulator-Hint"), "\n"); !strings.Contains(got, c.hint) {
				t.Errorf("%s %s: the hint is %q, want %q", c.method, c.path, got, c.hint)
			}
		}
		for _, path := range []string{"/api/token/", "/api/accounts/", "/api/nothing/"} {
			header := b.Do(http.MethodOptions, path, nil, "Origin: "+origin, "Access-Control-Request-Method: POST",
				"Access-Control-Request-Headers: content-type").Want(http.StatusNoContent).Header
			if header.Get("Access-Control-Allow-Methods") != "POST" {
				t.Errorf("a preflight for %s answers %v", path, header)
			}
		}
	}
}

// TestPreflightAllowsEveryHeader, such as those of libraries that trace requests.
func TestPreflightAllowsEveryHeader(t *testing.T) {
	t.Parallel()
	b := emulatortest.Start(t).Sandbox(t)
	const asked = "authorization,baggage,content-type,sentry-trace,x-anything"
	for _, path := range []string{"/api/institutions/", "/widget/v1/start"} {
		method := http.MethodGet
		if strings.HasPrefix(path, "/widget") {
			method = http.MethodPost
		}
		got := b.Do(http.MethodOptions, path, nil, shop, "Access-Control-Request-Method: "+method,
			"Access-Control-Request-Headers: "+asked).Want(http.StatusNoContent).
			Header.Get("Access-Control-Allow-Headers")
		if got != asked {
			t.Errorf("%s allows the headers %q, want %q", path, got, asked)
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
