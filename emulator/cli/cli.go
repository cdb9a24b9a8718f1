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

// Main runs the program for a process: with the process's signals, of which SIGINT and SIGTERM
// end it in order and a second one at once. It returns the exit code.
func Main(args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	// Without this, the end of whoever reads our output would be our end too.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	collectGarbage(getenv)
	return Run(ctx, args, getenv, stdout, stderr)
}

// Run runs the program until it is done or ctx ends, and returns the exit code. Getenv returns
// "" for a variable that is not set; an empty one counts as not set.
func Run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	c := &call{ctx: ctx, stdout: stdout, stderr: stderr}
	cmd, args, err := choose(args)
	if err != nil {
		return c.fail(err)
	}
	c.settings, c.args, err = parse(cmd, args, getenv)
	switch {
	case errors.Is(err, errHelp):
		c.print(cmd.usage())
		return exitOK
	case err != nil:
		return c.fail(err)
	}
	if err := cmd.run(c); err != nil {
		return c.fail(err)
	}
	return exitOK
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
		case first == "--version" || first == "-version":
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
	names := make([]string, len(all))
	for i, cmd := range all {
		if cmd.name == name {
			return cmd, nil
		}
		names[i] = cmd.name
	}
	return command{}, usageError(fmt.Sprintf("unknown command %q%s", name, yamlfile.Suggest(name, names)))
}

// usageError is a mistake of whoever started the program.
type usageError string

// Error is the mistake in one line.
func (e usageError) Error() string { return string(e) }

// call is one run of one command.
type call struct {
	ctx            context.Context
	settings       settings
	args           []string // what is left of the command line behind the options
	stdout, stderr io.Writer
}

// print writes a text and ends its last line. An output that is gone is no reason to stop.
func (c *call) print(text string) {
	_, _ = io.WriteString(c.stdout, strings.TrimSuffix(text, "\n")+"\n")
}

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
	_, _ = io.WriteString(c.stderr, text+"\n")
	switch {
	case ended != nil:
		return ended.code
	case errors.As(err, new(usageError)):
		return exitUsage
	}
	return exitFailure
}
