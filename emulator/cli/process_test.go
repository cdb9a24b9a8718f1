package cli_test

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/cli/clitest"
)

// TestProcessStopsOnSignals: each of them is a request to stop, not a failure, and the ready file goes.
func TestProcessStopsOnSignals(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			ready := filepath.Join(t.TempDir(), "ready")
			p := clitest.Start(t, exec.Command(program.Path(t), "--listen", "127.0.0.1:0", "--ready-file", ready))
			if status := get(t, p.URL+emulator.HealthPath()); status != http.StatusOK {
				t.Errorf("the health path answers %d", status)
			}
			if code := p.Stop(signal); code != 0 {
				t.Errorf("exit code %d, want 0; standard error:\n%s", code, p.Log())
			}
			if _, err := os.Stat(ready); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("after the end the ready file is still there (%v)", err)
			}
		})
	}
}

// TestProcessUnderNohup: a SIGHUP that was ignored at the start stays ignored.
func TestProcessUnderNohup(t *testing.T) {
	t.Parallel()
	need(t, "nohup")
	p := clitest.Start(t, exec.Command("nohup", program.Path(t), "--listen", "127.0.0.1:0"))
	p.Signal(syscall.SIGHUP)
	if status := get(t, p.URL+emulator.HealthPath()); status != http.StatusOK {
		t.Errorf("the health path answers %d", status)
	}
	if code := p.Stop(syscall.SIGTERM); code != 0 || strings.Contains(p.Log(), "hangup") {
		t.Errorf("exit code %d, want 0; standard error:\n%s", code, p.Log())
	}
}

// TestSignalsEndWhatReads from a FIFO that has no writer: the files of every command.
func TestSignalsEndWhatReads(t *testing.T) {
	t.Parallel()
	need(t, "mkfifo")
	for _, c := range []struct {
		name   string
		signal os.Signal
		args   []string // FIFO is the file, DIR its folder
		code   int
	}{
		{"a file to check", syscall.SIGINT, []string{"check", "FIFO"}, 1},
		{"a folder to check", syscall.SIGTERM, []string{"check", "DIR"}, 1},
		{"scenarios to list", syscall.SIGHUP, []string{"scenarios", "--scenarios", "DIR"}, 1},
		{"scenarios", syscall.SIGTERM, []string{"serve", "--scenarios", "DIR"}, 0},
		{"a seed file", syscall.SIGINT, []string{"serve", "--seed-file", "FIFO"}, 0},
		{"receivers", syscall.SIGHUP, []string{"serve", "--webhooks", "FIFO"}, 0},
		{"scenarios of exec", syscall.SIGTERM, []string{"exec", "--scenarios", "DIR", "true"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			fifo := filepath.Join(folder, "x.yaml")
			if out, err := exec.Command("mkfifo", fifo).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			args := slices.Clone(c.args)
			for i, arg := range args {
				args[i] = strings.NewReplacer("FIFO", fifo, "DIR", folder).Replace(arg)
			}
			var stderr strings.Builder
			cmd := exec.Command(program.Path(t), args...)
			cmd.Env, cmd.Stderr = clitest.Environ("BELVO_EMULATOR_LISTEN=127.0.0.1:0"), &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_ = cmd.Wait()                                                      // the exit code says the same
				reader, err := os.OpenFile(fifo, os.O_RDONLY|syscall.O_NONBLOCK, 0) // releases the open of the process
				if err == nil {
					_ = reader.Close()
				}
			}()
			writer, err := os.OpenFile(fifo, os.O_WRONLY, 0) // returns when the program reads
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = writer.Close() }()
			_ = cmd.Process.Signal(c.signal) // unless it has ended, with another exit code
			<-ended
			if code := cmd.ProcessState.ExitCode(); code != c.code || (stderr.Len() == 0) != (c.code == 0) {
				t.Errorf("exit code %d, want %d; standard error:\n%s", code, c.code, stderr.String())
			}
		})
	}
}

// TestProcessSurvivesItsReaders: the reader of its output may go away. Every request is logged,
// so without care the first of these would end it.
func TestProcessSurvivesItsReaders(t *testing.T) {
	t.Parallel()
	p := clitest.Start(t, exec.Command(program.Path(t), "--listen", "127.0.0.1:0"))
	p.HangUp()
	for range 3 {
		if status := get(t, p.URL+"/api/"); status != http.StatusUnauthorized {
			t.Errorf("a request without keys is answered %d", status)
		}
	}
	if code := p.Stop(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

// TestProcessReadsItsEnvironment holds main's part: arguments, environment, streams, exit code.
func TestProcessReadsItsEnvironment(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(program.Path(t))
	cmd.Env = clitest.Environ("BELVO_EMULATOR_LISTEN=127.0.0.1:0", "BELVO_SECRET_ID=me")
	p := clitest.Start(t, cmd)
	if !strings.Contains(p.Ready, " secret_id=me ") {
		t.Errorf("the ready line is %q", p.Ready)
	}

	out, err := exec.Command(program.Path(t), "health", "--timeout", "5m", "--url", p.URL).Output()
	if want := "healthy: " + p.URL + emulator.HealthPath() + "\n"; err != nil || string(out) != want {
		t.Errorf("health: %q (%v), want %q", out, err, want)
	}
	wrong := exec.Command(program.Path(t), "--lisen", ":0")
	message, err := wrong.CombinedOutput()
	if err == nil || wrong.ProcessState.ExitCode() != 2 || !strings.Contains(string(message), "--listen?") {
		t.Errorf("a wrong flag: %q (%v), want exit code 2", message, err)
	}
}
