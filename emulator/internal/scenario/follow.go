package scenario

import (
	"time"

	"belvo-emulator/emulator/internal/suggest"
)

// Follow is a script in the set's own version of its scenario, which may be another than the one
// it was begun in: files are read again while the emulator runs. The script keeps its state where
// the version has it; the uses of rules are counted anew. Lost tells that it could not: then it
// begins again where links enter the scenario, or belongs to none when the scenario is gone.
func (s *Set) Follow(sc Script, now time.Time) (next Script, lost bool) {
	if sc.Scenario == nil {
		return sc, false
	}
	version := s.byName[sc.Scenario.Name]
	switch {
	case version == sc.Scenario:
		return sc, false
	case version == nil:
		return Script{}, true
	}
	state, ok := version.StateNamed(sc.State.Name)
	if !ok {
		return version.Join(now), true
	}
	return Script{Scenario: version, State: state, Entered: sc.Entered}, false
}

// Gone is a script in a scenario, or a state of it, that is not there any more. Following it, its place is lost.
func Gone(name, state string, entered time.Time) Script {
	return Script{Scenario: &Scenario{Name: name}, State: &State{Name: state}, Entered: entered}
}

// StateNamed returns the state of a name.
func (s *Scenario) StateNamed(name string) (*State, bool) {
	for _, state := range s.States {
		if state.Name == name {
			return state, true
		}
	}
	return nil, false
}

// SuggestState is the tail of a message about a name that no state of the scenario has.
func (s *Scenario) SuggestState(name string) string {
	names := make([]string, len(s.States))
	for i, state := range s.States {
		names[i] = state.Name
	}
	return suggest.Tail(name, names)
}

// JoinAt is a script for a link that exists already, in a state of the scenario.
func (s *Scenario) JoinAt(state *State, now time.Time) Script {
	return Script{Scenario: s, State: state, Entered: now}
}

// Attempts is how often each trigger was tried in the present state, as far as the state's rules
// look at it.
func (sc Script) Attempts() map[string]int {
	attempts := map[string]int{}
	for _, c := range sc.counts {
		if c.rule < 0 {
			attempts[c.trigger] = c.n
		}
	}
	return attempts
}
