// Package contact is one question to an institution inside one commit, and what follows from the
// answer.
package contact

import (
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/collection"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// Desk is what a question needs of the sandbox in which it is asked.
type Desk struct {
	*collection.Reader
	// Scenarios returns the scenarios in force.
	Scenarios func() *scenario.Set
	IDs       *ident.Source
}

// Question is what a step asks the institution.
type Question struct {
	Op     lifecycle.Operation
	Fields map[string]string // what the request says, for the scenario's guards

	// The operation and resource that an MFA session of this step would resume, and what a
	// retrieve asked for.
	Opens    lifecycle.Operation
	Resource belvo.Resource
	Params   any

	Asked *scenario.Challenge // the challenge that a resume answers
}

// Step is one question to an institution and what follows from the answer, inside one commit. Make
// it with Desk.Step.
type Step struct {
	Question
	Desk    *Desk
	Tx      *store.Tx
	Request *Request
	Report  *Report
	Now     time.Time
	Link    *store.Link

	// Instead is what the client gets instead of the institution being asked, nil for nothing: a queued
	// answer, which is used up. Nothing else has changed then.
	Instead    error
	Answer     scenario.Answer
	Moved      bool // a transition was made
	Transition lifecycle.Transition
	Notices    []*notice.Notice // the webhooks that the step causes

	queued    *Next          // the queued answer that the step uses, nil for none
	otherData bool           // the answer gives the user another data set
	session   *store.Session // the session that was opened
	sentLink  *store.Link    // the link as the webhooks describe it
	requestID string         // that the webhooks repeat, once there is one
}

// Step begins a step about a link in a commit; what the institution is asked is set in its Question.
// The step changes the link and writes the call's report.
func (d *Desk) Step(tx *store.Tx, c *Call, link *store.Link, now time.Time) *Step {
	return &Step{Desk: d, Tx: tx, Request: &c.Request, Report: &c.Report, Now: now, Link: link}
}

// Ask begins a step that asks the institution a question.
func (d *Desk) Ask(tx *store.Tx, c *Call, link *store.Link, now time.Time, q Question) *Step {
	s := d.Step(tx, c, link, now)
	s.Question = q
	return s
}
