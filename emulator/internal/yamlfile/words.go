package yamlfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// yamlLine finds the line number in the texts of yaml.v3's own errors.
var yamlLine = regexp.MustCompile(`line (\d+): `)

// maxEntries is how many entries of mappings and lists a document may have that the parser of YAML reads: each
// takes some 700 bytes meanwhile.
const maxEntries = 600_000

// entries is about how many entries a document has: each ends with its line, or with a comma before. Lines of
// brackets alone have none, but for what is empty there.
func entries(data []byte) int {
	n := 0
	for line := range bytes.Lines(data) {
		if line = bytes.Trim(line, " \t\r\n,[]{}"); len(line) > 0 {
			n += 1 + bytes.Count(line, []byte(","))
		}
	}
	return max(n, bytes.Count(data, []byte(",")))
}

// stoppable is a reader that ends with an error as soon as a context does.
type stoppable struct {
	ctx context.Context
	io.Reader
}

// Read reads as long as the context lasts.
func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Reader.Read(p)
}

// parse returns the root node of the only document in data. It gives up when the context ends.
func parse(ctx context.Context, file string, data []byte) (*yaml.Node, *Problem) {
	if n := entries(data); n > maxEntries {
		return nil, &Problem{file, Pos{1, 1}, fmt.Sprintf("it has some %d entries; there may be %d", n, maxEntries)}
	}
	var doc, extra yaml.Node
	decoder := yaml.NewDecoder(stoppable{ctx, bytes.NewReader(data)})
	if err := decoder.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &Problem{file, Pos{1, 1}, "the file is empty"}
		}
		return nil, syntaxProblem(file, data, err)
	}
	switch err := decoder.Decode(&extra); {
	case err == nil:
		return nil, &Problem{file, At(&extra), "only one document is allowed in a file"}
	case !errors.Is(err, io.EOF):
		return nil, syntaxProblem(file, data, err)
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, &Problem{file, Pos{1, 1}, "the file is empty"}
	}
	return doc.Content[0], nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func (k Kind) article() string {
	return [...]string{"a text", "a whole number", "a number", "true or false",
		"a duration such as 90s, 24h or 7d", "a value", "a mapping", "a mapping", "a list"}[k]
}

func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "nothing"
	default:
		return Quote(n.Value)
	}
}

func quoted(name string) string {
	if name == "" {
		return "the file"
	}
	return Quote(name)
}

func orValue(name string) string {
	if name == "" {
		return "value"
	}
	return Shorten(name)
}

func inside(name string) string {
	if name == "" {
		return ""
	}
	return " in " + Quote(name)
}

// empty is the tail of a message about a value that is missing.
func empty(n *yaml.Node, name string, kind Kind) string {
	if n.Tag != "!!null" || name == "" {
		return ""
	}
	if kind == List {
		return ": write [] if it is empty"
	}
	return ": write {} if it is empty"
}

func contains(words []string, w string) bool { return slices.Contains(words, w) }
