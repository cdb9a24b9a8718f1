package sandbox

import (
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/lifecycle"
)

// DeleteLink removes a link with all its data.
// Deviation: the five deletions a minute that Belvo allows are not counted.
func (b *Sandbox) DeleteLink(c *contact.Call, id uuid.UUID) error {
	_, err := b.changed(b.onLink(c, id, lifecycle.Delete, nil, nil))
	return err
}
