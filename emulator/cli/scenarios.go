package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"belvo-emulator/emulator"
)

// scenarioWish is what the command scenarios is told to do in place of its list.
type scenarioWish struct {
	init   string // the name of a scenario to begin with
	schema bool
}

// scenarioOptions belong to scenarios.
func scenarioOptions() []option {
	return []option{
		{"init", "", "NAME", "", "write a scenario to begin with, NAME.yaml, to the folder of --scenarios or to this one",
			setScenarioName},
		{"schema", "", "", "false", "print the JSON schema that editors complete from",
			setSwitch(func(s *settings) *bool { return &s.scenario.schema })},
	}
}

// scenarioSources are folders without which scenarios cannot be read, with the reason for that of fixtures.
func scenarioSources(names ...string) []option {
	all := pick(configuration(), names...)
	for i := range all {
		if all[i].name == "fixtures" {
			all[i].help += "; scenarios may name their data sets"
		}
	}
	return all
}

// scenarioName is what a scenario may be called.
var scenarioName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

func setScenarioName(s *settings, value string) error {
	if !scenarioName.MatchString(value) {
		return fmt.Errorf("must be a name of lower-case letters, digits and -, not %q", value)
	}
	s.scenario.init = value
	return nil
}

// scenarioWish does what --init and --schema ask for. It returns false if neither is there.
func (c *call) scenarioWish() (bool, error) {
	wish := c.settings.scenario
	switch {
	case wish.schema && wish.init != "":
		return true, usageError("scenarios: --init and --schema exclude each other")
	case wish.schema:
		schema, err := emulator.ScenarioSchema()
		if err == nil {
			c.print(schema)
		}
		return true, err
	case wish.init != "":
		path := filepath.Join(c.settings.emulator.Scenarios, wish.init+".yaml")
		if err := writeNew(path, strings.ReplaceAll(beginning, "NAME", wish.init)); err != nil {
			return true, err
		}
		c.print(fmt.Sprintf("%s was written.\nCheck it:  %s check %[1]s\nServe it:  %[2]s --scenarios %s", path, program,
			filepath.Dir(path)))
		return true, nil
	}
	return false, nil
}

// writeNew writes a file that must not be there yet, with its folder.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Clean(path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; choose another name or remove it", path)
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

// beginning is the scenario of --init. A test holds that it is right and does what it says.
const beginning = `# A scenario is how an institution behaves towards one user, as a state machine. In an editor with the YAML
# language server, "belvo-emulator scenarios --schema > schema.json" beside this file gives completion:
# yaml-language-server: $schema=schema.json
version: 1
name: NAME
summary: The bank asks for a token at the first request for data, and is content with it.

# Whom it claims: users by name, at any bank. Any other user gets it with the header
# X-Belvo-Emulator-Scenario: NAME
match:
  usernames: [NAME_*]

# The state where a registration begins.
start: visitor

states:
  visitor:
    on:
      # Rules are tried in order; the first whose "when" holds answers. Without "when" it always does.
      register:
        - when: {password: wrong}
          respond: login_error # one of Belvo's error codes; the link becomes what Belvo would make of it
        - {respond: ok, goto: linked}

  linked:
    on:
      # A request for data. retrieve.transactions would be one resource alone.
      retrieve:
        - respond: token_required
          challenge: {type: numeric, value: "48213", instructions: Type this code into your device}
          goto: locked

  locked:
    on:
      retrieve: [{respond: token_required}]
      # PATCH with the token of the open session.
      resume:
        - {when: {token: "111111"}, respond: ok, goto: healed}
        - {respond: token_required}
      # The user's new credentials, in the widget or by PUT.
      update: [{respond: ok, goto: healed}]

  # Where a state has no rule for an operation, the answer is ok.
  healed:
    # After a week on the sandbox's clock the bank asks again.
    after: {wait: 7d, goto: linked}
`
