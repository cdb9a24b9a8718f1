package emulator

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lines is a log that a test waits for.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	select {
	case l <- string(bytes.TrimSpace(p)):
	default: // no reader waits for more
	}
	return len(p), nil
}

// TestAChangedFolderIsReadWithoutARequest: its mistakes are in the log when a file is saved. What
// systems and editors leave in a folder is not read.
func TestAChangedFolderIsReadWithoutARequest(t *testing.T) {
	t.Parallel()
	dir, log := t.TempDir(), make(lines, 10)
	save := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{".#good.yaml", "._good.yaml", "good.yaml~", ".yaml", "good.yaml.swp", "notes.txt"} {
		save(name, "no: scenario")
	}
	e, err := New(Config{Scenarios: dir, Background: true, Logger: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	save("BAD.YAML", "version: 1\n")
	if line := <-log; !strings.Contains(line, "level=ERROR") || !strings.Contains(line, "BAD.YAML:1:1: missing key") {
		t.Errorf("the log has %s", line)
	}
	if err := os.Remove(filepath.Join(dir, "BAD.YAML")); err != nil {
		t.Fatal(err)
	}
	if line := <-log; !strings.Contains(line, "level=INFO") {
		t.Errorf("the log has %s", line)
	}
}

// TestCheckReadsStandardInput, and no more of it than a scenario may have.
func TestCheckReadsStandardInput(t *testing.T) {
	t.Parallel()
	right, err := os.ReadFile("../scenarios/heimdall.yaml")
	if err != nil {
		t.Fatal(err)
	}
	report, err := CheckScenarios([]string{Stdin}, "", bytes.NewReader(right))
	if err != nil || !strings.HasPrefix(report, `-: scenario "heimdall" is fine`) {
		t.Errorf("%q, %v", report, err)
	}
	if _, err := CheckScenarios([]string{Stdin}, "", strings.NewReader("version: 1\nnme: x\n")); err == nil ||
		!strings.Contains(err.Error(), `-:2:1: unknown key "nme", did you mean "name"?`) {
		t.Errorf("a mistake is told as %v", err)
	}
	endless := io.MultiReader(bytes.NewReader(right), zeros{})
	if _, err := CheckScenarios([]string{Stdin}, "", endless); err == nil ||
		!strings.Contains(err.Error(), "-:1:1: the file is larger than") {
		t.Errorf("an endless input is told as %.100v", err)
	}
}

// zeros is an input without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
