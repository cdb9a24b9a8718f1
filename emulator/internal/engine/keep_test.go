package engine_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/bank/banktest"
	"belvo-emulator/emulator/internal/engine"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/state"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/scenarios"
)

// kept is an engine on the folder of a state, and its default sandbox.
func kept(t *testing.T, dir string) (*engine.Engine, *sandbox.Sandbox) {
	t.Helper()
	return keptOn(t, dir, clock.NewManual(noon), false)
}

var noon = time.Date(2026, time.March, 16, 12, 0, 0, 0, time.UTC)

func keptOn(t *testing.T, dir string, on clock.Clock, background bool) (*engine.Engine, *sandbox.Sandbox) {
	t.Helper()
	folder, err := state.Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	catalog := banktest.Books()
	set, problems := scenario.Load(catalog.Sets(), scenario.Layer{Name: "scenarios", FS: scenarios.FS})
	if err := problems.OrNil(); err != nil {
		t.Fatal(err)
	}
	e, err := engine.Open(engine.Config{SecretID: "id", SecretPassword: "password", Seed: 1, State: folder,
		AccessTokenTTL: time.Hour, Clock: on, Background: background,
		Catalog: catalog, Scenarios: func() *scenario.Set { return set }})
	if err != nil {
		t.Fatal(err)
	}
	b, err := e.Open("id", "password")
	if err != nil {
		t.Fatal(err)
	}
	return e, b
}

// TestALongLogIsFoldedWhenLittleIsWritten, or when it has become very long.
func TestALongLogIsFoldedWhenLittleIsWritten(t *testing.T) {
	t.Parallel()
	const mega = 1 << 20
	for _, c := range []struct {
		base int64
		logs []int64 // as it grows
		due  bool    // at the last of them
	}{
		{0, []int64{mega, mega}, false},
		{0, []int64{20 * mega, 40 * mega}, false},
		{0, []int64{40 * mega, 40*mega + 1000}, true},
		{0, []int64{100 * mega, 127 * mega}, false},
		{0, []int64{100 * mega, 129 * mega}, true},
		{20 * mega, []int64{39 * mega, 39 * mega}, false},
		{20 * mega, []int64{41 * mega, 41 * mega}, true},
		{20 * mega, []int64{129 * mega, 159 * mega}, false},
		{20 * mega, []int64{129 * mega, 160 * mega}, true},
	} {
		f := engine.Folding{Base: c.base}
		var due bool
		for _, size := range c.logs {
			due = f.Due(size)
		}
		if due != c.due {
			t.Errorf("a base of %d MiB, logs of %d bytes: due is %v", c.base/mega, c.logs, due)
		}
	}
}

// TestNothingIsLostWhileTheLogIsFolded: 16 writers go on while the log is folded again and again.
func TestNothingIsLostWhileTheLogIsFolded(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	e, b := kept(t, dir)
	const writers, each = 16, 12
	var all, folder sync.WaitGroup
	done := make(chan struct{})
	folder.Go(func() {
		for folds := 0; ; folds++ {
			if err := e.Fold(); err != nil {
				t.Error(err)
			}
			select {
			case <-done:
				t.Logf("%d folds", folds)
				return
			default:
			}
		}
	})
	for w := range writers {
		all.Go(func() {
			for n := range each {
				name := fmt.Sprintf("user%dx%d", w, n)
				if _, err := b.Register(&contact.Call{}, registration("erebor_mx_retail", name)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	close(done)
	folder.Wait()
	transitions := countTransitions(b)
	e.Close(t.Context())
	e, b = kept(t, dir)
	defer e.Close(t.Context())
	names := map[string]bool{}
	b.Store().View(func(tx *store.Tx) {
		links, _ := tx.Links(nil, 0, 1000)
		for _, l := range links {
			names[l.Username] = true
		}
	})
	if len(names) != writers*each {
		t.Errorf("%d users are there, want %d", len(names), writers*each)
	}
	b.Recall()
	if n := countTransitions(b); n != transitions || n != writers*each {
		t.Errorf("%d transitions are on record, want %d", n, transitions)
	}
}

// TestJournalsAreWrittenOnceASecond and not with each commit, while the emulator runs in the background. A commit
// has the count of requests: after a kill no other request gets the name of one that it refers to.
func TestJournalsAreWrittenOnceASecond(t *testing.T) {
	t.Parallel()
	dir, on := filepath.Join(t.TempDir(), "state"), clock.NewManual(noon)
	e, b := keptOn(t, dir, on, true)
	log := func() string {
		data, err := os.ReadFile(filepath.Join(dir, "00000001.log"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for range 3 {
		b.Journal().Begin()
	}
	if _, err := b.Register(&contact.Call{}, registration("erebor_mx_retail", "user")); err != nil {
		t.Fatal(err)
	}
	killed := log()
	if strings.Contains(killed, "history ") {
		t.Error("the journal is written with the commit")
	}
	for !strings.Contains(log(), "history ") { // until the test's time is over
		on.Advance(time.Second)
		runtime.Gosched()
	}
	e.Close(t.Context())
	other := filepath.Join(t.TempDir(), "other")
	if err := errors.Join(os.Mkdir(other, 0o700),
		os.WriteFile(filepath.Join(other, "00000001.log"), []byte(killed), 0o600),
		os.WriteFile(filepath.Join(other, "lock"), []byte("in use\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	e, b = kept(t, other)
	defer e.Close(t.Context())
	if n := b.Journal().Begun(); n != 3 {
		t.Errorf("after a kill %d requests have come, want 3", n)
	}
}

func countTransitions(b *sandbox.Sandbox) int {
	made, _ := journal.View{b.Journal()}.Transitions(func(journal.Transition) bool { return true })
	return len(made)
}
