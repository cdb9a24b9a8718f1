package emulatortest

import (
	"net/http"

	"belvo-emulator/emulator/internal/wire"
)

// Scenarios is what an institution can be told to do.
type Scenarios = wire.ScenarioList

// Scenario is one of them.
type Scenario = wire.ScenarioShown

// Scenarios lists the scenarios, the user's own included.
func (b *Sandbox) Scenarios() Scenarios {
	b.t.Helper()
	return control[Scenarios](b, http.MethodGet, "scenarios", input{})
}

// pin names a scenario; null takes the pin away.
type pin struct {
	Name  *string `json:"name"`
	State string  `json:"state,omitempty"`
}

func pinOf(scenario, state string) pin {
	if scenario == "" {
		return pin{}
	}
	return pin{&scenario, state}
}

// Pin lets every link of the sandbox follow a scenario, until Pin("").
func (b *Sandbox) Pin(scenario string) {
	b.t.Helper()
	control[struct{}](b, http.MethodPut, "scenario", input{body: pinOf(scenario, "")})
}

// PinLink moves a link into a state of a scenario for good; state "" is where links enter it, and
// scenario "" lets the link go again.
func (b *Sandbox) PinLink(link, scenario, state string) LinkReport {
	b.t.Helper()
	return control[LinkReport](b, http.MethodPut, "links/{id}/scenario",
		input{id: link, body: pinOf(scenario, state)})
}
