package cli

import (
	"fmt"
	"os"
	"slices"

	"belvo-emulator/emulator"
)

// command is one thing that the program can be told to do.
type command struct {
	name    string
	args    string // what the usage calls its arguments; "" if it takes none
	min     int    // the least number of arguments
	max     int    // the greatest number of arguments, -1 for any
	foreign bool   // what follows the first argument is another program's, flags included
	hidden  bool   // it is for our own scripts: no list has it, and it reads no flags
	serves  bool   // it runs an emulator, stops in order and does not wait for a client that does not read
	summary string
	options []option
	run     func(*call) error
}

// commands is everything the program can do, in the order of the usage text.
func commands() []command {
	return slices.Concat(servingCommands(), describingCommands(), reportingCommands(), certificateCommands(),
		steeringCommands(), programCommands())
}

// servingCommands run an emulator of their own.
func servingCommands() []command {
	return []command{
		{name: "serve", summary: "answer as Belvo's sandbox would; what is done without a command",
			serves: true, options: configuration(), run: serve},
		{name: "exec", args: "-- COMMAND...", min: 1, max: -1, foreign: true, serves: true,
			summary: "run a command with an emulator of its own, which ends with it",
			options: slices.Concat(disguiseOptions(), []option{storyOption()},
				without(configuration(), "listen", "ready-file", "tls", "tls-listen", "ca-dir")), run: execute},
		{name: "explore", args: "-- COMMAND...", min: 1, max: -1, foreign: true, serves: true,
			summary: "run a command again and again to find what breaks it: lost answers, demanded tokens, late webhooks",
			options: slices.Concat(exploreOptions(), disguiseOptions(), without(configuration(), "listen", "ready-file", "tls",
				"tls-listen", "ca-dir", "secret-id", "secret-password", "strict-keys")), run: findStories},
	}
}

// describingCommands need no running emulator.
func describingCommands() []command {
	return []command{
		{name: "check", args: "FILE...", min: 1, max: -1,
			summary: "check scenario files, folders of them or - (standard input), every mistake with its place",
			options: scenarioSources("fixtures"), run: check},
		{name: "scenarios", summary: "list the scenarios, your own included",
			options: append(scenarioOptions(), scenarioSources("scenarios", "fixtures")...), run: scenarios},
		{name: "transitions", summary: "show every transition of a link's life",
			options: []option{mermaidOption()}, run: transitions},
		{name: "routes", summary: "list what is served and how faithfully", run: routes},
	}
}

// reportingCommands ask a running emulator how it is and what was met, or read the folder that it stores.
func reportingCommands() []command {
	return []command{
		{name: "health", summary: "ask a running emulator whether it is ready",
			options: append([]option{urlOption(), timeoutOption(healthTimeout.String(), "how long it may take")},
				pick(configuration(), "listen")...), run: health},
		{name: "widget", args: "[FIELD=VALUE...]", max: -1,
			summary: "go through the widget of a running emulator without a browser",
			options: slices.Concat(widgetOptions(),
				[]option{timeoutOption("10s", "how long it may take, at most 60s"), urlOption()},
				pick(configuration(), "listen", "control-token")),
			run: visitWidget},
		{name: "wait", summary: "wait until an emulator is ready",
			options: append([]option{timeoutOption("10s", "how long to wait at most"), urlOption()},
				pick(configuration(), "listen")...), run: wait},
		{name: "coverage", summary: "report which operations, error codes, statuses and webhooks the tests have met",
			options: slices.Concat(coverageOptions(), []option{urlOption()},
				pick(configuration(), "listen", "secret-id", "secret-password", "control-token")), run: cover},
		{name: "state", args: "DIR", min: 1, max: 1,
			summary: "show what a folder of --state holds, compact it, or export its sandboxes",
			options: append(stateOptions(), pick(configuration(), "scenarios", "fixtures")...), run: tellState},
	}
}

// certificateCommands are about the certificates of Belvo's own hosts.
func certificateCommands() []command {
	return []command{
		{name: "certs", args: "[print|verify|remove]", max: 1,
			summary: "print, verify or remove the certificates of serve --tls",
			options: pick(configuration(), "ca-dir"), run: certs},
		{name: "trust", summary: "print how systems, run-times and browsers come to trust the certificates",
			options: append([]option{printOption()}, pick(configuration(), "tls-listen", "ca-dir")...), run: trust},
	}
}

// steeringCommands look at a sandbox of a running emulator, or let something happen there.
func steeringCommands() []command {
	return []command{
		{name: "status", summary: "show the state of a running emulator and of one of its sandboxes",
			options: controlOptions(), run: status},
		{name: "links", summary: "list the links of a sandbox and where they stand", options: controlOptions(), run: links},
		{name: "logs", summary: "print the requests on record as short lines; -f waits for more",
			options: slices.Concat([]option{followOption()}, watchOptions(), controlOptions()), run: logs},
		{name: "listen", summary: "print webhooks, and the attempts to deliver them, as they come",
			options: append(watchOptions(), controlOptions()...), run: listenToWebhooks},
		{name: "trigger", args: "EVENT", min: 1, max: 1,
			summary: "let something happen to a link at the bank, or send the webhook TYPE:CODE",
			options: append(triggerOptions(), controlOptions()...), run: triggerEvent},
	}
}

// programCommands are about the program itself.
func programCommands() []command {
	return []command{
		{name: "completion", args: "bash|zsh|fish", min: 1, max: 1,
			summary: "print the script that completes commands, flags and values in a shell", run: completion},
		{name: "__complete", hidden: true, run: complete},
		{name: "version", summary: "print the version", run: version},
		{name: "help", args: "[COMMAND]", max: 1, summary: "explain the program or a command", run: help},
	}
}

// checkArgs judges the number of arguments; what they are is for the command to judge.
func (cmd command) checkArgs(args []string) error {
	switch {
	case len(args) < cmd.min:
		return usageError(fmt.Sprintf("%s needs %s, see %s %[1]s --help", cmd.name, cmd.args, program))
	case cmd.max >= 0 && len(args) > cmd.max:
		return usageError(fmt.Sprintf("%s: unexpected argument %q", cmd.name, args[cmd.max]))
	}
	return nil
}

// check prints what it found out even if some of it is bad.
func check(c *call) error {
	report, err := orStop(c.ctx, func() (string, error) {
		return emulator.CheckScenarios(c.args, c.settings.emulator.Fixtures, os.Stdin)
	})
	if report != "" {
		c.print(report)
	}
	return err
}

func scenarios(c *call) error {
	if done, err := c.scenarioWish(); done || err != nil {
		return err
	}
	table, err := orStop(c.ctx, func() (string, error) {
		return emulator.ListScenarios(c.settings.emulator.Scenarios, c.settings.emulator.Fixtures)
	})
	if err != nil {
		return err
	}
	c.print(table)
	return nil
}

func transitions(c *call) error {
	c.print(emulator.Transitions(c.settings.mermaid))
	return nil
}

func routes(c *call) error {
	c.print(emulator.Routes())
	return nil
}

func version(c *call) error {
	c.print(program + " " + emulator.Version)
	return nil
}

func help(c *call) error {
	if len(c.args) == 0 {
		c.print(usage())
		return nil
	}
	cmd, err := find(commands(), c.args[0])
	if err != nil {
		return err
	}
	c.print(cmd.usage(false))
	return nil
}
