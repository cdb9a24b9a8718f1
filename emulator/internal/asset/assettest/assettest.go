// Package assettest helps to test what is embedded packed.
package assettest

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"belvo-emulator/emulator/internal/asset"
)

// Packed holds that what is embedded are the texts of the folder assets, but for what is compressed anyway. With update it
// packs them into a file instead.
func Packed(t *testing.T, embedded map[string]string, file string, update bool) {
	t.Helper()
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
	if update {
		text, err := json.Marshal(want)
		if err == nil {
			err = os.WriteFile(file, asset.Pack(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if !maps.Equal(embedded, want) {
		t.Error("the files of assets are not those that are embedded: run go test on this package with -update")
	}
}
