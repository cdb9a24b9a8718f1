package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seedFile writes a file for --seed-file.
func seedFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "world.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSeedFileHasEffect: every sandbox begins with its world.
func TestSeedFileHasEffect(t *testing.T) {
	t.Parallel()
	path := seedFile(t, "version: 1\nlinks:\n  - institution: heimdall_mx_retail\n    state: token_required\n")
	s := start(t, environment("BELVO_EMULATOR_SEED_FILE="+path))
	for _, keys := range [][2]string{{"SECRET_ID", "SECRET_PASSWORD"}, {aUUID, "any"}} {
		status, body := send(t, newRequest(t, "GET", s.url+"/api/links/", keys[0], keys[1], ""))
		if status != 200 || strings.Count(body, `"status":"token_required"`) != 1 {
			t.Errorf("sandbox %s: %d %s", keys[0], status, body)
		}
	}
}

// TestASeedFileWithARedactedEndpoint, as a snapshot writes it: the start says that nothing is sent there,
// unless the endpoint is known.
func TestASeedFileWithARedactedEndpoint(t *testing.T) {
	t.Parallel()
	path := seedFile(t, "version: 1\nwebhooks:\n  endpoints:\n"+
		"    - {id: main, url: 'http://127.0.0.1:9/?k=[redacted]'}\n    - {id: other, url: 'http://127.0.0.1:9/'}\n")
	const warning = `the query of the URL of the endpoint \"main\" is not known here: the endpoint is left out`
	for file, known := range map[string]bool{
		"endpoints: [{id: main, url: 'http://127.0.0.1:9/?k=a secret'}]":  true,
		"endpoints: [{id: other, url: 'http://127.0.0.1:9/?k=a secret'}]": false,
	} {
		hooks := seedFile(t, file)
		s := start(t, environment(), "--seed-file", path, "--webhooks", hooks)
		_, body := send(t, newRequest(t, "GET", s.url+"/__emulator/v1/webhooks/endpoints", "SECRET_ID",
			"SECRET_PASSWORD", ""))
		if got := strings.Contains(body, `"id":"main"`); got != known || !strings.Contains(body, `"id":"other"`) {
			t.Errorf("%s: the endpoints are %s", file, body)
		}
		if log := s.wait(); strings.Contains(log, warning) == known || strings.Contains(log, "a secret") {
			t.Errorf("%s: the log is %s", file, log)
		}
	}
}

// TestABadSeedFileEndsTheStart, with a line for each mistake.
func TestABadSeedFileEndsTheStart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"version: 1\nlink: []\nclocks: {}": {`:2:1: unknown key "link", did you mean "links"?`,
			`:3:1: unknown key "clocks", did you mean "clock"?`},
		"version: 1\nlinks: [{institution: no_bank}]": {`:2:23: unknown institution "no_bank"`},
		"": {":1:1: the file is empty"},
	} {
		path := seedFile(t, text)
		got := run(t, environment(), "--listen", "127.0.0.1:0", "--seed-file", path)
		if got.code != 1 || got.stdout != "" {
			t.Errorf("%q: exit code %d, standard output %q", text, got.code, got.stdout)
		}
		for _, line := range want {
			if !strings.Contains(got.stderr, path+line) {
				t.Errorf("%q: standard error is\n%s\nwant %s", text, got.stderr, line)
			}
		}
	}
}
