// Package state keeps records in a folder: an append log whose records have checksums, and a base that
// the log is folded into. It does not know what the records say.
//
// The folder has a file that is locked while a process uses it, logs that are numbered, and at most one base
// in force. A base has all that there was when the log of its number was begun, or later; so what counts is
// the last base and the logs from its number on, in their order. Records must be such that doing some of
// them twice, in their order, comes to the same.
package state

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Version is the version of the format. Earlier ones are not read: no release has written them.
const Version = 4

// Permissions: the folder has secrets of receivers and the key that signs tokens.
const (
	folderMode = 0o700
	fileMode   = 0o600
)

// Folder is a folder of records that is in use. It is safe for concurrent use.
type Folder struct {
	dir  string
	sync bool
	lock *os.File

	mu     sync.Mutex
	log    *os.File
	number int   // of the log
	size   int64 // of the log, up to the end of its last record
	buffer []byte
	broken error // why nothing can be written any more

	folding sync.Mutex
}

// Open makes a folder, if it is not there, and takes it for this process. With sync, records survive
// a loss of power, at its price. Load comes next.
func Open(dir string, sync bool) (*Folder, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, fmt.Errorf("the folder of the state cannot be made: %w", err)
	}
	return take(dir, sync)
}

// OpenExisting is Open for a folder that must have a state already.
func OpenExisting(dir string) (*Folder, error) {
	for _, kind := range []string{logs, bases} {
		switch names, err := numbered(dir, kind); {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("the folder %s does not exist", dir)
		case errors.Is(err, syscall.ENOTDIR):
			return nil, fmt.Errorf("%s is no folder", dir)
		case err != nil:
			return nil, fmt.Errorf("the state in %s cannot be read: %w", dir, err)
		case len(names) > 0:
			return take(dir, false)
		}
	}
	return nil, fmt.Errorf("%s has no state of an emulator", dir)
}

func take(dir string, sync bool) (*Folder, error) {
	lock, err := lockFile(filepath.Join(dir, "lock"))
	switch {
	case errors.Is(err, errLocked):
		return nil, fmt.Errorf("the state in %s is in use by another process", dir)
	case err != nil:
		return nil, fmt.Errorf("the state in %s cannot be used: %w", dir, err)
	}
	return &Folder{dir: dir, sync: sync, lock: lock}, nil
}

// The kinds of files, by what their names end in.
const (
	logs  = ".log"
	bases = ".base"
)

func (f *Folder) path(number int, kind string) string {
	return filepath.Join(f.dir, fmt.Sprintf("%08d%s", number, kind))
}

// numbered are the numbers of a folder's files of a kind, in their order.
func numbered(dir, kind string) ([]int, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, e := range entries {
		text, is := strings.CutSuffix(e.Name(), kind)
		if n, err := strconv.Atoi(text); is && err == nil {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// Read reads all records, in their order, and changes nothing. A last record that is not whole is left out:
// the process was killed while it wrote it, and nobody was told that it was done. Any other damage is an error.
func (f *Folder) Read(read func(record []byte) error) error {
	_, _, _, err := f.read(read)
	return err
}

// read is Read. It returns the number of the base, those of the logs, and where the last whole record of the
// last log ends.
func (f *Folder) read(read func(record []byte) error) (base int, chain []int, end int64, err error) {
	if base, chain, err = f.inForce(); err != nil {
		return base, chain, 0, err
	}
	if base > 0 {
		if _, err := readFile(f.path(base, bases), whole, read); err != nil {
			return base, chain, 0, err
		}
	}
	for i, number := range chain {
		tail := whole
		if i == len(chain)-1 {
			tail = torn
		}
		if end, err = readFile(f.path(number, logs), tail, read); err != nil {
			return base, chain, 0, err
		}
	}
	return base, chain, end, nil
}

// Load reads all records, as Read does, and makes the folder ready to be written. The last record is cut
// off if it is not whole, which warning then says. With an error nothing is changed.
func (f *Folder) Load(read func(record []byte) error) (warning string, err error) {
	base, chain, end, err := f.read(read)
	if err != nil {
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(chain) == 0 {
		return "", f.begin(max(base, 1))
	}
	return f.goOn(chain[len(chain)-1], end)
}

// inForce returns the number of the base that counts, 0 for none, and those of the logs after it.
func (f *Folder) inForce() (base int, chain []int, err error) {
	all, err := numbered(f.dir, bases)
	if err != nil {
		return 0, nil, err
	}
	if len(all) > 0 {
		base = all[len(all)-1]
	}
	if chain, err = numbered(f.dir, logs); err != nil {
		return 0, nil, err
	}
	chain = slices.DeleteFunc(chain, func(n int) bool { return n < base })
	for i, n := range chain {
		if first := max(base, 1); n != first+i {
			return 0, nil, fmt.Errorf("the state in %s is damaged: the file %s is missing", f.dir, f.path(first+i, logs))
		}
	}
	return base, chain, nil
}

// begin begins a log. The lock is held.
func (f *Folder) begin(number int) error {
	log, err := os.OpenFile(f.path(number, logs), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	if _, err := log.WriteString(magic()); err != nil {
		_, _ = log.Close(), os.Remove(f.path(number, logs)) // it was not of use
		return err
	}
	if f.log != nil {
		_ = f.log.Close() // all of it is written
	}
	f.log, f.number, f.size = log, number, int64(len(magic()))
	return f.syncFolder()
}

// goOn writes on behind the last whole record of a log. The lock is held.
func (f *Folder) goOn(number int, end int64) (warning string, err error) {
	path := f.path(number, logs)
	if end == 0 { // not even its first line was written
		return "", f.begin(number)
	}
	log, err := os.OpenFile(path, os.O_WRONLY, fileMode)
	if err != nil {
		return "", err
	}
	info, err := log.Stat()
	if err == nil && info.Size() > end {
		warning = fmt.Sprintf("the end of %s was not whole: %d bytes were cut off", path, info.Size()-end)
		err = log.Truncate(end)
	}
	if err == nil {
		_, err = log.Seek(end, 0)
	}
	if err != nil {
		_ = log.Close() // nothing was written
		return "", err
	}
	f.log, f.number, f.size = log, number, end
	return warning, nil
}

// Size is how many bytes the log in use has.
func (f *Folder) Size() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.size
}

// BaseSize is how many bytes the base in force has, 0 for none.
func (f *Folder) BaseSize() int64 {
	base, _, err := f.inForce()
	if err != nil || base == 0 {
		return 0
	}
	info, err := os.Stat(f.path(base, bases))
	if err != nil {
		return 0
	}
	return info.Size()
}

// Usage is how much a folder has on the disk, and since when.
type Usage struct {
	Log, Base int64     // bytes
	Written   time.Time // the last time that anything was
}

// Usage returns how much the folder has on the disk now.
func (f *Folder) Usage() (Usage, error) {
	var u Usage
	base, chain, err := f.inForce()
	if err != nil {
		return u, err
	}
	add := func(number int, kind string, to *int64) {
		info, failed := os.Stat(f.path(number, kind))
		if failed != nil {
			err = failed
			return
		}
		*to += info.Size()
		if info.ModTime().After(u.Written) {
			u.Written = info.ModTime()
		}
	}
	if base > 0 {
		add(base, bases, &u.Base)
	}
	for _, number := range chain {
		add(number, logs, &u.Log)
	}
	return u, err
}

// Close ends the use of the folder.
func (f *Folder) Close() error {
	f.folding.Lock()
	defer f.folding.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.broken
	if f.log != nil {
		err = errors.Join(err, f.log.Close())
		f.log = nil
	}
	f.broken = errors.Join(f.broken, fs.ErrClosed)
	return errors.Join(err, f.lock.Close())
}

func (f *Folder) syncFolder() error {
	if !f.sync {
		return nil
	}
	dir, err := os.Open(f.dir)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
