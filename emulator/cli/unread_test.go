package cli_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"belvo-emulator/emulator/cli"
	"belvo-emulator/emulator/cli/clitest"
)

// unread is a standard error without a reader.
func unread(t *testing.T) *os.File {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = reader.Close(), writer.Close() })
	return writer
}

// served is the program in the two ways in which it serves, with the exit code after a SIGTERM. The
// command of exec says where the emulator is and then waits until it is ended.
func served(path string) map[string]struct {
	args []string
	code int
} {
	const command = `echo "belvo-emulator ready url=$BELVO_API_URL "; exec sleep 1000000`
	return map[string]struct {
		args []string
		code int
	}{
		"serve": {[]string{path, "serve", "--listen", "127.0.0.1:0"}, 0},
		"exec":  {[]string{path, "exec", "--log-level", "info", "sh", "-c", command}, 128 + int(syscall.SIGTERM)},
	}
}

// TestAnUnreadLogStopsNobody: each of many requests is answered, although the pipe of standard error is
// full after a few hundred, and the program ends as it should.
func TestAnUnreadLogStopsNobody(t *testing.T) {
	t.Parallel()
	need(t, "sh")
	for name, c := range served(program.Path(t)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(c.args[0], c.args[1:]...)
			cmd.Stderr = unread(t)
			p := clitest.Start(t, cmd)
			const all, clients = 5000, 8
			var asking sync.WaitGroup
			for range clients {
				asking.Go(func() {
					client := &http.Client{}
					for range all / clients {
						response, err := client.Get(p.URL + "/api/")
						if err != nil {
							t.Error(err)
							return
						}
						_ = response.Body.Close()
					}
				})
			}
			asking.Wait()
			if code := p.Stop(syscall.SIGTERM); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
		})
	}
}

// stuck is an output that takes nothing.
type stuck chan struct{}

func (s stuck) Write(p []byte) (int, error) {
	<-s
	return len(p), nil
}

// TestNobodyReadsAnything: neither the ready line nor the log holds up a server, or its end.
func TestNobodyReadsAnything(t *testing.T) {
	t.Parallel()
	out := make(stuck)
	t.Cleanup(func() { close(out) })
	ready := filepath.Join(t.TempDir(), "ready")
	ctx, stop := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() {
		code <- cli.Run(ctx, []string{"--listen", "127.0.0.1:0", "--ready-file", ready}, environment(), out, out)
	}()
	var text []byte
	for len(text) == 0 && len(code) == 0 {
		text, _ = os.ReadFile(ready) // until it is there
		runtime.Gosched()
	}
	url, _, _ := strings.Cut(strings.TrimPrefix(string(text), "url="), "\n")
	if status := get(t, url+"/api/"); status != http.StatusUnauthorized {
		t.Errorf("a request without keys is answered %d", status)
	}
	stop()
	if got := <-code; got != 0 {
		t.Errorf("exit code %d", got)
	}
}

// TestASignalEndsAResultThatNobodyReads.
func TestASignalEndsAResultThatNobodyReads(t *testing.T) {
	t.Parallel()
	out := make(stuck)
	t.Cleanup(func() { close(out) })
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if code := cli.Run(ctx, []string{"routes"}, environment(), out, out); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
