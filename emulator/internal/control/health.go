package control

import (
	"net/http"

	"belvo-emulator/emulator/internal/wire"
)

// HealthPath answers 200 as soon as the emulator serves.
const HealthPath = v1 + "health"

func healthOperations() []Operation {
	return []Operation{{Method: http.MethodGet, Path: HealthPath, Answer: healthAnswer{}, NoSandbox: true, Unguarded: true,
		AnyQuery: true, handle: health, What: "the emulator is ready, its version, how many sandboxes were opened"}}
}

// healthAnswer says that the emulator serves.
type healthAnswer = wire.HealthAnswer

// health asks no sandbox: watching the emulator leaves no trace in it.
func health(c *call) (any, error) {
	return healthAnswer{Status: "ok", Version: c.cfg.Version, Sandboxes: c.cfg.Engine.Sandboxes(),
		Scenarios: c.known(), Problems: c.problems()}, nil
}

// known is how many scenarios are in force.
func (c *call) known() int {
	if c.cfg.Known == nil {
		return 0
	}
	return c.cfg.Known()
}
