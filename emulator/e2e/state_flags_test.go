package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/webhook"
)

// flags are what a program is started with: the nth of each.
func flags(t *testing.T, n int, log *bytes.Buffer) func(*emulator.Config) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "world.yaml")
	text := fmt.Sprintf("version: 2\nlinks: [{institution: erebor_mx_retail, username: seeded%d}]\n", n)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return func(c *emulator.Config) {
		c.Seed, c.SeedGiven, c.SecretPassword, c.SeedFile = uint64(n), true, fmt.Sprint("password", n), file
		c.ClockMode = clock.Mode{Manual: true, Start: emulatortest.Epoch.AddDate(n, 0, 0)}
		c.Webhooks = []webhook.Endpoint{{ID: fmt.Sprint("endpoint", n), URL: "http://127.0.0.1:1/"}}
		c.Logger = slog.New(slog.NewTextHandler(log, nil))
	}
}

// keyed makes requests with the keys of the default sandbox, or of another one, and any password.
type keyed struct {
	direct
	password string
}

func (k keyed) ask(method, path, body string) (int, string) {
	r := httptest.NewRequest(method, "http://127.0.0.1:8400"+path, strings.NewReader(body))
	r.SetBasicAuth(k.id, k.password)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	k.handler.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// has is what a sandbox has of what flags say: its users, the year of its clock, its endpoints.
func (k keyed) has(t *testing.T) string {
	t.Helper()
	var doc struct {
		Clock    struct{ Now time.Time }
		Links    []struct{ Username string }
		Webhooks struct{ Endpoints []struct{ ID string } }
	}
	if code, body := k.ask(http.MethodGet, v1+"snapshot", ""); code != http.StatusOK ||
		json.Unmarshal([]byte(body), &doc) != nil {
		t.Fatal(code, body)
	}
	return fmt.Sprint(doc.Links, doc.Clock.Now.Year(), doc.Webhooks.Endpoints)
}

// TestWhichFlagsWinOverAStoredState: the password does; clock, endpoints and seed file are those of new sandboxes, the
// last two of a reset as well; the seed is not looked at, which is said, so that access tokens stay valid.
func TestWhichFlagsWinOverAStoredState(t *testing.T) {
	t.Parallel()
	const warning = "the seed of the state goes on, not the given one"
	dir := filepath.Join(t.TempDir(), "state")
	var first, second bytes.Buffer
	e, d := kept(t, dir, flags(t, 1, &first))
	home := keyed{d, "password1"}
	if code, body := home.ask(http.MethodPost, "/api/links/", user("erebor_mx_retail", "made")); code != http.StatusCreated {
		t.Fatal(code, body)
	}
	home.ask(http.MethodPost, v1+"clock/advance", `{"by": "1000d"}`)
	stored := home.has(t)
	same(t, "what was stored", stored, "[{seeded1} {made}] 2029 [{endpoint1}]")
	access := accessToken(t, home)
	home.ask(http.MethodPut, v1+"checkpoints/before", "")
	e.Shutdown(ended())
	compact(t, dir) // so that it begins where the clock is now
	same(t, "a warning at first", strings.Contains(first.String(), warning), false)

	e, d = kept(t, dir, flags(t, 2, &second))
	same(t, "the seed", e.Seed(), 1)
	same(t, "the warning", strings.Count(second.String(), warning), 1)
	same(t, "the access token", d.as("Bearer "+access, http.MethodGet, "/api/institutions/").Code, http.StatusOK)
	if code, _ := (keyed{d, "password1"}).ask(http.MethodGet, "/api/links/", ""); code != http.StatusUnauthorized {
		t.Errorf("the stored password is answered %d", code)
	}
	home = keyed{d, "password2"}
	same(t, "what is there", home.has(t), stored)
	if code, _ := home.ask(http.MethodPost, v1+"checkpoints/before/restore", ""); code != http.StatusNotFound {
		t.Errorf("the checkpoint is answered %d", code)
	}
	other := keyed{direct{d.handler, "3d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"}, "any"}
	same(t, "a new sandbox", other.has(t), "[{seeded2}] 2028 [{endpoint2}]")
	if code, body := home.ask(http.MethodPost, v1+"reset", ""); code >= http.StatusBadRequest {
		t.Fatal(code, body)
	}
	same(t, "after a reset", home.has(t), "[{seeded2}] 2027 [{endpoint2}]")
	same(t, "the access token after it", d.as("Bearer "+access, http.MethodGet, "/api/institutions/").Code, http.StatusOK)
}

// accessToken is a fresh one.
func accessToken(t *testing.T, k keyed) string {
	t.Helper()
	var pair struct{ Access string }
	code, body := k.ask(http.MethodPost, "/api/token/",
		fmt.Sprintf(`{"id": %q, "password": %q, "scopes": "read_institutions"}`, k.id, k.password))
	if err := json.Unmarshal([]byte(body), &pair); err != nil || code != http.StatusOK {
		t.Fatal(code, body)
	}
	return pair.Access
}

// TestAnAccessTokenWithoutAState is valid in another process under the same seed alone.
func TestAnAccessTokenWithoutAState(t *testing.T) {
	t.Parallel()
	_, d := kept(t, "")
	access := accessToken(t, keyed{d, emulator.DefaultSecretPassword})
	for seed, want := range map[uint64]int{1: http.StatusOK, 2: http.StatusUnauthorized} {
		_, d := kept(t, "", func(c *emulator.Config) { c.Seed = seed })
		d.do(http.MethodGet, "/api/links/", "") // its sandbox is there
		same(t, fmt.Sprint("under the seed ", seed), d.as("Bearer "+access, http.MethodGet, "/api/institutions/").Code, want)
	}
}
