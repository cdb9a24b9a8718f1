package belvo_test

import (
	"testing"

	"belvo-emulator/emulator/internal/belvo"
)

// TestHostsOfBelvo tells Belvo's hosts from those that only look like them, and the served ones from
// the rest.
func TestHostsOfBelvo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		belvo, serve bool
	}{
		{"sandbox.belvo.com", true, true}, {"API.Belvo.COM", true, true}, {"cdn.belvo.io.", true, true},
		{"widget.belvo.io", true, true}, {"belvo.com", true, false}, {"dashboard.belvo.com", true, false},
		{"a.b.belvo.io", true, false}, {"evilbelvo.com", false, false}, {"belvo.com.evil.com", false, false},
		{"belvo.co", false, false}, {"localhost", false, false}, {"", false, false}, {".", false, false},
	} {
		if got := belvo.IsHost(c.name); got != c.belvo {
			t.Errorf("%q is Belvo's: %v, want %v", c.name, got, c.belvo)
		}
		if got := belvo.IsServedHost(c.name); got != c.serve {
			t.Errorf("%q is served: %v, want %v", c.name, got, c.serve)
		}
	}
}
