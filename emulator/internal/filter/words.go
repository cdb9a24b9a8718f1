package filter

import (
	"maps"
	"net/url"
	"slices"
)

// Strange is a word in a parameter whose field has few words, and that is none of them.
type Strange struct {
	Param, Word string
	Known       []string // the words of the field
	Given       []string // all words of the parameter
}

// Strange lists the words of a query that their fields do not have, in the order of the parameters: the
// reason why a list is empty. In addition to the fields' own words, more returns those that only a
// catalogue knows, nil for none.
func (t *Table[T]) Strange(query url.Values, more func(field string) []string) []Strange {
	var all []Strange
	for _, name := range slices.Sorted(maps.Keys(query)) {
		p, known := t.params[name]
		if !known || p.op == NotIn || p.op == Contains {
			continue
		}
		words := slices.Concat(p.field.Choices, p.field.Few)
		if len(words) == 0 {
			words = more(p.field.Name)
		}
		if len(words) == 0 {
			continue
		}
		given := (Condition[T]{Op: p.op}).split(query.Get(name))
		for _, word := range given {
			if word != "" && !slices.Contains(words, word) && !(p.field.Nullable && word == "null") {
				all = append(all, Strange{name, word, words, given})
			}
		}
	}
	return all
}
