package control

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// scenarioFileOperations are the calls about the text of scenarios.
func scenarioFileOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Path: v1 + "scenarios/{name}", Answer: scenarioDetail{}, NoSandbox: true,
			handle: readScenario, What: "one scenario: its YAML, and its states and rules as a machine"},
		{Method: http.MethodPost, Path: v1 + "scenarios/check", Body: scenarioText{}, Answer: scenarioChecked{},
			NoSandbox: true, handle: checkScenario, What: `what is wrong in {"text"}, by line, and its machine; nothing is saved`},
		{Method: http.MethodPut, Path: v1 + "scenarios/{name}", Body: scenarioText{}, Answer: scenarioChecked{},
			NoSandbox: true, handle: saveScenario, What: `save {"text"} as NAME.yaml where --scenarios points, if it is right`},
		{Method: http.MethodPut, Path: v1 + "scenario/trial", Body: scenarioText{}, Answer: scenarioTried{},
			handle: tryScenario, What: `have {"text"} in force in this sandbox alone, until its reset; "" ends it`},
	}
}

// scenarioDetail is a scenario with its file.
type scenarioDetail struct {
	scenarioShown
	Text  string          `json:"text" doc:"of its file"`
	Edges []scenario.Edge `json:"edges" doc:"its rules, and the time that passes, as ways between its states"`
}

// scenarioText is the text of a scenario's file.
type scenarioText struct {
	Text string `json:"text"`
}

// scenarioChecked is what was found in a text.
type scenarioChecked struct {
	Problems []textProblem   `json:"problems" doc:"none: the text is right"`
	States   []string        `json:"states,omitempty"`
	Start    string          `json:"start,omitempty"`
	Enter    string          `json:"enter,omitempty"`
	Edges    []scenario.Edge `json:"edges,omitempty"`
	File     string          `json:"file,omitempty" doc:"where it was saved"`
}

// scenarioTried is a scenario that a sandbox tries.
type scenarioTried struct {
	Name string `json:"name" doc:"what is tried; empty for nothing"`
}

// textProblem is a mistake in a text.
type textProblem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

func readScenario(c *call) (any, error) {
	name := mux.Vars(c.Request)["name"]
	all := c.cfg.Engine.Scenarios()
	at := slices.IndexFunc(all, func(s *scenario.Scenario) bool { return s.Name == name })
	if at < 0 {
		names := named(all, func(s *scenario.Scenario) string { return s.Name })
		return nil, &problem{http.StatusNotFound, fmt.Sprintf("there is no scenario %q%s", name, suggest.Tail(name, names))}
	}
	s := all[at]
	return scenarioDetail{showScenario(s), string(s.Text), s.Edges()}, nil
}

func checkScenario(c *call) (any, error) {
	var body scenarioText
	if err := c.read(&body); err != nil {
		return nil, err
	}
	return checkText(c.cfg.Files.Check(scenario.TrialFile, []byte(body.Text))), nil
}

// checkText is what was found in a text.
func checkText(s *scenario.Scenario, problems yamlfile.Problems) scenarioChecked {
	out := scenarioChecked{Problems: []textProblem{}}
	for _, p := range problems {
		out.Problems = append(out.Problems, textProblem{p.Line, p.Column, p.Message})
	}
	if s != nil {
		shown := showScenario(s)
		out.States, out.Start, out.Enter, out.Edges = shown.States, shown.Start, shown.Enter, s.Edges()
	}
	return out
}

// tryScenario has a text in force in one sandbox, without a file.
func tryScenario(c *call) (any, error) {
	var body scenarioText
	if err := c.read(&body); err != nil {
		return nil, err
	}
	if body.Text == "" {
		c.box.Try(nil)
		return scenarioTried{}, nil
	}
	s, problems := c.cfg.Files.Check(scenario.TrialFile, []byte(body.Text))
	if len(problems) > 0 {
		return nil, notRight(problems)
	}
	c.box.Try(s)
	return scenarioTried{s.Name}, nil
}

func notRight(problems yamlfile.Problems) error {
	return bad("the scenario is not right: line %d: %s", problems[0].Line, problems[0].Message)
}

// saveScenario writes a file, so it asks for more than other calls where the surface is open to all: that
// the caller is on this machine, or has the control token.
func saveScenario(c *call) (any, error) {
	if c.cfg.Access.Token == "" && !isLocal(c.Request) {
		return nil, forbidden("a scenario is saved for callers on this machine, or with the control token, alone")
	}
	var body scenarioText
	if err := c.read(&body); err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(mux.Vars(c.Request)["name"], ".yaml")
	s, problems := c.cfg.Files.Check(name+".yaml", []byte(body.Text))
	out := checkText(s, problems)
	if len(problems) > 0 {
		return nil, notRight(problems)
	}
	file, err := c.cfg.Files.Save(name, []byte(body.Text))
	if err != nil {
		return nil, &problem{http.StatusConflict, err.Error()}
	}
	out.File = file
	return out, nil
}
