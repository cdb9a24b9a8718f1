package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestTheProofsAreTheTestsThatTakeTheFlag compares the list with what the tests do: one that does more with
// the flag -long, but is not in the list, would never be run in its long form.
func TestTheProofsAreTheTestsThatTakeTheFlag(t *testing.T) {
	t.Parallel()
	for folder, names := range proofs {
		var taking []string
		for test := range strings.SplitSeq(testsOf(t, filepath.Join("..", "..", "..", folder)), "\nfunc ") {
			body, _, _ := strings.Cut(test, "\n}\n")
			if name, _, is := strings.Cut(test, "(t *testing.T) {\n"); is && strings.Contains(body, "*long") {
				taking = append(taking, name)
			}
		}
		slices.Sort(taking)
		if !slices.Equal(taking, names) {
			t.Errorf("the tests of %s that take the flag -long are\n%q, the list has\n%q", folder, taking, names)
		}
	}
}

// testsOf is the text of all test files in a folder.
func testsOf(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
