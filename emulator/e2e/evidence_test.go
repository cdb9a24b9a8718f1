package e2e_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"testing"

	"belvo-emulator/emulator/contract"
)

// evidence is the folder of what the fidelity table claims.
const evidence = "testdata/evidence/"

// witnessed is what the tests of this package saw of the operations, by axis: whether an error path
// was exercised, an edge of a link's life walked, a webhook sent.
var witnessed = witness{seen: map[string]map[string]bool{"errors": {}, "lifecycle": {}, "webhooks": {}}}

type witness struct {
	mu   sync.Mutex
	seen map[string]map[string]bool
}

func (w *witness) saw(axis, key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[axis][key] = true
}

func (w *witness) has(axis, key string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen[axis][key]
}

// TestMain compares what all tests together saw with what is claimed. Most of what the tests make is garbage
// at once, so that it is collected less often than usual.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	code := m.Run()
	whole := flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.skip").Value.String() == ""
	if code == 0 && whole {
		for axis, keys := range witnessed.seen {
			if err := contract.Evidence(evidence+axis+".txt", keys, *update); err != nil {
				fmt.Fprintln(os.Stderr, err)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// watch notes what a request did, as the journal explains it.
func (c checked) watch(r *http.Request, res *http.Response) {
	c.t.Helper()
	key := contract.Key(r.Method, r.URL.Path)
	if res.StatusCode >= http.StatusBadRequest {
		witnessed.saw("errors", key)
	}
	_, _, basic := r.BasicAuth()
	if r.Method == http.MethodGet || !basic || witnessed.has("lifecycle", key) && witnessed.has("webhooks", key) {
		return
	}
	url := *r.URL
	url.Path, url.RawQuery = "/__emulator/v1/requests/"+res.Header.Get("X-Belvo-Emulator-Request"), ""
	ask, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url.String(), http.NoBody)
	if err != nil {
		c.t.Fatal(err)
	}
	ask.Header.Set("Authorization", r.Header.Get("Authorization"))
	answer, err := http.DefaultTransport.RoundTrip(ask)
	if err != nil {
		return // the test has stopped the server
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	var entry struct {
		Method, Path          string
		Transitions, Webhooks []json.RawMessage
	}
	if err := json.NewDecoder(answer.Body).Decode(&entry); err != nil {
		c.t.Errorf("the journal's entry: %v", err)
	}
	if entry.Method != r.Method || entry.Path != r.URL.Path {
		return // the sandbox was reset meanwhile, and the id is another request's
	}
	if len(entry.Transitions) > 0 {
		witnessed.saw("lifecycle", key)
	}
	if len(entry.Webhooks) > 0 {
		witnessed.saw("webhooks", key)
	}
}
