package state

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// The kinds of files that have a number, by what their names end in.
const (
	logs       = ".log"
	bases      = ".base"
	unfinished = ".base.new" // one that is not in use yet
)

// lockName is the name of the file that is locked while a process uses the folder. It is empty after an end in
// order, and as long as nothing was written.
const lockName = "lock"

// inUse is what the file that is locked says from before the first write of a process until its end in order.
const inUse = "in use\n"

// aside are names of files that a folder may have although they are not of a state: they are made by systems of
// files and of versions.
var aside = []string{"lost+found", ".gitignore", ".gitkeep", ".DS_Store"}

func (f *Folder) path(number int, kind string) string {
	return filepath.Join(f.dir, nameOf(number, kind))
}

func (f *Folder) lockPath() string { return filepath.Join(f.dir, lockName) }

// nameOf is the name of the file of a kind that has a number.
func nameOf(number int, kind string) string { return fmt.Sprintf("%08d%s", number, kind) }

// numberOf returns the number in the name of a file, 0 if it is not of a kind.
func numberOf(name, kind string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(name, kind))
	if err != nil || n < 1 || name != nameOf(n, kind) {
		return 0
	}
	return n
}

// numbered are the numbers of a folder's files of a kind, in their order.
func numbered(dir, kind string) ([]int, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, e := range entries {
		if n := numberOf(e.Name(), kind); n > 0 {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// look returns why a folder cannot be taken, by the names of its files.
func look(dir string, existing bool) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the folder %s does not exist", dir)
	case errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("%s is no folder", dir)
	case err != nil:
		return fmt.Errorf("the state in %s cannot be read: %w", dir, err)
	}
	var state, locked bool
	var other string
	for _, e := range entries {
		switch name := e.Name(); {
		case numberOf(name, logs) > 0 || numberOf(name, bases) > 0:
			state = true
		case name == lockName:
			locked = true
		case numberOf(name, unfinished) == 0 && !slices.Contains(aside, name):
			other = cmp.Or(other, name)
		}
	}
	switch {
	case state && !locked:
		return fmt.Errorf("the state in %s is damaged: the file %s is missing", dir, filepath.Join(dir, lockName))
	case existing && !state:
		return fmt.Errorf("%s has no state of an emulator", dir)
	case !state && other != "":
		return fmt.Errorf("%s is no folder for a state, for it has other files, such as %s: give an empty folder, or one "+
			"that does not exist", dir, other)
	}
	return nil
}

// inForce is which files count.
type inForce struct {
	base  int   // the number of the base, 0 for none
	chain []int // of the logs after it
	older string
}

// inForce looks which files count.
func (f *Folder) inForce() (in inForce, err error) {
	all, err := numbered(f.dir, bases)
	if err != nil {
		return in, err
	}
	if n := len(all); n > 0 {
		in.base = all[n-1]
		if n > 1 {
			in.older = f.path(all[0], bases)
		}
	}
	if all, err = numbered(f.dir, logs); err != nil {
		return in, err
	}
	first := max(in.base, 1)
	if len(all) > 0 && all[0] < first {
		in.older = f.path(all[0], logs)
	}
	in.chain = slices.DeleteFunc(all, func(n int) bool { return n < first })
	for i := range max(len(in.chain), min(in.base, 1)) { // a log is begun before its base
		if i == len(in.chain) || in.chain[i] != first+i {
			return in, fmt.Errorf("the state in %s is damaged: the file %s is missing", f.dir, f.path(first+i, logs))
		}
	}
	return in, nil
}

// single refuses files that do not count: they are of another state, one of which was copied over the other.
func (in inForce) single(dir string) error {
	if in.older == "" {
		return nil
	}
	return fmt.Errorf("the folder %s has files of two states: %s is older than the others; nothing was changed", dir,
		in.older)
}

// forget removes files that a base of a number takes the place of, and what is left of bases that were
// not finished.
func (f *Folder) forget(before int) error {
	for _, kind := range []string{logs, bases, unfinished} {
		all, err := numbered(f.dir, kind)
		if err != nil {
			return err
		}
		for _, n := range all {
			if n < before || kind == unfinished {
				if err := os.Remove(f.path(n, kind)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// killed says whether the last process to write did not come to its end.
func (f *Folder) killed() (bool, error) {
	text := make([]byte, len(inUse)+1)
	n, err := f.lock.ReadAt(text, 0)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return false, err
	case n == 0:
		return false, nil
	case string(text[:n]) == inUse:
		return true, nil
	}
	return false, fmt.Errorf("%s is damaged: it says neither that the state is in use nor that it is not; nothing was "+
		"changed", f.lockPath())
}

// use writes down that a process writes, before it does.
func (f *Folder) use() error {
	_, err := f.lock.WriteAt([]byte(inUse), 0)
	if err == nil {
		err = f.lock.Sync()
	}
	if err != nil {
		_ = f.lock.Truncate(0) // nothing was written
		return fmt.Errorf("the state in %s cannot be written: %w", f.dir, err)
	}
	return nil
}

// seal closes the log in use, and then writes down that no process writes any more.
func (f *Folder) seal() error {
	end := f.size
	if err := f.write(frame(nil, []byte(lastRecord))); err != nil {
		return err
	}
	if err := f.log.Sync(); err != nil {
		return err
	}
	err := f.lock.Truncate(0)
	if err != nil {
		f.cut(end)
	}
	return err
}
