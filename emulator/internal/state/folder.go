// Package state keeps records in a folder: an append log whose records have checksums, and a base that
// the log is folded into. It does not know what the records say.
//
// The folder has a file that is locked while a process uses it, logs that are numbered, and at most one base
// in force. A base has all that there was when the log of its number was begun, or later; so what counts is
// the last base and the logs from its number on, in their order. Some records
// are read twice, in the base and in the log of its number: either that comes to the same, or who reads them leaves out
// what is known by where it stands.
//
// A file that is whole ends with a record that says so. Only the log in use has none, and the file that is
// locked says that there is one: so the end of a log may be missing after a kill, and at no other time.
package state

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
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
	return take(dir, sync, false)
}

// OpenExisting is Open for a folder that must have a state already.
func OpenExisting(dir string) (*Folder, error) { return take(dir, false, true) }

func take(dir string, sync, existing bool) (*Folder, error) {
	if err := look(dir, existing); err != nil {
		return nil, err
	}
	f := &Folder{dir: dir, sync: sync}
	lock, err := lockFile(f.lockPath())
	switch {
	case errors.Is(err, errLocked):
		return nil, fmt.Errorf("the state in %s is in use by another process", dir)
	case err != nil:
		return nil, fmt.Errorf("the state in %s cannot be used: %w", dir, err)
	}
	f.lock = lock
	return f, nil
}

// Load reads all records, as Read does, and makes the folder ready to be written. After a kill the last record
// is cut off if it is not whole, which warning then says. With an error nothing is changed.
func (f *Folder) Load(read Reader) (warning string, err error) {
	is, err := f.read(read)
	if err != nil {
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if is.killed {
		err = f.forget(is.base)
	} else {
		err = f.use()
	}
	if err != nil {
		return "", err
	}
	if len(is.chain) == 0 {
		err = f.begin(1)
	} else {
		warning, err = f.goOn(is.chain[len(is.chain)-1], is.last)
	}
	if err != nil && !is.killed {
		_ = f.lock.Truncate(0) // the log is as it was
	}
	return warning, err
}

// begin begins a log. With an error the one in use stays. The lock is held.
func (f *Folder) begin(number int) error {
	path := f.path(number, logs)
	log, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	if _, err = log.WriteString(magic()); err == nil {
		err = f.syncFolder()
	}
	if err != nil {
		_, _ = log.Close(), os.Remove(path) // it was not of use
		return err
	}
	if f.log != nil {
		_ = f.log.Close() // all of it is written
	}
	f.log, f.number, f.size = log, number, int64(len(magic()))
	return nil
}

// next closes the log in use and begins the one after it. The lock is held.
func (f *Folder) next() error {
	end := f.size
	err := f.write(frame(nil, []byte(lastRecord)))
	if err != nil {
		return err
	}
	if err = f.begin(f.number + 1); err != nil {
		f.cut(end)
	}
	return err
}

// goOn writes on behind the last whole record of a log. The lock is held.
func (f *Folder) goOn(number int, last extent) (warning string, err error) {
	path := f.path(number, logs)
	if last.end == 0 { // not even its first line was written
		return "", f.begin(number)
	}
	log, err := os.OpenFile(path, os.O_WRONLY, fileMode)
	if err != nil {
		return "", err
	}
	if last.torn > 0 {
		warning = fmt.Sprintf("the end of %s was not whole: %d bytes were cut off", path, last.torn)
	}
	if err = log.Truncate(last.end); err == nil {
		_, err = log.Seek(last.end, 0)
	}
	if err != nil {
		_ = log.Close() // nothing was written
		return "", err
	}
	f.log, f.number, f.size = log, number, last.end
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
	in, err := f.inForce()
	if err != nil || in.base == 0 {
		return 0
	}
	info, err := os.Stat(f.path(in.base, bases))
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
	in, err := f.inForce()
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
	if in.base > 0 {
		add(in.base, bases, &u.Base)
	}
	for _, number := range in.chain {
		add(number, logs, &u.Log)
	}
	return u, err
}

// Close ends the use of the folder. Unless something could not be written, what is there then is whole, and
// survives a loss of power.
func (f *Folder) Close() error {
	f.folding.Lock()
	defer f.folding.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.broken
	if f.log != nil {
		if err == nil {
			err = f.seal()
		}
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
