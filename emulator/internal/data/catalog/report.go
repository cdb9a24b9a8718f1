package catalog

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

// parser returns a function that reads a file of a shape and checks what its shape cannot say.
func parser[T any](
	shape func() *yamlfile.Shape, check func(r *reporter, top *yaml.Node, v *T),
) func(file string, data []byte) (*T, yamlfile.Problems) {
	return func(file string, data []byte) (*T, yamlfile.Problems) {
		var root rooted[T]
		if problems := yamlfile.Decode(file, data, shape(), &root); len(problems) > 0 {
			return nil, problems
		}
		r := reporter{file: file}
		check(&r, root.node, &root.value)
		return &root.value, r.sorted()
	}
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
	if value := child(n, key); value != nil {
		at = yamlfile.At(value)
	}
	r.problems = append(r.problems, yamlfile.Problem{File: r.file, Pos: at,
		Message: fmt.Sprintf(format, args...)})
}

// child is the value of a key of a mapping, nil where there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
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
