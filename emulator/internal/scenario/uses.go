package scenario

import (
	"fmt"
	"slices"
	"time"
)

// Use is how often a rule of a Script was used, or a trigger was tried in its present state.
type Use struct {
	Rule    int    // the rule's number in its scenario, from 1; 0 for a trigger
	Trigger string // "" for a rule
	Times   int
}

// Uses are what a Script counts.
func (sc Script) Uses() []Use {
	uses := make([]Use, len(sc.counts))
	for i, c := range sc.counts {
		uses[i] = Use{Rule: c.rule + 1, Trigger: c.trigger, Times: c.n}
	}
	return uses
}

// At is a Script that has stood in a state of the scenario since an instant and counts uses. The
// error names a rule or a trigger that the scenario or the state does not count.
func (s *Scenario) At(state *State, entered time.Time, uses []Use) (Script, error) {
	sc := Script{Scenario: s, State: state, Entered: entered}
	for _, u := range uses {
		switch {
		case u.Times < 1:
			return Script{}, fmt.Errorf("a rule cannot have been used %d times", u.Times)
		case u.Trigger != "" && (u.Rule != 0 || !state.counted[u.Trigger]):
			return Script{}, fmt.Errorf("no rule of the state %q counts %q", state.Name, u.Trigger)
		case u.Trigger == "" && !s.counts(u.Rule-1):
			return Script{}, fmt.Errorf("the scenario %q has no rule %d with times", s.Name, u.Rule)
		}
		sc.counts = append(sc.counts, count{rule: u.Rule - 1, trigger: u.Trigger, n: u.Times})
	}
	return sc, nil
}

// counts says whether a rule's uses are counted.
func (s *Scenario) counts(number int) bool {
	for _, state := range s.States {
		for _, rules := range state.Rules {
			if slices.ContainsFunc(rules, func(r *Rule) bool { return r.number == number && r.Times > 0 }) {
				return true
			}
		}
	}
	return false
}
