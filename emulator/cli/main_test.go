package cli_test

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/cli"
	"belvo-emulator/emulator/cli/clitest"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// program is built at most once, by the first test that needs a process.
var program clitest.Program

func TestMain(m *testing.M) {
	code := m.Run()
	program.Remove()
	os.Exit(code)
}

// environment returns a getenv for the variables, each given as NAME=value.
func environment(variables ...string) func(string) string {
	return func(name string) string {
		for _, v := range variables {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

// patience is how long a command may take that ends by itself. It is long because it is only ever
// waited for when something is wrong.
const patience = 10 * time.Minute

// result is what a run of the program came to.
type result struct {
	code           int
	stdout, stderr string
}

// run runs a command that ends by itself, in this process. One that does not is stopped.
func run(t *testing.T, getenv func(string) string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return runUntil(ctx, getenv, args...)
}

// runUntil is run for a command that a test may want to stop.
func runUntil(ctx context.Context, getenv func(string) string, args ...string) result {
	var stdout, stderr bytes.Buffer
	code := cli.Run(ctx, args, getenv, &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

// server is the serve command, running in this process.
type server struct {
	t      *testing.T
	ready  string // the ready line
	url    string
	stop   context.CancelFunc
	done   chan int
	stderr bytes.Buffer // to be read after wait
}

// start runs serve on a free port until its ready line is out.
func start(t *testing.T, getenv func(string) string, args ...string) *server {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &server{t: t, stop: cancel, done: make(chan int, 1)}
	reader, writer := io.Pipe()
	args = append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)
	go func() {
		s.done <- cli.Run(ctx, args, getenv, writer, &s.stderr)
		close(s.done)
		_ = writer.Close() // never fails: see io.Pipe
	}()
	t.Cleanup(func() {
		cancel()
		<-s.done
	})
	line := make([]byte, 4096) // the ready line is one write
	n, err := reader.Read(line)
	if err != nil {
		<-s.done
		t.Fatalf("no ready line; standard error:\n%s", s.stderr.String())
	}
	s.ready = strings.TrimSuffix(string(line[:n]), "\n")
	for field := range strings.FieldsSeq(s.ready) {
		if url, ok := strings.CutPrefix(field, "url="); ok {
			s.url = url
		}
	}
	return s
}

// wait asks the server to stop, checks that it does so in order and returns its log.
func (s *server) wait() string {
	s.t.Helper()
	s.stop()
	if code := <-s.done; code != 0 {
		s.t.Errorf("exit code %d after a stop, want 0", code)
	}
	return s.stderr.String()
}

// golden compares a text with the file of that name in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run the tests with -update to accept it); got:\n%s", path, got)
	}
}
