package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestEveryMutantApplies keeps the list current: each text is in its file exactly once. Whether the
// tests notice is proved by the command, which takes minutes.
func TestEveryMutantApplies(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, m := range mutants {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "internal", filepath.FromSlash(m.file)))
		if err == nil {
			_, err = m.apply(string(text))
		}
		if err != nil {
			t.Errorf("%s: %v", m, err)
		}
		if seen[m.String()] {
			t.Errorf("%s is there twice", m)
		}
		seen[m.String()] = true
	}
}

func TestAMutantAppliesOnce(t *testing.T) {
	t.Parallel()
	m := mutant{"x/y.go", "a < b", "a <= b"}
	for text, want := range map[string]string{"if a < b {": "if a <= b {", "if a > b {": "", "a < b, a < b": ""} {
		if got, err := m.apply(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q became %q: %v", text, got, err)
		}
	}
	if _, err := (mutant{"x/y.go", "a", "a"}).apply("a"); err == nil {
		t.Error("a mutant that changes nothing was applied")
	}
	if m.pkg() != "emulator/internal/x" {
		t.Errorf("its package is %s", m.pkg())
	}
}

func TestTheShortFormIsEachNth(t *testing.T) {
	t.Parallel()
	all := []mutant{{file: "a/1"}, {file: "a/2"}, {file: "b/3"}, {file: "b/4"}, {file: "a/5"}}
	for _, c := range []struct {
		nth   int
		match string
		want  string
	}{{1, "", "a/1 a/2 b/3 b/4 a/5"}, {2, "", "a/1 b/3 a/5"}, {9, "", "a/1"}, {1, "b/", "b/3 b/4"}, {2, "b/", "b/3"}} {
		var got []string
		for _, m := range choose(all, c.nth, c.match) {
			got = append(got, m.file)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("each %d of %q: %v, want %s", c.nth, c.match, got, c.want)
		}
	}
}

// TestOnlyWhatIsNoticedPasses has mutants that are noticed, that survive and that cannot be tried.
func TestOnlyWhatIsNoticedPasses(t *testing.T) {
	t.Parallel()
	verdicts := map[string]verdict{"noticed": {by: "TestX"}, "survived": {}, "broken": {err: errors.New("no file")}}
	for _, c := range []struct {
		files []string
		ok    bool
		says  string
	}{
		{[]string{"noticed", "noticed"}, true, "2 mutants: 2 noticed, 0 survived, 0 could not be tried"},
		{[]string{"noticed", "survived"}, false, "SURVIVED  survived"},
		{[]string{"broken", "noticed"}, false, "no file"},
		{nil, false, "0 mutants"}, // a list that matches nothing proves nothing
	} {
		var chosen []mutant
		for _, file := range c.files {
			chosen = append(chosen, mutant{file: file})
		}
		var out strings.Builder
		ok := report(&out, chosen, testAll(chosen, 2, func(m mutant) verdict { return verdicts[m.file] }))
		if ok != c.ok || !strings.Contains(out.String(), c.says) {
			t.Errorf("%v: %t\n%s", c.files, ok, out.String())
		}
		lines := strings.Split(out.String(), "\n")
		if i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "broken") }); i > 0 {
			t.Errorf("the verdicts are not in the order of the mutants:\n%s", out.String())
		}
	}
}

func TestTheInnermostFailureIsNamed(t *testing.T) {
	t.Parallel()
	for out, want := range map[string]string{
		"--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/b (0.00s)\n        x_test.go:1: no\nFAIL": "TestA/b",
		"--- FAIL: TestA (0.00s)\nFAIL":  "TestA",
		"panic: test timed out after 5m": "a panic or the time limit",
	} {
		if got := firstFailure(out); got != want {
			t.Errorf("%q: %s, want %s", out, got, want)
		}
	}
}

// TestTestsThatNeverEndAreKilled runs commands in place of the tests of a package.
func TestTestsThatNeverEndAreKilled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ script, by string }{
		{"exec sleep 600", "killed after 100ms"},
		{"sleep 5 & exit 0", ""}, // the sleep holds the output; the tests themselves passed
		{"exit 1", "a panic or the time limit"},
	} {
		limit := time.Minute
		if c.by == "killed after 100ms" {
			limit = 100 * time.Millisecond
		}
		if got := (bench{}).run(t.TempDir(), limit, "sh", "-c", c.script); got.by != c.by || got.err != nil {
			t.Errorf("%q: %+v, want %q", c.script, got, c.by)
		}
	}
}
