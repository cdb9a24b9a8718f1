package cli_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// access asks a server for an access token.
func access(t *testing.T, url string) string {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Post(url+"/api/token/", "application/json", bytes.NewReader([]byte(
		`{"id": "SECRET_ID", "password": "SECRET_PASSWORD", "scopes": "read_institutions,write_links"}`)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var pair struct{ Access string }
	if err := json.NewDecoder(response.Body).Decode(&pair); err != nil {
		t.Fatal(err)
	}
	return pair.Access
}

// TestWidget prints each call as a line of JSON; a plan that does not fit is a failure.
func TestWidget(t *testing.T) {
	t.Parallel()
	s := start(t, environment())
	token := access(t, s.url)
	args := []string{"widget", "--url", s.url, "--timeout", "60s",
		"--institution", "heimdall_mx_retail", "--username", "mfa_default"}
	failed := run(t, environment("BELVO_ACCESS_TOKEN="+token), args...)
	if failed.code != 1 ||
		failed.stderr != "belvo-emulator: the widget stopped at /credentials: the plan has no password\n" {
		t.Errorf("without a password: %+v", failed)
	}
	done := run(t, environment("BELVO_ACCESS_TOKEN="+token), append(args, "--token", "999999|111111",
		"--options", `{"show_intro": false}`, "password=pass_valid")...)
	lines := strings.Split(strings.TrimSuffix(done.stdout, "\n"), "\n")
	first, last := lines[0], lines[len(lines)-1]
	if done.code != 0 || done.stderr != "" || len(lines) != 10 ||
		first != `{"function":"onEvent","arguments":[{"eventName":"PAGE_LOAD","metadata":{"page":"/institutions","from":""}}]}` ||
		!strings.HasPrefix(last, `{"function":"callback","arguments":["`) {
		t.Errorf("the widget came to %+v", done)
	}
	gone := run(t, environment(), "widget", "--url", "http://127.0.0.1:1", "--access-token", "x")
	if gone.code != 1 || !strings.Contains(gone.stderr, "refused") {
		t.Errorf("without a server: %+v", gone)
	}
}
