package control

import (
	"net/http"

	"belvo-emulator/emulator/internal/coverage"
	"belvo-emulator/emulator/internal/journal"
)

// CoveragePath answers what the application under test has met.
const CoveragePath = v1 + "coverage"

func coverageOperations() []Operation {
	return []Operation{{Method: http.MethodGet, Path: CoveragePath, Query: coverageQuery{},
		Answer: coverage.Report{}, handle: readCoverage,
		What: "what the application has met of operations, codes, statuses, transitions, webhooks; " +
			"sandbox=all for all"}}
}

// scope says which sandboxes a call is about.
type scope string

// The scopes.
const (
	thisSandbox  scope = "this"
	allSandboxes scope = "all"
)

// coverageQuery chooses what is looked at.
type coverageQuery struct {
	Sandbox scope `json:"sandbox" doc:"this, the default, since its last reset; or all together since the start"`
}

func readCoverage(c *call) (any, error) {
	q := coverageQuery{Sandbox: thisSandbox}
	if err := c.query(&q); err != nil {
		return nil, err
	}
	return coverage.Of(c.cfg.Universe(), c.met(q.Sandbox)), nil
}

// met is the tally of a scope. That of the default sandbox includes the requests of no sandbox.
func (c *call) met(where scope) journal.Tally {
	if where == allSandboxes {
		return c.cfg.Engine.Tally()
	}
	met := c.box.Journal().Tally()
	if c.box.IsDefault() {
		met.Add(c.cfg.Engine.Journal().Tally())
	}
	return met
}
