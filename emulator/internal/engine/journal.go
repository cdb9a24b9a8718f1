package engine

import (
	"strings"

	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/sandbox"
)

// Journal has the requests whose keys open no sandbox.
func (e *Engine) Journal() *journal.Journal { return e.journal }

// Named is the sandbox of a secret id, nil if it was not opened yet: where a request with a wrong
// password is looked for.
func (e *Engine) Named(secretID string) *sandbox.Sandbox {
	if sandbox.IsUUID(secretID) {
		secretID = strings.ToLower(secretID)
	}
	return e.find(secretID)
}
