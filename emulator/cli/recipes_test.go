package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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
