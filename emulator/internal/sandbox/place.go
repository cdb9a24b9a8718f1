package sandbox

import (
	"sync"
	"time"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/ident"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
	"belvo-emulator/emulator/internal/wire"
)

// Place is where a sandbox's world was at some time. It never changes, and takes little: the ways back
// that the journal keeps lead there, unless it has the state itself.
type Place struct {
	position uint64 // of the journal's latest record then
	leftBy   string // the id of the request that left the world so, "" for any other place
	after    uint64 // the number of the last change of the store before it
	now      time.Time
	mode     clock.Mode
	ids      ident.Mark
	sent     uint64
	hooks    *webhook.Image
	frozen   *store.Frozen // nil: the ways back lead there
}

// world is all that decides what a sandbox answers next.
type world struct {
	store *store.Frozen
	ids   ident.Mark
	now   time.Time
	sent  uint64
	hooks *webhook.Image
}

// image is an image of the dispatcher, and which of its changes it has.
type image struct {
	*webhook.Image
	changes uint64
}

// Checkpoint is a place with a name.
type Checkpoint struct {
	wire.Checkpoint
	place *Place
}

// checkpoints are the named ones of a sandbox. Its zero value is empty. They outlast going back.
type checkpoints struct {
	mu     sync.Mutex
	byName map[string]Checkpoint
}
