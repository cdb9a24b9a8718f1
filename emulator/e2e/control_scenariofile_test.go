package e2e_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

const oneState = `version: 1
name: always-down
summary: The bank is down.
start: down
states:
  down:
    on:
      register:
        - {respond: institution_down}
`

// TestAScenarioIsReadAndChecked: its text, its rules as ways between states, and mistakes by line.
func TestAScenarioIsReadAndChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	heimdall := w.ScenarioText("heimdall")
	if !strings.Contains(heimdall.Text, "name: heimdall") {
		t.Errorf("its text is %q", heimdall.Text)
	}
	locks := false
	lines := strings.Split(heimdall.Text, "\n")
	for _, e := range heimdall.Edges {
		locks = locks || e.From == "linked" && e.To == "locked" && e.Trigger == "refresh" && e.Respond == "token_required"
		if e.Line < 1 || !strings.Contains(lines[e.Line-1], "- {") && !strings.Contains(lines[e.Line-1], "- when") {
			t.Errorf("%+v is no rule's line", e)
		}
	}
	if !locks {
		t.Errorf("no rule locks: %+v", heimdall.Edges)
	}
	w.Do(http.MethodGet, v1+"scenarios/heimdal", nil).Want(http.StatusNotFound)
	if right := w.CheckScenario(oneState); len(right.Problems) > 0 || right.Start != "down" || len(right.Edges) != 1 {
		t.Errorf("what is right is %+v", right)
	}
	wrong := w.CheckScenario(strings.Replace(oneState, "start: down", "start: dawn", 1))
	if len(wrong.Problems) == 0 || wrong.Problems[0].Line != 4 || !strings.Contains(wrong.Problems[0].Message, "down") {
		t.Errorf("what is wrong is %+v", wrong)
	}
	w.Do(http.MethodPut, v1+"scenarios/always-down", fields{"text": oneState}).Want(http.StatusConflict)
}

// TestAScenarioIsSaved as a plain file in the user's folder, if it and the folder are right, and is in force
// then. Nothing is written outside of the folder.
func TestAScenarioIsSaved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWorld(t, emulatortest.WithScenarios(dir))
	saved := w.SaveScenario("always-down", oneState)
	text, err := os.ReadFile(filepath.Join(dir, "always-down.yaml"))
	if err != nil || string(text) != oneState || saved.File == "" {
		t.Fatalf("saved as %q: %q %v", saved.File, text, err)
	}
	w.Pin("always-down")
	w.register("erebor_mx_retail", "bnk100", nil).Want(http.StatusBadRequest)
	for name, want := range map[string]int{"..%2Fout": 409, "a%2Fb": 409, ".hidden": 409, "x.yaml.yaml": 409,
		"%00": 409, strings.Repeat("n", 70): 409, "same-name": 409} {
		answer := w.Do(http.MethodPut, v1+"scenarios/"+name, fields{"text": oneState})
		if answer.Status != want && answer.Status != http.StatusNotFound {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	w.Do(http.MethodPut, v1+"scenarios/wrong", fields{"text": "version: 1"}).Want(http.StatusBadRequest)
	outside := filepath.Join(t.TempDir(), "target.yaml")
	if err := os.WriteFile(outside, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "linked.yaml")); err != nil {
		t.Fatal(err)
	}
	w.Do(http.MethodPut, v1+"scenarios/linked", fields{"text": oneState}).Want(http.StatusConflict)
	if text, _ := os.ReadFile(outside); string(text) != "kept" {
		t.Errorf("the file outside is %q", text)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("the folder has %v, %v", entries, err)
	}
}

// TestInstitutionsAreListed: each with the fields of its form and the scenario of its users.
func TestInstitutionsAreListed(t *testing.T) {
	t.Parallel()
	for _, i := range newWorld(t).Institutions() {
		if i.Name == "heimdall_mx_retail" {
			same(t, "scenario", i.Scenario, "heimdall")
			same(t, "fields", strings.Join(i.Fields, " "), "username password token")
			return
		}
	}
	t.Error("Heimdall is not listed")
}

// TestAScenarioIsTried: it is in force in one sandbox, over those of files, until that is reset or it is ended.
func TestAScenarioIsTried(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.fresh(t)
	text := strings.ReplaceAll(w.ScenarioText("institution-down").Text, "name: institution-down", "name: tried")
	text = regexp.MustCompile(`usernames: .*`).ReplaceAllString(text, "usernames: trying_*")
	same(t, "name", w.TryScenario(text), "tried")
	register := func(w world) int { return w.register("erebor_mx_retail", "trying_1", nil).Status }
	before, elsewhere := register(w), register(other)
	if before != http.StatusBadRequest && before < 500 || elsewhere != http.StatusCreated {
		t.Errorf("it is answered %d, and %d in another sandbox", before, elsewhere)
	}
	same(t, "name", w.TryScenario(""), "")
	same(t, "ended", register(w), http.StatusCreated)
	w.TryScenario(text)
	w.Reset()
	same(t, "after a reset", register(w), http.StatusCreated)
	refused := w.Do(http.MethodPut, v1+"scenario/trial", fields{"text": "version: 1"}).Want(http.StatusBadRequest)
	if !strings.Contains(refused.Text("error"), "the scenario is not right: line") {
		t.Errorf("the refusal is %s", refused.Body)
	}
}
