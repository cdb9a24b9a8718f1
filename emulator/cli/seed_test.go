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

// TestSandboxesOfASeedFileHaveWorldsOfTheirOwn, which open with their passwords alone and come back with a reset.
func TestSandboxesOfASeedFileHaveWorldsOfTheirOwn(t *testing.T) {
	t.Parallel()
	const free = "9a2b6f0e-3c58-4f4c-8f1d-2b7c6d5e4f3a"
	path := seedFile(t, "version: 2\nlinks: [{institution: erebor_mx_retail}]\nsandboxes:\n"+
		"  "+strings.ToUpper(aUUID)+":\n    secret_password: its own\n    links:\n"+
		"      - {institution: heimdall_mx_retail, state: token_required}\n"+
		"      - {institution: heimdall_mx_retail, state: token_required}\n"+
		"  "+free+": {}\n  SECRET_ID: {links: [{institution: heimdall_mx_retail, state: invalid}]}\n")
	s := start(t, environment(), "--seed-file", path)
	list := func(id, password string) (int, string) {
		return send(t, newRequest(t, "GET", s.url+"/api/links/", id, password, ""))
	}
	if status, body := list(aUUID, "another"); status != 401 || strings.Contains(body, "its own") {
		t.Errorf("with another password: %d %s", status, body)
	}
	for range 2 {
		for _, c := range []struct{ id, password, status, count string }{
			{aUUID, "its own", "token_required", `"count":2`}, {free, "any", "", `"count":0`},
			{"SECRET_ID", "SECRET_PASSWORD", "invalid", `"count":1`},
			{"4b1c7a90-08d2-4f8f-9d5e-6a7b8c9d0e1f", "p", "valid", `"count":1`},
		} {
			if status, body := list(c.id, c.password); status != 200 || !strings.Contains(body, c.count) ||
				!strings.Contains(body, c.status) {
				t.Errorf("sandbox %s: %d %s", c.id, status, body)
			}
		}
		if status, body := send(t, newRequest(t, "POST", s.url+"/__emulator/v1/reset", "SECRET_ID", "SECRET_PASSWORD",
			`{"sandbox": "all"}`)); status != 200 {
			t.Fatal(status, body)
		}
	}
	for _, id := range []string{aUUID, free} {
		_, _ = send(t, newRequest(t, "DELETE", s.url+"/__emulator/v1/sandboxes/"+id, "SECRET_ID", "SECRET_PASSWORD", ""))
		status, body := send(t, newRequest(t, "POST", s.url+"/__emulator/v1/fork", "SECRET_ID", "SECRET_PASSWORD",
			`{"secret_id": "`+id+`", "secret_password": "x"}`))
		if status != 409 || !strings.Contains(body, "the seed file has a sandbox of this secret_id") {
			t.Errorf("a fork to %s: %d %s", id, status, body)
		}
	}
	strict := start(t, environment(), "--seed-file", path, "--strict-keys")
	for id, want := range map[string]int{aUUID: 200, free: 401} {
		if status, body := send(t, newRequest(t, "GET", strict.url+"/api/links/", id, "its own", "")); status != want {
			t.Errorf("with --strict-keys %s: %d %s", id, status, body)
		}
	}
}

// TestAllMistakesOfASeedFileAreReported at once, each with its line, and no password is shown.
func TestAllMistakesOfASeedFileAreReported(t *testing.T) {
	t.Parallel()
	const hush = "hush-hush"
	for text, want := range map[string][]string{
		"version: 2\nscenario: sandbx\nlinks:\n  - {institution: erebor_mx_retial}\n  - {institution: erebor_mx_retail, access_mode: recurrent, refresh_rate: 6h, state: expired}\n" +
			"sandboxes:\n  SECRET_IDD:\n    secret_password: hush-hush\n    scenario: sandbx\n" +
			"  SECRET_ID: {secret_password: hush-hush}\n" +
			"  " + aUUID + ":\n    clock: {mode: manul}\n" +
			"  " + strings.ToUpper(aUUID) + ":\n    links:\n      - {institution: erebor_mx_retial}\n": {
			`:2:11: `, `did you mean "sandbox"?`, `:4:19: unknown institution "erebor_mx_retial", did you mean "erebor_mx_retail"?`,
			`:5:`, `:8:5: the secret id "SECRET_IDD" is neither a UUID nor the configured one, did you mean "SECRET_ID"?`,
			`:9:15: `, `:10:32: the password of the default sandbox is the configured one: leave it out here`,
			`:12:12: its mode`, `:12:5: the sandbox ` + aUUID + ` is there twice`, `:15:23: unknown institution`,
		},
		"version: 2\nsandboxes:\n  " + aUUID + ": hush-hush\n  SECRET_ID: {secret_pasword: hush-hush, version: 9}": {
			`:3:41: "` + aUUID + `" must be a mapping, not a text`, `:4:15: unknown key "secret_pasword"`,
			`did you mean "secret_password"?`},
		"version: 2\nsandboxes: hush-hush": {`:2:12: "sandboxes" must be a mapping, not a text`},
		"version: 2\nsandboxes: {" + aUUID + `: {secret_password: ""}}`: {
			`secret_password must be a text that is not empty, not ""`},
		"version: 2\nsandboxes: {" + aUUID + `: null}`:         {`must be a mapping, not nothing: write {}`},
		"version: 2\nsandboxes: {" + aUUID + ": {version: 3}}": {`:2:61: this emulator reads versions 1 to 2 only`},
	} {
		path := seedFile(t, text)
		got := run(t, environment(), "--listen", "127.0.0.1:0", "--seed-file", path)
		if got.code != 1 || got.stdout != "" || strings.Contains(got.stderr, hush) {
			t.Errorf("%q: exit code %d, standard output %q, error %s", text, got.code, got.stdout, got.stderr)
		}
		for _, line := range want {
			if line[0] == ':' {
				line = path + line
			}
			if !strings.Contains(got.stderr, line) {
				t.Errorf("%q: standard error is\n%s\nwant %s", text, got.stderr, line)
			}
		}
	}
}
