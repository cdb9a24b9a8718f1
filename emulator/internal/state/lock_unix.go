//go:build unix

package state

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// errLocked is what another process that has the lock means.
var errLocked = errors.New("it is locked")

// lockFile locks a file, which it makes, until it is closed or the process ends. A limit for the size of
// files, as of ulimit -f, is an error of the write then, not the end of the process without a word.
func lockFile(path string) (*os.File, error) {
	signal.Ignore(syscall.SIGXFSZ)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, fileMode)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close() // it is not ours
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errLocked
		}
		return nil, err
	}
	return file, nil
}
