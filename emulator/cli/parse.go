package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"belvo-emulator/emulator/internal/suggest"
)

// errHelp means that the usage text was asked for.
var errHelp = errors.New("help was asked for")

// errHelpAll means that the usage text with every option was asked for.
var errHelpAll = errors.New("all help was asked for")

// parse reads a command's options, a flag before its environment variable before its default, and
// returns what is left of the arguments.
func parse(cmd command, args []string, getenv func(string) string) (settings, []string, error) {
	flags, rest, err := readFlags(cmd, args)
	if err != nil {
		return settings{}, nil, err
	}
	s := settings{given: map[string]bool{}}
	for _, o := range cmd.options {
		value, source := o.fallback, ""
		if o.env != "" && getenv(o.env) != "" {
			value, source = getenv(o.env), o.env
		}
		if v, ok := flags[o.name]; ok {
			value, source = v, "--"+o.name
		}
		if source == "" && value == "" {
			continue
		}
		if err := o.set(&s, value); err != nil {
			return settings{}, nil, usageError(fmt.Sprintf("%s: %v", source, err))
		}
		s.given[o.name] = source != ""
	}
	if err := cmd.checkArgs(rest); err != nil {
		return settings{}, nil, err
	}
	return s, rest, nil
}

// readFlags returns the flags that are given, by name, and the other arguments. The two may be
// mixed, unless the latter are foreign; behind "--" nothing is a flag.
func readFlags(cmd command, args []string) (map[string]string, []string, error) {
	values, rest := map[string]string{}, []string{}
	set := flag.NewFlagSet(cmd.name, flag.ContinueOnError)
	set.SetOutput(io.Discard) // its own messages are not ours
	for _, o := range cmd.options {
		set.Var(flagValue{o, values}, o.name, "")
		if short := o.short(); short != "" {
			set.Var(flagValue{o, values}, short, "")
		}
	}
	all := set.Bool("help-all", false, "")
	for {
		if err := set.Parse(args); err != nil {
			return nil, nil, cmd.explain(err)
		}
		if *all {
			return nil, nil, errHelpAll
		}
		read := len(args) - set.NArg()
		if set.NArg() == 0 || cmd.foreign || read > 0 && args[read-1] == "--" {
			return values, append(rest, set.Args()...), nil
		}
		rest, args = append(rest, set.Arg(0)), set.Args()[1:]
	}
}

// explain puts an error of the flag package, which has no types for them, into our words.
func (cmd command) explain(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return errHelp
	}
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		return usageError(fmt.Sprintf("unknown flag --%s%s", name, cmd.suggestFlag(name)))
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return usageError(fmt.Sprintf("--%s needs a value", name))
	}
	return usageError(text)
}

// suggestFlag is the tail of a message about an unknown flag.
func (cmd command) suggestFlag(name string) string {
	names := make([]string, len(cmd.options))
	for i, o := range cmd.options {
		names[i] = o.name
	}
	if best := suggest.Nearest(name, names); best != "" {
		return ", did you mean --" + best + "?"
	}
	return fmt.Sprintf(", see %s %s --help", program, cmd.name)
}

// flagValue only notes what a flag is given: it is judged when its source is known to be used.
type flagValue struct {
	option option
	values map[string]string
}

// String is needed by the flag package, for usage texts that we do not let it print.
func (flagValue) String() string { return "" }

// Set notes the value.
func (f flagValue) Set(value string) error {
	if old, given := f.values[f.option.name]; given && f.option.many() {
		value = old + "," + value
	}
	f.values[f.option.name] = value
	return nil
}

// IsBoolFlag tells the flag package that a switch needs no value.
func (f flagValue) IsBoolFlag() bool { return f.option.arg == "" }
