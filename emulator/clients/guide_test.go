package clients_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator/cli/clitest"
)

// TestGuideSDK runs the lines that the guide shows for Belvo's SDK.
func TestGuideSDK(t *testing.T) {
	t.Parallel()
	modules := nodeModules(t)
	guide, err := os.ReadFile("../docs/start.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)```js\n(.*?)```").FindSubmatch(guide)
	if shown == nil {
		t.Fatal("the guide shows no JavaScript")
	}
	emulator := clitest.Start(t, exec.Command(program.Path(t), "--listen", "127.0.0.1:0"))
	script := "(async () => {\n" + strings.ReplaceAll(string(shown[1]), "http://127.0.0.1:8400", emulator.URL) +
		"console.log(link.status);\n})();\n"
	file := filepath.Join(t.TempDir(), "shown.js")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := tool(t, ".", []string{"NODE_PATH=" + modules}, "node", file); err != nil || out != "valid\n" {
		t.Errorf("%v: %s", err, out)
	}
}
