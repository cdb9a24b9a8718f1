package logwriter

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// pipe is an output that takes nothing until it is opened, as a pipe whose reader does not read.
type pipe struct {
	entered chan struct{} // receives each time a write begins
	open    chan struct{}
	mu      sync.Mutex
	text    bytes.Buffer
	writes  int
}

func newPipe() *pipe { return &pipe{entered: make(chan struct{}, 1000), open: make(chan struct{})} }

func (p *pipe) Write(data []byte) (int, error) {
	p.entered <- struct{}{}
	<-p.open
	p.mu.Lock()
	defer p.mu.Unlock()
	p.writes++
	return p.text.Write(data)
}

func (p *pipe) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func write(w *Writer, lines ...string) {
	for _, line := range lines {
		_, _ = w.Write([]byte(line + "\n"))
	}
}

// expired is a context that has ended, so no call waits.
func expired() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// TestNobodyWaitsForAReaderThatDoesNotRead: lines beyond the limit are dropped, and when the reader
// reads again it is told how many are missing, where they are missing.
func TestNobodyWaitsForAReaderThatDoesNotRead(t *testing.T) {
	t.Parallel()
	out := newPipe()
	w := New(out)
	w.limit = len("2\n3\n")
	write(w, "1")
	<-out.entered // the output has the first line and takes no more
	write(w, "2", "3", "4", "a line that would not fit", "5")
	close(out.open)
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	write(w, "6")
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "1\n2\n3\nlines were dropped because they were not read: 3\n6\n"; got != want {
		t.Errorf("the output is %q, want %q", got, want)
	}
}

// TestAShortLineDoesNotOvertakeTheNotice of a long one that was dropped before it.
func TestAShortLineDoesNotOvertakeTheNotice(t *testing.T) {
	t.Parallel()
	out := newPipe()
	w := New(out)
	w.limit = 4
	write(w, "1")
	<-out.entered
	write(w, "a long line", "2")
	close(out.open)
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "1\nlines were dropped because they were not read: 2\n"; got != want {
		t.Errorf("the output is %q, want %q", got, want)
	}
}

// TestWhatIsKeptIsNeverDropped, even when there is no room, and comes in its place.
func TestWhatIsKeptIsNeverDropped(t *testing.T) {
	t.Parallel()
	out := newPipe()
	w := New(out)
	w.limit = 2
	write(w, "1")
	<-out.entered
	write(w, "2", "3")
	w.Keep("ready\n")
	write(w, "4")
	close(out.open)
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	const one = "lines were dropped because they were not read: 1\n"
	if got, want := out.String(), "1\n2\n"+one+"ready\n"+one; got != want {
		t.Errorf("the output is %q, want %q", got, want)
	}
}

// TestLinesAreWrittenInBatches: what comes while the output is busy goes out in one write.
func TestLinesAreWrittenInBatches(t *testing.T) {
	t.Parallel()
	out := newPipe()
	w := New(out)
	write(w, "first")
	<-out.entered
	for i := range 500 {
		write(w, fmt.Sprint(i))
	}
	close(out.open)
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(out.String(), "\n"); lines != 501 || out.writes != 2 {
		t.Errorf("%d lines in %d writes, want 501 in 2", lines, out.writes)
	}
}

// TestCloseDoesNotWaitForEver for an output that takes nothing; what comes later is forgotten.
func TestCloseDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	out := newPipe()
	w := New(out)
	write(w, "1")
	<-out.entered
	write(w, "2")
	if err := w.Close(expired()); err == nil {
		t.Error("nothing was said of what could not be written")
	}
	write(w, "3")
	w.Keep("4\n")
	close(out.open)
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "1\n"; got != want {
		t.Errorf("the output is %q, want %q", got, want)
	}
}

// TestCloseWritesWhatWaits, and from then on the output is left alone.
func TestCloseWritesWhatWaits(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer // not safe for concurrent use, which the race detector sees to
	w := New(&out)
	write(w, "1", "2")
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	write(w, "3")
	if got, want := out.String(), "1\n2\n"; got != want {
		t.Errorf("the output is %q, want %q", got, want)
	}
	if err := w.Close(expired()); err != nil {
		t.Errorf("closed again with nothing to write: %v", err)
	}
}

// gone is an output whose reader has died.
type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, context.Canceled }

// TestAnOutputThatIsGone makes no call fail.
func TestAnOutputThatIsGone(t *testing.T) {
	t.Parallel()
	w := New(gone{})
	if n, err := w.Write([]byte("1\n")); n != 2 || err != nil {
		t.Errorf("a write returned %d, %v", n, err)
	}
	if err := w.Flush(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestManyWriters lose no line and mix none, as long as there is room.
func TestManyWriters(t *testing.T) {
	t.Parallel()
	out := newPipe()
	close(out.open)
	out.entered = make(chan struct{}, 1<<16)
	w := New(out)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 200 {
				write(w, fmt.Sprintf("<%d %d>", i, n))
			}
		})
	}
	all.Wait()
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	for i := range 8 {
		last := -1
		for n := range 200 {
			at := strings.Index(got, fmt.Sprintf("<%d %d>\n", i, n))
			if at <= last {
				t.Fatalf("line %d of writer %d is at %d, the one before it at %d", n, i, at, last)
			}
			last = at
		}
	}
}
