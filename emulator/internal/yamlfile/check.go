package yamlfile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"

	"belvo-emulator/emulator/internal/suggest"

	"gopkg.in/yaml.v3"
)

// Decode reads the one document in data, checks it against shape and decodes it into v by its yaml
// tags. What v holds counts only when nothing is wrong. File names the data in problems.
func Decode(file string, data []byte, shape *Shape, v any) Problems {
	_, problems := DecodeRest(file, data, shape, v)
	return problems
}

// DecodeRest is Decode for callers that look for more problems in the valid part of a file: Lost has
// what v lacks of it. It is nil when nothing could be decoded.
func DecodeRest(file string, data []byte, shape *Shape, v any) (Lost, Problems) {
	root, problem := parse(context.Background(), file, data)
	if problem != nil {
		return nil, Problems{*problem}
	}
	c := checker{file: file, lost: Lost{}}
	if !c.check(root, shape, "") {
		return nil, c.found()
	}
	if err := root.Decode(v); err != nil {
		return nil, append(c.found(), Problem{file, At(root), Shorten(firstLine(err.Error()))})
	}
	return c.lost, c.found()
}

// Lost tells, by the places of mappings and lists, what was left out of them because something was
// wrong with it: the keys, also those that are missing, and "" for a list's items.
type Lost map[Pos][]string

// check reports what is wrong with a node and says whether it is kept: when nothing is, or when the
// shape is Loose and the node has the right type except for some parts, which it then lacks.
func (c *checker) check(n *yaml.Node, s *Shape, name string) bool {
	if c.alias(n) {
		return false
	}
	if s.Mapping != nil && n.Kind == yaml.MappingNode {
		s = s.Mapping
	}
	before, whole := len(c.problems)+c.more, false
	switch s.Kind {
	case Object:
		whole = c.checkObject(n, s, name)
	case Map:
		whole = c.checkMap(n, s, name)
	case List:
		whole = c.checkList(n, s, name)
	default:
		c.checkScalar(n, s, name)
	}
	return whole && s.Loose || len(c.problems)+c.more == before
}

// lose notes what is left out of a loose node.
func (c *checker) lose(n *yaml.Node, s *Shape, key string) {
	if s.Loose {
		c.lost[At(n)] = append(c.lost[At(n)], key)
	}
}

// checkObject, like checkMap and checkList, takes what is wrong out of the node. It returns false
// when that is all of it.
func (c *checker) checkObject(n *yaml.Node, s *Shape, name string) bool {
	if !c.mapping(n, s, name) {
		return false
	}
	missed := map[string]bool{} // keys that were misspelt are not missing
	seen := c.eachPair(n, s, func(key, value *yaml.Node) (lost string) {
		if field := s.field(key.Value); field < 0 {
			near := ""
			if !c.full() {
				near = suggest.Nearest(key.Value, s.names())
				missed[near] = true
			}
			c.report(key, "unknown key %s%s%s", Quote(key.Value), inside(name), meant(key.Value, s.names))
			return cmp.Or(near, key.Value)
		} else if !c.check(value, s.Fields[field].Shape, key.Value) {
			return key.Value
		}
		return ""
	})
	for _, f := range s.Fields {
		if !f.Required || seen[f.Name] {
			continue
		}
		c.lose(n, s, f.Name)
		if !missed[f.Name] {
			c.report(n, "missing key %q%s", f.Name, inside(name))
		}
	}
	return true
}

func (c *checker) checkMap(n *yaml.Node, s *Shape, name string) bool {
	if !c.mapping(n, s, name) || c.tooMany(n, len(n.Content)/2, s, name) {
		return false
	}
	c.eachPair(n, s, func(key, value *yaml.Node) (lost string) {
		if c.checkKey(key, s, name) && c.check(value, s.Elem, key.Value) {
			return ""
		}
		return cmp.Or(key.Value, "a key without a name")
	})
	return true
}

// checkKey reports a key that a map must not have, and says whether it may.
func (c *checker) checkKey(key *yaml.Node, s *Shape, name string) bool {
	switch {
	case len(s.Enum) > 0 && !contains(s.Enum, key.Value):
		c.report(key, "unknown key %s%s%s", Quote(key.Value), inside(name),
			meant(key.Value, func() []string { return s.Enum }))
	case s.Pattern != nil && !s.Pattern.MatchString(key.Value):
		c.report(key, "key %s%s must match %s", Quote(key.Value), inside(name), s.Pattern)
	default:
		return true
	}
	return false
}

// eachPair visits the pairs of a mapping. It takes those out of it of which visit names the key that
// is lost with them, and returns the keys that there were.
func (c *checker) eachPair(n *yaml.Node, s *Shape, visit func(key, value *yaml.Node) string) map[string]bool {
	seen := map[string]bool{}
	var kept []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		lost := key.Value
		if !c.repeated(key, seen) {
			lost = visit(key, value)
		}
		if lost == "" {
			kept = append(kept, key, value)
		} else {
			c.lose(n, s, lost)
		}
	}
	n.Content = kept
	return seen
}

func (c *checker) checkList(n *yaml.Node, s *Shape, name string) bool {
	if n.Kind != yaml.SequenceNode {
		if s.OrOne && n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
			return c.check(n, s.Elem, name)
		}
		c.report(n, "%s must be a list, not %s%s", quoted(name), describe(n), empty(n, name, List))
		return false
	}
	if c.tooMany(n, len(n.Content), s, name) {
		return false
	}
	var kept []*yaml.Node
	for _, item := range n.Content {
		if c.check(item, s.Elem, name) {
			kept = append(kept, item)
		} else {
			c.lose(n, s, "")
		}
	}
	n.Content = kept
	return true
}

// tooMany reports a map or list with more elements than its shape allows.
func (c *checker) tooMany(n *yaml.Node, elements int, s *Shape, name string) bool {
	if s.Most == 0 || elements <= s.Most {
		return false
	}
	c.add(n, func() string {
		return fmt.Sprintf("%s has %d elements; there may be %d", quoted(name), elements, s.Most)
	})
	return true
}

func (c *checker) checkScalar(n *yaml.Node, s *Shape, name string) {
	if instead := s.instead(n); instead != "" {
		c.report(n, "%s must be %s, not %s: write %s", quoted(name), s.Kind.article(), describe(n), instead)
		return
	}
	if _, err := ParseDuration(n.Value); s.Kind == Duration && errors.Is(err, ErrTooLong) {
		c.report(n, "%s is too long: %s", quoted(name), n.Value)
		return
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || !s.accepts(n) {
		c.report(n, "%s must be %s, not %s", quoted(name), s.Kind.article(), describe(n))
		return
	}
	switch {
	case len(s.Enum) > 0 && !contains(s.Enum, n.Value):
		c.report(n, "unknown %s %s%s", orValue(name), Quote(n.Value),
			meant(n.Value, func() []string { return s.Enum }))
	case s.Pattern != nil && !s.Pattern.MatchString(n.Value) && s.Form != "":
		c.report(n, "%s must be %s, not %s", orValue(name), s.Form, Quote(n.Value))
	case s.Pattern != nil && !s.Pattern.MatchString(n.Value):
		c.report(n, "%s %s must match %s", orValue(name), Quote(n.Value), s.Pattern)
	case s.Min != nil:
		if v, is := whole(n); is && v < *s.Min {
			c.report(n, "%s must be at least %d", quoted(name), *s.Min)
		}
	}
}

// instead is what to write instead of a scalar that the shape knows to be a mistake, "" for others.
func (s *Shape) instead(n *yaml.Node) string {
	if s.Instead == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return s.Instead(n.Value)
}

// accepts says whether a scalar node is of the shape's kind.
func (s *Shape) accepts(n *yaml.Node) bool {
	switch s.Kind {
	case Text:
		return n.Tag == "!!str" || n.Tag == "!!timestamp"
	case Integer:
		_, is := whole(n)
		return is
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

// whole is the number of a scalar node that is a whole one.
func whole(n *yaml.Node) (v int, is bool) {
	if n.Tag != "!!int" {
		return 0, false
	}
	number, err := strconv.ParseInt(n.Value, 0, 0)
	if v = int(number); err != nil { // as YAML alone writes it
		err = n.Decode(&v)
	}
	return v, err == nil
}

func (c *checker) mapping(n *yaml.Node, s *Shape, name string) bool {
	if n.Kind == yaml.MappingNode {
		return true
	}
	found := describe(n)
	if s.Secret && n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
		found = "a text" // which may be the secret
	}
	c.report(n, "%s must be a mapping, not %s%s", quoted(name), found, empty(n, name, Map))
	return false
}

func (c *checker) alias(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode {
		c.report(n, "aliases (*%s) are not supported, write the value out", Shorten(n.Value))
	}
	return n.Kind == yaml.AliasNode
}

// repeated reports a key that must not be used: one that was there before, or an alias.
func (c *checker) repeated(key *yaml.Node, seen map[string]bool) bool {
	if c.alias(key) {
		return true
	}
	if seen[key.Value] {
		c.report(key, "key %s is given twice", Quote(key.Value))
		return true
	}
	seen[key.Value] = true
	return false
}

// field is the number of the field with a name, negative for none.
func (s *Shape) field(name string) int {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return i
		}
	}
	return -1
}

func (s *Shape) names() []string {
	names := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		names[i] = f.Name
	}
	return names
}
