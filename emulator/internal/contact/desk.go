// Package contact is one question to an institution inside one commit, and what follows from the
// answer.
package contact

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// Desk is what a question needs of the sandbox in which it is asked.
type Desk struct {
	*collection.Reader
	// Scenarios returns the scenarios in force.
	Scenarios func() *scenario.Set
	IDs       *ident.Source
	Answers   *Answers
}

// Step is one question to an institution and what follows from the answer, inside one commit.
type Step struct {
	Desk   *Desk
	Tx     *store.Tx
	Call   *Call
	Now    time.Time
	Link   *store.Link
	Op     lifecycle.Operation
	Fields map[string]string // what the request says, for the scenario's guards

	// The operation and resource that an MFA session of this step would resume, and what a
	// retrieve asked for.
	Opens    lifecycle.Operation
	Resource belvo.Resource
	Params   any

	Asked *scenario.Challenge // the one that a resume answers

	queued *Next // the answer that waited for the step, nil for none

	Answer  scenario.Answer
	session *store.Session // the one that was opened
	Moved   bool           // a transition was made
	Made    lifecycle.Transition
	Notices []store.Notice // the webhooks that tell of it
	asIs    *store.Link    // the link as the webhooks tell of it
}
