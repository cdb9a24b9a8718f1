package cli

import (
	"encoding/json"
	"errors"

	"belvo-emulator/emulator"
)

// keeping is what the command state is asked to do.
type keeping struct {
	json, compact bool
	export        string // a file, "-" for standard output, "" for none
}

// stateOptions belong to state.
func stateOptions() []option {
	return []option{
		{"json", "", "", "false", "print it as a JSON object",
			setSwitch(func(s *settings) *bool { return &s.keeping.json })},
		{"compact", "", "", "false", "fold the log into tables first",
			setSwitch(func(s *settings) *bool { return &s.keeping.compact })},
		{"export", "", "FILE|-", "",
			"write the sandboxes as a file for --seed-file, JSON or YAML by its name; - prints JSON alone",
			setText(func(s *settings) *string { return &s.keeping.export })},
	}
}

// tellState tells what is in the folder of a state.
func tellState(c *call) error {
	if c.settings.keeping.export == emulator.Stdin && c.settings.keeping.json {
		return usageError("--export - prints the sandboxes alone: leave out --json")
	}
	text, err := orStop(c.ctx, func() (text string, err error) {
		kept, err := emulator.OpenState(c.args[0], c.settings.emulator.Scenarios, c.settings.emulator.Fixtures,
			c.newLogger())
		if err != nil {
			return "", err
		}
		defer func() { err = errors.Join(err, kept.Close()) }()
		return c.settings.keeping.carryOut(kept)
	})
	if err != nil {
		return err
	}
	c.print(text)
	return nil
}

// carryOut does what is asked and returns what is printed.
func (k keeping) carryOut(kept *emulator.State) (string, error) {
	if k.compact {
		if err := kept.Compact(); err != nil {
			return "", err
		}
	}
	if k.export != "" {
		if text, err := kept.Export(k.export); err != nil || text != "" {
			return text, err
		}
	}
	report, err := kept.Report()
	if err != nil || !k.json {
		return report.String(), err
	}
	text, err := json.MarshalIndent(report, "", "  ")
	return string(text), err
}
