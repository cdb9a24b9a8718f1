// Package world is a sandbox's world in and out: links made in a state of their life, a snapshot
// written down, a sandbox made of one.
package world

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/clock"
	"belvo-emulator/emulator/internal/sandbox"
	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/store"
	"belvo-emulator/emulator/internal/webhook"
)

// Plant makes links, each in the state that it is to have; see plantAll.
func Plant(b *sandbox.Sandbox, seeds []Seed) ([]Seeded, int, error) { return seeder{b}.plantAll(seeds) }

// Make makes a sandbox with the world of a document, whose webhooks are kept until it is released.
// Known are endpoints whose secrets the document may leave out. The error is of type
// yamlfile.Problems, an endpoint of the configuration that cannot be used, or ctx's, when that ended
// before the world was made. The sandbox lives as long as parent.
func Make(ctx, parent context.Context, s *sandbox.Shared, k sandbox.Keys, begin clock.Mode, doc *snapshot.Document,
	known []webhook.Endpoint) (*sandbox.Sandbox, Restored, error) {
	mode, err := clockOf(doc.Clock, begin)
	if err != nil {
		return nil, Restored{}, doc.Locate([]snapshot.Problem{{Path: "clock", Text: err.Error()}})
	}
	b, err := sandbox.New(parent, s, k, mode, true)
	if err != nil {
		return nil, Restored{}, err
	}
	r := &restorer{seeder: seeder{b}, ctx: ctx, doc: doc, known: known, links: map[uuid.UUID]*store.Link{},
		out: Restored{Warnings: []string{}}}
	// The mistakes of all the parts of a stage are reported together; a later stage needs those before it.
	for _, stage := range [][]func(){{r.checkTimes, r.readNext, r.readSandbox, r.readEndpoints, r.readFacts, r.readSeeds},
		{r.readPeople, r.readData, r.readWaits}, {r.plantSeeds}} {
		for _, part := range stage {
			if part(); ctx.Err() != nil {
				b.Abandon()
				return nil, Restored{}, context.Cause(ctx)
			}
		}
		if len(r.problems) > 0 {
			b.Abandon()
			if r.more > 0 {
				r.problems = append(r.problems, snapshot.Problem{Text: fmt.Sprintf("and %d more mistakes", r.more)})
			}
			return nil, Restored{}, doc.Locate(r.problems)
		}
	}
	b.Store().View(func(tx *store.Tx) { _, r.out.Links = tx.Links(nil, 0, 0) })
	return b, r.out, nil
}
