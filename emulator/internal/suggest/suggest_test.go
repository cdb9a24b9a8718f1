package suggest_test

import (
	"fmt"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/suggest"
)

func TestNearestFindsWhatWasMeant(t *testing.T) {
	t.Parallel()
	known := []string{"respond", "register", "retrieve", "resume", "refresh", "goto", "when"}
	for word, want := range map[string]string{
		"respond": "respond", "responds": "respond", "RESPOND": "respond", "repsond": "respond",
		"regster": "register", "retreive": "retrieve", "got": "goto", "whn": "when", "refrsh": "refresh",
		"": "", "zzzzzz": "", "institution": "", "x": "",
	} {
		if got := suggest.Nearest(word, known); got != want {
			t.Errorf("%q means %q, want %q", word, got, want)
		}
	}
}

func TestTailNamesTheNearestWordOrAll(t *testing.T) {
	t.Parallel()
	known := []string{"main", "dessert"}
	for word, want := range map[string]string{
		"mian":  `, did you mean "main"?`,
		"lunch": ", expected one of dessert, main",
	} {
		if got := suggest.Tail(word, known); got != want {
			t.Errorf("for %q it suggests %q, want %q", word, got, want)
		}
	}
	if known[0] != "main" {
		t.Errorf("the caller's list was sorted: %q", known)
	}
}

// TestTailReadsTheBeginningOfLongWords: what it takes to compare two words grows with their lengths, and a
// document may have a word of a megabyte.
func TestTailReadsTheBeginningOfLongWords(t *testing.T) {
	t.Parallel()
	known := make([]string, 11)
	for i := range known {
		known[i] = fmt.Sprint("word", i)
	}
	known = append(known, "yyyyyyyy")
	begin := strings.Repeat("x", 200)
	if got, want := suggest.Tail(begin+"yyyyyyyy", known), suggest.Tail(begin, known); got != want {
		t.Errorf("for a long word it suggests %q, for its beginning %q", got, want)
	}
}
