package e2e_test

import (
	"encoding/json"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"

	"belvo-emulator/emulator"
)

// version1 has files that version 0.1.0 of the emulator wrote or read, and the lists that it answered
// with. They are never written again: what was saved once has to load.
const version1 = "testdata/version1/"

// TestSnapshotsOfVersion1Load restores a world that an older emulator has written, and compares lists
// with what that answered.
func TestSnapshotsOfVersion1Load(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"snapshot.json", "snapshot.yaml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.restore(readFile(t, version1+name))
			var lists map[string]map[string]any
			if err := json.Unmarshal([]byte(readFile(t, version1+"lists.json")), &lists); err != nil {
				t.Fatal(err)
			}
			for path, want := range lists {
				var got map[string]any
				if err := json.Unmarshal(w.Do(http.MethodGet, path, nil).Want(200).Body, &got); err != nil {
					t.Fatal(err)
				}
				for _, list := range []map[string]any{got, want} {
					list["next"], list["previous"] = nil, nil
					withoutOwner(list)
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("GET %s is\n%v\nwant\n%v", path, got, want)
				}
			}
		})
	}
}

// withoutOwner takes away what names the sandbox that the links belong to.
func withoutOwner(list map[string]any) {
	results, _ := list["results"].([]any)
	for _, r := range results {
		if object, is := r.(map[string]any); is {
			delete(object, "created_by")
		}
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSeedFilesOfVersion1Load: a resource that an institution no longer lists is left out.
func TestSeedFilesOfVersion1Load(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *emulator.Config) { c.SeedFile = version1 + "seed.yaml" })
	links := string(w.Do(http.MethodGet, "/api/links/", nil).Want(200).Body)
	for text, want := range map[string]int{`"id"`: 3, `"token_required"`: 1, `"invalid"`: 1, "INVOICES": 0} {
		if got := strings.Count(links, text); got != want {
			t.Errorf("%s is there %d times, want %d, in %s", text, got, want, links)
		}
	}
}
