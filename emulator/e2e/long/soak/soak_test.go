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
	files, err := filepath.Glob(filepath.Join("..", "..", "*_test.go"))
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
	for _, name := range proofs {
		_, test, found := strings.Cut(all.String(), "\nfunc "+name+"(t *testing.T) {\n")
		if body, _, _ := strings.Cut(test, "\n}\n"); !found || !strings.Contains(body, "*long") {
			t.Errorf("package e2e has no test %s that uses the flag -long", name)
		}
	}
}
