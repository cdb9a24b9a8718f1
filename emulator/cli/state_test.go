//go:build unix

package cli_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"belvo-emulator/emulator/cli/clitest"
)

// TestAFullDiskEndsTheEmulator: with no room left for the log the request is refused, what was answered
// before is there at the next start, and the program says in one line why it has ended.
func TestAFullDiskEndsTheEmulator(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	limited := "ulimit -f 64; exec " + program.Path(t) + " --listen 127.0.0.1:0 --log-level error --state " + dir
	cmd := exec.Command("sh", "-c", limited)
	p := clitest.Start(t, cmd)
	made, status := 0, http.StatusCreated
	for ; status == http.StatusCreated && made < 1000; made++ {
		status, _ = askLinks(t, p.URL, http.MethodPost,
			`{"institution": "erebor_mx_retail", "username": "bnk100", "password": "p"}`)
	}
	if status != http.StatusServiceUnavailable || made < 5 {
		t.Errorf("request %d is answered %d", made, status)
	}
	if code := p.Wait(); code != 1 {
		t.Errorf("the exit code is %d", code)
	}
	if text := p.Log(); !strings.Contains(text, "the state cannot be written") || strings.Count(text, "\n") != 1 {
		t.Errorf("it says %q", text)
	}
	again := clitest.Start(t, exec.Command(program.Path(t), "--listen", "127.0.0.1:0", "--state", dir))
	_, list := askLinks(t, again.URL, http.MethodGet, "")
	// The disk may have been full for the first time when something else was written, after the last link was.
	count := func(n int) bool { return strings.HasPrefix(list, fmt.Sprintf(`{"count":%d,`, n)) }
	if !count(made-1) && !count(made) {
		t.Errorf("the list of links is %.200s, want %d", list, made-1)
	}
}

// askLinks makes a request for links and returns the status and the body, 0 where the emulator has ended.
func askLinks(t *testing.T, url, method, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url+"/api/links/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth("SECRET_ID", "SECRET_PASSWORD")
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = answer.Body.Close() }() // it was read, or its error is reported
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Error(err)
	}
	return answer.StatusCode, string(text)
}

// TestASecondProcessIsRefused, and a folder that is damaged.
func TestASecondProcessIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	p := clitest.Start(t, exec.Command(program.Path(t), "--listen", "127.0.0.1:0", "--state", dir))
	refused := func(want string) {
		t.Helper()
		out, err := exec.Command(program.Path(t), "--listen", "127.0.0.1:0", "--state", dir).CombinedOutput()
		if err == nil || !strings.Contains(string(out), want) || strings.Count(string(out), "\n") != 1 {
			t.Errorf("it says %q: %v", out, err)
		}
	}
	refused("is in use by another process")
	if code := p.Stop(syscall.SIGTERM); code != 0 {
		t.Errorf("the exit code is %d", code)
	}
	log := filepath.Join(dir, "00000001.log")
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	text[40] ^= 1
	if err := os.WriteFile(log, text, 0o600); err != nil {
		t.Fatal(err)
	}
	refused("is damaged at byte")
}
