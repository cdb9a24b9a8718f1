// Build makes the packages for npm and for Python, with the program inside, into one folder:
//
//	go run ./emulator/packages/build -out .packages
//
// The same sources make the same bytes. It needs Go, node and npm, and once
// "npm ci --prefix emulator/packages/npm". It publishes nothing.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"belvo-emulator/emulator"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

// run makes what the arguments ask for and lists the files with their sizes.
func run(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("build", flag.ContinueOnError)
	out := flags.String("out", ".packages", "folder for the packages; it is emptied first")
	chosen := flags.String("platforms", "all", "all, host, or names such as linux/amd64,darwin/arm64")
	if err := flags.Parse(args); err != nil {
		return err
	}
	these, err := choose(*chosen)
	if err != nil {
		return err
	}
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	w, err := newWorkshop(root, *out, emulator.Version)
	if err != nil {
		return err
	}
	for _, make := range []func([]platform) ([]string, error){w.npm, w.wheels} {
		files, err := make(these)
		if err != nil {
			return err
		}
		if err := list(stdout, files); err != nil {
			return err
		}
	}
	return os.RemoveAll(w.stage)
}

// list prints the sizes of files.
func list(w io.Writer, files []string) error {
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%9d  %s\n", info.Size(), filepath.Base(file)); err != nil {
			return err
		}
	}
	return nil
}

// platform is a system that there are packages for, by the names that Go, npm and Python have for it.
type platform struct {
	os, arch string
	npmOS    string // Node's process.platform
	npmArch  string // Node's process.arch
	wheel    string // the platform tag of a wheel
}

// platforms are those of the releases. A static program runs with any libc, so the Linux wheels are
// for glibc and musl alike; the least macOS is that of Go.
// Source: https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
var platforms = []platform{
	{"linux", "amd64", "linux", "x64", "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64"},
	{"linux", "arm64", "linux", "arm64", "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64"},
	{"darwin", "amd64", "darwin", "x64", "macosx_12_0_x86_64"},
	{"darwin", "arm64", "darwin", "arm64", "macosx_12_0_arm64"},
	{"windows", "amd64", "win32", "x64", "win_amd64"},
	{"windows", "arm64", "win32", "arm64", "win_arm64"},
}

// name is the platform as it is chosen with -platforms.
func (p platform) name() string { return p.os + "/" + p.arch }

// program is the file name of the program.
func (p platform) program() string {
	if p.os == "windows" {
		return "belvo-emulator.exe"
	}
	return "belvo-emulator"
}

// choose returns the platforms that -platforms names.
func choose(names string) ([]platform, error) {
	switch names {
	case "all":
		return platforms, nil
	case "host":
		names = runtime.GOOS + "/" + runtime.GOARCH
	}
	var chosen []platform
	for _, name := range strings.Split(names, ",") {
		before := len(chosen)
		for _, p := range platforms {
			if p.name() == name {
				chosen = append(chosen, p)
			}
		}
		if len(chosen) == before {
			return nil, fmt.Errorf("there are no packages for %q", name)
		}
	}
	return chosen, nil
}

// moduleRoot is the top folder of the module that the working directory is in.
func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	file := strings.TrimSpace(string(out))
	if filepath.Base(file) != "go.mod" {
		return "", errors.New("run it inside the module")
	}
	return filepath.Dir(file), nil
}

// workshop is where packages are made.
type workshop struct {
	root    string // of the module
	out     string // for finished packages
	stage   string // for what goes into them
	version string
}

// newWorkshop empties the folder for finished packages.
func newWorkshop(root, out, version string) (*workshop, error) {
	out, err := filepath.Abs(out)
	if err != nil {
		return nil, err
	}
	w := &workshop{root: root, out: out, stage: filepath.Join(out, "stage"), version: version}
	if err := os.RemoveAll(out); err != nil {
		return nil, err
	}
	return w, os.MkdirAll(w.stage, 0o755)
}

// buildFlags are those of the release, so that the bytes are the same.
var buildFlags = []string{"-trimpath", "-buildvcs=false", "-ldflags=-s -w"}

// binary builds the program for a platform, unless that was done, and returns where it is.
func (w *workshop) binary(p platform) (string, error) {
	path := filepath.Join(w.stage, "bin", p.os+"-"+p.arch, p.program())
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	cmd := exec.Command("go", slices.Concat([]string{"build"}, buildFlags, []string{"-o", path, "."})...)
	cmd.Dir = w.root
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0", "GOOS="+p.os, "GOARCH="+p.arch, "GOFLAGS=")
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build for %s: %w\n%s", p.name(), err, text)
	}
	return path, nil
}
