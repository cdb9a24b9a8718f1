package state_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"belvo-emulator/emulator/internal/state"
)

// load opens a folder and returns its records.
func load(t *testing.T, dir string) (*state.Folder, []string, string) {
	t.Helper()
	f, err := state.Open(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	var records []string
	warning, err := f.Load(func(record []byte, _ int64) error {
		records = append(records, string(record))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return f, records, warning
}

// refusal is why a folder is not loaded, "" if it is.
func refusal(t *testing.T, dir string) string {
	t.Helper()
	f, err := state.Open(dir, false)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = f.Close() }()
	if _, err := f.Load(func([]byte, int64) error { return nil }); err != nil {
		return err.Error()
	}
	return ""
}

// written is a folder with some records in a base and some in a log, closed, and a copy of it from before
// that, as it is after a kill.
func written(t *testing.T) (closed, killed string) {
	t.Helper()
	closed, killed = filepath.Join(t.TempDir(), "state"), filepath.Join(t.TempDir(), "killed")
	f, _, _ := load(t, closed)
	must(t, f.Append([]byte("forgotten")))
	must(t, f.Fold(func(put func([]byte) error) error {
		for i := range 50 {
			must(t, put([]byte(fmt.Sprintf("base %d %s", i, strings.Repeat("x", 500)))))
		}
		return f.Append([]byte("meanwhile"))
	}))
	for i := range 50 {
		must(t, f.Append([]byte(fmt.Sprintf("log %d %s", i, strings.Repeat("x", 500)))))
	}
	must(t, os.CopyFS(killed, os.DirFS(closed)))
	must(t, f.Close())
	return closed, killed
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRecordsComeBackInTheirOrder(t *testing.T) {
	t.Parallel()
	closed, killed := written(t)
	for _, dir := range []string{closed, killed, closed} {
		f, records, warning := load(t, dir)
		if len(records) != 101 || warning != "" || records[0][:6] != "base 0" || records[50] != "meanwhile" ||
			records[100][:6] != "log 49" {
			t.Errorf("%d records, %q, %.200q", len(records), warning, records)
		}
		must(t, f.Close())
	}
}

func TestManyAppendAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f, _, _ := load(t, dir)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			for n := range 50 {
				if err := f.Append([]byte(fmt.Sprintf("%d %d", i, n))); err != nil {
					t.Error(err)
				}
				if n == 25 && i == 3 {
					must(t, f.Fold(func(put func([]byte) error) error { return put([]byte("all before")) }))
				}
			}
		})
	}
	all.Wait()
	must(t, f.Close())
	_, records, _ := load(t, dir)
	if records[0] != "all before" || len(records) < 25 {
		t.Errorf("%d records: %.200q", len(records), records)
	}
}

// TestAFoldThatFailsLeavesWhatThereWas.
func TestAFoldThatFailsLeavesWhatThereWas(t *testing.T) {
	t.Parallel()
	dir, _ := written(t)
	f, before, _ := load(t, dir)
	failure := errors.New("no more")
	if err := f.Fold(func(put func([]byte) error) error {
		must(t, put([]byte("some")))
		return failure
	}); !errors.Is(err, failure) {
		t.Errorf("the fold ended with %v", err)
	}
	must(t, f.Append([]byte("after")))
	must(t, f.Close())
	if _, records, _ := load(t, dir); len(records) != len(before)+1 || records[len(before)] != "after" {
		t.Errorf("%d records, want %d", len(records), len(before)+1)
	}
}

// TestALogThatCannotBeBegun: the one in use goes on.
func TestALogThatCannotBeBegun(t *testing.T) {
	t.Parallel()
	dir, _ := written(t)
	f, before, _ := load(t, dir)
	inTheWay := filepath.Join(dir, "00000003.log")
	must(t, os.Mkdir(inTheWay, 0o700))
	if err := f.Fold(func(func([]byte) error) error { return nil }); err == nil {
		t.Error("the fold had no error")
	}
	must(t, os.Remove(inTheWay))
	must(t, f.Append([]byte("after")))
	must(t, f.Close())
	if _, records, _ := load(t, dir); len(records) != len(before)+1 || records[len(before)] != "after" {
		t.Errorf("%d records, want %d", len(records), len(before)+1)
	}
}
