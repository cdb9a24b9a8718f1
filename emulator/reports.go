package emulator

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"belvo-emulator/emulator/internal/api"
	"belvo-emulator/emulator/internal/control"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
)

// ListScenarios is a table of the built-in scenarios and those of a folder, which may name the data
// sets of a folder of fixtures; "" for none of either.
func ListScenarios(dir, fixtures string) (string, error) {
	catalog, err := openFixtures(fixtures)
	if err != nil {
		return "", err
	}
	set, err := loadScenarios(catalog, dir)
	if err != nil {
		return "", err
	}
	return table(func(row func(...string)) {
		row("SCENARIO", "CLAIMS", "WHAT THE INSTITUTION DOES")
		for _, s := range set.All() {
			claims := s.Match.String()
			switch {
			case s.Name == scenario.Default:
				claims = "everybody else"
			case claims == "":
				claims = "none: ask for it by name"
			}
			row(s.Name, claims, s.Summary)
		}
	}), nil
}

// Transitions is the lifecycle's table as text, or as a Mermaid state diagram.
func Transitions(mermaid bool) string {
	if mermaid {
		return lifecycle.Mermaid()
	}
	return lifecycle.Report()
}

// Routes is the table of all operations.
func Routes() string {
	return table(func(row func(...string)) {
		row("METHOD", "PATH", "EMULATED", "OPERATION")
		for _, r := range api.Routes(registry.Registry()) {
			row(r.Method, r.Path, string(r.Fidelity), r.Name)
		}
	})
}

// ControlTable is the table of control calls in the guide.
func ControlTable() string {
	var b strings.Builder
	b.WriteString("| call | what |\n|---|---|\n")
	for _, op := range control.Operations() {
		fmt.Fprintf(&b, "| `%s %s` | %s |\n", op.Method, op.Path, op.What)
	}
	return b.String()
}

// table aligns rows in columns.
func table(fill func(row func(...string))) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fill(func(cells ...string) { fmt.Fprintln(w, strings.Join(cells, "\t")) })
	_ = w.Flush() // a strings.Builder takes everything
	return b.String()
}
