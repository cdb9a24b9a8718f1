package cli_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator"
)

// actionFolder is where the GitHub action is.
const actionFolder = "../../.github/actions/belvo-emulator"

// action is the description of the GitHub action.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Description string }
	Runs    map[string]string
}

// runner is a folder in which the action runs as GitHub's runner runs it.
type runner struct {
	folder      string
	action      action
	environment []string
}

// newRunner reads the action. Its inputs have their defaults, with these over them.
func newRunner(t *testing.T, releases string, inputs ...string) runner {
	t.Helper()
	need(t, "node", "tar")
	r := runner{folder: t.TempDir()}
	text := read(t, ".github/actions/belvo-emulator/action.yml")
	if err := yaml.Unmarshal([]byte(text), &r.action); err != nil {
		t.Fatal(err)
	}
	r.environment = []string{"RUNNER_TEMP=" + r.folder, "GITHUB_SERVER_URL=" + releases,
		"GITHUB_ACTION_REPOSITORY=owner/emulator", "GITHUB_ACTION_REF=v1.2.3"}
	for _, file := range []string{"GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE"} {
		r.environment = append(r.environment, file+"="+filepath.Join(r.folder, file))
	}
	for name, in := range r.action.Inputs {
		r.environment = append(r.environment, "INPUT_"+strings.ToUpper(name)+"="+in.Default)
	}
	r.environment = append(r.environment, inputs...)
	t.Cleanup(func() { stopAction(t, r.folder) })
	return r
}

// run runs one of the action's scripts.
func (r runner) run(t *testing.T, which string) result {
	t.Helper()
	return script(t, r.environment, "node", filepath.Join(actionFolder, r.action.Runs[which]))
}

// releases serves the files of one release.
func releases(t *testing.T, files map[string][]byte) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, is := strings.CutPrefix(r.URL.Path, "/owner/emulator/releases/download/v1.2.3/")
		data, there := files[name]
		if !is || !there {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data) // a client that has gone needs no answer
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// archive is the file of a release for this platform, and its name.
func archive(t *testing.T) (name string, data []byte) {
	t.Helper()
	program, err := os.ReadFile(program.Path(t))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	files := tar.NewWriter(zipped)
	err = files.WriteHeader(&tar.Header{Name: "belvo-emulator", Mode: 0o755, Size: int64(len(program))})
	if err == nil {
		_, err = files.Write(program)
	}
	if err == nil {
		err = files.Close()
	}
	if err == nil {
		err = zipped.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("belvo-emulator_1.2.3_%s_%s.tar.gz", runtime.GOOS, runtime.GOARCH), out.Bytes()
}

// TestActionTakesTheRelease that it is used at: the steps behind it find the emulator, and the log is
// printed where the job fails.
func TestActionTakesTheRelease(t *testing.T) {
	t.Parallel()
	name, data := archive(t)
	sums := fmt.Sprintf("%x  %s\n", sha256.Sum256(data), name)
	r := newRunner(t, releases(t, map[string][]byte{name: data, "checksums.txt": []byte(sums)}),
		"INPUT_OPTIONS=--clock manual --strict-keys")
	if got := r.run(t, "main"); got.code != 0 || !strings.Contains(got.stdout, name+": 200") {
		t.Fatalf("it came to %+v", got)
	}
	r.works(t)
	if r.action.Runs["post-if"] != "failure()" {
		t.Errorf("the log is printed if %s", r.action.Runs["post-if"])
	}
	log := assignments(t, filepath.Join(r.folder, "GITHUB_STATE"))["log"]
	r.environment = append(r.environment, "STATE_log="+log)
	if got := r.run(t, "post"); got.code != 0 || !strings.Contains(got.stdout, "msg=listening") {
		t.Errorf("its end printed %+v", got)
	}
}

// works checks that the emulator answers where the action says that it is.
func (r runner) works(t *testing.T) {
	t.Helper()
	said := map[string]string{}
	for _, file := range []string{"GITHUB_ENV", "GITHUB_OUTPUT"} {
		maps.Copy(said, assignments(t, filepath.Join(r.folder, file)))
	}
	status := get(t, said["BELVO_API_URL"]+emulator.HealthPath())
	if status != 200 || said["BELVO_SECRET_ID"] != emulator.DefaultSecretID ||
		said["BELVO_SECRET_PASSWORD"] != emulator.DefaultSecretPassword {
		t.Errorf("it is at %v", said)
	}
	for name := range r.action.Outputs {
		if said[name] == "" {
			t.Errorf("there is no output %s", name)
		}
	}
}

// TestActionBuilds where there is no release.
func TestActionBuilds(t *testing.T) {
	t.Parallel()
	need(t, "go")
	r := newRunner(t, releases(t, nil))
	if got := r.run(t, "main"); got.code != 0 || !strings.Contains(got.stdout, "checksums.txt: 404") {
		t.Fatalf("it came to %+v", got)
	}
	r.works(t)
}

// TestActionRefuses says why the action fails, in a line that GitHub shows.
func TestActionRefuses(t *testing.T) {
	t.Parallel()
	name, data := archive(t)
	sums := fmt.Sprintf("%x  %s\n", sha256.Sum256(data), name)
	for why, c := range map[string]struct {
		sums  string
		input string
	}{
		name + " is not the file that checksums.txt names": {strings.Replace(sums, sums[:8], "00000000", 1), ""},
		"unknown flag --clok, did you mean --clock?":       {sums, "INPUT_OPTIONS=--clok manual"},
	} {
		r := newRunner(t, releases(t, map[string][]byte{name: data, "checksums.txt": []byte(c.sums)}), c.input)
		got := r.run(t, "main")
		if got.code != 1 || !strings.Contains(got.stdout, "::error::belvo-emulator: ") ||
			!strings.Contains(got.stdout, why) {
			t.Errorf("%s: it came to %+v", why, got)
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
