package dashboard

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
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
		var plain, packed bytes.Buffer
		encoder := json.NewEncoder(&plain)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(want); err != nil {
			t.Fatal(err)
		}
		zip, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is valid
		_, _ = zip.Write(plain.Bytes())                              // a buffer takes everything
		_ = zip.Close()
		if err := os.WriteFile(packedTexts, packed.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !maps.Equal(texts(), want) {
		t.Error("the files of assets are not those that are embedded: run go test ./emulator/internal/dashboard -update")
	}
}
