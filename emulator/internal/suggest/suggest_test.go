package suggest_test

import (
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
