package cli_test

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/cli/clitest"
)

// TestProcessStopsOnSignals: both signals are a request to stop, not a failure.
func TestProcessStopsOnSignals(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			p := clitest.Start(t, exec.Command(program.Path(t), "--listen", "127.0.0.1:0"))
			if status := get(t, p.URL+emulator.HealthPath()); status != http.StatusOK {
				t.Errorf("the health path answers %d", status)
			}
			if code := p.Stop(signal); code != 0 {
				t.Errorf("exit code %d, want 0; standard error:\n%s", code, p.Log())
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
