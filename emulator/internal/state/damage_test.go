package state_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/state"
)

// contents are the files of a folder.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		all[e.Name()] = string(text)
	}
	return all
}

// refused checks that a folder is neither loaded nor read, for a reason in one line, and does not change.
func refused(t *testing.T, dir, what, want string) {
	t.Helper()
	before := contents(t, dir)
	reasons := []string{refusal(t, dir), ""}
	f, err := state.OpenExisting(dir)
	if err == nil {
		err = f.Read(func([]byte, int64) error { return nil })
		must(t, f.Close())
	}
	if err != nil {
		reasons[1] = err.Error()
	}
	for i, why := range reasons {
		if !strings.Contains(why, want) || strings.Contains(why, "\n") {
			t.Fatalf("%s, %s: %q, want %q", what, []string{"loaded", "read"}[i], why, want)
		}
	}
	if !maps.Equal(contents(t, dir), before) {
		t.Fatalf("%s: the folder was changed", what)
	}
}

// TestDamageIsRefused, whatever it is and in whichever file.
func TestDamageIsRefused(t *testing.T) {
	t.Parallel()
	dir, _ := written(t)
	chance := ident.NewRand("damage", "of a folder")
	for name, text := range contents(t, dir) {
		path, whole := filepath.Join(dir, name), []byte(text)
		damaged := func(what string, bad []byte) {
			t.Helper()
			must(t, os.WriteFile(path, bad, 0o600))
			refused(t, dir, fmt.Sprintf("%s %s", name, what), path+" is damaged")
		}
		for _, n := range append(borders(whole), steps(len(whole), 4096)...) {
			damaged(fmt.Sprint("cut off at byte ", n), whole[:n])
		}
		for n := 1; n < min(len(whole), 40); n++ {
			damaged(fmt.Sprint("without its last bytes: ", n), whole[:len(whole)-n])
		}
		for _, at := range steps(len(whole), 197) {
			bad := bytes.Clone(whole)
			bad[at] ^= 1 << chance.IntN(8)
			damaged(fmt.Sprint("with another byte ", at), bad)
		}
		for range 20 {
			noise := make([]byte, 1+chance.IntN(5000))
			for i := range noise {
				noise[i] = byte(chance.IntN(256))
			}
			damaged("with noise behind it", append(bytes.Clone(whole), noise...))
			bad := bytes.Clone(whole)
			if len(bad) > 0 {
				copy(bad[chance.IntN(len(bad)):], noise)
				damaged("with noise in it", bad)
			}
		}
		damaged("with zeros behind it", append(bytes.Clone(whole), make([]byte, 4096)...))
		must(t, os.Remove(path))
		refused(t, dir, "without "+name, "is missing")
		must(t, os.WriteFile(path, whole, 0o600))
	}
	load(t, dir)
}

// borders are where records of a file begin.
func borders(file []byte) (all []int) {
	for at := bytes.IndexByte(file, '\n') + 1; at > 0 && at < len(file); {
		all = append(all, at)
		at += 12 + int(binary.LittleEndian.Uint32(file[at:]))
	}
	return all
}

// steps are the multiples of a number below a limit.
func steps(limit, by int) (all []int) {
	for n := 0; n < limit; n += by {
		all = append(all, n)
	}
	return all
}

// TestAfterAKillTheEndOfALogMayBeMissing, wherever it is cut: what is whole comes back, and goes on.
func TestAfterAKillTheEndOfALogMayBeMissing(t *testing.T) {
	t.Parallel()
	_, dir := written(t)
	const log = "00000002.log"
	before := contents(t, dir)
	whole := []byte(before[log])
	for _, n := range append(borders(whole), steps(len(whole), 797)...) {
		for name, text := range before {
			must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		}
		must(t, os.WriteFile(filepath.Join(dir, log), whole[:n], 0o600))
		f, records, warning := load(t, dir)
		if cut := n > 40 && !slices.Contains(borders(whole), n); len(records) < 50 || len(records) > 101 ||
			strings.Contains(warning, "were cut off") != cut {
			t.Fatalf("%d bytes: %d records, %q", n, len(records), warning)
		}
		must(t, f.Append([]byte("next")))
		must(t, f.Close())
		f, again, warning := load(t, dir)
		if len(again) != len(records)+1 || again[len(records)] != "next" || warning != "" {
			t.Fatalf("%d bytes: %d records, then %d; %s", n, len(records), len(again), warning)
		}
		must(t, f.Close())
	}
	_, dir = written(t)
	must(t, os.WriteFile(filepath.Join(dir, log), append(whole, make([]byte, 4096)...), 0o600))
	if _, records, warning := load(t, dir); len(records) != 101 || !strings.Contains(warning, "4096 bytes were cut off") {
		t.Errorf("%d records; %q", len(records), warning)
	}
}

// TestAfterAKillOtherDamageIsRefused.
func TestAfterAKillOtherDamageIsRefused(t *testing.T) {
	t.Parallel()
	_, dir := written(t)
	for _, name := range []string{"00000002.log", "00000002.base"} {
		path := filepath.Join(dir, name)
		whole, err := os.ReadFile(path)
		must(t, err)
		for _, at := range steps(len(whole), 197) {
			bad := bytes.Clone(whole)
			bad[at] ^= 0x20
			must(t, os.WriteFile(path, bad, 0o600))
			refused(t, dir, fmt.Sprint(name, " with another byte ", at), path+" is damaged at byte")
		}
		must(t, os.WriteFile(path, whole, 0o600))
	}
}

// TestAKillAtAnyStepOfAFold: each folder that it may leave has all records.
func TestAKillAtAnyStepOfAFold(t *testing.T) {
	t.Parallel()
	closed, killed := written(t)
	end := borders([]byte(contents(t, closed)["00000002.log"]))
	const oldLog, newLog, oldBase, newBase = "00000002.log", "00000003.log", "00000002.base", "00000003.base"
	first := contents(t, killed)[oldLog][:32]
	ended := contents(t, closed)[oldLog]
	base := contents(t, killed)[oldBase]
	for name, c := range map[string]struct {
		add     map[string]string
		remove  []string
		records int
	}{
		"the log is closed":          {map[string]string{oldLog: ended}, nil, 101},
		"the log is half closed":     {map[string]string{oldLog: ended[:end[len(end)-1]+5]}, nil, 101},
		"the next one is made":       {map[string]string{oldLog: ended, newLog: ""}, nil, 101},
		"the next one is begun":      {map[string]string{oldLog: ended, newLog: first}, nil, 101},
		"a base is begun":            {map[string]string{oldLog: ended, newLog: first, newBase + ".new": base[:90]}, nil, 101},
		"a base is there":            {map[string]string{oldLog: ended, newLog: first, newBase: base}, nil, 50},
		"the old log is removed":     {map[string]string{newLog: first, newBase: base}, []string{oldLog}, 50},
		"the old base is removed":    {map[string]string{newLog: first, newBase: base}, []string{oldLog, oldBase}, 50},
		"the end of a kept log only": {map[string]string{oldLog: ended, "lock": ""}, nil, 101},
	} {
		dir := filepath.Join(t.TempDir(), "state")
		must(t, os.CopyFS(dir, os.DirFS(killed)))
		for file, text := range c.add {
			must(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600))
		}
		for _, file := range c.remove {
			must(t, os.Remove(filepath.Join(dir, file)))
		}
		f, records, _ := load(t, dir)
		if len(records) != c.records {
			t.Errorf("%s: %d records", name, len(records))
		}
		must(t, f.Append([]byte("next")))
		must(t, f.Close())
		f, records, _ = load(t, dir)
		if len(records) != c.records+1 || len(contents(t, dir)) > 4 {
			t.Errorf("%s: then %d records, in %d files", name, len(records), len(contents(t, dir)))
		}
		must(t, f.Close())
	}
}

// TestALogThatAnotherFollowsIsWhole, after a kill as well.
func TestALogThatAnotherFollowsIsWhole(t *testing.T) {
	t.Parallel()
	_, dir := written(t)
	text := contents(t, dir)["00000002.log"]
	must(t, os.WriteFile(filepath.Join(dir, "00000003.log"), []byte(text), 0o600))
	refused(t, dir, "two logs", "00000002.log is damaged at byte "+fmt.Sprint(len(text))+": its end is missing")
}

// TestAnOlderStateCopiedOverALaterOneIsRefused, for the later one would count.
func TestAnOlderStateCopiedOverALaterOneIsRefused(t *testing.T) {
	t.Parallel()
	dir, _ := written(t)
	older := contents(t, dir)
	f, _, _ := load(t, dir)
	must(t, f.Fold(func(put func([]byte) error) error { return put([]byte("all")) }))
	must(t, f.Close())
	for name, text := range older {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	refused(t, dir, "two states", "has files of two states")
}

func TestWhoIsRefused(t *testing.T) {
	t.Parallel()
	dir, _ := written(t)
	f, _, _ := load(t, dir)
	if why := refusal(t, dir); why != "the state in "+dir+" is in use by another process" {
		t.Errorf("a second one: %q", why)
	}
	must(t, f.Close())
	for _, n := range []string{"5", "1", "12"} {
		other := []byte("belvo-emulator state, version " + n + "\nwhat nobody knows")
		must(t, os.WriteFile(filepath.Join(dir, "00000002.log"), other, 0o600))
		refused(t, dir, "version "+n, "is of version "+n+", and this emulator reads version 4")
	}
	must(t, os.WriteFile(filepath.Join(dir, "lock"), []byte("what nobody knows"), 0o600))
	refused(t, dir, "version 12", "is of version 12")
	if _, err := state.OpenExisting(t.TempDir()); err == nil || !strings.Contains(err.Error(), "has no state") {
		t.Errorf("an empty folder: %v", err)
	}
	file := filepath.Join(dir, "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if why := refusal(t, file); !strings.Contains(why, "cannot be made") {
		t.Errorf("a file: %q", why)
	}
}

// TestAFolderOfOtherFilesIsRefused, unless it has a state, or only what others leave in folders.
func TestAFolderOfOtherFilesIsRefused(t *testing.T) {
	t.Parallel()
	for name, taken := range map[string]bool{"README.md": false, "2026.log": false, ".git": false, "00000000.log": false,
		"lost+found": true, ".gitignore": true, "00000002.base.new": true} {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
		if taken {
			f, _, _ := load(t, dir)
			must(t, f.Close())
			continue
		}
		if why := refusal(t, dir); !strings.HasPrefix(why, dir+" is no folder for a state") ||
			!strings.Contains(why, name) || len(contents(t, dir)) != 1 {
			t.Errorf("a folder with %s: %q", name, why)
		}
	}
	dir, _ := written(t)
	must(t, os.WriteFile(filepath.Join(dir, "README.md"), nil, 0o600))
	load(t, dir)
}

func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	dir, _ := written(t)
	for name := range contents(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
}
