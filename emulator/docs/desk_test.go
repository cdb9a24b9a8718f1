package docs_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"belvo-emulator/emulator/cli/clitest"
)

// shown is where the pages say that the emulator is.
const shown = "http://127.0.0.1:8400"

// desk is where a page's commands run: a folder, what was exported, and the emulator they ask.
type desk struct {
	t           *testing.T
	folder      string
	environment map[string]string
	server      *clitest.Process
	printed     string // by the last command
}

// standIns are commands of the reader's own project. What runs them is real: they ask the emulator that their
// environment names, as that project's tests would.
func standIns() []string { return []string{"npm", "pytest", "./checkout-test"} }

// standIn asks for the institutions, and fails if they do not come.
const standIn = `#!/bin/sh
exec curl -fsS -o /dev/null -u "$BELVO_SECRET_ID:$BELVO_SECRET_PASSWORD" "$BELVO_API_URL/api/institutions/"
`

// do executes one sample.
func (d *desk) do(s sample) {
	d.t.Helper()
	at := fmt.Sprintf("%s:%d", s.page, s.line)
	if s.rule != "" && s.rule != "figures" {
		d.printed = "" // what a page shows after this is not what a command before it has printed
	}
	switch s.rule {
	case "not run":
		if len(strings.Fields(s.said)) < 3 {
			d.t.Errorf("%s: %q is no reason not to run it", at, s.said)
		}
	case "in":
		if !strings.Contains(dedented(read(d.t, s.said)), dedented(s.text)) {
			d.t.Errorf("%s: %s does not have\n%s", at, s.said, s.text)
		}
	case "run by":
		if !tests(d.t)[s.said] {
			d.t.Errorf("%s: there is no test %s", at, s.said)
		}
	case "file":
		d.write(s.said, s.text, 0o600)
	case "is":
		data, err := os.ReadFile(filepath.Join(d.folder, filepath.FromSlash(s.said)))
		if err != nil || figure.ReplaceAllString(string(data), "0") != figure.ReplaceAllString(s.text, "0") {
			d.t.Errorf("%s: %s is (%v)\n%s", at, s.said, err, data)
		}
	case "serves":
		d.serve(s)
	default:
		d.plain(s, at)
	}
}

// plain executes a sample by its language.
func (d *desk) plain(s sample, at string) {
	d.t.Helper()
	switch s.language {
	case "sh":
		d.run(s, at)
		if answers := answer.FindAllStringSubmatch(s.text, -1); answers != nil {
			var want strings.Builder
			for _, a := range answers {
				want.WriteString(a[1] + "\n")
			}
			d.compare(want.String(), at)
		}
	case "text", "json":
		if s.rule == "figures" {
			d.printed, s.text = figure.ReplaceAllString(d.printed, "0"), figure.ReplaceAllString(s.text, "0")
		}
		d.compare(s.text, at)
	case "go":
		if !strings.Contains(dedented(read(d.t, "emulator/emulatortest/example_test.go")), dedented(s.text)) {
			d.t.Errorf("%s: no example of emulatortest has\n%s", at, s.text)
		}
	case "yaml":
		d.yaml(s, at)
	case "mermaid": // a generated diagram
	default:
		d.t.Errorf("%s: nothing executes %s, and no comment says why", at, s.language)
	}
}

// yaml gives a document to what reads it.
func (d *desk) yaml(s sample, at string) {
	d.t.Helper()
	switch {
	case strings.Contains(s.text, "\nstates:"):
		d.write("sample.yaml", s.text, 0o600)
		d.run(sample{text: "belvo-emulator check sample.yaml", page: s.page}, at)
	case strings.Contains(s.text, "\nsteps:"):
		d.control(http.MethodPut, "story", s.text, at)
	case strings.Contains(s.text, "\nendpoints:"):
		d.write("sample.yaml", s.text, 0o600)
		before, listen := d.server, d.environment["BELVO_EMULATOR_LISTEN"]
		d.server = nil
		d.serve(sample{text: "belvo-emulator --webhooks sample.yaml"})
		d.server.Stop(os.Interrupt)
		d.server, d.environment["BELVO_EMULATOR_LISTEN"] = before, listen // the page goes on with that one
	case strings.Contains(s.text, "\nlinks:"):
		d.control(http.MethodPut, "snapshot", s.text, at)
	default:
		d.t.Errorf("%s: nothing reads this YAML, and no comment says why", at)
	}
}

// control makes a control call of a server of its own.
func (d *desk) control(method, path, body, at string) {
	d.t.Helper()
	d.run(sample{text: fmt.Sprintf("curl -fsS -X %s -H 'Content-Type: application/yaml' %s/__emulator/v1/%s --data-binary @- "+
		"<<'END'\n%sEND\n", method, shown, path, body)}, at)
}

// write puts a file into the folder.
func (d *desk) write(name, text string, mode fs.FileMode) {
	d.t.Helper()
	file := filepath.Join(d.folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		d.t.Fatal(err)
	}
}

// prepare puts the program and the stand-ins where commands find them.
func (d *desk) prepare() {
	d.t.Helper()
	for _, tool := range []string{"sh", "curl", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				d.t.Fatal(err)
			}
			d.t.Skipf("%s is missing", tool)
		}
	}
	if d.environment["PATH"] != "" {
		return
	}
	bin := filepath.Join(d.folder, ".bin")
	d.environment["PATH"] = bin + ":" + os.Getenv("PATH")
	for _, name := range standIns() {
		if strings.HasPrefix(name, "./") {
			d.write(name, standIn, 0o700)
			continue
		}
		d.write(".bin/"+name, standIn, 0o700)
	}
	build := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(d.folder, "shop-test"),
		"belvo-emulator/emulator/e2e/explore/apps")
	if out, err := build.CombinedOutput(); err != nil {
		d.t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{filepath.Join(bin, "belvo-emulator"), filepath.Join(d.folder, "belvo-emulator")} {
		if err := os.Symlink(program.Path(d.t), name); err != nil {
			d.t.Fatal(err)
		}
	}
}

// serve starts the emulator that the commands after this one ask.
func (d *desk) serve(s sample) {
	d.t.Helper()
	d.prepare()
	if d.server != nil {
		d.server.Stop(os.Interrupt)
	}
	d.environment["BELVO_EMULATOR_LISTEN"] = "127.0.0.1:0"
	line := strings.TrimSpace(s.text)
	if line == "" {
		line = "belvo-emulator"
	}
	cmd := exec.Command("sh", "-euc", "exec "+line)
	cmd.Dir, cmd.Env = d.folder, d.environ()
	d.server = clitest.Start(d.t, cmd)
	d.environment["BELVO_EMULATOR_LISTEN"] = strings.TrimPrefix(d.server.URL, "http://")
}

// environ is the environment of a command.
func (d *desk) environ() []string {
	var own []string
	for name, value := range d.environment {
		own = append(own, name+"="+value)
	}
	slices.Sort(own)
	return clitest.Environ(own...)
}

// run executes a block of shell. What it exports is there for the next one.
func (d *desk) run(s sample, at string) {
	d.t.Helper()
	d.prepare()
	if d.server == nil {
		d.serve(sample{})
	}
	script := "if [ -e .exported ]; then . ./.exported; fi\n" + strings.ReplaceAll(s.text, shown, d.server.URL) +
		"\nexport -p | grep -v ' PATH=\\| BELVO_EMULATOR_LISTEN=\\| PWD=\\| OLDPWD=' >.exported\n"
	cmd := exec.Command("sh", "-euc", script)
	cmd.Dir, cmd.Env = d.folder, d.environ()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	d.printed = strings.ReplaceAll(out.String(), d.server.URL, shown)
	want := "0"
	if s.rule == "exit" {
		want = s.said
	}
	if cmd.ProcessState == nil || fmt.Sprint(cmd.ProcessState.ExitCode()) != want {
		d.t.Errorf("%s: it ended with %v, want exit code %s\n%s", at, err, want, d.printed)
	}
	for line := range strings.Lines(d.printed) {
		if strings.Contains(line, `{"error":`) && want == "0" && s.rule != "refused" {
			d.t.Errorf("%s: it was answered %s", at, line)
		}
	}
}

// answer is a line of a block that shows what a command before it prints.
var answer = regexp.MustCompile(`(?m)^#> (.+)$`)

// compare holds what was printed to what a page shows, where "…" stands for anything and blanks do not matter.
func (d *desk) compare(want, at string) {
	d.t.Helper()
	var form strings.Builder
	form.WriteString(`(?s)^\s*`)
	for i, part := range strings.Split(strings.Join(strings.Fields(want), " "), "…") {
		if i > 0 {
			form.WriteString(`.*?`)
		}
		form.WriteString(strings.ReplaceAll(regexp.QuoteMeta(part), " ", `\s*`))
	}
	form.WriteString(`\s*$`)
	if !regexp.MustCompile(form.String()).MatchString(d.printed) {
		d.t.Errorf("%s: the page shows\n%s\nbut the command printed\n%s", at, want, d.printed)
	}
}

// figure is a number, which may be another one the next time.
var figure = regexp.MustCompile(`[0-9]+`)

// dedented is text without the blanks at the beginning of its lines.
func dedented(text string) string {
	return regexp.MustCompile(`(?m)^[ \t]+`).ReplaceAllString(text, "")
}

// declared is a test in any of the languages of the repository's tests.
var declared = regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)

// known reads the names of all tests once.
var known = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error { // a missing name is an error
		if err != nil || entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git") {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, "_test.go") {
			code, _ := os.ReadFile(filepath.Clean(path)) // the same
			for _, found := range declared.FindAllSubmatch(code, -1) {
				names[string(found[1])] = true
			}
		}
		return nil
	})
	return names
})

// tests are the names of all tests.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	if len(known()) < 100 {
		t.Fatalf("only %d tests were found", len(known()))
	}
	return known()
}
