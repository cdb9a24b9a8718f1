package control

import (
	"net/http"
)

// HealthPath answers 200 as soon as the emulator serves.
const HealthPath = v1 + "health"

func healthOperations() []Operation {
	return []Operation{{Method: http.MethodGet, Path: HealthPath, Answer: healthAnswer{}, NoSandbox: true,
		AnyQuery: true, handle: health, What: "the emulator is ready, its version, how many sandboxes were opened"}}
}

// healthAnswer says that the emulator serves.
type healthAnswer struct {
	Status    string   `json:"status" doc:"always ok: what cannot serve does not answer"`
	Version   string   `json:"version"`
	Sandboxes int      `json:"sandboxes" doc:"how many were opened"`
	Scenarios int      `json:"scenarios,omitempty" doc:"how many are in force; none: nothing needed them yet"`
	Problems  []string `json:"problems,omitempty" doc:"why the changed folders are not in force"`
}

// health asks no sandbox: whoever watches the emulator leaves no trace in it.
func health(c *call) (any, error) {
	return healthAnswer{"ok", c.cfg.Version, c.cfg.Engine.Sandboxes(), c.known(), c.problems()}, nil
}

// known is how many scenarios are in force.
func (c *call) known() int {
	if c.cfg.Known == nil {
		return 0
	}
	return c.cfg.Known()
}
