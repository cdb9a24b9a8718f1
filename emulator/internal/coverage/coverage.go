// Package coverage says how much of what the emulator can do the application under test has met:
// operations, error codes, statuses of links, transitions of links and webhooks. Everybody measures
// the double; this measures the client's tests.
//
// What counts as possible is only what the emulator itself can produce, so that 100 % can be
// reached; what was met beyond them is listed apart and does not count.
package coverage

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/journal"
	"belvo-emulator/emulator/internal/lifecycle"
)

// The names of the axes, in the order of a report.
const (
	Operations  = "operations"
	Codes       = "codes"
	Statuses    = "statuses"
	Transitions = "transitions"
	Webhooks    = "webhooks"
)

// Total is the name that a Threshold has for all axes together.
const Total = "total"

// Axes returns the names of the axes.
func Axes() []string { return []string{Operations, Codes, Statuses, Transitions, Webhooks} }

// Universe is what can be met.
type Universe struct {
	Operations []Operation
	Webhooks   []journal.Hook
}

// Operation is one of Belvo's operations that is emulated.
type Operation struct{ Method, Path string }

// Report is what was met of what can be.
type Report struct {
	Met     int     `json:"met" doc:"items of all axes"`
	Of      int     `json:"of"`
	Percent float64 `json:"percent" doc:"rounded down to one decimal"`
	Axes    []Axis  `json:"axes"`
}

// Axis is one kind of what can be met.
type Axis struct {
	Name    string  `json:"name" enum:"operations|codes|statuses|transitions|webhooks"`
	What    string  `json:"what" doc:"what counts"`
	Met     int     `json:"met"`
	Of      int     `json:"of"`
	Percent float64 `json:"percent" doc:"rounded down to one decimal"`
	Items   []Item  `json:"items"`
	Beyond  []Item  `json:"beyond" doc:"met, though not among what counts"`
}

// Item is one thing that can be met.
type Item struct {
	Name  string `json:"name"`
	Times int    `json:"times" doc:"0: not met"`
}

// Of reports what a tally has met of a universe.
func Of(u Universe, met journal.Tally) Report {
	var r Report
	r.add(Operations, "requests to the operations that are emulated, whatever was answered", u.operations(),
		operationsOf(met))
	r.add(Codes, "error codes in answers, without those that Belvo does not have", codes(), named(met.Codes))
	r.add(Statuses, "statuses of links that answers have shown", statuses(), named(met.Statuses))
	r.add(Transitions, "transitions of links, from any cause", transitions(), transitionsOf(met))
	r.add(Webhooks, "kinds of webhooks that an endpoint has answered with 2xx", u.webhooks(), webhooksOf(met.Delivered))
	r.Percent = percent(r.Met, r.Of)
	return r
}

// add adds an axis: the names of what can be met, and how often what was.
func (r *Report) add(name, what string, possible []string, met map[string]int) {
	axis := Axis{Name: name, What: what, Of: len(possible), Items: make([]Item, len(possible)), Beyond: []Item{}}
	for i, item := range possible {
		if axis.Items[i] = (Item{item, met[item]}); met[item] > 0 {
			axis.Met++
		}
		delete(met, item)
	}
	for _, item := range slices.Sorted(maps.Keys(met)) {
		axis.Beyond = append(axis.Beyond, Item{item, met[item]})
	}
	axis.Percent = percent(axis.Met, axis.Of)
	r.Axes = append(r.Axes, axis)
	r.Met += axis.Met
	r.Of += axis.Of
}

// percent is rounded down, so that 100 means all.
func percent(met, of int) float64 {
	if of == 0 {
		return 100
	}
	return float64(met*1000/of) / 10
}

func (u Universe) operations() []string {
	names := make([]string, len(u.Operations))
	for i, o := range u.Operations {
		names[i] = o.Method + " " + o.Path
	}
	return names
}

// unknownPath is what requests that no operation answers are counted under.
const unknownPath = "paths and methods that Belvo has not"

func operationsOf(t journal.Tally) map[string]int {
	met := map[string]int{}
	for op, n := range t.Operations {
		name := op.Method + " " + op.Path
		if op.Path == "" {
			name = unknownPath
		}
		met[name] += n
	}
	return met
}

// codes are those of the catalogue without the ones that the emulator has invented: a client that
// handles them has no use for that at Belvo.
func codes() []string {
	var names []string
	for _, e := range belvo.Catalogue() {
		if !e.Code.Undocumented() {
			names = append(names, string(e.Code))
		}
	}
	return names
}

func statuses() []string {
	var names []string
	for _, s := range lifecycle.States() {
		if name := string(s.Status()); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// named counts under the texts of words.
func named[K ~string](counts map[K]int) map[string]int {
	met := make(map[string]int, len(counts))
	for key, n := range counts {
		met[string(key)] = n
	}
	return met
}

func transitions() []string {
	var names []string
	for _, t := range lifecycle.Table() {
		names = append(names, stepName(journal.Step{From: t.From, Event: t.Event, To: t.To}))
	}
	return names
}

func transitionsOf(t journal.Tally) map[string]int {
	met := map[string]int{}
	for step, n := range t.Transitions {
		met[stepName(step)] += n
	}
	return met
}

func stepName(s journal.Step) string { return fmt.Sprintf("%s %s -> %s", s.From, s.Event, s.To) }

func (u Universe) webhooks() []string {
	var names []string
	for _, h := range u.Webhooks {
		names = append(names, h.Type+" "+h.Code)
	}
	return names
}

func webhooksOf(counts map[journal.Hook]int) map[string]int {
	met := map[string]int{}
	for h, n := range counts {
		met[h.Type+" "+h.Code] += n
	}
	return met
}

// Threshold is what an axis, or Total, has to reach.
type Threshold struct {
	Axis    string
	Percent float64
}

// Check is what came of a threshold.
type Check struct {
	Threshold
	Met, Of int
	OK      bool
}

// String says what was wanted and what there is, in a line.
func (c Check) String() string {
	return fmt.Sprintf("coverage of %s is %d of %d (%.1f %%), wanted are %g %%", c.Axis, c.Met, c.Of,
		percent(c.Met, c.Of), c.Percent)
}

// Hold holds a report to thresholds, in the order of the axes.
func (r Report) Hold(to []Threshold) []Check {
	checks := make([]Check, len(to))
	for i, t := range to {
		met, of := r.Met, r.Of
		for _, axis := range r.Axes {
			if axis.Name == t.Axis {
				met, of = axis.Met, axis.Of
			}
		}
		checks[i] = Check{t, met, of, float64(met)*100 >= t.Percent*float64(of)}
	}
	order := append(Axes(), Total)
	slices.SortStableFunc(checks, func(a, b Check) int {
		return cmp.Compare(slices.Index(order, a.Axis), slices.Index(order, b.Axis))
	})
	return checks
}
