package emulatortest

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
	"testing"

	"belvo-emulator/emulator/internal/explore/judge"
)

// attemptTB is the testing.TB of one run of an explored test: its failure is an observation, and fails no
// other test. What it does not have itself is that of the test that explores.
type attemptTB struct {
	testing.TB
	ctx context.Context

	mu       sync.Mutex
	failed   bool
	skipped  bool
	last     string // the last line that was logged
	cleanups []func()
}

// Context ends when the run is over its time.
func (a *attemptTB) Context() context.Context { return a.ctx }

// Helper does nothing: no line of the run is printed.
func (a *attemptTB) Helper() {}

// Log remembers the line, for the report.
func (a *attemptTB) Log(args ...any) { a.note(fmt.Sprintln(args...)) }

// Logf remembers the line, for the report.
func (a *attemptTB) Logf(format string, args ...any) { a.note(fmt.Sprintf(format, args...)) }

func (a *attemptTB) note(text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last = judge.LastLine(text)
}

// Fail marks the run as failed.
func (a *attemptTB) Fail() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.failed = true
}

// FailNow marks the run as failed and ends it.
func (a *attemptTB) FailNow() { a.Fail(); runtime.Goexit() }

// Failed says whether the run has failed.
func (a *attemptTB) Failed() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.failed
}

// Error is Log and Fail.
func (a *attemptTB) Error(args ...any) { a.Log(args...); a.Fail() }

// Errorf is Logf and Fail.
func (a *attemptTB) Errorf(format string, args ...any) { a.Logf(format, args...); a.Fail() }

// Fatal is Log and FailNow.
func (a *attemptTB) Fatal(args ...any) { a.Log(args...); a.FailNow() }

// Fatalf is Logf and FailNow.
func (a *attemptTB) Fatalf(format string, args ...any) { a.Logf(format, args...); a.FailNow() }

// Skip ends the run, which passes.
func (a *attemptTB) Skip(args ...any) { a.Log(args...); a.SkipNow() }

// Skipf ends the run, which passes.
func (a *attemptTB) Skipf(format string, args ...any) { a.Logf(format, args...); a.SkipNow() }

// SkipNow ends the run, which passes.
func (a *attemptTB) SkipNow() {
	a.mu.Lock()
	a.skipped = true
	a.mu.Unlock()
	runtime.Goexit()
}

// Skipped says whether the run was skipped.
func (a *attemptTB) Skipped() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.skipped
}

// Cleanup has a function called at the end of the run, the last one first.
func (a *attemptTB) Cleanup(f func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cleanups = append(a.cleanups, f)
}

// describe cleans up and says how the run ended.
func (a *attemptTB) describe(out *judge.Outcome) {
	for {
		a.mu.Lock()
		n := len(a.cleanups)
		if n == 0 {
			break
		}
		f := a.cleanups[n-1]
		a.cleanups = a.cleanups[:n-1]
		a.mu.Unlock()
		f()
	}
	defer a.mu.Unlock()
	if a.failed && out.Exit == 0 {
		out.Exit, out.Failed = 1, a.last
	}
}

// closing is a body whose end releases its request.
type closing struct {
	io.ReadCloser
	release func()
}

// Close closes the body.
func (c *closing) Close() error {
	defer c.release()
	return c.ReadCloser.Close()
}
