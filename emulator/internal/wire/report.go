// Package wire is the JSON shapes of the control surface that several packages fill or read, each once: the
// calls, the world that answers them, and emulatortest, whose types are aliases of these.
package wire

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/lifecycle"
)

// AdvanceReport is what happened while the clock was moved.
type AdvanceReport struct {
	From        time.Time    `json:"from"`
	To          time.Time    `json:"to"`
	Transitions []Transition `json:"transitions"`
	// Passed is what fell due and made no transition.
	Passed   []Due     `json:"passed"`
	Webhooks []Attempt `json:"webhooks"`
	// Omitted counts what is not listed because there was too much of it.
	Omitted int `json:"omitted"`
}

// Transition is a transition that time made.
type Transition struct {
	At    time.Time       `json:"at"`
	Link  uuid.UUID       `json:"link"`
	Event lifecycle.Event `json:"event"`
	From  lifecycle.State `json:"from"`
	To    lifecycle.State `json:"to"`
}
