package scenario

import (
	"maps"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/suggest"
)

// Set is all scenarios that can be used. It is immutable once loaded.
type Set struct {
	byName map[string]*Scenario
	byUser []*Scenario // later layers first
	byBank []*Scenario
}

func newSet() *Set { return &Set{byName: map[string]*Scenario{}} }

// add puts a layer before those that are there.
func (s *Set) add(scenarios []*Scenario) {
	for _, sc := range scenarios {
		if old := s.byName[sc.Name]; old != nil {
			s.byUser = slices.DeleteFunc(s.byUser, func(x *Scenario) bool { return x == old })
			s.byBank = slices.DeleteFunc(s.byBank, func(x *Scenario) bool { return x == old })
		}
		s.byName[sc.Name] = sc
	}
	for _, sc := range scenarios {
		switch {
		case len(sc.Match.Usernames) > 0:
			s.byUser = slices.Insert(s.byUser, 0, sc)
		case len(sc.Match.Institutions) > 0:
			s.byBank = slices.Insert(s.byBank, 0, sc)
		}
	}
}

// With returns the set with one scenario more, or with another in the place of the one of its name.
func (s *Set) With(sc *Scenario) *Set {
	next := &Set{byName: maps.Clone(s.byName), byUser: slices.Clone(s.byUser), byBank: slices.Clone(s.byBank)}
	next.add([]*Scenario{sc})
	return next
}

// Named returns the scenario of a name.
func (s *Set) Named(name string) (*Scenario, bool) {
	sc, ok := s.byName[name]
	return sc, ok
}

// Suggest is the tail of a message about a name that no scenario has.
func (s *Set) Suggest(name string) string {
	names := make([]string, 0, len(s.byName))
	for n := range s.byName {
		names = append(names, n)
	}
	return suggest.Tail(name, names)
}

// All returns the scenarios by name.
func (s *Set) All() []*Scenario {
	all := make([]*Scenario, 0, len(s.byName))
	for _, sc := range s.byName {
		all = append(all, sc)
	}
	slices.SortFunc(all, func(a, b *Scenario) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Choose returns the scenario of a user at an institution: one that claims the username, else one
// that claims the institution, else the default.
func (s *Set) Choose(institution, username string) *Scenario {
	for _, sc := range s.byUser {
		if sc.Match.claims(institution, username) {
			return sc
		}
	}
	for _, sc := range s.byBank {
		if sc.Match.claims(institution, username) {
			return sc
		}
	}
	return s.byName[Default]
}

func (m Match) claims(institution, username string) bool {
	return satisfies(m.Usernames, username) && satisfies(m.Institutions, institution)
}

// satisfies says whether a value matches one of the patterns, if there are any.
func satisfies(patterns []Pattern, value string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p Pattern) bool { return p.Matches(value) })
}

// String describes whom the match claims.
func (m Match) String() string {
	var parts []string
	for _, list := range []struct {
		label    string
		patterns []Pattern
	}{{"username", m.Usernames}, {"institution", m.Institutions}} {
		if len(list.patterns) == 0 {
			continue
		}
		texts := make([]string, len(list.patterns))
		for i, p := range list.patterns {
			texts[i] = p.String()
		}
		parts = append(parts, list.label+" "+strings.Join(texts, " or "))
	}
	return strings.Join(parts, ", ")
}
