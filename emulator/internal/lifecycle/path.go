package lifecycle

import (
	"slices"
	"strings"
)

// Path returns the shortest way from one state to another by transitions that may lets through, of
// several the first in the order of the table. It returns false if there is none.
func Path(from, to State, may func(Transition) bool) ([]Transition, bool) {
	came := map[State]Transition{}
	for queue := []State{from}; len(queue) > 0; queue = queue[1:] {
		for _, t := range table {
			if _, seen := came[t.To]; t.From != queue[0] || t.To == from || seen || !may(t) {
				continue
			}
			came[t.To] = t
			queue = append(queue, t.To)
		}
	}
	var path []Transition
	for at := to; at != from; at = path[len(path)-1].From {
		t, known := came[at]
		if !known {
			return nil, false
		}
		path = append(path, t)
	}
	slices.Reverse(path)
	return path, true
}

// Living returns the states in which a link exists.
func Living() []State {
	return slices.DeleteFunc(States(), func(s State) bool { return s == None || s == Deleted })
}

// Split tells the operation and the outcome of an event, false for one that time or the control
// surface makes.
func (e Event) Split() (Operation, Outcome, bool) {
	op, outcome, _ := strings.Cut(string(e), "_")
	known := slices.Contains(Operations(), Operation(op)) &&
		slices.Contains(Outcomes(Operation(op)), Outcome(outcome))
	return Operation(op), Outcome(outcome), known
}
