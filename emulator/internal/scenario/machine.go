package scenario

import (
	"slices"
	"strconv"
	"strings"
)

// Edge is one way from a state to a state, or back to itself: a rule, or the time that passes.
type Edge struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Trigger string `json:"trigger" doc:"an operation, retrieve.RESOURCE, or after"`
	When    string `json:"when,omitempty" doc:"the rule's conditions, or the time that passes"`
	Respond string `json:"respond,omitempty" doc:"the answer, or the fault"`
	Line    int    `json:"line,omitempty" doc:"of the rule in the file; none for after"`
}

// Edges lists the ways between the states, by state and in the order of their rules.
func (s *Scenario) Edges() []Edge {
	edges := []Edge{}
	for _, state := range s.States {
		first := len(edges)
		for trigger, rules := range state.Rules {
			for _, r := range rules {
				edges = append(edges, r.edge(state, trigger))
			}
		}
		slices.SortStableFunc(edges[first:], func(a, b Edge) int { return a.Line - b.Line })
		if state.After != nil {
			edges = append(edges, Edge{From: state.Name, To: state.After.Goto.Name, Trigger: "after",
				When: state.After.Wait.String()})
		}
	}
	return edges
}

func (r *Rule) edge(from *State, trigger string) Edge {
	e := Edge{From: from.Name, To: from.Name, Trigger: trigger, Respond: string(r.Respond)}
	if r.Goto != nil {
		e.To = r.Goto.Name
	}
	if e.Respond == "" {
		e.Respond = string(r.Fault.Kind)
	}
	var conditions []string
	for _, g := range r.When {
		values := make([]string, len(g.Values))
		for i, v := range g.Values {
			values[i] = v.String()
		}
		conditions = append(conditions, g.Field+": "+strings.Join(values, ", "))
	}
	e.When = strings.Join(conditions, "; ")
	if _, line, found := strings.Cut(r.Position, ":"); found {
		e.Line, _ = strconv.Atoi(line) // it was written by buildRule
	}
	return e
}
