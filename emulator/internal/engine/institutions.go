package engine

import (
	"net/url"
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/scenario"
)

// InstitutionFilters is what the list of institutions can be filtered by.
// Source: parameters of ListInstitutions in OpenAPI 1.223.0; type also takes gig, as it once did.
func InstitutionFilters() *filter.Table[*belvo.Institution] {
	type inst = *belvo.Institution
	f := func(name string, kind filter.Kind, get func(inst) filter.Value, ops ...filter.Op) filter.Field[inst] {
		return filter.Field[inst]{Name: name, Kind: kind, Get: get, Ops: ops}
	}
	choice := func(field filter.Field[inst], choices ...string) filter.Field[inst] {
		field.Choices = choices
		return field
	}
	both := []filter.Op{filter.Equal, filter.In}
	return filter.NewTable([]filter.Field[inst]{
		f("display_name", filter.Part, func(i inst) filter.Value { return filter.Of(i.DisplayName) }, filter.Equal),
		f("country_code", filter.Many, func(i inst) filter.Value { return filter.Value{L: i.CountryCodes} }, both...),
		f("resources", filter.Many, func(i inst) filter.Value { return filter.Value{L: i.Resources} }, filter.AllIn),
		f("name", filter.Text, func(i inst) filter.Value { return filter.Of(i.Name) }, both...),
		choice(f("status", filter.Choice, func(i inst) filter.Value { return filter.Of(i.Status) }, both...),
			"healthy", "down"),
		choice(f("type", filter.Choice, func(i inst) filter.Value { return filter.Of(i.Type) }, both...),
			"bank", "fiscal", "employment", "gig"),
		f("website", filter.Text, func(i inst) filter.Value { return filter.OfOptional(i.Website) }, filter.Equal),
	})
}

// HasInstitution says whether a glob matches the name of an institution.
func (e *Engine) HasInstitution(glob string) bool {
	return slices.ContainsFunc(e.cfg.Catalog.Institutions(), func(i *belvo.Institution) bool {
		return scenario.Glob(glob, i.Name)
	})
}

// SuggestInstitution is the tail of a message about a name that no institution has.
func (e *Engine) SuggestInstitution(name string) string {
	return e.cfg.Catalog.SuggestInstitution(name)
}

// outdated is the type of institutions that no description has: clients whose types come from a
// description fail on it.
const outdated = "gig"

// asksForOutdated says whether the conditions name institutions or types, which may be outdated ones.
func asksForOutdated(parsed []filter.Condition[*belvo.Institution]) bool {
	return slices.ContainsFunc(parsed, func(c filter.Condition[*belvo.Institution]) bool {
		return c.Field.Name == "name" || c.Field.Name == "type"
	})
}

// Institutions returns one page of the institutions that the query's filters let through, by
// name, and how many there are in all. Deviation: those of the outdated type are left out unless the
// query asks for names or types; older guides have them, the descriptions do not.
func (e *Engine) Institutions(query url.Values, page filter.Page) ([]*belvo.Institution, int, error) {
	parsed, err := e.insts.Parse(query)
	if err != nil {
		return nil, 0, err
	}
	var out []*belvo.Institution
	total, all := 0, asksForOutdated(parsed)
	for _, inst := range e.cfg.Catalog.Institutions() {
		if !matchesAll(parsed, inst) || inst.Type == outdated && !all {
			continue
		}
		if total >= page.Offset && len(out) < page.Limit {
			out = append(out, inst)
		}
		total++
	}
	return out, total, nil
}

func matchesAll[T any](conditions []filter.Condition[T], row T) bool {
	for _, c := range conditions {
		if !c.Match(row) {
			return false
		}
	}
	return true
}

// Institution returns one institution by its number, or not_found.
func (e *Engine) Institution(id int) (*belvo.Institution, error) {
	inst, ok := e.cfg.Catalog.InstitutionByID(id)
	if !ok {
		return nil, belvo.NewError(belvo.CodeNotFound)
	}
	return inst, nil
}

// InstitutionNamed returns the institution with a name.
func (e *Engine) InstitutionNamed(name string) (*belvo.Institution, bool) {
	return e.cfg.Catalog.Institution(name)
}

// InstitutionNames lists the names of the institutions, sorted.
func (e *Engine) InstitutionNames() []string {
	return e.ofInstitutions(func(i *belvo.Institution) []string { return []string{i.Name} })
}

// CountryCodes lists the countries of the institutions, sorted.
func (e *Engine) CountryCodes() []string {
	return e.ofInstitutions(func(i *belvo.Institution) []string { return i.CountryCodes })
}

// InstitutionResources lists the resources that institutions have, sorted.
func (e *Engine) InstitutionResources() []string {
	return e.ofInstitutions(func(i *belvo.Institution) []string { return i.Resources })
}

// ofInstitutions lists the words that institutions have, sorted and each once.
func (e *Engine) ofInstitutions(get func(*belvo.Institution) []string) []string {
	var words []string
	for _, i := range e.cfg.Catalog.Institutions() {
		words = append(words, get(i)...)
	}
	slices.Sort(words)
	return slices.Compact(words)
}
