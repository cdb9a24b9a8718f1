package e2e_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"belvo-emulator/emulator"
)

// addEndpoint adds an endpoint without an id, and returns the one that it gets.
func (d direct) addEndpoint(t *testing.T) string {
	t.Helper()
	var got struct{ ID string }
	unmarshal(t, d.do(http.MethodPost, v1+"webhooks/endpoints", `{"url":"http://127.0.0.1:1/"}`).Body.Bytes(), &got)
	return got.ID
}

// TestAnEndpointsIDDoesNotComeAgain after it was removed, whatever happens to the world meanwhile: the id is a part of
// those of its deliveries.
func TestAnEndpointsIDDoesNotComeAgain(t *testing.T) {
	t.Parallel()
	ask := func(t *testing.T, d direct, method, path, body string) string {
		t.Helper()
		w := d.do(method, path, body)
		if w.Code >= http.StatusBadRequest {
			t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
		return w.Body.String()
	}
	for name, disturb := range map[string]func(t *testing.T, e *emulator.Emulator, d direct, dir string) direct{
		"nothing": func(_ *testing.T, _ *emulator.Emulator, d direct, _ string) direct { return d },
		"a restart": func(t *testing.T, e *emulator.Emulator, _ direct, dir string) direct {
			e.Shutdown(ended())
			_, d := kept(t, dir, sendNowhere)
			return d
		},
		"a kill": func(t *testing.T, _ *emulator.Emulator, _ direct, dir string) direct {
			_, d := kept(t, copyFolder(t, dir))
			return d
		},
		"a fold": func(t *testing.T, e *emulator.Emulator, _ direct, dir string) direct {
			e.Shutdown(ended())
			compact(t, dir)
			_, d := kept(t, dir)
			return d
		},
		"a snapshot": func(t *testing.T, _ *emulator.Emulator, d direct, _ string) direct {
			other := newDirect(t, manual)
			ask(t, other, http.MethodPut, v1+"snapshot", ask(t, d, http.MethodGet, v1+"snapshot", ""))
			return other
		},
		"a fork": func(t *testing.T, _ *emulator.Emulator, d direct, _ string) direct {
			fork := direct{d.handler, "0d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"}
			ask(t, d, http.MethodPost, v1+"fork", fmt.Sprintf(`{"secret_id":%q,"secret_password":%q}`, fork.id,
				emulator.DefaultSecretPassword))
			return fork
		},
		"a restarted fork": func(t *testing.T, e *emulator.Emulator, d direct, dir string) direct {
			fork := direct{d.handler, "0d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"}
			ask(t, d, http.MethodPost, v1+"fork", fmt.Sprintf(`{"secret_id":%q,"secret_password":%q}`, fork.id,
				emulator.DefaultSecretPassword))
			e.Shutdown(ended())
			_, d = kept(t, dir)
			return direct{d.handler, fork.id}
		},
		"going back, and a restart": func(t *testing.T, e *emulator.Emulator, d direct, dir string) direct {
			ask(t, d, http.MethodPut, v1+"checkpoints/here", "")
			same(t, "the id that is undone", d.addEndpoint(t), "endpoint-3")
			ask(t, d, http.MethodPost, v1+"checkpoints/here/restore", "")
			e.Shutdown(ended())
			_, d = kept(t, dir)
			return d
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "state")
			e, d := kept(t, dir)
			for n := range 2 {
				id := d.addEndpoint(t)
				same(t, "the id", id, fmt.Sprint("endpoint-", n+1))
				ask(t, d, http.MethodDelete, v1+"webhooks/endpoints/"+id, "")
			}
			same(t, "the id of the next one", disturb(t, e, d, dir).addEndpoint(t), "endpoint-3")
		})
	}
}
