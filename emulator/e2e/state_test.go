package e2e_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
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
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/webhook"
)

// kept is an emulator whose sandboxes are kept in a folder.
func kept(t testing.TB, dir string, more ...func(*emulator.Config)) (*emulator.Emulator, direct) {
	t.Helper()
	e := openKept(t, dir, more...)
	t.Cleanup(func() { e.Shutdown(ended()) })
	return e, direct{e.Handler(), emulator.DefaultSecretID}
}

// openKept is kept without an end of it.
func openKept(t testing.TB, dir string, more ...func(*emulator.Config)) *emulator.Emulator {
	t.Helper()
	cfg := emulator.Config{Clock: clock.NewManual(emulatortest.Epoch), Seed: 1, StateDir: dir,
		ClockMode: clock.Mode{Manual: true}}
	patient(&cfg)
	for _, change := range more {
		change(&cfg)
	}
	e, err := emulator.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// sendNowhere has the webhooks of every sandbox wait for a receiver that does not exist.
func sendNowhere(c *emulator.Config) {
	c.Webhooks = []webhook.Endpoint{{ID: "nowhere", URL: "http://127.0.0.1:1/", Profile: webhook.Payments(),
		Mangle: notice.Mangle{Delay: time.Hour}}}
}

// ended is a context that waits for nothing.
func ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// copyFolder copies a folder as a killed process would leave it.
func copyFolder(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestAStateIsTheWorld: a random world goes on after a kill, and after an end in order, as if nothing had
// been, with the same ids.
func TestAStateIsTheWorld(t *testing.T) {
	t.Parallel()
	for game := range *long {
		t.Run(fmt.Sprint(game), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "state")
			receivers := func(c *emulator.Config) {
				c.StateDir = dir
				sendNowhere(c)
			}
			first, home := kept(t, dir, receivers)
			p := &player{Rand: ident.NewRand("states", fmt.Sprint(game))}
			play := func(n int) {
				for range n {
					r := p.moves()[p.IntN(len(p.moves()))]()
					p.see(r, home.do(r.method, r.path, r.body).Body.Bytes())
				}
				// Which ids were drawn last is only kept with a commit.
				r := asked(http.MethodPost, "/api/links/", fields{"institution": "erebor_mx_retail", "username": "last",
					"password": "p"})
				p.see(r, home.do(r.method, r.path, r.body).Body.Bytes())
			}
			for round := range 3 {
				play(40)
				twin := copyFolder(t, dir)
				_, away := kept(t, twin, sendNowhere)
				sameText(t, "the snapshot", worldOf(t, away),
					worldOf(t, home))
				agree(t, p, home, away, fmt.Sprint("killed, round ", round))
				if round == 1 {
					before := worldOf(t, home)
					first.Shutdown(ended())
					first, home = kept(t, dir, receivers)
					sameText(t, "the snapshot after an end in order", worldOf(t, home), before)
				}
			}
		})
	}
}

// TestAStateKeepsSandboxesAndTokens: each sandbox opens with its own password, what was reset or deleted does
// not come back, and access tokens stay valid under another seed.
func TestAStateKeepsSandboxesAndTokens(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	first, home := kept(t, dir)
	other := direct{home.handler, "0d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"}
	gone := direct{home.handler, "1d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"}
	for _, d := range []direct{home, other, gone} {
		d.do(http.MethodPost, "/api/links/", user("erebor_mx_retail", "bnk100"))
	}
	other.do(http.MethodPost, v1+"reset", "")
	other.do(http.MethodPost, "/api/links/", user("erebor_mx_retail", "bnk101"))
	if w := gone.do(http.MethodDelete, v1+"sandboxes/"+gone.id, ""); w.Code != http.StatusNoContent {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var pair struct{ Access string }
	body := fmt.Sprintf(`{"id": %q, "password": %q, "scopes": "read_institutions"}`, home.id, emulator.DefaultSecretPassword)
	if err := json.Unmarshal(home.do(http.MethodPost, "/api/token/", body).Body.Bytes(), &pair); err != nil {
		t.Fatal(err)
	}
	first.Shutdown(ended())
	second, home := kept(t, dir, func(c *emulator.Config) { c.Seed = 2 })
	if second.Seed() != 1 {
		t.Errorf("the seed is %d", second.Seed())
	}
	if w := home.as("Bearer "+pair.Access, http.MethodGet, "/api/institutions/"); w.Code != http.StatusOK {
		t.Errorf("the access token: %d %s", w.Code, w.Body)
	}
	for _, c := range []struct {
		id, has string
		links   int
	}{{home.id, "bnk100", 1}, {other.id, "bnk101", 1}, {gone.id, "", 0}} {
		var doc struct{ Links []struct{ Username string } }
		answer := direct{home.handler, c.id}.do(http.MethodGet, v1+"snapshot", "")
		if err := json.Unmarshal(answer.Body.Bytes(), &doc); err != nil || len(doc.Links) != c.links ||
			c.links > 0 && doc.Links[0].Username != c.has {
			t.Errorf("%s has %+v: %v", c.id, doc.Links, err)
		}
	}
	keys := base64.StdEncoding.EncodeToString([]byte(other.id + ":another password"))
	if w := home.as("Basic "+keys, http.MethodGet, "/api/links/"); w.Code != http.StatusUnauthorized {
		t.Errorf("another password: %d %s", w.Code, w.Body)
	}
}

// as makes a request with other credentials.
func (d direct) as(authorization, method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8400"+path, nil)
	r.Header.Set("Authorization", authorization)
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

// TestAStateHasNoSecrets looks for what was typed into forms in the files.
func TestAStateHasNoSecrets(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	first, home := kept(t, dir)
	var planted []string
	plant := func(kind string, n int) string {
		planted = append(planted, fmt.Sprintf("planted-%s-%d", kind, n))
		return planted[len(planted)-1]
	}
	for n := range 20 {
		made := asked(http.MethodPost, "/api/links/", fields{"institution": "heimdall_mx_retail", "username": "mfa_default",
			"password": plant("password", n), "password2": plant("second", n), "certificate": plant("certificate", n),
			"private_key": plant("key", n), "token": plant("token", n), "access_mode": "single"})
		var answer []struct{ Session, Link string }
		if err := json.Unmarshal(home.do(made.method, made.path, made.body).Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
		body := asked(http.MethodPatch, "/api/links/", fields{"session": answer[0].Session, "token": plant("mfa", n),
			"link": answer[0].Link}).body
		home.do(http.MethodPatch, "/api/links/", body)
	}
	for _, d := range []direct{{home.handler, "2d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"}, home} {
		d.do(http.MethodGet, "/api/links/?token="+plant("query", 0)+"&pasword="+plant("typo", 0), "")
		d.do(http.MethodPost, "/api/accounts/", fmt.Sprintf(`{"link": "none", "tokn": %q}`, plant("tokn", 0)))
		d.do(http.MethodPost, "/api/token/", fmt.Sprintf(`{"id": %q, "password": %q}`, d.id, plant("login", 0)))
	}
	first.Shutdown(ended())
	planted = append(planted, emulator.DefaultSecretPassword)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	journal := false
	for _, e := range entries {
		text := readFile(t, filepath.Join(dir, e.Name()))
		journal = journal || strings.Contains(text, "history ") && strings.Contains(text, "pasword=***")
		for _, secret := range planted {
			if strings.Contains(text, secret) {
				t.Errorf("%s is in %s", secret, e.Name())
			}
		}
	}
	if len(planted) < 80 || !journal {
		t.Errorf("only %d secrets were planted; the journal is there: %v", len(planted), journal)
	}
}

// worldOf is a sandbox's world, without what webhooks say: their bodies were made in one and not in the other.
func worldOf(t *testing.T, d direct) string {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(d.do(http.MethodGet, v1+"snapshot", "").Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	webhooks, _ := doc["webhooks"].(map[string]any)
	delete(webhooks, "links")
	waiting, _ := webhooks["waiting"].([]any)
	for i := range waiting {
		one, _ := waiting[i].(map[string]any)
		waiting[i] = []any{one["webhook_id"], one["seq"], one["type"], one["code"], one["link"], one["deliveries"]}
	}
	text, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sameText reports the first line in which two texts differ.
func sameText(t *testing.T, what, got, want string) {
	t.Helper()
	lines, wanted := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(lines), len(wanted)) {
		if lines[i] != wanted[i] {
			at := 0
			for at < min(len(lines[i]), len(wanted[i])) && lines[i][at] == wanted[i][at] {
				at++
			}
			t.Logf("from byte %d on: %.200s instead of %.200s", at, lines[i][at:], wanted[i][at:])
			t.Fatalf("%s has in line %d\n%.600s\nwant\n%.600s", what, i, strings.Join(lines[max(0, i-3):i+1], "\n"),
				strings.Join(wanted[max(0, i-3):i+1], "\n"))
		}
	}
	same(t, "the number of lines of "+what, len(lines), len(wanted))
}
