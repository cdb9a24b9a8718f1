package emulatortest

import (
	"net/http"

	"belvo-emulator/emulator/internal/world"
)

// Restored is what came of a snapshot.
type Restored = world.Restored

// yaml is the Content-Type of snapshots.
const yaml = "application/yaml"

// Reset makes the sandbox as it was at its first use.
func (b *Sandbox) Reset() {
	b.t.Helper()
	b.reset("this")
}

func (b *Sandbox) reset(which string) int {
	b.t.Helper()
	return control[struct{ Reset int }](b, http.MethodPost, "reset",
		input{body: map[string]string{"sandbox": which}}).Reset
}

// Remove removes the sandbox; its next use opens a fresh one. That of the configured keys cannot be
// removed.
func (b *Sandbox) Remove() {
	b.t.Helper()
	control[struct{}](b, http.MethodDelete, "sandboxes/{id}", input{id: b.ID})
}

// Snapshot is the sandbox's world as a YAML document, which Restore, PUT snapshot and --seed-file
// take.
func (b *Sandbox) Snapshot() []byte {
	b.t.Helper()
	return control[[]byte](b, http.MethodGet, "snapshot", input{query: map[string]string{"format": "yaml"}})
}

// Restore puts the world of a document, YAML or JSON, in the place of the sandbox's. A document with
// mistakes ends the test with all of them.
func (b *Sandbox) Restore(document []byte) Restored {
	b.t.Helper()
	return control[Restored](b, http.MethodPut, "snapshot", input{body: string(document), plain: yaml})
}
