package dataset

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// rooted decodes a document and keeps its root, for the places of what the checks find.
type rooted[T any] struct {
	node  *yaml.Node
	value T
}

// UnmarshalYAML decodes the value as if rooted were not there.
func (r *rooted[T]) UnmarshalYAML(n *yaml.Node) error {
	r.node = n
	return n.Decode(&r.value)
}

// reporter collects what is wrong in one file.
type reporter struct {
	file     string
	problems yamlfile.Problems
}

// report places a problem at the value of a key in a mapping, or at the mapping itself when it
// has no such key.
func (r *reporter) report(n *yaml.Node, key, format string, args ...any) {
	at := yamlfile.At(n)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Kind == yaml.MappingNode && n.Content[i].Value == key {
			at = yamlfile.At(n.Content[i+1])
		}
	}
	r.problems = append(r.problems, yamlfile.Problem{File: r.file, Pos: at,
		Message: fmt.Sprintf(format, args...)})
}

// words reports the words in braces that a text may not have.
func (r *reporter) words(n *yaml.Node, key, text string, known ...string) {
	if !strings.Contains(text, "{") {
		return
	}
	for _, m := range regexp.MustCompile(`\{([^{}]*)\}`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(known, m[1]) {
			r.report(n, key, "unknown word {%s} in %q%s", m[1], key, suggest.Tail(m[1], known))
		}
	}
}

// sorted returns the problems in the order of the file.
func (r *reporter) sorted() yamlfile.Problems {
	slices.SortStableFunc(r.problems, func(a, b yamlfile.Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return r.problems
}

// textWords are the words in braces that a description may have.
func textWords() []string { return []string{"name", "city", "account", "holder", "reference"} }
