package emulatortest_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheGuideShowsTheExamples: each Go snippet of the guide is the body of an example, which runs
// and whose output is compared.
func TestTheGuideShowsTheExamples(t *testing.T) {
	t.Parallel()
	guide, examples := readText(t, "../README.md"), readText(t, "example_test.go")
	snippets := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(guide, -1)
	if len(snippets) < 3 {
		t.Errorf("the guide has %d snippets", len(snippets))
	}
	examples = strings.ReplaceAll(examples, "\n\t", "\n")
	for _, s := range snippets {
		if !strings.Contains(examples, "\n"+s[1]) {
			t.Errorf("no example has\n%s", s[1])
		}
	}
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
