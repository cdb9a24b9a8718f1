package sandbox_test

import (
	"testing"

	"belvo-emulator/emulator/internal/sandbox"
)

// TestKeysOpenWithTheirPasswordAlone: the same password has another hash in each pair of keys.
func TestKeysOpenWithTheirPasswordAlone(t *testing.T) {
	t.Parallel()
	const id = "5e3f1c52-6f0e-4ce0-8f8b-0f8a3a5a8f10"
	keys, same := sandbox.NewKeys(id, "hush"), sandbox.NewKeys(id, "hush")
	for password, want := range map[string]bool{"hush": true, "": false, "Hush": false, "hush ": false} {
		if got := keys.Opens(password); got != want {
			t.Errorf("the password %q opens: %v", password, got)
		}
	}
	if keys.Password == same.Password {
		t.Error("two pairs of keys have the same hash of a password")
	}
}
