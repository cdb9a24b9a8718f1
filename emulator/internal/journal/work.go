package journal

import (
	"errors"
	"fmt"

	"belvo-emulator/emulator/internal/scenario"
)

// maxWork is what the comparisons of one call may cost, in steps: about as many bytes read, or states of
// a regular expression tried for a byte. It takes a second or two.
const maxWork = 400_000_000

// decoding is what it costs to read a byte of JSON, in steps.
const decoding = 4

// work is what is left of a call's steps.
type work struct{ left int }

// do takes steps, and says whether there were so many.
func (w *work) do(steps int) bool {
	w.left -= min(steps, maxWork)
	return w.left >= 0
}

// errTooMuch refuses a call whose comparisons cost too much.
var errTooMuch = errors.New("to compare these patterns with everything on record takes too long: narrow the " +
	`requests by their path, method or status, or with "since"`)

// checked is the error of a call whose matchers shared some work, nil if it sufficed.
func (w *work) checked() error {
	if w.left < 0 {
		return errTooMuch
	}
	return nil
}

// Limits of patterns. Texts without wildcards may be of any length.
const (
	maxPattern = 500   // bytes
	maxStates  = 2_000 // of a regular expression
)

// parsePattern reads a pattern that is cheap enough to be tried with everything on record.
func parsePattern(text string) (scenario.Pattern, error) {
	if len(text) > maxPattern && scenario.Wild(text) {
		return scenario.Pattern{}, fmt.Errorf("a pattern may have %d bytes, not %d", maxPattern, len(text))
	}
	p, err := scenario.ParsePattern(text)
	if err == nil && p.States() > maxStates {
		return p, fmt.Errorf("the regular expression is too complex: it has %d states; there may be %d", p.States(),
			maxStates)
	}
	return p, err
}
