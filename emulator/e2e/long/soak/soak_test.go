package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEachProofTakesTheFlag holds that the tests exist and do more when they are told to.
func TestEachProofTakesTheFlag(t *testing.T) {
	t.Parallel()
	for folder, names := range proofs {
		all := testsOf(t, filepath.Join("..", "..", "..", folder))
		for _, name := range names {
			_, test, found := strings.Cut(all, "\nfunc "+name+"(t *testing.T) {\n")
			if body, _, _ := strings.Cut(test, "\n}\n"); !found || !strings.Contains(body, "*long") {
				t.Errorf("package %s has no test %s that uses the flag -long", folder, name)
			}
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
