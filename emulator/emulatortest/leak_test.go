package emulatortest_test

import (
	"context"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// withoutLeak runs something and fails if goroutines that it started are left when it is done. They
// are told from those of other tests by their label, which goroutines hand on to those they start.
func withoutLeak(t *testing.T, do func()) {
	t.Helper()
	pprof.Do(t.Context(), pprof.Labels("test", t.Name()), func(context.Context) {
		do()
		pprof.SetGoroutineLabels(context.Background()) // this one is no leak
	})
	const patience = 10_000 // turns; what was told to end does so within some
	for range patience {
		runtime.Gosched()
	}
	left := goroutines(t, patience)
	if left != "" {
		t.Errorf("goroutines are left:\n%s", left)
	}
}

// goroutines are the stacks of those with the test's label, once they had some turns to end.
func goroutines(t *testing.T, turns int) string {
	t.Helper()
	var found []string
	for range 100 {
		var all strings.Builder
		if err := pprof.Lookup("goroutine").WriteTo(&all, 1); err != nil {
			t.Fatal(err)
		}
		found = nil
		for stack := range strings.SplitSeq(all.String(), "\n\n") {
			if strings.Contains(stack, `"test":"`+t.Name()+`"`) {
				found = append(found, stack)
			}
		}
		if found == nil {
			return ""
		}
		for range turns {
			runtime.Gosched()
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
