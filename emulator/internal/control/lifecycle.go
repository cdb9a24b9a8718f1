package control

import (
	"net/http"

	"belvo-emulator/emulator/internal/lifecycle"
)

func lifecycleOperations() []Operation {
	return []Operation{{Method: http.MethodGet, Path: v1 + "lifecycle", Answer: lifeAnswer{}, NoSandbox: true,
		handle: readLifecycle, What: "the table of a link's life: states, transitions and why each is made"}}
}

// lifeAnswer is the table of a link's life.
type lifeAnswer struct {
	States      []lifecycle.State `json:"states"`
	Transitions []lifeStep        `json:"transitions"`
}

// lifeStep is one row of the table.
type lifeStep struct {
	From  lifecycle.State `json:"from"`
	Event lifecycle.Event `json:"event"`
	To    lifecycle.State `json:"to"`
	Why   string          `json:"why"`
}

func readLifecycle(*call) (any, error) {
	answer := lifeAnswer{States: lifecycle.States(), Transitions: []lifeStep{}}
	for _, t := range lifecycle.Table() {
		answer.Transitions = append(answer.Transitions, lifeStep{t.From, t.Event, t.To, t.Why})
	}
	return answer, nil
}
