package yamlfile

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Pos is a place in a file, counted from 1.
type Pos struct{ Line, Column int }

// At is the place of a node.
func At(n *yaml.Node) Pos { return Pos{n.Line, n.Column} }

// Problem is one thing that is wrong in a file.
type Problem struct {
	File string
	Pos
	Message string
}

// Error is file:line:column: message.
func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// Problems is everything that is wrong in one or more files.
type Problems []Problem

// Error has one line for each problem.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// OrNil returns nil when there is no problem.
func (ps Problems) OrNil() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// Decode reads the one document in data, checks it against shape and, when nothing is wrong,
// decodes it into v by its yaml tags. File names the data in problems.
func Decode(file string, data []byte, shape *Shape, v any) Problems {
	root, problem := parse(file, data)
	if problem != nil {
		return Problems{*problem}
	}
	c := checker{file: file}
	c.check(root, shape, "")
	if len(c.problems) > 0 {
		return c.problems
	}
	if err := root.Decode(v); err != nil {
		return Problems{{file, At(root), firstLine(err.Error())}}
	}
	return nil
}

type checker struct {
	file     string
	problems Problems
}

func (c *checker) report(n *yaml.Node, format string, args ...any) {
	c.problems = append(c.problems, Problem{c.file, At(n), fmt.Sprintf(format, args...)})
}

func (c *checker) check(n *yaml.Node, s *Shape, name string) {
	if c.alias(n) {
		return
	}
	if s.Mapping != nil && n.Kind == yaml.MappingNode {
		s = s.Mapping
	}
	switch s.Kind {
	case Object:
		c.checkObject(n, s, name)
	case Map:
		c.checkMap(n, s, name)
	case List:
		c.checkList(n, s, name)
	default:
		c.checkScalar(n, s, name)
	}
}

func (c *checker) checkObject(n *yaml.Node, s *Shape, name string) {
	if !c.mapping(n, name) {
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if c.repeated(key, seen) {
			continue
		}
		if field := s.field(key.Value); field != nil {
			c.check(value, field.Shape, key.Value)
		} else {
			c.report(key, "unknown key %q%s%s", key.Value, inside(name), suggestion(key.Value, s.names()))
		}
	}
	for _, f := range s.Fields {
		if f.Required && !seen[f.Name] {
			c.report(n, "missing key %q%s", f.Name, inside(name))
		}
	}
}

func (c *checker) checkMap(n *yaml.Node, s *Shape, name string) {
	if !c.mapping(n, name) {
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if c.repeated(key, seen) {
			continue
		}
		switch {
		case len(s.Enum) > 0 && !contains(s.Enum, key.Value):
			c.report(key, "unknown key %q%s%s", key.Value, inside(name), suggestion(key.Value, s.Enum))
			continue
		case s.Pattern != nil && !s.Pattern.MatchString(key.Value):
			c.report(key, "key %q%s must match %s", key.Value, inside(name), s.Pattern)
			continue
		}
		c.check(value, s.Elem, key.Value)
	}
}

func (c *checker) checkList(n *yaml.Node, s *Shape, name string) {
	if n.Kind != yaml.SequenceNode {
		if s.OrOne && n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
			c.check(n, s.Elem, name)
			return
		}
		c.report(n, "%s must be a list, not %s", quoted(name), describe(n))
		return
	}
	for _, item := range n.Content {
		c.check(item, s.Elem, name)
	}
}

func (c *checker) checkScalar(n *yaml.Node, s *Shape, name string) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || !s.accepts(n) {
		c.report(n, "%s must be %s, not %s", quoted(name), s.Kind.article(), describe(n))
		return
	}
	switch {
	case len(s.Enum) > 0 && !contains(s.Enum, n.Value):
		c.report(n, "unknown %s %q%s", orValue(name), n.Value, suggestion(n.Value, s.Enum))
	case s.Pattern != nil && !s.Pattern.MatchString(n.Value):
		c.report(n, "%s %q must match %s", orValue(name), n.Value, s.Pattern)
	case s.Min != nil:
		if v := 0; n.Decode(&v) == nil && v < *s.Min {
			c.report(n, "%s must be at least %d", quoted(name), *s.Min)
		}
	}
}

// accepts says whether a scalar node is of the shape's kind.
func (s *Shape) accepts(n *yaml.Node) bool {
	switch s.Kind {
	case Text:
		return n.Tag == "!!str" || n.Tag == "!!timestamp"
	case Integer:
		return n.Tag == "!!int" && n.Decode(new(int)) == nil
	case Number:
		return n.Tag == "!!int" || n.Tag == "!!float"
	case Boolean:
		return n.Tag == "!!bool"
	case Duration:
		d, err := ParseDuration(n.Value)
		return err == nil && d >= 0 && durationForm.MatchString(n.Value)
	default:
		return true
	}
}

func (c *checker) mapping(n *yaml.Node, name string) bool {
	if n.Kind == yaml.MappingNode {
		return true
	}
	c.report(n, "%s must be a mapping, not %s", quoted(name), describe(n))
	return false
}

func (c *checker) alias(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode {
		c.report(n, "aliases (*%s) are not supported, write the value out", n.Value)
	}
	return n.Kind == yaml.AliasNode
}

// repeated reports a key that must not be used: one that was there before, or an alias.
func (c *checker) repeated(key *yaml.Node, seen map[string]bool) bool {
	if c.alias(key) {
		return true
	}
	if seen[key.Value] {
		c.report(key, "key %q is given twice", key.Value)
		return true
	}
	seen[key.Value] = true
	return false
}

func (s *Shape) field(name string) *Field {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i]
		}
	}
	return nil
}

func (s *Shape) names() []string {
	names := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		names[i] = f.Name
	}
	return names
}
