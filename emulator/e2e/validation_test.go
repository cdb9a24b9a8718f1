package e2e_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWhatCanBeValidatedIsProven holds the guide's answers: a yes names tests that exist, a no has
// a reason.
func TestWhatCanBeValidatedIsProven(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../docs/fidelity.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(guide), "<!-- validation -->\n")
	table, _, ended := strings.Cut(table, "<!-- end -->")
	if !found || !ended {
		t.Fatal("the guide has no table of what can be validated")
	}
	rows, tests := strings.Split(strings.TrimSpace(table), "\n")[2:], testNames(t)
	yes, no := 0, 0
	for _, row := range rows {
		cells := strings.Split(strings.Trim(row, "| "), "|")
		if len(cells) != 3 {
			t.Errorf("this row has %d cells: %s", len(cells), row)
			continue
		}
		why := strings.TrimSpace(cells[2])
		switch strings.TrimSpace(cells[1]) {
		case "yes":
			yes++
			proofs := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(why, -1)
			if len(proofs) == 0 {
				t.Errorf("a yes without a test: %s", row)
			}
			for _, proof := range proofs {
				if !tests[proof[1]] {
					t.Errorf("there is no %s, which is to prove: %s", proof[1], row)
				}
			}
		case "no":
			if no++; len(strings.Fields(why)) < 3 {
				t.Errorf("a no without a reason: %s", row)
			}
		default:
			t.Errorf("neither yes nor no: %s", row)
		}
	}
	if yes == 0 || no == 0 {
		t.Errorf("%d yes and %d no: nobody would believe that", yes, no)
	}
}

// testNames are the names of all tests.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names, declared := map[string]bool{}, regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "node_modules" {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		code, err := os.ReadFile(path)
		for _, found := range declared.FindAllSubmatch(code, -1) {
			names[string(found[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
