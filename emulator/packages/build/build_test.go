package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/cli/clitest"
)

// program is the program under whose exec some tests run.
var program clitest.Program

// made are the packages of this platform, made once.
var made struct {
	once        sync.Once
	folder      string
	npm, wheels []string
	err         error
}

func TestMain(m *testing.M) {
	code := m.Run()
	program.Remove()
	if made.folder != "" {
		_ = os.RemoveAll(made.folder) // of the system's temporary files
	}
	os.Exit(code)
}

// packages makes the packages of this platform.
func packages(t *testing.T) (npm, wheels []string) {
	t.Helper()
	need(t, "go", "node", "npm")
	if _, err := os.Stat("../npm/node_modules"); err != nil {
		unavailable(t, "run npm ci --prefix "+npmSources)
	}
	made.once.Do(func() {
		if made.folder, made.err = os.MkdirTemp("", "packages-"); made.err != nil {
			return
		}
		made.npm, made.wheels, made.err = makeAll(made.folder)
	})
	if made.err != nil {
		t.Fatal(made.err)
	}
	return made.npm, made.wheels
}

// makeAll makes the packages of this platform in a folder.
func makeAll(folder string) (npm, wheels []string, err error) {
	these, err := choose("host")
	if err != nil {
		return nil, nil, err
	}
	root, err := moduleRoot()
	if err != nil {
		return nil, nil, err
	}
	w, err := newWorkshop(root, filepath.Join(folder, "out"), emulator.Version)
	if err != nil {
		return nil, nil, err
	}
	if npm, err = w.npm(these); err != nil {
		return nil, nil, err
	}
	wheels, err = w.wheels(these)
	return npm, wheels, err
}

// need skips a test without these programs; where CI is true they must be there.
func need(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			unavailable(t, err.Error())
		}
	}
}

func unavailable(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// command runs a program in a folder and returns what it printed.
func command(t *testing.T, folder string, environment []string, args ...string) string {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	// Some tools print colours wherever CI is set, and the words that are looked for would not stand together.
	cmd.Dir, cmd.Env = folder, append(append(clitest.Environ(), "NO_COLOR=1"), environment...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return string(out)
}

// project is a folder in which the packages are installed from their files, without a network and
// without install scripts, and the tools of their tests beside them.
func project(t *testing.T) string {
	t.Helper()
	files, _ := packages(t)
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../npm/test")); err != nil {
		t.Fatal(err)
	}
	// The recipe is run as it is printed.
	if err := os.WriteFile(filepath.Join(folder, "fork.test.mjs"), read(t, "../../recipes/fork.test.mjs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private": true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund",
		"--cache", t.TempDir()}, files...)
	command(t, folder, nil, args...)
	for _, tool := range []string{"vitest", "typescript", "@types"} {
		from, err := filepath.Abs(filepath.Join("../npm/node_modules", tool))
		if err == nil {
			err = os.Symlink(from, filepath.Join(folder, "node_modules", tool))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestNPM installs the packages and uses them as a project does that has no Go: by import and require,
// through npx and with types.
func TestNPM(t *testing.T) {
	t.Parallel()
	folder := project(t)
	out := command(t, folder, nil, "npx", "--offline", "belvo-emulator", "version")
	if want := "belvo-emulator " + emulator.Version + "\n"; out != want {
		t.Errorf("npx printed %q, want %q", out, want)
	}
	vitest := []string{"node", "node_modules/vitest/vitest.mjs", "run", "--no-cache"}
	t.Run("by itself", func(t *testing.T) {
		out := command(t, folder, nil, vitest...)
		if !strings.Contains(out, "10 passed | 2 skipped") {
			t.Errorf("not all tests ran:\n%s", out)
		}
	})
	t.Run("under exec", func(t *testing.T) {
		out := command(t, folder, nil, append([]string{"npx", "--offline", "belvo-emulator", "exec", "--"}, vitest...)...)
		if !strings.Contains(out, "12 passed") {
			t.Errorf("not all tests ran:\n%s", out)
		}
	})
	t.Run("types", func(t *testing.T) {
		command(t, folder, nil, "node", "node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--module",
			"nodenext", "--target", "es2022", "--types", "node", "types.mts", "types.cts")
	})
}

// TestNPMExitCode: what npx runs ends as the program does.
func TestNPMExitCode(t *testing.T) {
	t.Parallel()
	folder := project(t)
	cmd := exec.Command("npx", "--offline", "belvo-emulator", "exec", "--", "node", "-e", "process.exit(7)")
	cmd.Dir, cmd.Env = folder, clitest.Environ()
	var ended *exec.ExitError
	if err := cmd.Run(); !errors.As(err, &ended) || ended.ExitCode() != 7 {
		t.Errorf("it ended with %v, want exit code 7", err)
	}
}

// TestWheel installs the wheel for Debian's Python and runs pytest with its fixtures.
func TestWheel(t *testing.T) {
	t.Parallel()
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import pip, pytest").Run(); err != nil {
		unavailable(t, python+" with pip and pytest is missing")
	}
	_, files := packages(t)
	folder := t.TempDir()
	command(t, folder, nil, python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile",
		"--disable-pip-version-check", "--root-user-action=ignore", "--target", folder, files[0])
	tests, err := filepath.Abs("../python/test")
	if err != nil {
		t.Fatal(err)
	}
	environment := []string{"PYTHONPATH=" + folder, "PYTHONDONTWRITEBYTECODE=1"}
	pytest := []string{python, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests,
		filepath.Join(filepath.Dir(filepath.Dir(filepath.Dir(tests))), "recipes", "test_fork.py")}
	if out := command(t, folder, environment, pytest...); !strings.Contains(out, "10 passed, 1 skipped") {
		t.Errorf("not all tests ran:\n%s", out)
	}
	under := append([]string{program.Path(t), "exec", "--control-token", "t0ken", "--"}, pytest...)
	if out := command(t, folder, environment, under...); !strings.Contains(out, "11 passed") {
		t.Errorf("not all tests ran:\n%s", out)
	}
	if out := command(t, folder, environment, filepath.Join(folder, "bin", pythonProject), "version"); out !=
		"belvo-emulator "+emulator.Version+"\n" {
		t.Errorf("its command printed %q", out)
	}
}

// TestPackagesAreReproducible makes everything twice.
func TestPackagesAreReproducible(t *testing.T) {
	t.Parallel()
	npm, wheels := packages(t)
	npmAgain, wheelsAgain, err := makeAll(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	again := append(npmAgain, wheelsAgain...)
	for i, file := range append(npm[:len(npm):len(npm)], wheels...) {
		if one, other := read(t, file), read(t, again[i]); !bytes.Equal(one, other) {
			t.Errorf("%s has other bytes the second time", filepath.Base(file))
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm()&0o444 != 0o444 {
			t.Errorf("%s cannot be read by everybody: %v", filepath.Base(file), err)
		}
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestWheelFormat holds what installers demand: the tags of the name stand in WHEEL, and the record
// lists every file.
func TestWheelFormat(t *testing.T) {
	t.Parallel()
	files := append([]wheelFile{{"belvo_emulator/bin/belvo-emulator", 0o755, []byte("x")}},
		metadata("1.2.3", "py3-none-manylinux_2_17_x86_64.musllinux_1_1_x86_64")...)
	data, err := wheel(files, "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	record, err := fs.ReadFile(archive, "belvo_emulator-1.2.3.dist-info/RECORD")
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range archive.File {
		if mode := f.Mode().Perm(); mode != 0o644 && i > 0 || mode != 0o755 && i == 0 { // the first is the program
			t.Errorf("the mode of %s is %o", f.Name, mode)
		}
		if !strings.Contains(string(record), f.Name+",") {
			t.Errorf("RECORD lacks %s", f.Name)
		}
	}
	text, err := fs.ReadFile(archive, "belvo_emulator-1.2.3.dist-info/WHEEL")
	if err != nil || !strings.Contains(string(text), "Tag: py3-none-manylinux_2_17_x86_64\nTag: py3-none-musllinux") {
		t.Errorf("%v: %s", err, text)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	for names, want := range map[string]int{"all": 6, "linux/amd64,darwin/arm64": 2, "plan9/386": 0, "": 0} {
		got, err := choose(names)
		if len(got) != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d platforms and %v, want %d", names, len(got), err, want)
		}
	}
}
