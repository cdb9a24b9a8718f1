package cli_test

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/cli/clitest"
)

// TestAlone runs the program as the container image does: the only file there is, as a user
// without a name, configured by the environment. Whatever it read from the system would be missed
// here.
func TestAlone(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skipf("only root may change the root folder")
	}
	root := t.TempDir()
	// A link and not a copy: a file that this process has written cannot be executed for as long as
	// a child that another test is just starting holds it open (https://go.dev/issue/22315).
	if err := os.Link(program.Path(t), filepath.Join(root, "belvo-emulator")); err != nil {
		t.Fatal(err)
	}
	alone := func(listen string, args ...string) *exec.Cmd {
		cmd := exec.Command("/belvo-emulator", args...)
		cmd.Dir = "/"
		cmd.Env = []string{"BELVO_EMULATOR_LISTEN=" + listen}
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Chroot:     root,
			Credential: &syscall.Credential{Uid: nobody, Gid: nobody},
		}
		return cmd
	}

	p := clitest.Start(t, alone("0.0.0.0:0"))
	if status := get(t, p.URL+emulator.HealthPath()); status != http.StatusOK {
		t.Errorf("the health path answers %d", status)
	}
	port := p.URL[strings.LastIndex(p.URL, ":"):]
	if out, err := alone("0.0.0.0"+port, "health", "--timeout", "5m").CombinedOutput(); err != nil {
		t.Errorf("health: %v\n%s", err, out)
	}
	if code := p.Stop(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d, want 0; standard error:\n%s", code, p.Log())
	}
	if err := alone("0.0.0.0:1", "health").Run(); !exitedWith(err, 1) {
		t.Errorf("health where nobody listens: %v, want exit code 1", err)
	}
}

func exitedWith(err error, code int) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.ExitCode() == code
}
