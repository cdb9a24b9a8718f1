package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// bench tests mutants of one module.
type bench struct {
	root string // the folder of the module
	work string // an empty folder for what is built
}

// sound makes sure that the tests pass without any change: else each mutant would seem to be noticed.
func (b bench) sound(chosen []mutant) error {
	args := []string{"test"}
	for _, m := range chosen {
		if pkg := "./" + m.pkg(); !slices.Contains(args, pkg) {
			args = append(args, pkg)
		}
	}
	if out, err := b.command("go", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("the tests fail without any mutant:\n%s", out)
	}
	return nil
}

// How long the tests of one package may take with a mutant. One that never ends is noticed: the tests end
// themselves after testLimit and say what they waited for. A mutant can also keep them from doing that, as
// one does that takes all processors or starts a process that lives on, so they are killed after killLimit.
const (
	testLimit = 2 * time.Minute
	killLimit = testLimit + 30*time.Second
)

// test builds the tests of the mutant's package with the mutant in it, and runs them.
func (b bench) test(m mutant) verdict {
	dir, err := os.MkdirTemp(b.work, "mutant")
	if err != nil {
		return verdict{err: err}
	}
	defer func() { _ = os.RemoveAll(dir) }() // run removes what is left
	overlay, err := b.overlay(dir, m)
	if err != nil {
		return verdict{err: err}
	}
	binary := filepath.Join(dir, "test")
	build := b.command("go", "test", "-c", "-ldflags=-w", "-overlay="+overlay, "-o", binary, "./"+m.pkg())
	if out, err := build.CombinedOutput(); err != nil {
		return verdict{err: fmt.Errorf("it does not compile:\n%s", out)}
	}
	return b.run(filepath.Join(b.root, m.pkg()), killLimit, binary, "-test.failfast",
		"-test.timeout="+testLimit.String())
}

// run runs the tests of one package in its folder, and kills them when the limit has passed.
func (b bench) run(dir string, limit time.Duration, binary string, args ...string) verdict {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	tests := exec.CommandContext(ctx, binary, args...)
	tests.Dir = dir
	// A process that the tests started can hold their output open after they were killed.
	tests.WaitDelay = time.Second
	out, err := tests.CombinedOutput()
	var failed *exec.ExitError
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay): // they passed
		return verdict{}
	case ctx.Err() != nil:
		return verdict{by: "killed after " + limit.String()}
	case !errors.As(err, &failed):
		return verdict{err: err}
	}
	return verdict{by: firstFailure(string(out))}
}

// overlay writes the changed file, and the file that says to the go command what it stands for.
func (b bench) overlay(dir string, m mutant) (string, error) {
	original := filepath.Join(b.root, "emulator", "internal", filepath.FromSlash(m.file))
	text, err := os.ReadFile(original)
	if err != nil {
		return "", err
	}
	changed, err := m.apply(string(text))
	if err != nil {
		return "", err
	}
	mutated, overlay := filepath.Join(dir, "mutated.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {original: mutated}})
	if err != nil {
		return "", err
	}
	return overlay, errors.Join(os.WriteFile(mutated, []byte(changed), 0o600),
		os.WriteFile(overlay, replace, 0o600))
}

// command is a command that runs in the folder of the module.
func (b bench) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = b.root
	return c
}

var failLine = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)

// firstFailure is the name of the test that failed first. A subtest stands before its test.
func firstFailure(out string) string {
	var names []string
	for _, found := range failLine.FindAllStringSubmatch(out, -1) {
		names = append(names, found[1])
	}
	if len(names) == 0 {
		return "a panic or the time limit"
	}
	return slices.MaxFunc(names, func(a, b string) int {
		return strings.Count(a, "/") - strings.Count(b, "/")
	})
}
