// Package clients_test runs clients that others wrote against the emulator, unchanged and as
// processes of their own: what they can do here they can do with the real sandbox.
package clients_test

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"belvo-emulator/emulator/cli/clitest"
	"belvo-emulator/emulator/contract"
)

// patience is how long npm, and after it the client, may take.
const patience = 10 * time.Minute

// program is built at most once, by the first test that needs it.
var program clitest.Program

func TestMain(m *testing.M) {
	code := m.Run()
	program.Remove()
	os.Exit(code)
}

// TestSDK lives a link's life with Belvo's SDK for JavaScript, and reads every resource that
// the SDK has. What it drove is the evidence for it in the fidelity table.
func TestSDK(t *testing.T) {
	t.Parallel()
	modules := nodeModules(t)
	emulator := clitest.Start(t, exec.Command(program.Path(t), "--listen", "127.0.0.1:0", "--page-size", "100"))
	for _, script := range []string{"heimdall.js", "resources.js"} {
		if _, err := os.Stat(script); err != nil { // which also tells the go command what this test reads
			t.Fatal(err)
		}
		out, err := tool(t, ".", []string{"NODE_PATH=" + modules}, "node", script, emulator.URL)
		if err != nil || !strings.HasSuffix(out, " hold\n") {
			t.Fatalf("%s failed (%v):\n%s\nthe emulator's log:\n%s", script, err, out, emulator.Log())
		}
	}
	if code := emulator.Stop(syscall.SIGTERM); code != 0 {
		t.Errorf("the emulator ended with exit code %d", code)
	}
	if err := contract.Evidence("../testdata/evidence/sdk.txt", driven(emulator.Log()), *update); err != nil {
		t.Error(err)
	}
}

var update = flag.Bool("update", false, "write what the SDK drives to the evidence")

// logged is a request in the log that was answered well.
var logged = regexp.MustCompile(`msg=request method=(\w+) path=(\S+) status=2`)

// driven are the operations that a log says were answered well.
func driven(log string) map[string]bool {
	keys := map[string]bool{}
	for _, found := range logged.FindAllStringSubmatch(log, -1) {
		keys[contract.Key(found[1], found[2])] = true
	}
	return keys
}

// nodeModules is a folder with the packages of package-lock.json: the one beside this file if
// "npm ci" was run there, else one that is filled for this run.
func nodeModules(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"node", "npm"} {
		if _, err := exec.LookPath(name); err != nil {
			unavailable(t, err.Error())
		}
	}
	here, err := filepath.Abs("node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(here, "belvo", "node_modules", "axios", "package.json")); err == nil {
		return here
	} else if !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := tool(t, folder, nil, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
		"--fetch-retries=5")
	if err != nil {
		unavailable(t, "npm ci: "+err.Error()+"\n"+out)
	}
	return filepath.Join(folder, "node_modules")
}

// unavailable skips the test because something is missing here, which on CI is a failure: there,
// a test that never runs would go unnoticed.
func unavailable(t *testing.T, reason string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(reason)
	}
	t.Skipf("the client cannot run here: %s", reason)
}

// tool runs a command in a folder and returns what it printed.
func tool(t *testing.T, folder string, env []string, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
