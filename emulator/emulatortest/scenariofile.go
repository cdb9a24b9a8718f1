package emulatortest

import (
	"net/http"

	"belvo-emulator/emulator/internal/scenario"
)

// ScenarioText is a scenario with the text of its file, and its rules as ways between its states.
type ScenarioText struct {
	Scenario
	Text  string         `json:"text"`
	Edges []ScenarioEdge `json:"edges"`
}

// ScenarioEdge is a rule of a scenario, or time that passes, as a way between its states.
type ScenarioEdge = scenario.Edge

// ScenarioCheck is what was found in the text of a scenario.
type ScenarioCheck struct {
	Problems []TextProblem  `json:"problems"` // none: the text is right
	States   []string       `json:"states,omitempty"`
	Start    string         `json:"start,omitempty"`
	Enter    string         `json:"enter,omitempty"`
	Edges    []ScenarioEdge `json:"edges,omitempty"`
	File     string         `json:"file,omitempty"` // where it was saved
}

// TextProblem is a mistake in a text.
type TextProblem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// scenarioBody is the text of a scenario's file.
type scenarioBody struct {
	Text string `json:"text"`
}

// ScenarioText is one scenario with the text of its file.
func (b *Sandbox) ScenarioText(name string) ScenarioText {
	b.t.Helper()
	return control[ScenarioText](b, http.MethodGet, "scenarios/{name}", input{id: name})
}

// CheckScenario finds what is wrong in the text of a scenario, and saves nothing.
func (b *Sandbox) CheckScenario(text string) ScenarioCheck {
	b.t.Helper()
	return control[ScenarioCheck](b, http.MethodPost, "scenarios/check", input{body: scenarioBody{text}})
}

// SaveScenario saves the text of a scenario, which has to be right, as NAME.yaml in the folder of scenarios.
func (b *Sandbox) SaveScenario(name, text string) ScenarioCheck {
	b.t.Helper()
	return control[ScenarioCheck](b, http.MethodPut, "scenarios/{name}", input{id: name, body: scenarioBody{text}})
}

// TryScenario has the text of a scenario in force in this sandbox alone, until it is reset, and returns its name;
// an empty text ends it.
func (b *Sandbox) TryScenario(text string) string {
	b.t.Helper()
	return control[struct{ Name string }](b, http.MethodPut, "scenario/trial", input{body: scenarioBody{text}}).Name
}

// Institution is an institution as the control surface shows it.
type Institution struct {
	Name        string   `json:"name"`
	DisplayName string   `json:"display_name"`
	Country     string   `json:"country"`
	Type        string   `json:"type"`
	Integration string   `json:"integration_type"`
	Fields      []string `json:"fields"`
	Scenario    string   `json:"scenario"` // of its users whom no other scenario claims by their names
}

// Institutions are the institutions with the scenario of each.
func (b *Sandbox) Institutions() []Institution {
	b.t.Helper()
	return control[[]Institution](b, http.MethodGet, "institutions", input{})
}
