package engine

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/timeline"
	"belvo-emulator/emulator/internal/world"
)

// Reset makes the sandbox as it was at its first use: empty or with the configured world, the same
// stream of ids, the configured endpoints. A manual clock stands again where it stood then; any
// other runs with its base again, so that what it was moved by is forgotten. Requests that are
// under way end in the old world; when Reset returns nothing of that is to come any more.
func (e *Engine) Reset(b *sandbox.Sandbox) error {
	fresh, err := e.first(b.Keys, b.Begin)
	if err != nil {
		return err
	}
	fresh.Begin = b.Begin
	_, err = e.replace(fresh)
	return err
}

// ResetAll resets every sandbox that was opened, several side by side, and returns how many they are.
func (e *Engine) ResetAll() (int, error) {
	boxes := e.All()
	failures := make([]error, runtime.GOMAXPROCS(0))
	var next atomic.Int64
	var all sync.WaitGroup
	for worker := range failures {
		all.Go(func() {
			for n := next.Add(1); int(n) <= len(boxes) && failures[worker] == nil; n = next.Add(1) {
				failures[worker] = e.Reset(boxes[n-1])
			}
		})
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		return 0, err
	}
	return len(boxes), nil
}

// Restore puts the world of a document in the place of the sandbox's, all of it or, with an error
// of type yamlfile.Problems, nothing. The links then belong to this sandbox, not to the one that they
// came from. It gives up when ctx ends.
func (e *Engine) Restore(ctx context.Context, b *sandbox.Sandbox, doc *snapshot.Document) (world.Restored, error) {
	known := append(b.Webhooks().Endpoints(), e.cfg.Endpoints...)
	fresh, out, err := world.Make(ctx, e.closing, e.shared, b.Keys, b.Begin, doc, known)
	if err != nil {
		return out, err
	}
	fresh.Begin = b.Begin
	was, err := e.replace(fresh)
	if err == nil && !was {
		err = timeline.ErrGone
	}
	if err != nil {
		return world.Restored{}, err
	}
	return out, nil
}
