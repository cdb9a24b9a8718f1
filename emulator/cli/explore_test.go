package cli_test

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"belvo-emulator/emulator/cli/clitest"
)

// again is an application that registers again when it gets no answer, which makes a second link.
const again = `
for i in 1 2 3; do
  answer=$(curl -s -m 5 -w '\n%{http_code}' -u "$BELVO_SECRET_ID:$BELVO_SECRET_PASSWORD" -H 'Content-Type: application/json' \
    -d '{"institution": "erebor_mx_retail", "username": "bnk100", "password": "pass_valid"}' "$BELVO_API_URL/api/links/")
  case "$answer" in *201) exit 0;; *000|*503|*502|*504|*500) ;; *) exit 1;; esac
done
exit 1
`

// ranExplore runs "belvo-emulator explore" as a process, which must end by itself.
func ranExplore(t *testing.T, args ...string) result {
	t.Helper()
	var stdout, stderr strings.Builder
	cmd := exec.Command(program.Path(t), append([]string{"explore"}, args...)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = clitest.Environ(), &stdout, &stderr
	_ = cmd.Run() // its exit code is looked at
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// TestExploreFindsWhatBreaksACommand, the same with the same seed, and exec tells the story again.
func TestExploreFindsWhatBreaksACommand(t *testing.T) {
	t.Parallel()
	need(t, "sh", "curl")
	folder := t.TempDir()
	search := func(out string, more ...string) result {
		return ranExplore(t, append(append([]string{"--seed", "5", "--runs", "30", "--jobs", "1", "--out", out,
			"--stories", filepath.Join(folder, "given")}, more...), "--", "sh", "-c", again)...)
	}
	if err := os.Mkdir(filepath.Join(folder, "given"), 0o755); err != nil {
		t.Fatal(err)
	}
	const given = "version: 1\nname: lost\nsteps:\n  - {at: POST /api/links/, respond: ok, fault: reset}\n"
	if err := os.WriteFile(filepath.Join(folder, "given", "lost.yaml"), []byte(given), 0o600); err != nil {
		t.Fatal(err)
	}
	first := search(filepath.Join(folder, "a"), "--format", "json")
	second := search(filepath.Join(folder, "a"), "--format", "json")
	if first.code != 1 || first.stdout != second.stdout {
		t.Errorf("got %+v, and %+v", first, second)
	}
	var report struct {
		Stories []struct{ Rule, Because string }
	}
	if err := json.Unmarshal([]byte(first.stdout), &report); err != nil || len(report.Stories) != 1 ||
		report.Stories[0].Rule != "second-link" {
		t.Errorf("%v in %s", err, first.stdout)
	}
	for format, want := range map[string]string{"text": "is carried out, and its answer is lost", "junit": "<failure message="} {
		if got := search(filepath.Join(folder, "a"), "--format", format); !strings.Contains(got.stdout, want) {
			t.Errorf("%s: %+v", format, got)
		} else if format == "junit" && xml.Unmarshal([]byte(got.stdout), new(struct{ XMLName xml.Name })) != nil {
			t.Errorf("no XML: %s", got.stdout)
		}
	}
	kept := filepath.Join(folder, "a", "lost.yaml")
	told := ranExec(t, "--story", kept, "--", "sh", "-c", again)
	if told.code != 1 || !strings.Contains(told.stderr, "the story lost breaks the rule second-link: 2 links for bnk100") {
		t.Errorf("told again: %+v", told)
	}
	if told := ranExec(t, "--story", kept, "--", "sh", "-c", strings.Replace(again, "1 2 3", "1", 1)); told.code != 1 ||
		strings.Contains(told.stderr, "breaks the rule") {
		t.Errorf("told to one that gives up: %+v", told)
	}
	plain := filepath.Join(folder, "given", "lost.yaml")
	if told := ranExec(t, "--story", plain, "--", "sh", "-c", again); told.code != 0 {
		t.Errorf("a story that expects nothing: %+v", told)
	}
}

// TestExploreSaysWhatItCannotJudge, with the exit code 2.
func TestExploreSaysWhatItCannotJudge(t *testing.T) {
	t.Parallel()
	need(t, "sh")
	for command, want := range map[string]string{"exit 3": "ended with exit code 3", "true": "made no request of the emulator"} {
		if got := ranExplore(t, "--runs", "5", "--", "sh", "-c", command); got.code != 2 || !strings.Contains(got.stdout, want) {
			t.Errorf("%s: %+v", command, got)
		}
	}
	for flag, want := range map[string]string{"--without=storms": `did you mean "storm"?`, "--runs=0": "from 1 on",
		"--time=soon": "a duration above zero", "--stories=/nowhere": "no such file"} {
		if got := ranExplore(t, flag, "--", "true"); got.code == 0 || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: %+v", flag, got)
		}
	}
	if got := ranExec(t, "--story", "/nowhere.yaml", "--", "true"); got.code != 1 || !strings.Contains(got.stderr, "no such file") {
		t.Errorf("a story that is not there: %+v", got)
	}
}

// TestExploreEndsWithWhatItHas when it is interrupted, and with the children of its command.
func TestExploreEndsWithWhatItHas(t *testing.T) {
	t.Parallel()
	need(t, "sh", "curl")
	folder := t.TempDir()
	children := filepath.Join(folder, "children")
	cmd := exec.Command(program.Path(t), "explore", "--time", "10m", "--jobs", "1", "--", "sh", "-c",
		"sleep 1000 & echo $! >> "+children+"; "+again)
	var stdout strings.Builder
	cmd.Env, cmd.Stdout = clitest.Environ(), &stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "there were five runs", func() bool {
		text, _ := os.ReadFile(children) // before the first there is none
		return strings.Count(string(text), "\n") >= 5
	})
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait() // its exit code says whether it has found something by then
	if !strings.Contains(stdout.String(), "stopped before it was done") {
		t.Errorf("the report is %s", stdout.String())
	}
	text, err := os.ReadFile(children)
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range strings.Fields(string(text)) {
		until(t, "the child "+pid+" has gone", func() bool { return gone(pid) })
	}
}

// gone says whether no process with a number runs any more.
func gone(pid string) bool {
	n := 0
	for _, c := range pid {
		n = 10*n + int(c-'0')
	}
	if syscall.Kill(n, 0) != nil {
		return true
	}
	state, err := os.ReadFile("/proc/" + pid + "/stat")
	return err != nil || strings.Contains(string(state), ") Z ") // its parent may not have collected it
}

// until waits until something holds, and fails the test if it does not within two minutes.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for limit := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("not within two minutes: %s", what)
		}
	}
}
