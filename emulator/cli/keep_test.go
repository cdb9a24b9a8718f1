package cli_test

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/state"
)

// keptFolder is the folder of an emulator that has ended: its default sandbox has links, and another one has
// a webhook that waits.
func keptFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "state")
	s := start(t, environment(), "--state", dir, "--clock", "manual@2026-01-31T12:00:00Z")
	for _, keys := range [][2]string{{"SECRET_ID", "SECRET_PASSWORD"}, {aUUID, "hush-hush"}} {
		if keys[0] == aUUID {
			status, body := send(t, newRequest(t, "POST", s.url+"/__emulator/v1/webhooks/endpoints", keys[0], keys[1],
				`{"id": "main", "url": "http://127.0.0.1:1/?key=hush-hush", "authorization": "hush-hush", "delay": "1h"}`))
			if status != 200 && status != 201 {
				t.Fatal(status, body)
			}
		}
		if status, body := send(t, newRequest(t, "POST", s.url+"/api/links/", keys[0], keys[1],
			`{"institution": "erebor_mx_retail", "username": "bnk100", "password": "hushhush"}`)); status != 201 {
			t.Fatal(status, body)
		}
	}
	refused := run(t, environment(), "state", dir)
	if want := "belvo-emulator: the state in " + dir + " is in use by another process\n"; refused.code != 1 ||
		refused.stderr != want {
		t.Errorf("while it is used: %d %q", refused.code, refused.stderr)
	}
	s.wait()
	return dir
}

// TestStateTellsWhatIsInAFolder, compacts it, and exports sandboxes as a seed file. No secret is shown.
func TestStateTellsWhatIsInAFolder(t *testing.T) {
	t.Parallel()
	dir := keptFolder(t)
	folder := t.TempDir()
	asJSON := func(args ...string) (report struct {
		Folder     string
		Version    int
		LogBytes   int64  `json:"log_bytes"`
		LastCommit string `json:"last_commit"`
		Sandboxes  []struct {
			SecretID string `json:"secret_id"`
			Links    int
			Waiting  int `json:"webhooks_waiting"`
		}
	}) {
		t.Helper()
		got := run(t, environment(), append([]string{"state", dir, "--json"}, args...)...)
		if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.code != 0 || got.stderr != "" {
			t.Fatalf("%d %q %q: %v", got.code, got.stdout, got.stderr, err)
		}
		if strings.Contains(got.stdout, "hush") || len(report.Sandboxes) != 2 || report.Version != state.Version ||
			report.Sandboxes[0].Links != 1 || report.Sandboxes[1].Links != 1 || report.Folder != dir {
			t.Errorf("it tells %s", got.stdout)
		}
		return report
	}
	before := folderText(t, dir)
	first := asJSON()
	for _, name := range []string{"world.yaml", "world.json"} {
		asJSON("--export", filepath.Join(folder, name))
	}
	printed := run(t, environment(), "state", dir, "--export", "-")
	if text, err := os.ReadFile(filepath.Join(folder, "world.json")); err != nil || printed.stdout != string(text) {
		t.Errorf("standard output and the file differ: %v", err)
	}
	if text := run(t, environment(), "state", dir); text.code != 0 || !strings.Contains(text.stdout, "SECRET_ID") ||
		!strings.Contains(text.stdout, fmt.Sprint("version ", state.Version)) || strings.Contains(text.stdout, "hush") {
		t.Errorf("it says %s %s", text.stdout, text.stderr)
	}
	if folderText(t, dir) != before {
		t.Error("the folder has changed")
	}
	after := asJSON("--compact")
	if after.LogBytes >= first.LogBytes || after.Sandboxes[1] != first.Sandboxes[1] || after.Sandboxes[0].Waiting == 0 {
		t.Errorf("after --compact %+v, before %+v", after, first)
	}
	again := start(t, environment(), "--state", dir)
	seeds := []string{again.url}
	for _, name := range []string{"world.yaml", "world.json"} {
		path := filepath.Join(folder, name)
		text, err := os.ReadFile(path)
		if err != nil || strings.Contains(string(text), "hush") {
			t.Errorf("%s has a secret: %v", name, err)
		}
		seeds = append(seeds, start(t, environment(), "--seed-file", path).url)
	}
	for _, keys := range [][2]string{{"SECRET_ID", "SECRET_PASSWORD"}, {aUUID, "hush-hush"}} {
		var lists []string
		for _, url := range seeds {
			_, body := send(t, newRequest(t, "GET", url+"/api/links/", keys[0], keys[1], ""))
			lists = append(lists, body)
		}
		if lists[0] != lists[1] || lists[0] != lists[2] || !strings.Contains(lists[0], `"count":1`) {
			t.Errorf("%s has %q", keys[0], lists)
		}
	}
}

// folderText is what stands in the files of a folder.
func folderText(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(e.Name() + "\n" + string(text) + "\n")
	}
	return all.String()
}

// TestStateRefusesWhatItCannotRead, in one line, and changes nothing.
func TestStateRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	const log = "00000001.log"
	for name, c := range map[string]struct {
		make func(dir string) error
		want string
	}{
		"absent": {func(dir string) error { return os.Remove(dir) }, "the folder DIR does not exist"},
		"empty":  {func(string) error { return nil }, "DIR has no state of an emulator"},
		"file": {func(dir string) error {
			return os.WriteFile(filepath.Join(filepath.Dir(dir), "state"), nil, 0o600)
		}, "is no folder"},
		"damaged": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, log), fmt.Appendf(nil, "belvo-emulator state, version %d\n0123456789abcdef", state.Version), 0o600)
		}, "is damaged at byte 32"},
		"newer": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, log), fmt.Appendf(nil, "belvo-emulator state, version %d\nanything", state.Version+1), 0o600)
		}, fmt.Sprintf("is of version %d, and this emulator reads version %d", state.Version+1, state.Version)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "state")
			if name != "file" {
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			if name == "damaged" || name == "newer" {
				if err := os.WriteFile(filepath.Join(dir, "lock"), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := c.make(dir); err != nil {
				t.Fatal(err)
			}
			for _, more := range [][]string{nil, {"--json"}, {"--compact"}, {"--export", "-"}} {
				got := run(t, environment(), append([]string{"state", dir}, more...)...)
				if got.code != 1 || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 ||
					!strings.Contains(got.stderr, strings.ReplaceAll(c.want, "DIR", dir)) {
					t.Errorf("%v: exit code %d, %q %q", more, got.code, got.stdout, got.stderr)
				}
			}
			if name == "damaged" {
				if text, err := os.ReadFile(filepath.Join(dir, log)); err != nil || len(text) != 48 {
					t.Errorf("the file was changed: %d bytes, %v", len(text), err)
				}
			}
		})
	}
}

// TestAStateThatWasCutOffIsRefused: after an end in order, each command says so in one line and changes nothing.
func TestAStateThatWasCutOffIsRefused(t *testing.T) {
	t.Parallel()
	dir := keptFolder(t)
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = busy.Close() }() // it was there
	for _, args := range [][]string{{"--listen", busy.Addr().String()},
		{"--listen", "127.0.0.1:0", "--ready-file", filepath.Join(dir, "none", "file")}} { // starts that fail
		if got := run(t, environment(), append(args, "--state", dir)...); got.code != 1 {
			t.Errorf("%s: %d %q", args, got.code, got.stderr)
		}
	}
	log := filepath.Join(dir, "00000001.log")
	whole, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	ends := []int{len(whole) - 1, len(whole) - len("end") - 12} // a byte is missing, the last record is
	for n := 0; n < len(whole); n += 4096 {
		ends = append(ends, n)
	}
	for _, end := range ends {
		if err := os.WriteFile(log, whole[:end], 0o600); err != nil {
			t.Fatal(err)
		}
		before := folderText(t, dir)
		for _, args := range [][]string{{"--state", dir, "--listen", "127.0.0.1:0"}, {"state", dir}, {"state", dir, "--compact"}} {
			got := run(t, environment(), args...)
			if got.code != 1 || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 ||
				!strings.Contains(got.stderr, log+" is damaged at byte") {
				t.Errorf("%d of %d bytes, %s: %d, %q %q", end, len(whole), args, got.code, got.stdout, got.stderr)
			}
		}
		if folderText(t, dir) != before {
			t.Fatalf("%d of %d bytes: the folder was changed", end, len(whole))
		}
	}
}
