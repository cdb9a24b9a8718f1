package cli_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/cli/clitest"
)

// heimdall is the recipe of a CI job in a shell.
const heimdall = "../recipes/heimdall.sh"

// need skips a test without these programs; where CI is true they must be there.
func need(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skipf("%s is missing", tool)
		}
	}
}

// script runs a script and returns what it came to.
func script(t *testing.T, environment []string, command ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = clitest.Environ(environment...), &stdout, &stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// TestHeimdallRecipe runs it as it is, with an emulator of its own and under exec.
func TestHeimdallRecipe(t *testing.T) {
	t.Parallel()
	need(t, "sh", "curl", "sed", "mkfifo")
	path := program.Path(t)
	const end = " is valid again, and the application made the right requests.\n"
	for _, command := range [][]string{{"sh", heimdall}, {path, "exec", "--", "sh", heimdall},
		{path, "exec", "--control-token", "t0ken", "--secret-id", "me", "sh", heimdall}} {
		got := script(t, []string{"BELVO_EMULATOR=" + path}, command...)
		if got.code != 0 || got.stderr != "" || !strings.HasSuffix(got.stdout, end) {
			t.Errorf("%q: %+v", command, got)
		}
	}
	if got := script(t, []string{"BELVO_EMULATOR=false"}, "sh", heimdall); got.code != 1 {
		t.Errorf("an emulator that does not start: %+v", got)
	}
}

// TestHeimdallRecipeFindsMistakes: an application that does not do as it should fails the job, with
// the reason.
func TestHeimdallRecipeFindsMistakes(t *testing.T) {
	t.Parallel()
	need(t, "sh", "curl", "sed")
	path, recipe := program.Path(t), read(t, "emulator/recipes/heimdall.sh")
	for old, mistake := range map[string][2]string{
		`/api/links/?status=token_required`: {`/api/links/?status=invalid`, `query.status is \"invalid\"`},
		`"link_id": "'"$link"'", "scopes"`:  {`"link": "'"$link"'", "scopes"`, "did you mean link_id?"},
		`call 200 GET "$BELVO_API_URL/api/links/$link/"`: {`call 200 GET "$BELVO_API_URL/api/links/"
call 200 GET "$BELVO_API_URL/api/links/$link/"`, "nearest"},
	} {
		file := filepath.Join(t.TempDir(), "wrong.sh")
		wrong := strings.Replace(recipe, old, mistake[0], 1)
		if err := os.WriteFile(file, []byte(wrong), 0o600); err != nil || wrong == recipe {
			t.Fatalf("%v: %s", err, old)
		}
		if got := script(t, nil, path, "exec", "--", "sh", file); got.code != 1 ||
			!strings.Contains(got.stderr, mistake[1]) {
			t.Errorf("%s: %+v, want %s", mistake[0], got, mistake[1])
		}
	}
}

// action is the composite action as far as its steps are shell scripts.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct {
		Using string
		Steps []struct {
			ID, Uses, Shell, Run string
			Env                  map[string]string
		}
	}
}

// TestAction runs the scripts of the composite action as GitHub's runner does; the steps that use
// other actions are not run.
func TestAction(t *testing.T) {
	t.Parallel()
	need(t, "bash", "go", "sed", "mkfifo")
	var a action
	if err := yaml.Unmarshal([]byte(read(t, ".github/actions/belvo-emulator/action.yml")), &a); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path, err := filepath.Abs("../../.github/actions/belvo-emulator")
	if err != nil {
		t.Fatal(err)
	}
	environment := []string{"RUNNER_TEMP=" + folder, "GITHUB_ACTION_PATH=" + path}
	for _, file := range []string{"GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT"} {
		environment = append(environment, file+"="+filepath.Join(folder, file))
	}
	t.Cleanup(func() { stopAction(t, folder) })
	a.run(t, environment)
	said := map[string]string{}
	for _, file := range []string{"GITHUB_ENV", "GITHUB_OUTPUT"} {
		maps.Copy(said, assignments(t, filepath.Join(folder, file)))
	}
	status := get(t, said["BELVO_API_URL"]+emulator.HealthPath())
	if status != 200 || said["BELVO_SECRET_ID"] != emulator.DefaultSecretID ||
		said["BELVO_SECRET_PASSWORD"] != emulator.DefaultSecretPassword {
		t.Errorf("it is at %v", said)
	}
	for name, out := range a.Outputs {
		if want := "${{ steps.start.outputs." + name + " }}"; out.Value != want || said[name] == "" {
			t.Errorf("the output %s is %s, of the step %q", name, out.Value, said[name])
		}
	}
}

// run runs the steps that are scripts.
func (a action) run(t *testing.T, environment []string) {
	t.Helper()
	for _, step := range a.Runs.Steps {
		if step.Run == "" {
			continue
		}
		own := slices.Clone(environment)
		for name, value := range step.Env {
			own = append(own, name+"="+a.expand(value))
		}
		got := script(t, own, step.Shell, "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
		if got.code != 0 {
			t.Fatalf("%s: %+v", step.Run, got)
		}
	}
}

// assignments reads the lines name=value of a file.
func assignments(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		said[name] = value
	}
	return said
}

// expand puts the defaults in the place of the inputs.
func (a action) expand(value string) string {
	return regexp.MustCompile(`\$\{\{ inputs\.(\w+) \}\}`).ReplaceAllStringFunc(value, func(s string) string {
		return a.Inputs[strings.TrimSuffix(strings.TrimPrefix(s, "${{ inputs."), " }}")].Default
	})
}

// stopAction ends the emulator of the action, which on a runner ends with the job.
func stopAction(t *testing.T, folder string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "belvo-emulator", "emulator.pid"))
	if err != nil {
		if !os.IsNotExist(err) {
			t.Error(err)
		}
		return
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	emulator, err := os.FindProcess(pid)
	if err == nil {
		err = emulator.Signal(syscall.SIGTERM)
	}
	if err != nil {
		t.Error(err)
	}
	ready := filepath.Join(folder, "belvo-emulator", "ready.txt")
	limit, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for err = nil; err == nil && limit.Err() == nil; { // it removes the file at its end, as the test its folder
		runtime.Gosched()
		_, err = os.Stat(ready)
	}
	if err == nil {
		t.Errorf("the emulator of the action still runs: %v", emulator.Kill())
	}
}
