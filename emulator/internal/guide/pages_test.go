package guide

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/asset"
)

var update = flag.Bool("update", false, "render the pages anew")

// rendered are all pages, made of the Markdown of the repository.
func rendered(t *testing.T) (pages []Page) {
	t.Helper()
	for _, d := range documents(t) {
		written := source(t, d.file)
		d.Markdown, d.HTML = d.markdown(written), d.body(t, written)
		pages = append(pages, d.Page)
	}
	return pages
}

// TestPagesAreRendered: what is embedded is what is written.
func TestPagesAreRendered(t *testing.T) {
	t.Parallel()
	want := rendered(t)
	if *update {
		text, err := json.Marshal(want)
		if err == nil {
			err = os.WriteFile(packedPages, asset.Pack(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	packed, err := os.ReadFile(packedPages)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := unpack(packed); err != nil || !slices.Equal(got, want) {
		t.Errorf("the pages are not those that are embedded (%v): run go test ./emulator/internal/guide -update", err)
	}
	t.Logf("%d pages are embedded in %d bytes", len(want), len(packed))
}

// TestEveryPageIsListed in the index.
func TestEveryPageIsListed(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, d := range documents(t) {
		known[d.file] = true
	}
	written, err := filepath.Glob(filepath.Join(root, "emulator/docs/*.md"))
	if err != nil || len(written) < 1 {
		t.Fatalf("%d pages: %v", len(written), err)
	}
	for _, file := range written {
		if name := strings.TrimPrefix(filepath.ToSlash(file), root+"/"); !known[name] {
			t.Errorf("the index does not list %s", name)
		}
	}
}
