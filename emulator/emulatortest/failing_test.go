package emulatortest_test

import (
	"fmt"
	"runtime"
	"testing"
)

// failing is a test whose failures are kept, to look at them.
type failing struct {
	testing.TB
	said     []string
	cleanups []func()
}

func (f *failing) Helper()                      {}
func (f *failing) Name() string                 { return "Example" }
func (f *failing) Cleanup(do func())            { f.cleanups = append(f.cleanups, do) }
func (f *failing) Error(args ...any)            { f.said = append(f.said, fmt.Sprint(args...)) }
func (f *failing) Logf(format string, a ...any) { f.said = append(f.said, fmt.Sprintf(format, a...)) }
func (f *failing) Fatalf(format string, a ...any) {
	f.Logf(format, a...)
	runtime.Goexit()
}

// run runs a function as the test and returns what it said.
func (f *failing) run(do func()) []string {
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	<-done
	return f.said
}

// end is the end of the test.
func (f *failing) end() {
	for i := range f.cleanups {
		f.cleanups[len(f.cleanups)-1-i]()
	}
}
