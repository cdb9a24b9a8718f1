package insight

import "strings"

// Phrases are all that the tables know, without their stars.
func Phrases() (all []string) {
	cut := func(words string) { all = append(all, strings.Split(strings.ReplaceAll(words, "*", ""), "|")...) }
	for _, m := range merchants {
		cut(m.words)
	}
	for _, r := range rules {
		cut(r.words)
	}
	return all
}
