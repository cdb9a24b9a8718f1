package e2e_test

import (
	"testing"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
)

// TestAnAdvanceEndsWhereItWasToEnd: on a clock that runs, the time that the call itself takes does not
// put the end of the way before its beginning.
func TestAnAdvanceEndsWhereItWasToEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *emulator.Config) { c.Clock = clock.Real{} })
	for _, by := range []time.Duration{0, 1, time.Hour} {
		var moved emulatortest.Moved
		unmarshal(t, w.advance(by.String()).Body, &moved)
		same(t, "the way of "+by.String(), moved.To.Sub(moved.From), by)
	}
}
