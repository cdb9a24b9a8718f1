package e2e_test

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// asHost sends a request over the network for a host other than the one that it goes to.
func (w world) asHost(host, method, path string, body any, headers ...string) *emulatortest.Answer {
	w.t.Helper()
	before := w.server.Transport
	w.server.Transport = hosted{host}
	named := w.server.SandboxNamed(w.t, w.ID)
	w.server.Transport = before
	return named.Do(method, path, body, headers...)
}

// hosted is a transport whose requests name a host.
type hosted struct{ host string }

// RoundTrip implements http.RoundTripper.
func (h hosted) RoundTrip(r *http.Request) (*http.Response, error) {
	named := r.Clone(r.Context())
	named.Host = h.host
	return http.DefaultTransport.RoundTrip(named)
}

const hintHeader = "X-Belvo-Emulator-Hint"

// TestLinksNeverLeadToBelvo: with Belvo's own host in the request, as in the lines of its documents,
// the next page and the token's api_url lead to this server, and a hint says so.
func TestLinksNeverLeadToBelvo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Register("erebor_mx_retail", "ana")
	w.Register("erebor_mx_retail", "eva")
	here := strings.TrimPrefix(w.server.URL, "http://")
	for _, c := range []struct {
		host, header, scheme, want string
		hint                       string
	}{
		{"sandbox.belvo.com", "", "http", here, "--public-url"},
		{"API.belvo.com:443", "X-Forwarded-Proto: https", "http", here, "--public-url"},
		{"localhost:99", "", "http", "localhost:99", ""},
		{"localhost:99", "X-Forwarded-Proto: https,http", "https", "localhost:99", ""},
		{"10.0.0.9", "X-Forwarded-Host: belvo.test:8443, other.test", "http", "belvo.test:8443", ""},
		{"10.0.0.9", "X-Forwarded-Host: belvo.example.org", "http", "10.0.0.9", "--allow-host"},
	} {
		var headers []string
		if c.header != "" {
			headers = append(headers, c.header)
		}
		list := w.asHost(c.host, http.MethodGet, "/api/links/?page_size=1", nil, headers...).Want(http.StatusOK)
		same(t, "next with "+c.host+" "+c.header, list.Text("next"),
			c.scheme+"://"+c.want+"/api/links/?page_size=1&page=2")
		token := w.asHost(c.host, http.MethodPost, "/api/token/", fields{"id": w.ID, "password": w.Password,
			"scopes": "read_links"}, headers...).Want(http.StatusOK)
		claims := claimsOf(t, token.Text("access"))
		same(t, "api_url with "+c.host+" "+c.header, claims["api_url"], any(c.want))
		for _, answer := range []*emulatortest.Answer{list, token} {
			if hint := answer.Header.Get(hintHeader); (hint == "") != (c.hint == "") || !strings.Contains(hint, c.hint) {
				t.Errorf("with %s %s the hint is %q, want %q", c.host, c.header, hint, c.hint)
			}
		}
	}
	if hint := w.asHost("sandbox.belvo.com", http.MethodGet, "/api/", nil).Want(http.StatusOK).
		Header.Get(hintHeader); hint != "" {
		t.Errorf("an answer without links has the hint %q", hint)
	}
}

// TestPublicURL: links begin with it, whatever the request says, and the server may be called by it.
func TestPublicURL(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithPublicURL("https://belvo.example.org:444"))
	w.Register("erebor_mx_retail", "ana")
	w.Register("erebor_mx_retail", "eva")
	for _, host := range []string{"belvo.example.org", "127.0.0.1:1", "sandbox.belvo.com"} {
		list := w.asHost(host, http.MethodGet, "/api/links/?page_size=1", nil,
			"X-Forwarded-Host: localhost:1").Want(http.StatusOK)
		same(t, "next", list.Text("next"), "https://belvo.example.org:444/api/links/?page_size=1&page=2")
		same(t, "the hint", list.Header.Get(hintHeader), "")
	}
}

// TestRefusalsMaskPathsInTheLog: what a client sends as a part of a path may be a secret, on the surfaces too
// whose refusals no journal has.
func TestRefusalsMaskPathsInTheLog(t *testing.T) {
	t.Parallel()
	log := &lockedBuffer{}
	w := newWorld(t, func(c *emulator.Config) { c.Logger = slog.New(slog.NewJSONHandler(log, nil)) })
	const token = "eyJhbGciOiJIUzUxMiJ9.eyJleHAiOjF9.c2lnbmF0dXJl"
	for _, path := range []string{"/__emulator/v1/links/" + token, "/v1.0.0/stable/" + token, "/api/links/" + token + "/"} {
		w.asHost("belvo.example.org", http.MethodGet, path, nil).Want(http.StatusForbidden)
	}
	text := log.String()
	same(t, "lines", strings.Count(text, "\n"), 3)
	if strings.Contains(text, token) || !strings.Contains(text, "/__emulator/v1/links/") {
		t.Errorf("the log shows %s", text)
	}
}

// TestInMemoryAsBelvo: a client that reaches the server in memory is led back to the host it named.
func TestInMemoryAsBelvo(t *testing.T) {
	t.Parallel()
	server := emulatortest.StartWithoutSocket(t)
	box := server.Sandbox(t)
	box.Register("erebor_mx_retail", "ana")
	box.Register("erebor_mx_retail", "eva")
	list := box.Do(http.MethodGet, "https://sandbox.belvo.com/api/links/?page_size=1", nil).Want(http.StatusOK)
	same(t, "next", list.Text("next"), "https://sandbox.belvo.com/api/links/?page_size=1&page=2")
}

// TestOtherHostsAreRefused on every surface, with a text that names the flag and without any effect.
func TestOtherHostsAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const rebound = "belvo.example.org"
	const flag = "--allow-host belvo.example.org"
	body := fields{"institution": "erebor_mx_retail", "username": "ana", "password": "pass_valid"}
	for _, c := range []struct{ method, path, form string }{
		{http.MethodPost, "/api/links/", "array"}, {http.MethodOptions, "/api/links/", "array"},
		{http.MethodPost, "/api/token/", "array"}, {http.MethodGet, "/api/nothing/", "array"},
		{http.MethodGet, "/", "array"}, {http.MethodGet, "/payments/x", "array"},
		{http.MethodPost, "/widget/v1/start", "array"},
		{http.MethodPost, "/__emulator/v1/clock/advance", "object"}, {http.MethodGet, "/__emulator/v1/health", "object"},
		{http.MethodGet, "/__emulator/v1/nothing", "object"}, {http.MethodGet, "/__emulator/openapi.json", "object"},
		{http.MethodGet, "/__emulator/phone", "text"}, {http.MethodGet, "/widget/?access_token=x", "text"},
		{http.MethodGet, "/?access_token=x", "text"}, {http.MethodGet, "/belvo-widget-1-stable.js", "text"},
		{http.MethodGet, "/v1.0.0/stable/flow.js", "text"},
	} {
		var sent any
		if c.method == http.MethodPost {
			sent = body
		}
		answer := w.asHost(rebound+":8400", c.method, c.path, sent, "Origin: http://"+rebound+":8400")
		same(t, c.path+" answers", answer.Status, http.StatusForbidden)
		text := string(answer.Body)
		switch c.form {
		case "array":
			text = answer.Text("0.message")
			same(t, c.path+": the code", answer.Text("0.code"), "permission_denied")
		case "object":
			text = answer.Text("error")
		}
		if !strings.Contains(text, flag) || answer.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s answers %q %v", c.path, text, answer.Header)
		}
	}
	same(t, "links", w.Do(http.MethodGet, "/api/links/", nil).Text("count"), "0")
	allowed := newWorld(t, emulatortest.WithAllowedHosts("*.example.org"))
	for _, path := range []string{"/api/", "/__emulator/v1/clock", "/__emulator/"} {
		allowed.asHost(rebound, http.MethodGet, path, nil).Want(http.StatusOK)
	}
	for _, host := range []string{"belvo:8400", "belvo.ns.svc.cluster.local", "sandbox.belvo.com", "[::1]:8400"} {
		w.asHost(host, http.MethodGet, "/api/", nil).Want(http.StatusOK)
		want := http.StatusOK
		if host == "sandbox.belvo.com" { // see TestControlCallsAreNotOnBelvosHosts
			want = http.StatusForbidden
		}
		w.asHost(host, http.MethodGet, "/__emulator/v1/clock", nil).Want(want)
	}
}

// TestControlCallsAreNotOnBelvosHosts: a page that a browser has loaded from one of Belvo's hosts is of
// the same origin as the server there, and cannot change anything. Health stays for everybody.
func TestControlCallsAreNotOnBelvosHosts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Register("erebor_mx_retail", "ana")
	for _, host := range []string{"sandbox.belvo.com", "cdn.belvo.io:443", "API.belvo.com."} {
		for _, c := range []struct{ method, path string }{
			{http.MethodPost, "/__emulator/v1/reset"}, {http.MethodPost, "/__emulator/v1/clock/advance"},
			{http.MethodGet, "/__emulator/v1/journal"}, {http.MethodGet, "/__emulator/v1/nothing"},
		} {
			answer := w.asHost(host, c.method, c.path, nil, "Sec-Fetch-Site: same-origin").Want(http.StatusForbidden)
			if text := answer.Text("error"); !strings.Contains(text, "BELVO_API_URL") {
				t.Errorf("%s %s answers %q", host, c.path, text)
			}
		}
		w.asHost(host, http.MethodGet, "/__emulator/v1/health", nil).Want(http.StatusOK)
	}
	same(t, "links", w.Do(http.MethodGet, "/api/links/", nil).Text("count"), "1")
}

// TestRequestsInProcess have no connection by which a web page could come: any host is accepted.
func TestRequestsInProcess(t *testing.T) {
	t.Parallel()
	e, err := emulator.New(emulator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	for _, host := range []string{"belvo.example.org", "", "sandbox.belvo.com"} {
		r := httptest.NewRequest(http.MethodGet, "/api/", http.NoBody)
		r.Host = host
		r.SetBasicAuth(emulator.DefaultSecretID, emulator.DefaultSecretPassword)
		answer := httptest.NewRecorder()
		e.Handler().ServeHTTP(answer, r)
		same(t, "the status for "+host, answer.Code, http.StatusOK)
	}
}

// TestNoHost: a client of HTTP/1.0 that names no host gets links that name the listener.
func TestNoHost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Register("erebor_mx_retail", "ana")
	w.Register("erebor_mx_retail", "eva")
	here := strings.TrimPrefix(w.server.URL, "http://")
	request, err := http.NewRequest(http.MethodGet, w.server.URL+"/api/links/?page_size=1", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(w.ID, w.Password)
	conn, err := net.Dial("tcp", here)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }() // everything was read
	_, err = io.WriteString(conn, "GET /api/links/?page_size=1 HTTP/1.0\r\nAuthorization: "+
		request.Header.Get("Authorization")+"\r\n\r\n")
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	var list struct{ Next string }
	if err := json.NewDecoder(response.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	same(t, "next", list.Next, w.server.URL+"/api/links/?page_size=1&page=2")
	if hint := response.Header.Get(hintHeader); !strings.Contains(hint, "no Host header") {
		t.Errorf("the hint is %q", hint)
	}
}

// TestForeignPagesWithKeys: a request with secret keys from a foreign page has no effect: no link, no
// sandbox, and no queued answer is used up.
func TestForeignPagesWithKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Do(http.MethodPost, "/__emulator/v1/next", fields{"respond": "institution_down"}).Want(http.StatusOK)
	body := fields{"institution": "erebor_mx_retail", "username": "ana", "password": "pass_valid"}
	before := w.Do(http.MethodGet, "/__emulator/v1/health", nil).Text("sandboxes")
	w.server.Transport = http.DefaultTransport // the checked one reads the journal, which opens the sandbox
	other := w.fresh(t)
	for _, page := range []string{"Origin: http://pages.example", "Origin: null"} {
		w.Do(http.MethodPost, "/api/links/", body, page).Want(http.StatusForbidden, "permission_denied")
		other.Do(http.MethodPost, "/api/links/", body, page).Want(http.StatusForbidden, "permission_denied")
	}
	same(t, "sandboxes", w.Do(http.MethodGet, "/__emulator/v1/health", nil).Text("sandboxes"), before)
	w.Do(http.MethodPost, "/api/links/", body, "Origin: http://localhost:3000").
		Want(http.StatusBadRequest, "institution_down")
}
