package wire

// ScenarioList has the scenarios that are in force.
type ScenarioList struct {
	Pinned    *string         `json:"pinned" doc:"the sandbox's scenario"`
	Tried     string          `json:"tried,omitempty" doc:"the scenario whose text this sandbox tries, see PUT scenario/trial"`
	Scenarios []ScenarioShown `json:"scenarios"`
	Problems  []string        `json:"problems" doc:"why the changed folders are not in force"`
}

// ScenarioShown is one scenario.
type ScenarioShown struct {
	Name    string     `json:"name"`
	Summary string     `json:"summary"`
	States  []string   `json:"states"`
	Start   string     `json:"start" doc:"where a registration begins"`
	Enter   string     `json:"enter" doc:"where a link that exists already begins"`
	Match   MatchShown `json:"match"`
	File    string     `json:"file"`
}

// MatchShown is which users a scenario applies to; two empty lists apply to none.
type MatchShown struct {
	Usernames    []string `json:"usernames"`
	Institutions []string `json:"institutions"`
}
