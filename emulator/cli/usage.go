package cli

import (
	"fmt"
	"strings"
)

// usage is the text of --help without a command.
func usage() string {
	var b strings.Builder
	fmt.Fprintf(&b, `%s stands in for the sandbox of Belvo's API, on this machine.

Usage:
  %[1]s [serve] [options]
  %[1]s COMMAND [options]

Commands:
`, program)
	for _, cmd := range commands() {
		fmt.Fprintf(&b, "  %-16s  %s\n", strings.TrimSpace(cmd.name+" "+cmd.args), cmd.summary)
	}
	b.WriteString("\nOptions of serve:\n")
	writeOptions(&b, configuration())
	fmt.Fprintf(&b, `
A flag wins over its environment variable, which wins over the default.
%[1]s COMMAND --help explains a command.
Exit codes: 0 done or stopped as asked, 1 failed, 2 wrong command line or environment.
`, program)
	return b.String()
}

// usage is the text of --help for one command.
func (cmd command) usage() string {
	if cmd.name == "help" {
		return usage()
	}
	var b strings.Builder
	line := program + " " + cmd.name
	if len(cmd.options) > 0 {
		line += " [options]"
	}
	if cmd.args != "" {
		line += " " + cmd.args
	}
	fmt.Fprintf(&b, "Usage: %s\n\n%s%s.\n", line, strings.ToUpper(cmd.summary[:1]), cmd.summary[1:])
	if len(cmd.options) > 0 {
		b.WriteString("\nOptions:\n")
		writeOptions(&b, cmd.options)
	}
	return b.String()
}

// writeOptions explains options, each with what it means below it.
func writeOptions(b *strings.Builder, options []option) {
	for _, o := range options {
		fmt.Fprintf(b, "  %s\n        %s\n", o.flag(), o.help)
		if notes := o.notes(); notes != "" {
			fmt.Fprintf(b, "        (%s)\n", notes)
		}
	}
}

// flag is the option as it is written on a command line.
func (o option) flag() string {
	if o.arg == "" {
		return "--" + o.name
	}
	return "--" + o.name + " " + o.arg
}

// notes says where else the option may be set and what it is if it is not.
func (o option) notes() string {
	var notes []string
	if o.env != "" {
		notes = append(notes, "environment "+o.env)
	}
	if o.arg != "" && o.fallback != "" {
		notes = append(notes, "default "+o.fallback)
	}
	return strings.Join(notes, ", ")
}

// ConfigTable is the configuration as a Markdown table, for the README.
func ConfigTable() string {
	var b strings.Builder
	b.WriteString("| Flag | Environment variable | Default | Meaning |\n|---|---|---|---|\n")
	for _, o := range configuration() {
		fallback := "none"
		if o.fallback != "" {
			fallback = "`" + o.fallback + "`"
		}
		flag := strings.ReplaceAll(o.flag(), "|", `\|`) // or it would end the cell
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", flag, o.env, fallback, o.help)
	}
	return b.String()
}
