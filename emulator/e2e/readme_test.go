package e2e_test

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/cli"
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
		{readme, map[string]string{"mermaid": "```mermaid\n" + lifeDiagram(t) + "```"}},
		{"../docs/start.md", map[string]string{"configuration": cli.ConfigTable()}},
		{"../docs/control.md", map[string]string{"control": emulator.ControlTable()}},
		{"../docs/belvo-hosts.md", map[string]string{"variables": reroute.VariableTable(), "run-times": reroute.RunTimeTable()}},
		{"../FIDELITY.md", map[string]string{"fidelity": fidelityTable(t)}},
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

// unmoved is a line of the diagram for what leaves a link in its state.
var unmoved = regexp.MustCompile(`(?m)^ +(?:\[\*\] --> \[\*\]|valid --> valid|unconfirmed --> unconfirmed|` +
	`token_required --> token_required|invalid --> invalid|expired --> expired):.*\n`)

// lifeDiagram is what transitions --mermaid prints, without what leaves a link in its state.
func lifeDiagram(t *testing.T) string {
	t.Helper()
	var out, problems bytes.Buffer
	none := func(string) string { return "" }
	if code := cli.Run(t.Context(), []string{"transitions", "--mermaid"}, none, &out, &problems); code != 0 {
		t.Fatalf("exit code %d: %s", code, problems.String())
	}
	return unmoved.ReplaceAllString(out.String(), "")
}
