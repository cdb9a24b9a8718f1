package emulatortest_test

import (
	"context"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// patience is how long goroutines that were told to end may take. It is long because it is only
// ever waited for when something is wrong.
const patience = time.Minute

// withoutLeak runs something and fails if goroutines that it started are left when it is done. They
// are told from those of other tests by their label, which goroutines hand on to those they start.
func withoutLeak(t *testing.T, do func()) {
	t.Helper()
	pprof.Do(t.Context(), pprof.Labels("test", t.Name()), func(context.Context) {
		do()
		pprof.SetGoroutineLabels(context.Background()) // this one is no leak
	})
	limit, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	left := goroutines(t)
	for left != "" && limit.Err() == nil {
		runtime.Gosched()
		left = goroutines(t)
	}
	if left != "" {
		t.Errorf("goroutines are left:\n%s", left)
	}
}

// goroutines are the stacks of those with the test's label, "" for none.
func goroutines(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&all, 1); err != nil {
		t.Fatal(err)
	}
	var found []string
	for stack := range strings.SplitSeq(all.String(), "\n\n") {
		if strings.Contains(stack, `"test":"`+t.Name()+`"`) {
			found = append(found, stack)
		}
	}
	return strings.Join(found, "\n\n")
}

// TestHundredsOfServers cost next to nothing and leave no goroutine behind.
func TestHundredsOfServers(t *testing.T) {
	t.Parallel()
	withoutLeak(t, func() {
		t.Run("servers", func(t *testing.T) {
			for range 200 {
				box := emulatortest.StartWithoutSocket(t, emulatortest.WithClocks(emulatortest.Epoch)).Sandbox(t)
				link := box.Link("heimdall_mx_retail", "token_required")
				if status := box.Status(link); status != "token_required" {
					t.Fatalf("the link is %s", status)
				}
			}
		})
	})
}
