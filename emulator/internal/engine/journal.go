package engine

import (
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
)

// Journal has the requests whose keys open no sandbox.
func (e *Engine) Journal() *journal.Journal { return e.journal }

// Named is the sandbox of a secret id, nil if it was not opened yet: where a request with a wrong
// password is looked for.
func (e *Engine) Named(secretID string) *sandbox.Sandbox {
	secretID = sandbox.SameID(secretID)
	return e.find(secretID)
}
