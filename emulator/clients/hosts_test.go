package clients_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/cli/clitest"
	"belvo-emulator/emulator/internal/reroute"
)

// walk is a program that names Belvo's host literally, and what has to be there for it.
type walk struct {
	name    string   // of its row in the guide's table, and of the test
	probe   []string // a command that succeeds where the run-time is
	command []string // the secret id is added
	npm     bool     // it needs the folder of node_modules
	compile bool     // the last word is a Go program, to be built
}

// debianPython is the interpreter that Debian's python3-requests belongs to.
const debianPython = "/usr/bin/python3"

func walks() []walk {
	node, python := []string{"node", "--version"}, []string{debianPython, "-c", "import requests"}
	const folder = "testdata/walks/"
	return []walk{
		{"node-fetch", node, []string{"node", folder + "walk.js", "node-fetch"}, false, false},
		{"node-https", node, []string{"node", folder + "walk.js", "node-https"}, false, false},
		{"axios", node, []string{"node", folder + "walk.js", "axios"}, true, false},
		{"axios", node, []string{"node", folder + "walk.js", "axios-old"}, true, false},
		{"belvo", node, []string{"node", folder + "walk.js", "belvo"}, true, false},
		{"python-requests", python, []string{debianPython, folder + "walk.py", "python-requests"}, false, false},
		{"python-urllib", []string{debianPython, "--version"},
			[]string{debianPython, folder + "walk.py", "python-urllib"}, false, false},
		{"curl", []string{"curl", "--version"}, []string{"sh", folder + "walk.sh"}, false, false},
		{"ruby", []string{"ruby", "-rnet/http", "-e", ""}, []string{"ruby", folder + "walk.rb"}, false, false},
		{"php", []string{"php", "-r", "curl_init();"}, []string{"php", folder + "walk.php"}, false, false},
		{"java", []string{"javac", "--version"}, []string{"java", folder + "Walk.java"}, false, false},
		{"go", []string{"go", "version"}, []string{folder + "walk.go"}, false, true},
	}
}

// walked is what every walk prints at its end: more institutions than a page of seven holds.
var walked = regexp.MustCompile(`(?m)^walked [1-9]\d institutions$`)

// TestAsBelvo runs programs that name Belvo's hosts and know nothing of the emulator, with nothing but
// exec --as-belvo in front of them. With --offline, a request that is led anywhere else fails.
func TestAsBelvo(t *testing.T) {
	t.Parallel()
	for _, w := range walks() {
		t.Run(w.command[len(w.command)-1], func(t *testing.T) {
			t.Parallel()
			if out, err := tool(t, ".", nil, w.probe[0], w.probe[1:]...); err != nil {
				unavailable(t, strings.Join(w.probe, " ")+": "+err.Error()+"\n"+out)
			}
			command, environ := slices.Clone(w.command), clitest.Environ("BELVO_EMULATOR_OFFLINE=true")
			if w.npm {
				environ = append(environ, "NODE_PATH="+nodeModules(t))
			}
			source := command[len(command)-1]
			if w.compile {
				command = []string{filepath.Join(t.TempDir(), "walk")}
				if out, err := tool(t, ".", nil, "go", "build", "-o", command[0], source); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			cmd := exec.CommandContext(t.Context(), program.Path(t),
				slices.Concat([]string{"exec", "--as-belvo", "--"}, command, []string{uuid.NewString()})...)
			cmd.Env = environ
			if out, err := cmd.CombinedOutput(); err != nil || !walked.Match(out) {
				t.Errorf("%v:\n%s", err, out)
			}
		})
	}
}

// TestEveryRunTimeIsTested that the guide's table says is. Chromium is, in the browser's tests.
func TestEveryRunTimeIsTested(t *testing.T) {
	t.Parallel()
	tested := []string{"chromium"}
	for _, w := range walks() {
		tested = append(tested, w.name)
		for _, word := range w.command {
			if strings.HasPrefix(word, "testdata/") {
				if _, err := os.Stat(word); err != nil { // which also tells the go command what is read
					t.Error(err)
				}
			}
		}
	}
	for _, r := range reroute.RunTimes() {
		if r.Key != "" && !slices.Contains(tested, r.Key) {
			t.Errorf("no test runs %s", r.Name)
		}
	}
}
