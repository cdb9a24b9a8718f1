package cli

import (
	"fmt"
	"slices"
	"strings"
)

// essential are the options of serve that its short help shows.
var essential = []string{"listen", "scenarios", "clock", "seed", "seed-file", "webhook", "tls", "control-token"}

// examples are command lines that the help of a command shows, each with what it does. A test reads
// them as the program would.
var examples = map[string][][2]string{
	"serve": {
		{"belvo-emulator", "answer at http://127.0.0.1:8400"},
		{"belvo-emulator --clock manual --seed 1", "the same bytes in every run"},
		{"belvo-emulator --scenarios mine", "with your own scenarios"},
	},
	"exec": {
		{"belvo-emulator exec -- npm test", "with BELVO_API_URL and keys in its environment"},
		{"belvo-emulator exec --as-belvo -- npm test", "where the code names sandbox.belvo.com"},
	},
	"explore": {
		{"belvo-emulator explore --out stories -- npm test", "keep what breaks it as files"},
		{"belvo-emulator explore --stories stories -- npm test", "tell those again"},
	},
	"check": {
		{"belvo-emulator check mine", "every file of a folder"},
		{"belvo-emulator check -", "standard input"},
	},
	"scenarios": {
		{"belvo-emulator scenarios --init forgetful --scenarios mine", "write mine/forgetful.yaml to begin with"},
		{"belvo-emulator scenarios --schema", "what an editor completes from"},
	},
	"health":   {{"belvo-emulator health", "exit code 0 if it is ready"}},
	"wait":     {{"belvo-emulator wait --timeout 30s", "in a script that started it in the background"}},
	"widget":   {{"belvo-emulator widget --access-token TOKEN --token 111111", "answer an MFA token"}},
	"coverage": {{"belvo-emulator coverage --min-codes 50%", "fail a job that met fewer error codes"}},
	"state": {
		{"belvo-emulator state ~/.belvo", ""},
		{"belvo-emulator state ~/.belvo --export world.yaml", "for serve --seed-file world.yaml"},
	},
	"status":      {{"belvo-emulator status --url http://127.0.0.1:8400", ""}},
	"links":       {{"belvo-emulator links", ""}},
	"transitions": {{"belvo-emulator transitions --mermaid", "the diagram of the README"}},
	"certs":       {{"belvo-emulator certs verify", "exit code 0 if they are there and good"}},
	"trust":       {{"belvo-emulator trust --print", "for systems, run-times and browsers"}},
	"logs": {
		{"belvo-emulator logs -f", "all, and then each as it comes"},
		{"belvo-emulator logs --json", "for jq"},
	},
	"listen": {{"belvo-emulator listen", "until Ctrl-C"}},
	"trigger": {
		{"belvo-emulator trigger demand_token --link ID", "the next request for data is 428"},
		{"belvo-emulator trigger LINK:token_required --link ID", "send just the webhook"},
	},
	"completion": {{"belvo-emulator completion bash", "source its output in ~/.bashrc"}},
}

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
		if !cmd.hidden {
			fmt.Fprintf(&b, "  %-11s %s\n", cmd.name, cmd.summary)
		}
	}
	b.WriteString("\nOptions of serve:\n")
	writeShort(&b, pick(configuration(), essential...))
	writeExamples(&b, "serve", "exec", "trigger")
	fmt.Fprintf(&b, `
A flag wins over its environment variable, which wins over the default.
%[1]s COMMAND --help explains a command, %[1]s serve --help-all every option.
Exit codes: 0 done or stopped as asked, 1 failed, 2 wrong command line or environment.
`, program)
	return b.String()
}

// usage is the text of --help for one command, with every option if all is set.
func (cmd command) usage(all bool) string {
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
	short := cmd.shortOptions()
	switch {
	case len(cmd.options) == 0:
	case all || len(short) == len(cmd.options):
		b.WriteString("\nOptions:\n")
		writeOptions(&b, cmd.options)
	default:
		b.WriteString("\nOptions:\n")
		writeShort(&b, short)
		fmt.Fprintf(&b, "\n%d more, and environment variables: %s %s --help-all\n", len(cmd.options)-len(short),
			program, cmd.name)
	}
	writeExamples(&b, cmd.name)
	return b.String()
}

// shortOptions are the options that the short help shows: all but those of serve that few need.
func (cmd command) shortOptions() []option {
	var rare []string
	for _, o := range configuration() {
		if !slices.Contains(essential, o.name) {
			rare = append(rare, o.name)
		}
	}
	if !cmd.serves {
		return cmd.options
	}
	return without(slices.Clone(cmd.options), rare...)
}

// writeExamples shows the examples of commands, if there are any.
func writeExamples(b *strings.Builder, commands ...string) {
	var lines [][2]string
	width := 0
	for _, name := range commands {
		for _, example := range examples[name] {
			lines = append(lines, example)
			width = max(width, len(example[0]))
		}
	}
	if len(lines) == 0 {
		return
	}
	b.WriteString("\nExamples:\n")
	for _, line := range lines {
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %-*s  %s", width, line[0], line[1]), " ") + "\n")
	}
}

// writeShort explains each option in a line: the first clause of what it means, and its default.
func writeShort(b *strings.Builder, options []option) {
	width := 0
	for _, o := range options {
		width = max(width, len(o.flag()))
	}
	for _, o := range options {
		what, _, _ := strings.Cut(o.help, ";")
		if o.arg != "" && o.fallback != "" {
			what += " (" + o.fallback + ")"
		}
		fmt.Fprintf(b, "  %-*s  %s\n", width, o.flag(), what)
	}
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
	name := "--" + o.name
	if o.short() != "" {
		name = "-" + o.short() + ", " + name
	}
	if o.arg == "" {
		return name
	}
	return name + " " + o.arg
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
