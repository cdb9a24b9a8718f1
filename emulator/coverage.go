package emulator

import (
	"belvo-emulator/emulator/internal/api"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/control"
	"belvo-emulator/emulator/internal/coverage"
	"belvo-emulator/emulator/internal/data/registry"
)

// CoveragePath is the path that tells what the application under test has met.
func CoveragePath() string { return control.CoveragePath }

// Points lists the operations at which a story can have a step, as "METHOD /path/".
func Points() []string {
	var all []string
	for _, op := range universe().Operations {
		all = append(all, op.Method+" "+op.Path)
	}
	return all
}

// universe is what an application can meet here: the operations that are emulated at least in
// part, and the webhooks that are sent by themselves.
func universe() coverage.Universe {
	rows := registry.Registry()
	u := coverage.Universe{Webhooks: contact.WebhookKinds(rows)}
	for _, r := range api.Routes(rows) {
		if r.Fidelity != api.NotEmulated {
			u.Operations = append(u.Operations, coverage.Operation{Method: r.Method, Path: r.Path})
		}
	}
	return u
}
