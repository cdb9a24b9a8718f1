// Package cli is the command line of the emulator: it reads flags and environment, runs one of
// the commands and turns its outcome into output and an exit code. What the outside world is (the
// arguments, the environment, the streams) it is told by its caller.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"belvo-emulator/emulator/internal/logwriter"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// program is the name that messages and usage texts go by.
const program = "belvo-emulator"

// The exit codes.
const (
	exitOK      = 0 // done, or stopped as asked
	exitFailure = 1 // the command was understood and could not do its work
	exitUsage   = 2 // the command line or the environment is wrong
)

// Main runs the program for a process: with the process's signals, of which SIGINT, SIGTERM and
// SIGHUP end it in order and a second one at once. It returns the exit code.
func Main(args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	// Without this, the end of the reader of our output would be our end too.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(),
		heeded(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)...)
	defer stop()
	context.AfterFunc(ctx, stop)
	collectGarbage(getenv)
	return Run(ctx, args, getenv, stdout, stderr)
}

// heeded returns the signals without SIGHUP if that was ignored when the program started: nohup asks
// for just that.
func heeded(signals ...os.Signal) []os.Signal {
	return slices.DeleteFunc(signals, func(s os.Signal) bool { return s == syscall.SIGHUP && signal.Ignored(s) })
}

// Run runs the program until it is done or ctx ends, and returns the exit code. Getenv returns
// "" for a variable that is not set; an empty one counts as not set. Once ctx has ended,
// nothing waits for the readers of the outputs any more, which the command of exec gets as they are.
func Run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	c := &call{ctx: ctx, getenv: getenv, streams: [2]io.Writer{stdout, stderr}, stdout: logwriter.New(stdout),
		stderr: logwriter.New(stderr)}
	cmd, err := c.run(args, getenv)
	c.flush(cmd, c.stdout) // before the error, which comes after the results where both are seen
	code := exitOK
	if err != nil {
		code = c.fail(err)
	}
	c.flush(cmd, c.stderr)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
	defer cancel()
	for _, w := range []*logwriter.Writer{c.stdout, c.stderr} {
		_ = w.Close(last) // what was not read by now is lost
	}
	return code
}

// run finds the command and runs it.
func (c *call) run(args []string, getenv func(string) string) (command, error) {
	cmd, args, err := choose(args)
	if err != nil {
		return cmd, err
	}
	if cmd.hidden { // every word is an argument, flags included
		c.args = args
		return cmd, cmd.run(c)
	}
	c.settings, c.args, err = parse(cmd, args, getenv)
	switch {
	case errors.Is(err, errHelp), errors.Is(err, errHelpAll):
		c.print(cmd.usage(errors.Is(err, errHelpAll)))
		return cmd, nil
	case err != nil:
		return cmd, err
	}
	return cmd, cmd.run(c)
}

// stoppedError is work that was given up because its context has ended.
type stoppedError struct{ cause error }

// Error says what has ended it.
func (e *stoppedError) Error() string { return "stopped before it was done: " + e.cause.Error() }

// orStop does work that cannot be broken off, such as reading from a FIFO, but waits for its end only
// as long as ctx lasts. The work then goes on by itself, until the program ends, and nobody sees what
// comes of it.
func orStop[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := work()
		done <- outcome{value, err}
	}()
	var o outcome
	select {
	case o = <-done:
		if o.err == nil || ctx.Err() == nil {
			return o.value, o.err
		}
	case <-ctx.Done():
	}
	return o.value, &stoppedError{context.Cause(ctx)}
}

// flushTime is how long, in real time, the end of the program waits for the readers of its outputs.
const flushTime = 300 * time.Millisecond

// flush waits until an output has the results of a command that ends by itself. Their reader, such as
// a pager, may take its time as long as the program is not stopped.
func (c *call) flush(cmd command, w *logwriter.Writer) {
	if !cmd.serves {
		_ = w.Flush(c.ctx) // the end of the program waits once more
	}
}

// choose finds the command that the arguments begin with and returns what follows it. With no
// command the program serves, so that the shortest command line does the main thing.
func choose(args []string) (command, []string, error) {
	all := commands()
	name, rest := "serve", args
	if len(args) > 0 {
		switch first := args[0]; {
		case slices.Contains([]string{"-h", "-help", "--help"}, first):
			name, rest = "help", args[1:]
		case slices.Contains([]string{"-v", "-version", "--version"}, first):
			name, rest = "version", args[1:]
		case !strings.HasPrefix(first, "-"):
			name, rest = first, args[1:]
		}
	}
	cmd, err := find(all, name)
	return cmd, rest, err
}

// find returns the command of this name.
func find(all []command, name string) (command, error) {
	var names []string
	for _, cmd := range all {
		if cmd.name == name {
			return cmd, nil
		}
		if !cmd.hidden {
			names = append(names, cmd.name)
		}
	}
	return command{}, usageError(fmt.Sprintf("unknown command %q%s", name, suggest.Tail(name, names)))
}

// usageError is a mistake in the command line.
type usageError string

// Error is the mistake in one line.
func (e usageError) Error() string { return string(e) }

// call is one run of one command.
type call struct {
	ctx            context.Context
	getenv         func(string) string
	settings       settings
	args           []string // what is left of the command line behind the options
	stdout, stderr *logwriter.Writer
	streams        [2]io.Writer // what they write to
}

// print writes a text and ends its last line. An output that is gone is no reason to stop.
func (c *call) print(text string) { c.stdout.Keep(strings.TrimSuffix(text, "\n") + "\n") }

// fail reports an error and returns the exit code it means. What is wrong in files, and errors of
// several lines, begin each with a file and a line; they are left as they are for editors to jump to.
func (c *call) fail(err error) int {
	var ended *endedError
	if errors.As(err, &ended) && ended.reason == nil { // it has said itself what was wrong
		return ended.code
	}
	text := err.Error()
	if !errors.As(err, new(yamlfile.Problems)) && !strings.Contains(text, "\n") {
		text = program + ": " + text
	}
	c.stderr.Keep(text + "\n")
	switch {
	case ended != nil:
		return ended.code
	case errors.As(err, new(usageError)):
		return exitUsage
	}
	return exitFailure
}
