package control

import (
	"errors"
	"net/http"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/wire"
)

func scenarioOperations() []Operation {
	return []Operation{
		{Method: http.MethodGet, Path: v1 + "scenarios", At: true, Answer: scenarioList{}, handle: listScenarios,
			What: "the scenarios, and which of them the sandbox is pinned to"},
		{Method: http.MethodPut, Path: v1 + "scenario", Body: pin{}, Answer: pin{}, handle: pinSandbox,
			What: `pin the sandbox to {"name"}, or to none with null`},
		{Method: http.MethodPut, Path: v1 + "links/{id}/scenario", Body: linkPin{}, Answer: sandbox.LinkReport{},
			handle: pinLink, What: `move a link to {"name", "state"} for good; null lets it go again`},
	}
}

// scenarioList is the answer to GET scenarios.
type scenarioList = wire.ScenarioList

// scenarioShown is a scenario as the control surface shows it.
type scenarioShown = wire.ScenarioShown

// matchShown is which users a scenario claims; two empty lists claim none.
type matchShown = wire.MatchShown

func listScenarios(c *call) (any, error) {
	list := scenarioList{Scenarios: []scenarioShown{}, Problems: c.problems()}
	if tried := c.box.Tried(); tried != nil {
		list.Tried = tried.Name
	}
	if name := c.box.Pinned(); name != "" {
		list.Pinned = &name
	}
	for _, s := range c.cfg.Engine.Scenarios() {
		list.Scenarios = append(list.Scenarios, showScenario(s))
	}
	return list, nil
}

func showScenario(s *scenario.Scenario) scenarioShown {
	shown := scenarioShown{Name: s.Name, Summary: s.Summary, States: []string{}, Start: s.Start.Name,
		Enter: s.Enter.Name, File: s.Source,
		Match: matchShown{Usernames: patterns(s.Match.Usernames), Institutions: patterns(s.Match.Institutions)}}
	for _, state := range s.States {
		shown.States = append(shown.States, state.Name)
	}
	return shown
}

// problems are those of the user's folders.
func (c *call) problems() []string {
	if c.cfg.Problems == nil {
		return []string{}
	}
	return c.cfg.Problems()
}

func patterns(list []scenario.Pattern) []string {
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = p.String()
	}
	return texts
}

// pin is the body of both PUTs.
type pin struct {
	Name *string `json:"name" doc:"of a scenario; null takes the pin away"`
}

func pinSandbox(c *call) (any, error) {
	var body pin
	if err := c.read(&body); err != nil {
		return nil, err
	}
	name := ""
	if body.Name != nil {
		if name = *body.Name; name == "" {
			return nil, bad(`"name" must be that of a scenario, or null`)
		}
	}
	if err := c.box.Pin(name); err != nil {
		return nil, linkNotFound(err, "")
	}
	return body, nil
}

// linkPin is the body of PUT links/{id}/scenario.
type linkPin struct {
	Name  *string `json:"name" doc:"of a scenario; null takes the pin away"`
	State string  `json:"state,omitempty" doc:"of the scenario; its enter state when it is left out"`
}

func pinLink(c *call) (any, error) {
	id, err := c.link()
	if err != nil {
		return nil, err
	}
	var body linkPin
	if err := c.read(&body); err != nil {
		return nil, err
	}
	name := ""
	switch {
	case body.Name == nil && body.State != "":
		return nil, bad(`"state" is one of a scenario's: without a "name" there is none`)
	case body.Name != nil && *body.Name == "":
		return nil, bad(`"name" must be that of a scenario, or null`)
	case body.Name != nil:
		name = *body.Name
	}
	if err := c.box.PinLink(id, name, body.State); err != nil {
		return nil, linkNotFound(err, id.String())
	}
	return inspect(c)
}

// link is the id in the path; what is no UUID names no link.
func (c *call) link() (uuid.UUID, error) {
	text := mux.Vars(c.Request)["id"]
	id, is := belvo.ParseID(text)
	if !is {
		return uuid.Nil, &problem{http.StatusNotFound, "there is no link " + text}
	}
	return id, nil
}

// linkNotFound turns the engine's errors about unknown names into a 404.
func linkNotFound(err error, link string) error {
	var e *belvo.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case belvo.CodeNotFound:
		return &problem{http.StatusNotFound, "there is no link " + link}
	case belvo.CodeUnknownScenario:
		return &problem{http.StatusNotFound, e.Message}
	}
	return err
}
