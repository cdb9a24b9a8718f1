package timeline_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/sandbox/sandboxtest"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/wire"
)

const day = 24 * time.Hour

// linkIn is a link of a sandbox as it is stored.
func linkIn(b *sandboxtest.Box, id uuid.UUID) (link store.Link) {
	b.Store().View(func(tx *store.Tx) { link, _ = tx.Link(id) })
	return link
}

// advance moves a clock on and returns what happened on the way.
func advance(t *testing.T, b *sandboxtest.Box, d time.Duration) wire.AdvanceReport {
	t.Helper()
	moved, err := b.AdvanceBy(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return moved
}

// events are transitions as "when after the clock's begin, what".
func events(moved wire.AdvanceReport) []string {
	list := []string{}
	for _, h := range moved.Transitions {
		list = append(list, fmt.Sprintf("%s %s", h.At.Sub(sandboxtest.Noon()), h.Event))
	}
	return list
}
