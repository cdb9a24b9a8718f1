package browser_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// the hosts that a real page and its backend name.
const (
	cdnOfBelvo = "https://cdn.belvo.io"
	apiOfBelvo = "https://sandbox.belvo.com"
)

// backend makes a request of the shop's backend to Belvo's API, with a sandbox's keys.
func backend(
	t *testing.T, client *http.Client, b *emulatortest.Sandbox, method, path string, body any,
) map[string]any {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, apiOfBelvo+path, strings.NewReader(string(text)))
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
	text, err = io.ReadAll(response.Body)
	answer := map[string]any{}
	list := []map[string]any{answer}
	if err != nil || json.Unmarshal(text, &answer) != nil && json.Unmarshal(text, &list) != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if len(answer) == 0 {
		answer = list[0]
	}
	return answer
}

// TestAsBelvo heals a Heimdall link with a page that loads Belvo's own script and a backend that calls
// Belvo's own API, neither of which knows of the emulator. The browser finds no names at all. It is
// led to the emulator in each of the two ways that are recommended.
func TestAsBelvo(t *testing.T) {
	t.Parallel()
	server := emulatortest.AsBelvo(t)
	at := server.Proxy.Host
	for name, args := range map[string][]string{
		"proxy": append([]string{"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"},
			server.BrowserArgs...),
		"rules": {"--host-resolver-rules=MAP *.belvo.com:443 " + at + ", MAP *.belvo.io:443 " + at +
			", MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", server.BrowserArgs[1]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			browser := &chrome{args: args, tabs: make(chan struct{}, 1)}
			t.Cleanup(browser.close)
			for about, policy := range map[string]string{
				"no policy": "",
				// What pages with the real widget need.
				"a strict policy": "default-src 'none'; script-src 'self' " + cdnOfBelvo + "; style-src 'self'; " +
					"connect-src https://widget-api.belvo.com https://widget-customization.belvo.com",
			} {
				t.Run(about, func(t *testing.T) { healAsBelvo(t, server, browser, policy) })
			}
		})
	}
}

// healAsBelvo goes from the refusal to the healed link.
func healAsBelvo(t *testing.T, server *emulatortest.Belvo, browser *chrome, policy string) {
	t.Helper()
	box := server.Sandbox(t)
	ask := func(method, path string, body any) map[string]any {
		t.Helper()
		return backend(t, server.HTTP, box, method, path, body)
	}
	link := ask(http.MethodPost, "/api/links/", map[string]any{"institution": "heimdall_mx_retail",
		"username": "bnk100", "password": "pass_valid"})["id"]
	refused := ask(http.MethodPost, "/api/accounts/", map[string]any{"link": link})
	if refused["code"] != "token_required" {
		t.Fatalf("the bank says %v", refused)
	}
	access, _ := ask(http.MethodPost, "/api/token/", map[string]any{"id": box.ID, "password": box.Password,
		"scopes": updates, "link_id": link})["access"].(string)

	p := browser.newTab(t)
	p.open(site{policy: policy}.serve(t, cdnOfBelvo, access, map[string]any{"locale": "es"}))
	p.screen("token")
	p.fill("token", "111111")
	p.click("belvo-submit")
	p.screen("success")
	wantCallback(t, p, link.(string), "heimdall_mx_retail")
	if healed := ask(http.MethodGet, "/api/links/"+link.(string)+"/", nil); healed["status"] != "valid" {
		t.Errorf("the link is %v", healed["status"])
	}
	calls := "https://cdn.belvo.io/api/"
	if policy != "" {
		calls = "https://widget-api.belvo.com/api/"
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if all := strings.Join(p.requests, "\n"); !strings.Contains(all, calls) {
		t.Errorf("the widget did not call %s; the page asked for\n%s", calls, all)
	}
}
