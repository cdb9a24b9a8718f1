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
	const silent = "belvo-emulator: the command has failed, and no request has come: " +
		"did your code read BELVO_API_URL?\n"
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

// TestExecTellsOfOtherSandboxes: the requests of each in which one has failed, and the names of the rest.
func TestExecTellsOfOtherSandboxes(t *testing.T) {
	t.Parallel()
	need(t, "curl")
	const (
		ask = `ask() { curl -s -o /dev/null -u $1:password $BELVO_API_URL/api/$2; }
`
		one, two, three = "7c9e6679-7425-40de-944b-e07fc1f90ae1", "7c9e6679-7425-40de-944b-e07fc1f90ae2",
			"7c9e6679-7425-40de-944b-e07fc1f90ae3"
		failed = "belvo-emulator: the command has failed; its requests came with the keys of "
	)
	for _, c := range []struct{ name, commands, want string }{
		{"others", "ask " + one + " links/; ask " + two + " link/; ask " + two + " links/; ask " + three + " links/",
			failed + "3 sandboxes, and none with SECRET_ID\n" +
				"belvo-emulator: the last 2 of 2 with " + two + ":\n" +
				"  r1    GET    /api/link/  404 not_found\n  r2    GET    /api/links/  200\n" +
				"belvo-emulator: none has failed with " + three + ", " + one + "\n"},
		{"others and its own", "ask SECRET_ID links/; ask " + one + " links/?page=7; ask " + one + " links/",
			failed + "2 sandboxes\n" +
				"belvo-emulator: the last 1 of 1 with SECRET_ID:\n" +
				"  u1    GET    /api/links/  401 authentication_failed; the password is not the configured one\n" +
				"belvo-emulator: the last 2 of 2 with " + one + ":\n" +
				"  r1    GET    /api/links/?page=7  404 not_found\n  r2    GET    /api/links/  200\n"},
		{"one that was reset", "ask " + one + " links/; curl -s -o /dev/null -u " + one +
			":password $BELVO_API_URL/__emulator/v1/reset -d '{}'",
			"belvo-emulator: the command has failed; its requests are no longer on record: " +
				"their sandboxes were reset or deleted\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := ranExec(t, "sh", "-c", ask+c.commands+"; exit 1"); got != (result{1, "", c.want}) {
				t.Errorf("got %+v, want\n%s", got, c.want)
			}
		})
	}
}

// TestExecTellsOfAnswersThatWait, whether the command has failed or not.
func TestExecTellsOfAnswersThatWait(t *testing.T) {
	t.Parallel()
	need(t, "curl")
	const sandbox = "7c9e6679-7425-40de-944b-e07fc1f90ae1"
	got := ranExec(t, "sh", "-c", `
next() { curl -s -o /dev/null $BELVO_API_URL/__emulator/v1/next "$@"; }
next -d '{"respond": "institution_down", "match": {"path": "/api/accounts/"}, "times": 2}'
next -d '{"fault": "reset"}' -u `+sandbox+`:password`)
	const want = "belvo-emulator: 2 answers queued with next were not used up:\n" +
		`  SECRET_ID: {"id":1,"match":{"path":"/api/accounts/"},"respond":"institution_down","times":2,"left":2}` + "\n" +
		`  ` + sandbox + `: {"id":1,"fault":"reset","times":1,"left":1}` + "\n"
	if got != (result{0, "", want}) {
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
