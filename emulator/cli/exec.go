package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// The exit codes that shells have for commands that cannot be run.
// Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_08_02
const (
	exitNotExecutable = 126
	exitNotFound      = 127
	exitSignal        = 128 // plus the number of the signal that ended it
)

// endedError is a command that has ended otherwise than with 0, or could not be started.
type endedError struct {
	code   int
	reason error // nil if it was started
}

// Error says why it could not be started.
func (e *endedError) Error() string {
	if e.reason == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return "exec: " + e.reason.Error()
}

// execute runs a command with an emulator of its own on a free port, which the command is told of
// by its environment. Its streams and signals are the command's, and so is its exit code. The log
// is one of warnings unless it is asked for, since the command's output is what matters.
func execute(c *call) error {
	if !c.settings.given["log-level"] {
		c.settings.logLevel = slog.LevelWarn
	}
	if c.settings.offline && !c.settings.asBelvo {
		return usageError("--offline needs --as-belvo")
	}
	s, err := c.open("127.0.0.1:0")
	if err != nil {
		return err
	}
	defer s.close()
	ctx, stop := context.WithCancel(context.WithoutCancel(c.ctx)) // it outlives the command
	served := make(chan error, 1)
	go func() { served <- s.run(ctx) }()
	c.settings.url = baseURL(s.listener.Addr().String())
	if err = c.tellStory(); err == nil {
		err = c.judgeStory(c.runWith(s))
	}
	var ended *endedError
	failed := errors.As(err, &ended) && ended.reason == nil
	if failed || err == nil {
		c.report(s.emulator, failed)
	}
	stop()
	return errors.Join(err, <-served)
}

// runWith runs the command in the environment that leads it to the service.
func (c *call) runWith(s *service) error {
	own := c.environment(s.listener.Addr().String())
	environ := append(os.Environ(), own...)
	if !c.settings.asBelvo {
		c.warnOfBelvo(own)
		return c.runCommand(environ)
	}
	d, err := c.disguise(s, environ)
	if err != nil {
		return err
	}
	err = c.runCommand(d.environ)
	d.tellRefused(c)
	return errors.Join(err, d.close())
}

// runCommand runs the command to its end and returns an endedError unless that was a success.
func (c *call) runCommand(environ []string) error {
	// A signal that is ignored would be for the command as well; one that is caught is not.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, heeded(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)...)
	defer signal.Stop(signals)
	if c.ctx.Err() != nil { // the signal came before it could have been handed on
		return &stoppedError{context.Cause(c.ctx)}
	}
	cmd := exec.Command(c.args[0], c.args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, c.streams[0], c.streams[1]
	cmd.Env = environ
	if err := cmd.Start(); err != nil {
		return cannotStart(c.args[0], err)
	}
	ended := make(chan struct{})
	go c.forward(cmd.Process, signals, ended)
	err := cmd.Wait()
	close(ended)
	switch status, is := cmd.ProcessState.Sys().(syscall.WaitStatus); {
	case is && status.Signaled():
		return &endedError{exitSignal + int(status.Signal()), nil}
	case cmd.ProcessState.ExitCode() != 0:
		return &endedError{cmd.ProcessState.ExitCode(), nil}
	}
	return err
}

// environment tells a command of the emulator: where it is and whose keys it has, and what the
// commands of this program need to find it.
func (c *call) environment(address string) []string {
	config := c.settings.emulator
	variables := []string{"BELVO_API_URL=" + c.settings.url, "BELVO_SECRET_ID=" + config.SecretID,
		"BELVO_SECRET_PASSWORD=" + config.SecretPassword, "BELVO_EMULATOR_LISTEN=" + address}
	if config.Control.Token != "" {
		variables = append(variables, "BELVO_EMULATOR_CONTROL_TOKEN="+config.Control.Token)
	}
	return variables
}

// cannotStart is why a command could not be started, with the exit code of a shell.
func cannotStart(name string, err error) error {
	code := exitNotExecutable
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		code = exitNotFound
	}
	var reason *exec.Error
	var path *fs.PathError
	switch {
	case errors.As(err, &reason):
		err = reason.Err
	case errors.As(err, &path):
		err = path.Err
	}
	return &endedError{code, fmt.Errorf("cannot start %s: %w", name, err)}
}

// forward hands signals on until the command has ended. Those of a terminal's keys, SIGINT and
// SIGQUIT, have reached it already.
func (c *call) forward(command *os.Process, signals <-chan os.Signal, ended <-chan struct{}) {
	canceled := c.ctx.Done()
	for {
		select {
		case <-ended:
			return
		case s := <-signals:
			if s == syscall.SIGTERM || s == syscall.SIGHUP || !atTerminal() {
				_ = command.Signal(s) // it may have ended just now
			}
		case <-canceled:
			canceled = nil
			if context.Cause(c.ctx) == context.Canceled { // else by a signal, which was caught
				_ = command.Signal(syscall.SIGTERM)
			}
		}
	}
}

// atTerminal says whether standard input is a terminal.
func atTerminal() bool {
	in, err := os.Stdin.Stat()
	if err != nil || in.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(in, null)
}
