package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/wire"
)

// MaxCheckpoints is how many named checkpoints a sandbox may have.
const MaxCheckpoints = 100

// checkpointName is what a checkpoint may be called. It does not begin with a dot: clients and browsers take "."
// and ".." out of an address, so that such a checkpoint could be neither restored nor deleted.
var checkpointName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$`)

// The mistakes with checkpoints.
var (
	ErrCheckpointName = errors.New("a checkpoint's name has 1 to 100 letters, digits, dots, hyphens and underscores, " +
		"and does not begin with a dot")
	ErrNoCheckpoint = errors.New("no checkpoint")
	ErrTooMany      = fmt.Errorf("there are %d checkpoints already; delete one first", MaxCheckpoints)
)

// Checkpoint gives the world as it is now a name, which it takes from another place that has it. The error
// is one about the name, or ErrTooMany.
func (b *Sandbox) Checkpoint(name string) (wire.Checkpoint, error) {
	if !checkpointName.MatchString(name) {
		return wire.Checkpoint{}, ErrCheckpointName
	}
	b.FireDue(b.Now())
	c := Checkpoint{place: b.Freeze()}
	c.Name, c.Now = name, c.place.now
	c.place.frozen.Thaw(nil).View(func(tx *store.Tx) { _, c.Links = tx.Links(nil, 0, 0) })
	set := b.checkpoints
	set.mu.Lock()
	defer set.mu.Unlock()
	if _, known := set.byName[name]; !known && len(set.byName) >= MaxCheckpoints {
		return wire.Checkpoint{}, ErrTooMany
	}
	if set.byName == nil {
		set.byName = map[string]Checkpoint{}
	}
	set.byName[name] = c
	return c.Checkpoint, nil
}

// Checkpoints returns the named checkpoints in the order of their names.
func (b *Sandbox) Checkpoints() []wire.Checkpoint {
	set := b.checkpoints
	set.mu.Lock()
	defer set.mu.Unlock()
	list := []wire.Checkpoint{}
	for _, name := range slices.Sorted(maps.Keys(set.byName)) {
		list = append(list, set.byName[name].Checkpoint)
	}
	return list
}

// CheckpointNamed returns the place of a name. The error wraps ErrNoCheckpoint.
func (b *Sandbox) CheckpointNamed(name string) (*Place, error) {
	set := b.checkpoints
	set.mu.Lock()
	defer set.mu.Unlock()
	c, known := set.byName[name]
	if !known {
		return nil, set.none(name)
	}
	return c.place, nil
}

// DeleteCheckpoint forgets a name. The error wraps ErrNoCheckpoint.
func (b *Sandbox) DeleteCheckpoint(name string) error {
	set := b.checkpoints
	set.mu.Lock()
	defer set.mu.Unlock()
	if _, known := set.byName[name]; !known {
		return set.none(name)
	}
	delete(set.byName, name)
	return nil
}

func (c *checkpoints) none(name string) error {
	return fmt.Errorf("there is %w %q%s", ErrNoCheckpoint, name,
		suggest.Tail(name, slices.Sorted(maps.Keys(c.byName))))
}
