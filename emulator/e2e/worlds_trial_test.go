package e2e_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

const aTrial = "version: 1\nname: tried\nsummary: It fails.\nmatch: {usernames: [bnk101]}\nstart: begun\n" +
	"states: {begun: {on: {register: [{respond: ok}], retrieve: [{respond: login_error}]}}}\n"

// TestATrialIsPartOfTheWorld: going back ends one that began since, and brings back one that was ended; a fork has it.
func TestATrialIsPartOfTheWorld(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	try := func(text string) {
		w.Do(http.MethodPut, v1+"scenario/trial", fields{"text": text}).Want(http.StatusOK)
	}
	has := func(w world) bool {
		return strings.Contains(string(w.Do(http.MethodGet, v1+"scenarios", nil).Want(http.StatusOK).Body), `"tried"`)
	}
	w.Checkpoint("before")
	try(aTrial)
	w.Checkpoint("tried")
	same(t, "a fork has it", has(world{w.Fork(t), w.server, t}), true)
	w.RestoreCheckpoint("before")
	same(t, "before it began", has(w), false)
	w.RestoreCheckpoint("tried")
	same(t, "while it is tried", has(w), true)
	try("")
	w.Rewind(emulatortest.Rewinding{Steps: 1})
	same(t, "before it ended", has(w), true)
	w.Do(http.MethodPost, v1+"reset", nil)
	same(t, "after a reset", has(w), false)
}

// TestAStateStartsAfterATrial: links, users and a pin that stand in a scenario that is tried no more refuse no start,
// and one that is tried goes on, as do the settings of webhooks.
func TestAStateStartsAfterATrial(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	e, home := kept(t, dir)
	restart := func() {
		t.Helper()
		e.Shutdown(ended())
		e, home = kept(t, dir)
	}
	try := func(text string) { home.do(http.MethodPut, v1+"scenario/trial", fmt.Sprintf(`{"text":%q}`, text)) }
	try(aTrial)
	home.do(http.MethodPut, v1+"settings", `{"webhooks":{"delay":"20m"}}`)
	link := home.register(t, "bnk101", "")
	home.do(http.MethodPut, v1+"scenario", `{"name":"tried"}`)
	restart()
	failing := home.do(http.MethodPost, "/api/accounts/", fmt.Sprintf(`{"link":%q}`, link))
	same(t, "what is tried answers", failing.Code, http.StatusBadRequest)
	same(t, "the settings", home.do(http.MethodGet, v1+"settings", "").Body.String(),
		`{"webhooks":{"delay":"20m0s"}}`+"\n")
	try("")
	restart()
	same(t, "the link", home.do(http.MethodGet, "/api/links/"+link+"/", "").Code, http.StatusOK)
	same(t, "the pin", strings.Contains(home.do(http.MethodGet, v1+"scenarios", "").Body.String(), `"pinned":"tried"`), true)
	home.do(http.MethodPut, v1+"scenario", `{"name":null}`)
	same(t, "the bank answers again", home.do(http.MethodPost, "/api/accounts/", fmt.Sprintf(`{"link":%q}`, link)).Code,
		http.StatusCreated)
}
