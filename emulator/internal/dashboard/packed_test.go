package dashboard

import (
	"encoding/json"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"belvo-emulator/emulator/internal/asset"
)

var update = flag.Bool("update", false, "pack the texts of assets anew")

// TestTextsArePacked: what is embedded is what the folder has.
func TestTextsArePacked(t *testing.T) {
	t.Parallel()
	want := map[string]string{}
	err := filepath.WalkDir("assets", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || slices.Contains([]string{".gz", ".woff2"}, filepath.Ext(name)) {
			return err
		}
		data, err := os.ReadFile(name)
		want[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		text, err := json.Marshal(want)
		if err == nil {
			err = os.WriteFile(packedTexts, asset.Pack(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if !maps.Equal(texts(), want) {
		t.Error("the files of assets are not those that are embedded: run go test ./emulator/internal/dashboard -update")
	}
}
