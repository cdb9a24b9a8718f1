package address

import "testing"

// TestOnlyTheMachineItselfIsLoopback has names that end like localhost and are others'.
func TestOnlyTheMachineItselfIsLoopback(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"localhost": true, "shop.localhost": true, "127.0.0.1": true,
		"127.9.9.9": true, "[::1]": true, "[::ffff:127.0.0.1]": true,
		"evillocalhost": false, "shop.evillocalhost": false, "localhost.evil.com": false, "192.168.0.1": false,
		"[::2]": false, "": false} {
		if got := isLoopback(name); got != want {
			t.Errorf("%q is loopback: %t", name, got)
		}
	}
}
