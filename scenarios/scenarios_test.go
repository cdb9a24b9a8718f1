package scenarios_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/scenarios"
)

// head is how each file begins: the line that editors look for, a comment that says who needs the
// scenario ("For ...:") and why, and what it is.
var head = regexp.MustCompile(`^# yaml-language-server: \$schema=schema\.json\n` +
	`# For [^:]+: [^\n]+\n(?:# [^\n]+\n)*version: 1\nname: ([a-z0-9-]+)\nsummary: [A-Z][^\n]+\.\n`)

func TestFiles(t *testing.T) {
	t.Parallel()
	readme := read(t, "README.md")
	list, err := emulator.ListScenarios("", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files(t) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			text := read(t, file)
			name := strings.TrimSuffix(file, ".yaml")
			oneLine := regexp.MustCompile(`\n# (For)?`).ReplaceAllStringFunc(text, func(s string) string {
				if strings.HasSuffix(s, "For") {
					return s
				}
				return " " // a comment goes on in the next line
			})
			if m := head.FindStringSubmatch(oneLine); m == nil || m[1] != name {
				t.Errorf("the file does not begin as it should:\n%.300s", text)
			}
			if report, err := emulator.CheckScenarios([]string{file}, "", nil); err != nil ||
				!strings.HasPrefix(report, file+`: scenario "`+name+`" is fine`) {
				t.Errorf("check says %q, %v", report, err)
			}
			if !strings.Contains(readme, "| [`"+name+"`]("+file+") |") {
				t.Error("the README does not list the scenario")
			}
			if !regexp.MustCompile(`(?m)^` + name + ` `).MatchString(list) {
				t.Error("the emulator does not list the scenario")
			}
			if strings.ContainsAny(text, "\t\r") || !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") {
				t.Error("the file has tabs, carriage returns or no proper end")
			}
		})
	}
}

// TestNothingElse holds that the README, the list and the folder are of the same scenarios.
func TestNothingElse(t *testing.T) {
	t.Parallel()
	n := len(files(t))
	row := regexp.MustCompile("(?m)^\\| \\[`[a-z-]+`\\]\\([a-z-]+\\.yaml\\) \\|")
	if got := len(row.FindAllString(read(t, "README.md"), -1)); got != n {
		t.Errorf("the README lists %d scenarios of %d", got, n)
	}
	list, err := emulator.ListScenarios("", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(list, "\n") - 1; got != n {
		t.Errorf("the emulator lists %d scenarios of %d", got, n)
	}
}

// TestSchema: the file that editors are sent to is there, and is JSON.
func TestSchema(t *testing.T) {
	t.Parallel()
	var schema struct {
		Schema   string   `json:"$schema"`
		Required []string `json:"required"`
	}
	if err := json.Unmarshal([]byte(read(t, "schema.json")), &schema); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(schema.Schema, "draft-07") || len(schema.Required) == 0 {
		t.Errorf("schema %+v", schema)
	}
}

// TestReadmeLinks: what the README links to in this project exists.
func TestReadmeLinks(t *testing.T) {
	t.Parallel()
	links := regexp.MustCompile(`\]\(([^):#]+)[^):]*\)`).FindAllStringSubmatch(read(t, "README.md"), -1)
	if len(links) == 0 {
		t.Fatal("the README has no links")
	}
	for _, link := range links {
		if _, err := os.Stat(link[1]); err != nil {
			t.Error(err)
		}
	}
}

// files are the scenarios as they are embedded, which must be those of the folder.
func files(t *testing.T) []string {
	t.Helper()
	embedded, err := fs.Glob(scenarios.FS, "*")
	if err != nil || len(embedded) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	return embedded
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
