package e2e_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/cli"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/reroute"
)

var update = flag.Bool("update", false, "rewrite generated texts")

const readme = "../../README.md"

// TestTablesAreGenerated holds the tables of the documents to what the program says.
func TestTablesAreGenerated(t *testing.T) {
	t.Parallel()
	for _, doc := range []struct {
		file   string
		tables map[string]string
	}{
		{readme, map[string]string{"configuration": cli.ConfigTable()}},
		{"../FIDELITY.md", map[string]string{"fidelity": fidelityTable(t)}},
		{"../README.md", map[string]string{"control": emulator.ControlTable(), "variables": reroute.VariableTable(),
			"run-times": reroute.RunTimeTable()}},
	} {
		text, err := os.ReadFile(doc.file)
		if err != nil {
			t.Fatal(err)
		}
		want := string(text)
		for name, table := range doc.tables {
			part := regexp.MustCompile(`(?s)(<!-- generated: ` + name + ` -->\n).*?(<!-- end -->)`)
			if !part.MatchString(want) {
				t.Errorf("%s has no place for the table %q", doc.file, name)
			}
			want = part.ReplaceAllStringFunc(want, func(old string) string {
				m := part.FindStringSubmatch(old)
				return m[1] + strings.TrimRight(table, "\n") + "\n" + m[2]
			})
		}
		if want == string(text) {
			continue
		}
		if !*update {
			t.Errorf("the tables of %s are out of date: run go test ./emulator/e2e -run Tables -update", doc.file)
			continue
		}
		if err := os.WriteFile(doc.file, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadmeWalk runs the README's shell commands as they are printed, but for the port.
func TestReadmeWalk(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl", "sed", "tee"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is missing", tool)
		}
	}
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```sh\n(.*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatal("the README has no shell block")
	}
	server := emulatortest.Start(t)
	script := strings.ReplaceAll(string(block[1]), "http://127.0.0.1:8400", server.URL)
	cmd := exec.Command("sh", "-eu", "-c", script)
	cmd.Dir = t.TempDir()
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, errors.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	want := []string{`"status":"valid"`, `"code":"token_required"`, `"count":1,`, `{"access":"`,
		`"status":"valid"`, `"code":"token_required"`, `"status":"valid"`}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), out)
	}
	for i, part := range want {
		if !strings.Contains(lines[i], part) {
			t.Errorf("line %d is %s, want %s", i+1, lines[i], part)
		}
	}
}
