package e2e_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator"
)

// ids is where a snapshot says where the stream of ids stands.
var ids = regexp.MustCompile(`"ids": "[^"]*"`)

// listsOf are all lists of a sandbox, as bytes.
func listsOf(d direct) string {
	var all strings.Builder
	for _, r := range allOf(&player{}) {
		if w := d.do(r.method, r.path, r.body); w.Code == http.StatusOK { // else it has an id of the request
			fmt.Fprintf(&all, "%s\n%s\n", r.path, w.Body)
		}
	}
	return all.String()
}

// TestAStateAfterAForkAndARewind: both sandboxes are there after a kill as they were, byte by byte, and after an
// end in order and a fold too. With --state-sync it is the same.
func TestAStateAfterAForkAndARewind(t *testing.T) {
	t.Parallel()
	for _, sync := range []bool{false, true} {
		t.Run(fmt.Sprint("sync ", sync), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "state")
			synced := func(c *emulator.Config) { c.StateSync = sync }
			first, home := kept(t, dir, synced, sendNowhere)
			fork := direct{home.handler, "0d5c1b8e-5e6b-4d2c-9f60-7c1f1b2a3d4e"}
			ask := func(d direct, method, path, body string) {
				t.Helper()
				if w := d.do(method, path, body); w.Code >= http.StatusBadRequest {
					t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
				}
			}
			for _, name := range []string{"bnk100", "bnk101", "bnk102"} {
				ask(home, http.MethodPost, "/api/links/", user("erebor_mx_retail", name))
			}
			ask(home, http.MethodPost, v1+"clock/advance", `{"by": "2d"}`)
			ask(home, http.MethodPost, v1+"rewind", `{"before": "r3"}`)
			ask(home, http.MethodPost, v1+"fork", fmt.Sprintf(`{"secret_id": %q, "secret_password": %q}`, fork.id,
				emulator.DefaultSecretPassword))
			ask(home, http.MethodPost, "/api/links/", user("erebor_mx_retail", "home"))
			ask(fork, http.MethodPost, "/api/links/", user("erebor_mx_retail", "fork"))
			ask(home, http.MethodPut, v1+"settings", `{"page_size": 2, "webhooks": {"when": "held"}}`)
			ask(fork, http.MethodPost, v1+"webhooks/endpoints",
				`{"id": "late", "url": "http://127.0.0.1:1/", "when": "after_answer", "reorder": true}`)
			want := map[string]string{}
			look := func(d direct) string {
				// Requests without a commit draw ids, which a kill forgets.
				return listsOf(d) + ids.ReplaceAllString(worldOf(t, d), "") + d.do(http.MethodGet, v1+"settings", "").Body.String() +
					d.do(http.MethodGet, v1+"webhooks/endpoints", "").Body.String()
			}
			for _, d := range []direct{home, fork} {
				want[d.id] = look(d)
				if !strings.Contains(want[d.id], "bnk101") || strings.Contains(want[d.id], "bnk102") {
					t.Fatalf("the world of %s is not the one before r3", d.id)
				}
			}
			_, killed := kept(t, copyFolder(t, dir), sendNowhere)
			first.Shutdown(ended())
			_, after := kept(t, dir, synced, sendNowhere)
			for what, d := range map[string]direct{"killed": killed, "ended": after} {
				for id, text := range want {
					sameText(t, what+" "+id, look(direct{d.handler, id}), text)
				}
			}
		})
	}
}
