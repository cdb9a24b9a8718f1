package cli

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/logwriter"
)

// TestWarningsAreNotDropped: a log that was not read for long loses lines, but no warnings.
func TestWarningsAreNotDropped(t *testing.T) {
	t.Parallel()
	reader, writer := io.Pipe()
	c := &call{ctx: t.Context(), stderr: logwriter.New(writer)}
	line := bytes.Repeat([]byte("x"), 1<<16)
	line[len(line)-1] = '\n'
	for range 64 { // more than the writer has room for
		_, _ = c.stderr.Write(line) // it never fails
	}
	c.warn("something would reach the real Belvo")
	ended := make(chan error, 1)
	go func() {
		err := c.stderr.Close(t.Context())
		_ = writer.Close() // the reader sees the end
		ended <- err
	}()
	text, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "lines were dropped") {
		t.Error("the log was not full")
	}
	if want := program + ": something would reach the real Belvo\n"; !strings.HasSuffix(string(text), want) {
		t.Errorf("the log ends with %q", text[max(0, len(text)-200):])
	}
}
