package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestFromAnotherModule makes the module that the guide shows, in a folder outside of this one, and runs its test
// with what this module has downloaded and no network.
func TestFromAnotherModule(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("the go command is missing")
	}
	clone, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	written := 0
	for _, s := range samples(t, "emulator/docs/tests.md") {
		name := map[string]string{"text": "go.mod", "go": "shop_test.go"}[s.language]
		if s.said != "TestFromAnotherModule" || name == "" {
			continue
		}
		written++
		text := strings.Replace(s.text, "=> ../belvo-emulator", "=> "+clone, 1)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if written != 2 {
		t.Fatalf("the guide has %d files of that module", written)
	}
	// The sums are known here; asking for them needs a network.
	if err := os.WriteFile(filepath.Join(folder, "go.sum"), []byte(read(t, "go.sum")), 0o600); err != nil {
		t.Fatal(err)
	}
	// go mod tidy would look for what only the tests of other modules need, too.
	cmd := exec.Command("go", "test", "-mod=mod", "./...")
	cmd.Dir, cmd.Env = folder, append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
