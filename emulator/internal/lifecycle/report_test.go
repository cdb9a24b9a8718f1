package lifecycle_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"belvo-emulator/emulator/internal/lifecycle"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// TestReportsHoldTheirForm shows every change of the table as a change of a file.
func TestReportsHoldTheirForm(t *testing.T) {
	t.Parallel()
	for name, got := range map[string]string{"report.txt": lifecycle.Report(),
		"diagram.mmd": lifecycle.Mermaid()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the report is\n%s\nin %s it is\n%s", got, golden, want)
			}
		})
	}
}

// TestDiagramHasEachArrowOnce counts the arrows, since Mermaid draws doubles over each other.
func TestDiagramHasEachArrowOnce(t *testing.T) {
	t.Parallel()
	arrow := regexp.MustCompile(`(?m)^    (\S+ --> \S+): \S`)
	seen := map[string]bool{}
	for _, m := range arrow.FindAllStringSubmatch(lifecycle.Mermaid(), -1) {
		if seen[m[1]] {
			t.Errorf("%s is drawn twice", m[1])
		}
		seen[m[1]] = true
	}
	ends := map[[2]lifecycle.State]bool{}
	for _, tr := range lifecycle.Table() {
		ends[[2]lifecycle.State{tr.From, tr.To}] = true
	}
	if len(seen) != len(ends) {
		t.Errorf("the diagram has %d arrows, the table leads %d ways", len(seen), len(ends))
	}
}
