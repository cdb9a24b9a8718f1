package contact

import (
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// Steered is what the control surface said about the answers of a sandbox's institutions, as data.
type Steered struct {
	Pinned  string // the scenario of every link that has no pin of its own, "" for none
	Waiting []Next // the answers that wait, the next one first
	Queued  int    // how many were ever queued
	Used    []Used // the latest that were used, the latest first

	Settings Settings
	Told     *Told              // the story that is told, nil for none; never changed
	Tried    *scenario.Scenario // that is in force in this sandbox alone, nil for none
}

// SteeredOf is what was said to a sandbox.
func SteeredOf(tx *store.Tx) Steered {
	waiting, used := Queued(tx)
	s := answersOf(tx)
	return Steered{Pinned: s.pinned, Waiting: waiting, Queued: s.queued, Used: used, Settings: s.settings,
		Told: s.told, Tried: s.tried}
}

// SteerTo says all of it to a sandbox, in the place of what was said before.
func SteerTo(tx *store.Tx, to Steered) {
	s := &answers{pinned: to.Pinned, queued: to.Queued, settings: to.Settings, told: to.Told, tried: to.Tried}
	for i := range to.Waiting {
		s.queue = append(s.queue, &to.Waiting[i])
		s.queued = max(s.queued, to.Waiting[i].ID)
	}
	for i := range to.Used {
		s.used = append(s.used, &to.Used[len(to.Used)-1-i])
	}
	tx.Steer(s)
}
