package cli_test

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"belvo-emulator/emulator/cli/clitest"
)

// ranExec runs "belvo-emulator exec" as a process, which must end by itself.
func ranExec(t *testing.T, args ...string) result {
	t.Helper()
	var stdout, stderr strings.Builder
	cmd := exec.Command(program.Path(t), append([]string{"exec"}, args...)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = clitest.Environ(), &stdout, &stderr
	cmd.Stdin = strings.NewReader("from stdin\n")
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// TestExec gives the command an emulator, its own streams and arguments, and takes its exit code.
func TestExec(t *testing.T) {
	t.Parallel()
	need(t, "sh")
	got := ranExec(t, "--secret-id", "me", "--secret-password=hush", "--control-token", "t0ken", "sh", "-c",
		`cat; env | grep ^BELVO | sort; echo "$1" >&2; "$0" health --timeout 5m`, program.Path(t), "--listen")
	want := regexp.MustCompile(`^from stdin
BELVO_API_URL=http://(127\.0\.0\.1:\d+)
BELVO_EMULATOR_CONTROL_TOKEN=t0ken
BELVO_EMULATOR_LISTEN=(127\.0\.0\.1:\d+)
BELVO_SECRET_ID=me
BELVO_SECRET_PASSWORD=hush
healthy: http://(127\.0\.0\.1:\d+)/__emulator/v1/health
$`).FindStringSubmatch(got.stdout)
	if got.code != 0 || got.stderr != "--listen\n" || want == nil || want[1] != want[2] || want[1] != want[3] {
		t.Errorf("got %+v", got)
	}
}

// TestExecFails with the command's exit code, or a shell's where there is none.
func TestExecFails(t *testing.T) {
	t.Parallel()
	need(t, "sh")
	const silent = "belvo-emulator: the command has failed; nobody has made a request with the keys SECRET_ID\n"
	folder := t.TempDir()
	for _, c := range []struct {
		args   []string
		code   int
		stderr string
	}{
		{[]string{"--", "sh", "-c", "exit 3"}, 3, silent},
		{[]string{"sh", "-c", "kill -9 $$"}, 137, silent},
		{[]string{"--", "no-such-command", "-x"}, 127,
			"belvo-emulator: exec: cannot start no-such-command: executable file not found in $PATH\n"},
		{[]string{folder + "/none"}, 127,
			"belvo-emulator: exec: cannot start " + folder + "/none: no such file or directory\n"},
		{[]string{folder}, 126, "belvo-emulator: exec: cannot start " + folder + ": permission denied\n"},
		{nil, 2, "belvo-emulator: exec needs -- COMMAND..., see belvo-emulator exec --help\n"},
		{[]string{"--clok", "real", "true"}, 2, "belvo-emulator: unknown flag --clok, did you mean --clock?\n"},
		{[]string{"--scenarios", folder + "/none", "true"}, 1,
			"belvo-emulator: the folder " + folder + "/none does not exist\n"},
	} {
		if got := ranExec(t, c.args...); got != (result{c.code, "", c.stderr}) {
			t.Errorf("exec %q: %+v, want %d %s", c.args, got, c.code, c.stderr)
		}
	}
}

// TestExecTellsOfTheLastRequests of a command that has failed, with what explains it and without
// secrets.
func TestExecTellsOfTheLastRequests(t *testing.T) {
	t.Parallel()
	need(t, "curl")
	got := ranExec(
		t,
		"sh",
		"-c",
		`for name in user-1 user1; do curl -s -u $BELVO_SECRET_ID:$BELVO_SECRET_PASSWORD \
  $BELVO_API_URL/api/links/ -H 'Content-Type: application/json' -o /dev/null \
  -d '{"institution": "erebor_mx_retail", "username": "'$name'", "password": "sesame", "extrnal_id": "7"}'; done
exit 1`,
	)
	const unread = "; nothing reads body.extrnal_id, did you mean external_id?"
	want := "belvo-emulator: the command has failed; the last 2 of its 2 requests:\n" +
		"  r1    POST   /api/links/  400 validation_error" + unread + "; " +
		"the field \"username\" does not satisfy the validation of the institution's form_fields\n" +
		"  r2    POST   /api/links/  201" + unread + "\n"
	if got.code != 1 || got.stderr != want {
		t.Errorf("got %+v, want\n%s", got, want)
	}
}

// TestExecTellsOfOtherSandboxes: their requests are shown to their own keys alone.
func TestExecTellsOfOtherSandboxes(t *testing.T) {
	t.Parallel()
	need(t, "curl")
	got := ranExec(t, "sh", "-c", `for n in 1 2; do curl -s -o /dev/null $BELVO_API_URL/api/links/ \
  -u 7c9e6679-7425-40de-944b-e07fc1f90ae$n:password; done
exit 1`)
	const want = "belvo-emulator: the command has failed; nobody has made a request with the keys SECRET_ID, " +
		"and sandboxes of other keys were used: 2\n"
	if got.code != 1 || got.stderr != want {
		t.Errorf("got %+v, want\n%s", got, want)
	}
}

// TestExecHandsSignalsOn: the command, here an emulator itself, ends in order and so does exec.
func TestExecHandsSignalsOn(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			path := program.Path(t)
			p := clitest.Start(t, exec.Command(path, "exec", path, "--listen", "127.0.0.1:0"))
			if code := p.Stop(signal); code != 0 || !strings.Contains(p.Log(), "msg=stopping") {
				t.Errorf("exit code %d; standard error:\n%s", code, p.Log())
			}
		})
	}
}
