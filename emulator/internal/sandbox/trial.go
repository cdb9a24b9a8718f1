package sandbox

import (
	"sync"

	"belvo-emulator/emulator/internal/scenario"
)

// trial is a scenario that this sandbox alone has, over those in force, to try a text that is not saved: the one
// that the store has.
type trial struct {
	base func() *scenario.Set // the scenarios in force

	mu    sync.Mutex
	tried *scenario.Scenario // nil for none
	over  *scenario.Set      // what over was made of
	set   *scenario.Set      // over with what is tried
}

// scenarios are those in force in this sandbox. It is cheap: the set is made once for each version of the files.
func (t *trial) scenarios() *scenario.Set {
	base := t.base()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.tried == nil {
		return base
	}
	if t.over != base {
		t.over, t.set = base, base.With(t.tried)
	}
	return t.set
}

// try puts a scenario over those in force; nil ends it.
func (t *trial) try(s *scenario.Scenario) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.tried == s {
		return
	}
	t.tried, t.over, t.set = s, nil, nil
}
