package cli_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator"
)

// aUUID is a secret id that opens a sandbox of its own, where that is allowed.
const aUUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

// scenario is one of a user's own, which shadows no other.
const scenario = `version: 1
name: own
summary: Who is called down_ finds the institution down.
match:
  usernames: [down_*]
start: new
states:
  new:
    on:
      register:
        - respond: institution_down
`

// newRequest returns a request with these keys.
func newRequest(t *testing.T, method, url, id, password, body string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(id, password)
	request.Header.Set("Content-Type", "application/json")
	return request
}

// post returns a request of the default sandbox.
func (s *server) post(path, body string) *http.Request {
	s.t.Helper()
	return newRequest(s.t, http.MethodPost, s.url+path, "SECRET_ID", "SECRET_PASSWORD", body)
}

// send sends a request and returns the status and the body of the answer.
func send(t *testing.T, request *http.Request) (int, string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close() // it is read already
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestKeysHaveEffect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args, id, password string
		want               int
	}{
		{"", "SECRET_ID", "SECRET_PASSWORD", http.StatusOK},
		{"", "SECRET_ID", "wrong", http.StatusUnauthorized},
		{"", aUUID, "any", http.StatusOK},
		{"--strict-keys", aUUID, "any", http.StatusUnauthorized},
		{"--strict-keys", "SECRET_ID", "SECRET_PASSWORD", http.StatusOK},
		{"--secret-id me --secret-password hush", "me", "hush", http.StatusOK},
		{"--secret-id me --secret-password hush", "SECRET_ID", "SECRET_PASSWORD", http.StatusUnauthorized},
	} {
		t.Run(c.args+" "+c.id+" "+c.password, func(t *testing.T) {
			t.Parallel()
			s := start(t, environment(), strings.Fields(c.args)...)
			status, body := send(t, newRequest(t, http.MethodGet, s.url+"/api/", c.id, c.password, ""))
			if status != c.want {
				t.Errorf("got %d %s, want %d", status, body, c.want)
			}
			if log := s.wait(); strings.Contains(log, "hush") {
				t.Errorf("the log has the password:\n%s", log)
			}
		})
	}
}

func TestPageSizeHasEffect(t *testing.T) {
	t.Parallel()
	s := start(t, environment(), "--page-size", "3")
	url := s.url + "/api/institutions/"
	_, body := send(t, newRequest(t, http.MethodGet, url, "SECRET_ID", "SECRET_PASSWORD", ""))
	var list struct {
		Count   int
		Results []json.RawMessage
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Results) != 3 || list.Count <= 3 {
		t.Errorf("%d of %d results on a page, want 3", len(list.Results), list.Count)
	}
}

// TestSeedHasEffect: the same seed and the same requests give the same ids, another seed others.
func TestSeedHasEffect(t *testing.T) {
	t.Parallel()
	register := func(seed string) string {
		s := start(t, environment(), "--seed", seed)
		_, body := send(t, s.post("/api/links/",
			`{"institution":"erebor_mx_retail","username":"user_valid","password":"pass_valid"}`))
		var link struct{ ID string }
		if err := json.Unmarshal([]byte(body), &link); err != nil || link.ID == "" {
			t.Fatalf("no link: %s (%v)", body, err)
		}
		return link.ID
	}
	one, same, other := register("1"), register("1"), register("2")
	if one != same || one == other {
		t.Errorf("seed 1 gives %s and %s, seed 2 %s", one, same, other)
	}
}

func TestAccessTokenTTLHasEffect(t *testing.T) {
	t.Parallel()
	s := start(t, environment(), "--access-token-ttl", "90s")
	_, body := send(t, s.post("/api/token/",
		`{"id":"SECRET_ID","password":"SECRET_PASSWORD","scopes":"read_institutions,write_links"}`))
	var tokens struct{ Access string }
	if err := json.Unmarshal([]byte(body), &tokens); err != nil || strings.Count(tokens.Access, ".") != 2 {
		t.Fatalf("no token: %s (%v)", body, err)
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(tokens.Access, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct{ Exp, Iat int64 }
	if err := json.Unmarshal(payload, &claims); err != nil || claims.Exp-claims.Iat != 90 {
		t.Errorf("the token's claims are %s (%v), want 90 seconds", payload, err)
	}
}

// TestControlHasEffect for requests that come in by an address that other machines reach.
func TestControlHasEffect(t *testing.T) {
	t.Parallel()
	host := exposed(t)
	for _, c := range []struct {
		args, header string
		want         int
	}{
		{"", "", http.StatusForbidden},
		{"--control open", "", http.StatusOK},
		{"--control-token hush", "hush", http.StatusOK},
		{"--control-token hush", "hash", http.StatusUnauthorized},
		{"--control open --control-token hush", "", http.StatusUnauthorized},
	} {
		t.Run(c.args+" "+c.header, func(t *testing.T) {
			t.Parallel()
			s := start(t, environment(), append(strings.Fields(c.args), "--listen", "0.0.0.0:0")...)
			url := "http://" + net.JoinHostPort(host, s.url[strings.LastIndex(s.url, ":")+1:])
			request := newRequest(t, http.MethodGet, url+"/__emulator/v1/clock", "SECRET_ID", "SECRET_PASSWORD", "")
			request.Header.Set("X-Belvo-Emulator-Control-Token", c.header)
			if status, body := send(t, request); status != c.want || strings.Contains(body, "hush") {
				t.Errorf("got %d %s, want %d", status, body, c.want)
			}
			if status := get(t, url+emulator.HealthPath()); status != http.StatusOK {
				t.Errorf("the health path answers %d", status)
			}
			log := s.wait()
			if warned := strings.Contains(log, "are refused; --control open"); warned != (c.args == "") {
				t.Errorf("a warning is %t in the log\n%s", warned, log)
			}
			if strings.Contains(log, "hush") {
				t.Errorf("the log has the token:\n%s", log)
			}
		})
	}
}

// exposed is an address of this machine that others reach.
func exposed(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if ip, is := a.(*net.IPNet); is && !ip.IP.IsLoopback() && ip.IP.To4() != nil {
			return ip.IP.String()
		}
	}
	t.Skip("this machine has no address but its loopback")
	return ""
}

// ownScenarios is a folder with the scenario.
func ownScenarios(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "own.yaml"), []byte(scenario), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestScenariosHaveEffect(t *testing.T) {
	t.Parallel()
	folder := ownScenarios(t)
	listed := run(t, environment("BELVO_EMULATOR_SCENARIOS="+folder), "scenarios")
	if listed.code != 0 || !strings.Contains(listed.stdout, "Who is called down_ finds") {
		t.Errorf("the list of scenarios: %+v", listed)
	}
	s := start(t, environment(), "--scenarios", folder)
	status, body := send(t, s.post("/api/links/",
		`{"institution":"erebor_mx_retail","username":"down_1","password":"pass_valid"}`))
	if status != http.StatusBadRequest || !strings.Contains(body, `"institution_down"`) {
		t.Errorf("got %d %s", status, body)
	}
}

// TestAddressesHaveEffect: the hosts that are allowed, and the address that links begin with.
func TestAddressesHaveEffect(t *testing.T) {
	t.Parallel()
	s := start(t, environment("BELVO_EMULATOR_PUBLIC_URL=https://belvo.example.org", "BELVO_EMULATOR_PAGE_SIZE=1"),
		"--allow-host", "a.example", "--allow-host", "*.b.example")
	for host, want := range map[string]int{"a.example": http.StatusOK, "x.b.example:80": http.StatusOK,
		"belvo.example.org": http.StatusOK, "localhost": http.StatusOK, "b.example": http.StatusForbidden,
		"www.a.example": http.StatusForbidden} {
		request := newRequest(t, http.MethodGet, s.url+"/api/institutions/", "SECRET_ID", "SECRET_PASSWORD", "")
		request.Host = host
		status, body := send(t, request)
		if status != want {
			t.Errorf("%s answers %d, want %d", host, status, want)
		}
		const next = `"next":"https://belvo.example.org/api/institutions/?page=2"`
		if status == http.StatusOK && !strings.Contains(body, next) {
			t.Errorf("the answer for %s has no %s: %.300s", host, next, body)
		}
	}
}
