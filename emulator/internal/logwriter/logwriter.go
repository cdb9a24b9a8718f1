// Package logwriter writes to an output whose reader may be slow, or may read nothing at all, such
// as a pipe that a parent process has opened and forgotten. A writer never waits: lines go into a
// bounded buffer and from there, in batches, to the output. Lines for which the buffer has no room
// are dropped and counted, and a line says later how many they were.
package logwriter

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"belvo-emulator/emulator/internal/clock"
)

const (
	// limit is how many bytes may wait for the output, without those that it is writing.
	limit = 1 << 20
	// pause is how long lines are collected after a write, in real time, so that a busy program
	// makes one write for many lines. The first line after a silence does not wait.
	pause = 5 * time.Millisecond
	// reusable is the capacity, in bytes, up to which a buffer is used again.
	reusable = 256 << 10
)

// Writer writes lines without ever waiting for the output. Make it with New. It is safe for
// concurrent use.
type Writer struct {
	out   io.Writer
	limit int

	mu      sync.Mutex
	notice  func(dropped int) []byte
	waiting []byte // lines that are not written yet
	spare   []byte // the last batch's buffer, for the next lines
	dropped int    // lines that found no room, since the last notice
	running bool   // a goroutine writes
	closed  bool
	urgent  bool               // no pause after the write that is under way
	hurry   context.CancelFunc // ends the pause that is under way; nil if there is none
	drained chan struct{}      // closed when running ends; nil if no caller waits for it
}

// New returns a writer to an output.
func New(out io.Writer) *Writer { return &Writer{out: out, limit: limit, notice: notice} }

// notice is the line about dropped lines as long as no handler has put its own in the place of it.
func notice(dropped int) []byte { return fmt.Appendf(nil, noticeText+": %d\n", dropped) }

// noticeText is what the line about dropped lines says.
const noticeText = "lines were dropped because they were not read"

// Write takes a line, or several that belong together, or drops it if too much waits already. It
// always reports success: an output that is full or gone is no reason for its user to fail.
func (w *Writer) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.closed:
	case w.dropped > 0 || len(w.waiting)+len(line) > w.limit: // what follows a gap waits for the notice
		w.dropped++
		w.start()
	default:
		w.waiting = append(w.waiting, line...)
		w.start()
	}
	return len(line), nil
}

// Keep takes a text that must not be dropped, whatever waits already, and does not let it wait for
// others. It is for the few lines that a program may depend on.
func (w *Writer) Keep(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	w.tell()
	w.waiting = append(w.waiting, text...)
	w.start()
	w.hasten()
}

// Flush waits until nothing waits for the output any more, or until ctx ends, whose error it then
// returns.
func (w *Writer) Flush(ctx context.Context) error {
	w.mu.Lock()
	if !w.running {
		w.mu.Unlock()
		return nil
	}
	if w.drained == nil {
		w.drained = make(chan struct{})
	}
	drained := w.drained
	w.hasten()
	w.mu.Unlock()
	select {
	case <-drained:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close flushes until ctx ends and forgets what could not be written by then. What is written
// afterwards is dropped. When Close returns nil, the output is not used any more.
func (w *Writer) Close(ctx context.Context) error {
	err := w.Flush(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed, w.waiting, w.dropped = true, nil, 0
	return err
}

// start sees to it that what waits is written. It is called with the lock held.
func (w *Writer) start() {
	if !w.running {
		w.running = true
		go w.write()
	}
}

// hasten ends the pause, or forgoes the next one. It is called with the lock held.
func (w *Writer) hasten() {
	if w.hurry != nil {
		w.hurry()
		return
	}
	w.urgent = true
}

// tell puts the notice of dropped lines where they are missing. It is called with the lock held.
func (w *Writer) tell() {
	if w.dropped > 0 {
		w.waiting = append(w.waiting, w.notice(w.dropped)...)
		w.dropped = 0
	}
}

// write writes batches until nothing waits.
func (w *Writer) write() {
	for batch := w.take(nil); batch != nil; batch = w.take(batch) {
		_, _ = w.out.Write(batch) // an output that is gone needs no lines
		ctx, ended := w.rest()
		_ = clock.Real{}.Sleep(ctx, pause) // whether it was cut short or not, the next batch goes now
		ended()
	}
}

// take returns what waits, nil for nothing, which ends the writing. The buffer of the batch before
// is used again.
func (w *Writer) take(written []byte) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	if written != nil && cap(written) <= reusable {
		w.spare = written[:0]
	}
	w.tell()
	if len(w.waiting) == 0 {
		w.running = false
		if w.drained != nil {
			close(w.drained)
			w.drained = nil
		}
		return nil
	}
	batch := w.waiting
	w.waiting, w.spare = w.spare, nil
	return batch
}

// rest begins a pause, which is over at once when what waits is urgent.
func (w *Writer) rest() (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hurry = cancel
	if w.urgent {
		cancel()
	}
	w.urgent = false
	return ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.hurry = nil
		cancel()
	}
}
