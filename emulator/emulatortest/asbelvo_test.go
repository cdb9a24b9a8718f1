package emulatortest_test

import (
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// asked makes a request with a sandbox's keys and returns the answer's status and JSON.
func asked(
	t *testing.T, client *http.Client, b *emulatortest.Sandbox, method, url, body string,
) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(b.ID, b.Password)
	r.Header.Set("Content-Type", "application/json")
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var answer any
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if list, is := answer.([]any); is {
		answer = list[0]
	}
	return response.StatusCode, answer.(map[string]any)
}

// TestAsBelvo: code that names Belvo's hosts reaches the server, whose links name the same hosts.
func TestAsBelvo(t *testing.T) {
	t.Parallel()
	server := emulatortest.AsBelvo(t)
	box := server.Sandbox(t)
	for _, host := range []string{"sandbox.belvo.com", "api.belvo.com", "development.belvo.com"} {
		base := "https://" + host
		status, page := asked(t, server.HTTP, box, http.MethodGet, base+"/api/institutions/?page_size=5", "")
		next, _ := page["next"].(string)
		if status != http.StatusOK || next != base+"/api/institutions/?page_size=5&page=2" {
			t.Errorf("%s: %d, next is %s", host, status, next)
		}
		_, token := asked(t, server.HTTP, box, http.MethodPost, base+"/api/token/",
			`{"id": "`+box.ID+`", "password": "`+box.Password+`", "scopes": "read_institutions"}`)
		access, _ := token["access"].(string)
		claims, err := base64.RawURLEncoding.DecodeString(strings.Split(access+"..", ".")[1])
		if err != nil || !strings.Contains(string(claims), `"api_url":"`+host+`"`) {
			t.Errorf("%s: %v, the claims are %s", host, err, claims)
		}
	}
}

// TestAsBelvoUnserved: hosts of Belvo's that the emulator does not stand in for are answered 501, which
// the journal has.
func TestAsBelvoUnserved(t *testing.T) {
	t.Parallel()
	server := emulatortest.AsBelvo(t)
	box := server.Sandbox(t)
	for _, path := range []string{"/api/links/", "/", "/belvo-widget-1-stable.js", "/__emulator/v1/health"} {
		status, answer := asked(t, server.HTTP, box, http.MethodGet, "https://dashboard.belvo.com"+path, "")
		if status != http.StatusNotImplemented || answer["code"] != "not_emulated" ||
			!strings.Contains(answer["message"].(string), "dashboard.belvo.com"+path) {
			t.Errorf("%s: %d %v", path, status, answer)
		}
	}
	got := box.Requests(emulatortest.RequestFilter{Path: "/api/links/", Status: http.StatusNotImplemented})
	if len(got) != 1 {
		t.Errorf("the journal has %d of them", len(got))
	}
}

// TestAsBelvoOthers are reached as usual, with the proxy or without.
func TestAsBelvoOthers(t *testing.T) {
	t.Parallel()
	server := emulatortest.AsBelvo(t)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "another")
	}))
	defer other.Close()
	response, err := server.HTTP.Get(other.URL)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "another" {
		t.Errorf("%v: %s", err, body)
	}
	direct := server.TLS.Clone()
	direct.ServerName = "api.belvo.com"
	c, err := tls.Dial("tcp", server.Proxy.Host, direct)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
