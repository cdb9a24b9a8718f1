package state_test

import (
	"bytes"
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
	warning, err := f.Load(func(record []byte) error {
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
	if _, err := f.Load(func([]byte) error { return nil }); err != nil {
		return err.Error()
	}
	return ""
}

// written is a folder with some records in a base and some in a log, closed.
func written(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "state")
	f, _, _ := load(t, dir)
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
	must(t, f.Close())
	return dir
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRecordsComeBackInTheirOrder(t *testing.T) {
	t.Parallel()
	_, records, warning := load(t, written(t))
	if len(records) != 101 || warning != "" || records[0][:6] != "base 0" || records[50] != "meanwhile" ||
		records[100][:6] != "log 49" {
		t.Errorf("%d records, %q, %.200q", len(records), warning, records)
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

// files are those of a folder that hold records.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		if e.Name() != "lock" {
			all = append(all, e.Name())
		}
	}
	return all
}

// TestTheEndOfALogMayBeMissing, wherever it is cut: what is whole comes back, and goes on.
func TestTheEndOfALogMayBeMissing(t *testing.T) {
	t.Parallel()
	dir := written(t)
	log := filepath.Join(dir, "00000002.log")
	whole, err := os.ReadFile(log)
	must(t, err)
	for n := len(whole); n >= 0; n -= 97 {
		must(t, os.WriteFile(log, whole[:n], 0o600))
		f, records, _ := load(t, dir)
		if len(records) < 50 || len(records) > 101 {
			t.Fatalf("%d bytes: %d records", n, len(records))
		}
		must(t, f.Append([]byte("next")))
		must(t, f.Close())
		f, again, warning := load(t, dir)
		if len(again) != len(records)+1 || again[len(records)] != "next" || warning != "" {
			t.Fatalf("%d bytes: %d records, then %d; %s", n, len(records), len(again), warning)
		}
		must(t, f.Close())
	}
	must(t, os.WriteFile(log, append(bytes.Clone(whole), make([]byte, 4096)...), 0o600))
	if _, records, warning := load(t, dir); len(records) != 101 || !strings.Contains(warning, "4096 bytes were cut off") {
		t.Errorf("%d records; %q", len(records), warning)
	}
}

// TestDamageIsRefused, in each byte of the files, and nothing is changed.
func TestDamageIsRefused(t *testing.T) {
	t.Parallel()
	dir := written(t)
	for _, name := range files(t, dir) {
		path := filepath.Join(dir, name)
		whole, err := os.ReadFile(path)
		must(t, err)
		for at := 0; at < len(whole); at += 61 {
			bad := bytes.Clone(whole)
			bad[at] ^= 0x20
			must(t, os.WriteFile(path, bad, 0o600))
			why := refusal(t, dir)
			if !strings.Contains(why, path) || !strings.Contains(why, "damaged at byte") || strings.Contains(why, "\n") {
				t.Fatalf("%s with another byte %d: %q", name, at, why)
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, bad) {
				t.Fatalf("%s was changed: %v", name, err)
			}
		}
		must(t, os.WriteFile(path, whole, 0o600))
	}
	base := filepath.Join(dir, "00000002.base")
	whole, err := os.ReadFile(base)
	must(t, err)
	for n := len(whole) - 1; n >= 0; n -= 4096 {
		must(t, os.WriteFile(base, whole[:n], 0o600))
		if why := refusal(t, dir); !strings.Contains(why, "damaged at byte") {
			t.Errorf("a base of %d bytes: %q", n, why)
		}
	}
	must(t, os.WriteFile(base, whole, 0o600))
	must(t, os.Remove(filepath.Join(dir, "00000002.log")))
	must(t, os.WriteFile(filepath.Join(dir, "00000003.log"), nil, 0o600))
	if why := refusal(t, dir); !strings.Contains(why, "00000002.log is missing") {
		t.Errorf("without a log: %q", why)
	}
}

func TestWhoIsRefused(t *testing.T) {
	t.Parallel()
	dir := written(t)
	f, _, _ := load(t, dir)
	if why := refusal(t, dir); why != "the state in "+dir+" is in use by another process" {
		t.Errorf("a second one: %q", why)
	}
	must(t, f.Close())
	for _, n := range []string{"5", "1", "12"} {
		other := []byte("belvo-emulator state, version " + n + "\nwhat nobody knows")
		must(t, os.WriteFile(filepath.Join(dir, "00000002.log"), other, 0o600))
		if why := refusal(t, dir); !strings.Contains(why, "is of version "+n+", and this emulator reads version 4") {
			t.Errorf("one of version %s: %q", n, why)
		}
	}
	if _, err := state.OpenExisting(t.TempDir()); err == nil || !strings.Contains(err.Error(), "has no state") {
		t.Errorf("an empty folder: %v", err)
	}
	file := filepath.Join(dir, "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if why := refusal(t, file); !strings.Contains(why, "cannot be made") {
		t.Errorf("a file: %q", why)
	}
}

func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	dir := written(t)
	for _, name := range append(files(t, dir), "lock", ".") {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

// TestAFoldThatFailsLeavesWhatThereWas.
func TestAFoldThatFailsLeavesWhatThereWas(t *testing.T) {
	t.Parallel()
	dir := written(t)
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
