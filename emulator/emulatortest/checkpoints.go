package emulatortest

import (
	"net/http"
	"testing"

	"belvo-emulator/emulator/internal/wire"
)

// Checkpoint is a world of the sandbox that has a name.
type Checkpoint = wire.Checkpoint

// Rewinding says where to go back to: before or after a request, by the id that the header
// X-Belvo-Emulator-Request of its answer has, or over a number of changes.
type Rewinding = wire.Rewinding

// Rewound is what came of going back.
type Rewound = wire.Rewound

// Fork is another sandbox that begins as this one is now, for the test that is given, and then has its own
// life. Its webhooks go to the endpoints, also those that wait; without any to its inbox.
func (b *Sandbox) Fork(t testing.TB, endpoints ...Endpoint) *Sandbox {
	t.Helper()
	fork := *b
	fork.t, fork.ID, fork.Bearer = t, b.newID(), ""
	asked := *b
	asked.t = t
	control[wire.Forked](&asked, http.MethodPost, "fork", input{body: map[string]any{"secret_id": fork.ID,
		"secret_password": fork.Password, "endpoints": endpoints}})
	return &fork
}

// Checkpoint gives the world as it is now a name, for RestoreCheckpoint.
func (b *Sandbox) Checkpoint(name string) Checkpoint {
	b.t.Helper()
	return control[Checkpoint](b, http.MethodPut, "checkpoints/{name}", input{id: name})
}

// Checkpoints are the worlds that have a name.
func (b *Sandbox) Checkpoints() []Checkpoint {
	b.t.Helper()
	return control[[]Checkpoint](b, http.MethodGet, "checkpoints", input{})
}

// DeleteCheckpoint forgets a name.
func (b *Sandbox) DeleteCheckpoint(name string) {
	b.t.Helper()
	control[struct{}](b, http.MethodDelete, "checkpoints/{name}", input{id: name})
}

// RestoreCheckpoint brings back the world that has a name.
func (b *Sandbox) RestoreCheckpoint(name string) Rewound {
	b.t.Helper()
	return control[Rewound](b, http.MethodPost, "checkpoints/{name}/restore", input{id: name})
}

// Rewind brings back the world as it was.
func (b *Sandbox) Rewind(to Rewinding) Rewound {
	b.t.Helper()
	return control[Rewound](b, http.MethodPost, "rewind", input{body: to})
}
