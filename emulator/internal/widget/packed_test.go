package widget

import (
	"flag"
	"testing"

	"belvo-emulator/emulator/internal/asset/assettest"
)

var update = flag.Bool("update", false, "pack the texts of assets anew")

// TestTextsArePacked: what is embedded is what the folder has.
func TestTextsArePacked(t *testing.T) {
	t.Parallel()
	assettest.Packed(t, texts(), packedTexts, *update)
}
