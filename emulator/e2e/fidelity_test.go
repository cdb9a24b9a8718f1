package e2e_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/internal/api"
	"belvo-emulator/emulator/internal/data/registry"
)

// axes are what can be known about an operation, each for itself: a column of the fidelity table
// and the files with its evidence.
func axes() []struct {
	title string
	files []string
} {
	return []struct {
		title string
		files []string
	}{
		{"SDK", []string{"sdk"}}, {"schema", []string{"schema-1.223.0", "schema-1.35.0"}},
		{"errors", []string{"errors"}}, {"lifecycle", []string{"lifecycle"}}, {"webhooks", []string{"webhooks"}},
	}
}

// fidelityTable is the table of all operations with the evidence for each of them. Operations that
// are not emulated stand in a list behind it.
func fidelityTable(t *testing.T) string {
	t.Helper()
	var found []map[string]bool
	header, line := "| operation |", "|---|"
	for _, axis := range axes() {
		keys := map[string]bool{}
		for _, file := range axis.files {
			some, err := contract.ReadEvidence(evidence + file + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			for key := range some {
				keys[key] = true
			}
		}
		found = append(found, keys)
		header, line = header+" "+axis.title+" |", line+"---|"
	}
	var b strings.Builder
	b.WriteString(header + " where it differs, or had to choose |\n" + line + "---|\n")
	missing := map[string][]string{} // by why
	for _, r := range api.Routes(registry.Registry()) {
		if r.Fidelity == api.NotEmulated {
			why := strings.Join(r.Deviations, "; ")
			missing[why] = append(missing[why], "`"+r.Method+" "+r.Path+"`")
			continue
		}
		fmt.Fprintf(&b, "| `%s %s` |", r.Method, r.Path)
		for _, keys := range found {
			mark := ""
			if keys[contract.Key(r.Method, r.Path)] {
				mark = "✓"
			}
			fmt.Fprintf(&b, " %s |", mark)
		}
		fmt.Fprintf(&b, " %s |\n", strings.Join(r.Deviations, "; "))
	}
	b.WriteString("\nNot emulated, answered 501:\n\n")
	for _, why := range slices.Sorted(maps.Keys(missing)) {
		fmt.Fprintf(&b, "- %s: %s\n", strings.Join(missing[why], ", "), why)
	}
	return b.String()
}
