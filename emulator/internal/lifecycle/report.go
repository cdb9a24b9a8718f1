package lifecycle

import (
	"fmt"
	"strings"
)

// Report is the whole table as text: one line for each transition, then the admissions.
func Report() string {
	var b strings.Builder
	b.WriteString("TRANSITIONS\n")
	for _, t := range table {
		fmt.Fprintf(&b, "%-15s %-20s -> %-15s %s\n", t.From, t.Event, t.To, t.Why)
		if len(t.Effects) > 0 {
			fmt.Fprintf(&b, "%-15s %-20s    + %s\n", "", "", joinEffects(t.Effects))
		}
	}
	b.WriteString("\nREFUSED WITHOUT ASKING THE INSTITUTION\n")
	for _, s := range States() {
		for _, op := range Operations() {
			if code := Admit(s, op); code != "" && s != Deleted {
				fmt.Fprintf(&b, "%-15s %-20s -> %s\n", s, op, code)
			}
		}
	}
	fmt.Fprintf(&b, "%-15s %-20s -> not_found\n", Deleted, "anything")
	return b.String()
}

// Mermaid is the table as a Mermaid state diagram; edges with the same ends share one arrow.
func Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	type ends struct{ from, to State }
	var order []ends
	labels := map[ends][]string{}
	for _, t := range table {
		e := ends{t.From, t.To}
		if labels[e] == nil {
			order = append(order, e)
		}
		labels[e] = append(labels[e], string(t.Event))
	}
	for _, e := range order {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", node(e.from), node(e.to), strings.Join(labels[e], ", "))
	}
	return b.String()
}

// node is the diagram's name of a state: no link is the start and the end.
func node(s State) string {
	if s == None || s == Deleted {
		return "[*]"
	}
	return string(s)
}

func joinEffects(effects []Effect) string {
	words := make([]string, len(effects))
	for i, e := range effects {
		words[i] = string(e)
	}
	return strings.Join(words, ", ")
}
