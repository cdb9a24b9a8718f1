package engine

import (
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// steering is what the control surface told a sandbox about the answers of its institutions. Its
// zero value is that of a fresh sandbox.
type steering struct {
	mu     sync.Mutex
	pinned string // the scenario of every link that has no pin of its own, "" for none
	queue  []Next // the answers that wait
	queued int    // how many were ever queued
	used   []Used // the latest that were used
}

// wanted is the scenario that a request wants for its link, "" for the one it has: that of the
// sandbox's pin goes before that of the request's header.
func (s *steering) wanted(header string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return orElse(s.pinned, header)
}

// Pinned is the name of the sandbox's scenario, "" for none.
func (b *Sandbox) Pinned() string { return b.steering.wanted("") }

// Pin makes a scenario that of the sandbox: users who register begin in it, and links without a pin
// of their own move to its enter state at their next request, as with the request header. The
// name "" takes the pin away, and links stay where they are. It returns an unknown_scenario.
func (b *Sandbox) Pin(name string) error {
	if name != "" {
		if _, err := b.scenarioNamed(name); err != nil {
			return err
		}
	}
	b.steering.mu.Lock()
	defer b.steering.mu.Unlock()
	b.steering.pinned = name
	return nil
}

// Scenarios returns the scenarios in force, by name.
func (e *Engine) Scenarios() []*scenario.Scenario { return e.cfg.Scenarios().All() }

// PinLink moves a link to a scenario for good: neither the sandbox's pin nor a header moves it
// away. State is where in it, "" for where links enter it. The name "" takes the link's pin away
// and gives it the scenario that it had without one, from its enter state. What the institution
// demands of the link by itself is forgotten. It returns not_found or unknown_scenario.
func (b *Sandbox) PinLink(id uuid.UUID, name, state string) error {
	now := b.now()
	b.settle(now)
	return b.store.Update(func(tx *store.Tx) error {
		link, ok := tx.Link(id)
		if !ok {
			return belvo.NewError(belvo.CodeNotFound)
		}
		sc, err := b.pinFor(&link, name)
		if err != nil {
			return err
		}
		link.Script, link.Pinned, link.Demand = sc.Join(now), name != "", scenario.Demand{}
		if state != "" {
			at, ok := sc.StateNamed(state)
			if !ok {
				text := fmt.Sprintf("scenario %q has no state %q%s", sc.Name, state, sc.SuggestState(state))
				return belvo.NewError(belvo.CodeUnknownScenario).With(text)
			}
			link.Script = sc.JoinAt(at, now)
		}
		tx.PutLink(link)
		return nil
	})
}

// pinFor is the scenario of a name, or for "" the one that a link without a pin has.
func (b *Sandbox) pinFor(l *store.Link, name string) (*scenario.Scenario, error) {
	if name = orElse(name, b.Pinned()); name != "" {
		return b.scenarioNamed(name)
	}
	return b.engine.cfg.Scenarios().Choose(l.Institution, l.Username), nil
}

func (b *Sandbox) scenarioNamed(name string) (*scenario.Scenario, error) {
	set := b.engine.cfg.Scenarios()
	sc, ok := set.Named(name)
	if !ok {
		text := fmt.Sprintf("There is no scenario %q%s", name, set.Suggest(name))
		return nil, belvo.NewError(belvo.CodeUnknownScenario).With(text)
	}
	return sc, nil
}

// script is where a link's user stands at a request whose header names a scenario, "" for none;
// lost says that the place where he stood was taken away since. It returns an unknown_scenario.
func (b *Sandbox) script(l *store.Link, header string, op lifecycle.Operation, now time.Time,
) (script scenario.Script, lost bool, err error) {
	set := b.engine.cfg.Scenarios()
	script, lost = set.Follow(l.Script, now)
	if script.Scenario == nil {
		script = set.Choose(l.Institution, l.Username).Join(now)
	}
	name := b.steering.wanted(header)
	if name == "" || name == script.Scenario.Name || l.Pinned {
		return script, lost, nil
	}
	sc, err := b.scenarioNamed(name)
	switch {
	case err != nil:
		return script, lost, err
	case op == lifecycle.Register:
		return sc.Begin(now), lost, nil
	}
	return sc.Join(now), lost, nil
}

// chooseScript moves the link to the scenario that the request asks for.
func (s *step) chooseScript() error {
	script, lost, err := s.b.script(s.link, s.call.Scenario, s.op, s.now)
	if err != nil {
		return err
	}
	if lost {
		s.call.Lost = s.link.Script.String()
	}
	if s.link.Script.Scenario != nil && script.Scenario.Name != s.link.Script.Scenario.Name {
		s.link.Demand = scenario.Demand{} // of the institution as it was before
		s.link.Pinned = false             // a pin holds as long as its scenario is there
	}
	s.link.Script = script
	return nil
}
