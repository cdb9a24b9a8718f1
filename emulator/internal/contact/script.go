package contact

import (
	"fmt"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/scenario"
	"belvo-emulator/emulator/internal/store"
)

// PinFor is the scenario of a name, or for "" the one that a link without any pin has.
func (d *Desk) PinFor(l *store.Link, name string) (*scenario.Scenario, error) {
	if name != "" {
		return d.ScenarioNamed(name)
	}
	return d.Scenarios().Choose(l.Institution, l.Username), nil
}

// ScenarioNamed is a scenario that is in force. The error is an unknown_scenario with the nearest name.
func (d *Desk) ScenarioNamed(name string) (*scenario.Scenario, error) {
	set := d.Scenarios()
	sc, ok := set.Named(name)
	if !ok {
		text := fmt.Sprintf("There is no scenario %q%s", name, set.Suggest(name))
		return nil, belvo.NewError(belvo.CodeUnknownScenario).With(text)
	}
	return sc, nil
}

// Script is where a link's user stands at a request whose header names a scenario, "" for none;
// lost says that the place where he stood was taken away since. It returns an unknown_scenario.
func (d *Desk) Script(tx *store.Tx, l *store.Link, header string, op lifecycle.Operation, now time.Time,
) (script scenario.Script, lost bool, err error) {
	set := d.Scenarios()
	script, lost = set.Follow(l.Script, now)
	if script.Scenario == nil {
		script = set.Choose(l.Institution, l.Username).Join(now)
	}
	name := Wanted(tx, header)
	if name == "" || name == script.Scenario.Name || l.Pinned {
		return script, lost, nil
	}
	sc, err := d.ScenarioNamed(name)
	switch {
	case err != nil:
		return script, lost, err
	case op == lifecycle.Register:
		return sc.Begin(now), lost, nil
	}
	return sc.Join(now), lost, nil
}

// Followed returns where scripts go on at an instant, as Script does without a header.
func (d *Desk) Followed(now time.Time) func(scenario.Script) scenario.Script {
	set := d.Scenarios()
	return func(sc scenario.Script) scenario.Script {
		next, _ := set.Follow(sc, now)
		return next
	}
}

// chooseScript moves the link to the scenario that the request asks for.
func (s *Step) chooseScript() error {
	script, lost, err := s.Desk.Script(s.Tx, s.Link, s.Request.Scenario, s.Op, s.Now)
	if err != nil {
		return err
	}
	if lost {
		s.Report.Orphaned = s.Link.Script.String()
	}
	if s.Link.Script.Scenario != nil && script.Scenario.Name != s.Link.Script.Scenario.Name {
		s.Link.Demand = scenario.Demand{} // of the institution as it was before
		s.Link.Pinned = false             // a pin holds as long as its scenario is there
	}
	s.Link.Script = script
	return nil
}
