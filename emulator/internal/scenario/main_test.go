package scenario

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/fixtures"
	"belvo-emulator/scenarios"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// noon is when the tests' scripts begin.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// sets are the data sets that the tests' scenarios know.
func sets() []string { return []string{"full", "low", "none"} }

// golden compares a text with a file, whose path is relative to this package.
func golden(t *testing.T, path, got string) {
	t.Helper()
	path = filepath.FromSlash(path)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, path); got != want {
		t.Errorf("%s differs (run the tests with -update to accept it); got:\n%s", path, got)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// builtin is the set of the built-in scenarios with the built-in data sets.
func builtin(t *testing.T) *Set {
	t.Helper()
	known := catalog.Load(catalog.Layer{Name: "fixtures", FS: fixtures.FS}).Sets()
	set, problems := Load(known, Layer{Name: "scenarios", FS: scenarios.FS})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return set
}

// scene parses a scenario of which only the states matter; it begins in the state a.
func scene(t *testing.T, states string) *Scenario {
	t.Helper()
	head := "version: 1\nname: test\nsummary: A test.\nstart: a\nenter: a\nstates:\n"
	s, problems := Parse("test.yaml", []byte(head+states), sets())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return s
}

// ask is a question; pairs are the request's fields, like "token=111111".
func ask(op lifecycle.Operation, pairs ...string) Question {
	return Question{Operation: op, Field: func(name string) string {
		at := slices.IndexFunc(pairs, func(p string) bool { return strings.HasPrefix(p, name+"=") })
		if at < 0 {
			return ""
		}
		return pairs[at][len(name)+1:]
	}}
}

// retrieve is a question for data.
func retrieve(r belvo.Resource, pairs ...string) Question {
	q := ask(lifecycle.Retrieve, pairs...)
	q.Resource = r
	return q
}

// talk asks the same user one question after the other at noon, and holds the codes of the answers
// against want, which separates them by spaces. It returns where the user stands then.
func talk(t *testing.T, sc Script, want string, questions ...Question) Script {
	t.Helper()
	var codes []string
	for _, q := range questions {
		var a Answer
		a, sc = sc.Ask(q, noon)
		codes = append(codes, string(a.Code))
	}
	if got := strings.Join(codes, " "); got != want {
		t.Errorf("answers %q, want %q", got, want)
	}
	return sc
}

// stands holds where a user stands.
func stands(t *testing.T, sc Script, state string) {
	t.Helper()
	if got := sc.State.Name; got != state {
		t.Errorf("the user stands in %q, want %q", got, state)
	}
}
