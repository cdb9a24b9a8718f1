package emulator_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestRulesAreWhereTheMapSays checks that each file that ARCHITECTURE.md names exists.
func TestRulesAreWhereTheMapSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "<!-- rules -->\n")
	table, _, ended := strings.Cut(table, "<!-- end -->")
	rows := regexp.MustCompile("(?m)^\\| .* \\| `(\\S+)` \\|$").FindAllStringSubmatch(table, -1)
	if !found || !ended || len(rows) < 15 {
		t.Fatalf("the map has %d rows", len(rows))
	}
	for _, row := range rows {
		if _, err := os.Stat(row[1]); err != nil {
			t.Errorf("%s: %v", strings.TrimSpace(row[0]), err)
		}
	}
}
