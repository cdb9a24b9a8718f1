// Package clitest builds the program and runs it as a process of its own, for the tests that
// need the real thing: signals, broken pipes, foreign clients, an empty root folder.
package clitest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	// The go command keeps test results as long as the test's own code is the same. With this
	// import the program counts as such, so that no result outlives the program it was made with.
	_ "belvo-emulator/emulator/cli"
)

// patience is how long a process may take to get ready or to end before its test fails. It is long
// because it is only ever waited for when something is wrong.
const patience = 3 * time.Minute

// Program is the program as its users get it: static, without cgo. The zero value is ready to
// use; the first Path builds it. Keep one for each test package and Remove it in TestMain.
type Program struct {
	once   sync.Once
	folder string
	err    error
}

// Path is where the executable is. Without the go command the test is skipped.
func (p *Program) Path(t testing.TB) string {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skipf("the program cannot be built here: %v", err)
	}
	p.once.Do(p.build)
	if p.err != nil {
		t.Fatal(p.err)
	}
	return filepath.Join(p.folder, "belvo-emulator")
}

func (p *Program) build() {
	if p.folder, p.err = os.MkdirTemp("", "belvo-emulator-test-"); p.err != nil {
		return
	}
	const module = "belvo-emulator"
	build := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", p.folder, module)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		p.err = fmt.Errorf("go build: %w\n%s", err, out)
	}
}

// Remove deletes the executable. It is for the end of TestMain.
func (p *Program) Remove() {
	if p.folder != "" {
		_ = os.RemoveAll(p.folder) // at worst a file too many among the temporary ones
	}
}

// Process is a running emulator.
type Process struct {
	// URL is the base URL that clients use.
	URL string
	// Ready is the ready line, without its newline.
	Ready string

	t      testing.TB
	cmd    *exec.Cmd
	pipes  []io.Closer // our ends of its output
	stderr buffer
	ended  chan struct{} // closed after it has ended
}

// Environ is the environment of this process, less what configures an emulator, with these
// variables added.
func Environ(variables ...string) []string {
	own := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "BELVO_") })
	return append(own, variables...)
}

// Start starts the emulator as cmd says, in the environment of Environ unless cmd has its own, and
// waits until it is ready. Its standard error is the Log, unless cmd has another place for it. The end
// of the test ends it.
func Start(t testing.TB, cmd *exec.Cmd) *Process {
	t.Helper()
	if cmd.Env == nil {
		cmd.Env = Environ()
	}
	p := &Process{t: t, cmd: cmd, ended: make(chan struct{})}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.pipes = []io.Closer{stdout}
	var stderr io.ReadCloser
	if cmd.Stderr == nil {
		if stderr, err = cmd.StderrPipe(); err != nil {
			t.Fatal(err)
		}
		p.pipes = append(p.pipes, stderr)
	}
	if err := cmd.Start(); err != nil {
		if errors.Is(err, syscall.EPERM) {
			t.Skipf("the program may not be started in this way here: %v", err)
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended before
		for _, pipe := range p.pipes {
			_ = pipe.Close() // which what it has started may still hold open
		}
		<-p.ended
	})
	lines := bufio.NewReader(stdout)
	ready := make(chan string, 1)
	var readers sync.WaitGroup
	readers.Go(func() {
		line, _ := lines.ReadString('\n') // "" says enough
		ready <- strings.TrimSuffix(line, "\n")
		_, _ = io.Copy(io.Discard, lines)
	})
	if stderr != nil {
		readers.Go(func() { _, _ = io.Copy(&p.stderr, stderr) })
	}
	go func() {
		readers.Wait()
		_ = cmd.Wait() // the exit code is in ProcessState
		close(p.ended)
	}()
	p.awaitReady(ready)
	return p
}

func (p *Process) awaitReady(ready <-chan string) {
	p.t.Helper()
	limit, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	select {
	case p.Ready = <-ready:
	case <-limit.Done():
	}
	_, rest, _ := strings.Cut(p.Ready, " url=")
	p.URL, _, _ = strings.Cut(rest, " ")
	if p.URL == "" {
		p.t.Fatalf("no ready line, but %q; standard error:\n%s", p.Ready, p.Log())
	}
}

// PID is the number of the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Log is what the process wrote to its standard error so far.
func (p *Process) Log() string { return p.stderr.String() }

// HangUp closes our ends of the process's standard output and standard error, as a reader does
// that dies.
func (p *Process) HangUp() {
	for _, pipe := range p.pipes {
		if err := pipe.Close(); err != nil {
			p.t.Error(err)
		}
	}
}

// Signal sends a signal.
func (p *Process) Signal(signal os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
}

// Wait waits until the process has ended by itself and returns its exit code, -1 if a signal killed it.
func (p *Process) Wait() int {
	<-p.ended
	return p.cmd.ProcessState.ExitCode()
}

// Stop sends a signal and returns the exit code of the process, -1 if a signal killed it.
func (p *Process) Stop(signal os.Signal) int {
	p.t.Helper()
	p.Signal(signal)
	limit, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-limit.Done():
		p.t.Fatalf("still running %s after %s; standard error:\n%s", patience, signal, p.Log())
		return 0
	}
}

// buffer is a bytes.Buffer for one writer and any number of readers at the same time.
type buffer struct {
	mu   sync.Mutex
	data bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.String()
}
