package lifecycle_test

import (
	"testing"

	"belvo-emulator/emulator/internal/lifecycle"
)

// TestTheSixthRefusalIsTheLast holds Belvo's number of refused requests after which a link is invalid.
// Source: https://developers.belvo.com/developer_resources/resources-belvo-api-errors
func TestTheSixthRefusalIsTheLast(t *testing.T) {
	t.Parallel()
	if lifecycle.MaxRefusals != 6 {
		t.Errorf("%d refused requests make a link invalid, Belvo says six", lifecycle.MaxRefusals)
	}
}
