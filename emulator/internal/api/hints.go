package api

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// maxWordHints is how many words of a query are explained.
const maxWordHints = 5

// hintWords explains a list by the words of its filters that they do not know. A list with results is
// only explained by a word that has a neighbour which the filter does not name as well: one word of
// several may be misspelt, and an institution of the user's own may have words that are not known here.
func (r *request) hintWords() {
	strange := r.route.filters.Strange(r.parameters(), r.enums)
	for _, s := range strange[:min(len(strange), maxWordHints)] {
		near := suggest.Similar(s.Word, s.Known)
		if r.found && (near == "" || slices.Contains(s.Given, near)) {
			continue
		}
		text := fmt.Sprintf("%s: no object has the value %s", s.Param, yamlfile.Quote(s.Word))
		if near != "" {
			text += fmt.Sprintf(", did you mean %q?", near)
		} else if len(s.Known) <= 12 {
			text += ", which is one of " + strings.Join(slices.Sorted(slices.Values(s.Known)), ", ")
		}
		r.Hint(text)
	}
}

// enums are those of a filter's field that the catalogue of institutions knows, nil for any other field.
func (r *request) enums(field string) []string {
	institutions := r.route.Name == "ListInstitutions"
	switch {
	case field == "institution", institutions && field == "name":
		return r.api.cfg.Engine.InstitutionNames()
	case institutions && field == "country_code":
		return r.api.cfg.Engine.CountryCodes()
	case institutions && field == "resources":
		return r.api.cfg.Engine.InstitutionResources()
	}
	return nil
}

// meantInstitution is the hint about a name that no institution has.
func (a *API) meantInstitution(name string) string {
	if near := suggest.Similar(name, a.cfg.Engine.InstitutionNames()); near != "" {
		return fmt.Sprintf("there is no institution %s, did you mean %q?", yamlfile.Quote(name), near)
	}
	return "GET /api/institutions/ lists the names of the institutions"
}

// hintInstitution explains an error about the institution that a body names.
func (r *request) hintInstitution(name string, err error) {
	if e, is := err.(*belvo.Error); is && e.Code == belvo.CodeDoesNotExist && e.Field == "institution" {
		r.Hint(r.api.meantInstitution(name))
	}
}

// hintNumber explains that institutions have numbers in paths, where a name was given.
func (r *request) hintNumber(name string) {
	if inst, is := r.api.cfg.Engine.InstitutionNamed(name); is {
		r.Hint(fmt.Sprintf("a path has the number of an institution: %s is %d", name, inst.ID))
	} else if strings.ContainsAny(name, "_") {
		r.Hint(r.api.meantInstitution(name))
	}
}

// hintPath explains that no operation has the path, by the nearest that one has. The path itself is not
// shown, for it may hold a secret that was put in the wrong place.
func (r *request) hintPath() {
	if meant := r.api.meantPath(r.path); meant != "" {
		r.Hint("no operation has this path, did you mean " + meant + "?")
	} else if len(r.path) > 0 && r.path[0] == "api" {
		r.Hint("no operation has this path; GET " + DescriptionPath + " describes all")
	}
}

// meantPath is the path of the route that some segments were probably meant for, "" for none: the same
// one below /api/, the one with the fewest letters to change, or the longest that is a beginning.
func (a *API) meantPath(segments []string) string {
	words := make([]string, len(segments))
	for i, s := range segments {
		if words[i] = s; isID(s) {
			words[i] = "{id}"
		}
	}
	path := strings.TrimPrefix(strings.Join(words, "/"), "api/")
	known := map[string]string{}
	for _, route := range a.routes {
		if below := strings.TrimPrefix(belvo.NormalPath(route.Path), "api/"); below != "api" {
			known[below] = route.Path // some of Belvo's paths are not below /api/
		}
	}
	if exact := known[path]; exact != "" || len(segments) == 0 || segments[0] != "api" {
		return exact
	}
	near, beginning := "", ""
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
		if strings.HasPrefix(path, name+"/") && len(name) > len(beginning) {
			beginning = name
		}
	}
	slices.Sort(names)
	near = suggest.Nearest(path, names)
	return known[cmp.Or(near, beginning)]
}

// isID says whether a segment of a path is an id: a UUID or a number.
func isID(segment string) bool {
	_, uuid := belvo.ParseID(segment)
	_, err := strconv.Atoi(segment)
	return uuid || err == nil
}
