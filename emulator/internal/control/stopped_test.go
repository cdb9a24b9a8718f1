package control_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/state"
)

// TestControlCallsAreRefusedWhenNothingCanBeKept: a call whose change is not written, and any call behind it, says
// why the emulator stops, and is not answered as if it were done.
func TestControlCallsAreRefusedWhenNothingCanBeKept(t *testing.T) {
	t.Parallel()
	folder, err := state.Open(filepath.Join(t.TempDir(), "state"), false)
	if err != nil {
		t.Fatal(err)
	}
	h := surface(t, func(c *engine.Config) { c.State = folder })
	if w := ask(h, http.MethodPost, "/__emulator/v1/clock/advance", `{"by": "1h"}`); w.Code != http.StatusOK {
		t.Fatal(w.Code, w.Body)
	}
	if err := folder.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][3]string{{http.MethodPost, "clock/advance", `{"by": "1h"}`}, {http.MethodPut, "settings", `{"page_size": 3}`},
		{http.MethodPost, "webhooks/endpoints", `{"id": "main", "url": "http://127.0.0.1:1/"}`}, {http.MethodPost, "reset", ""},
		{http.MethodPut, "checkpoints/a", ""}, {http.MethodGet, "clock", ""}} {
		w := ask(h, c[0], "/__emulator/v1/"+c[1], c[2])
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "error") {
			t.Errorf("%s %s: %d %s", c[0], c[1], w.Code, w.Body)
		}
	}
}
