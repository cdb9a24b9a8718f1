package yamlfile

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Places tells where the parts of a file stand, by their paths, such as links[2].state. The path
// of the whole is "".
type Places map[string]Pos

// Of is the place of a part, or of the smallest part around it that the file has.
func (p Places) Of(path string) Pos {
	for {
		if pos, known := p[path]; known || path == "" {
			return pos
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
}

// DecodePlaced is Decode for types with json tags. It returns the places of all parts besides, for
// problems that only somebody else can find. The file may be JSON, which is YAML too.
//
// It gives up when the context ends, which is then a problem.
func DecodePlaced(ctx context.Context, file string, data []byte, shape *Shape, v any) (Places, Problems) {
	data = bytes.ReplaceAll(data, []byte("\t"), []byte(" ")) // which JSON may be indented by
	root, problem := parse(ctx, file, data)
	if problem != nil {
		return nil, Problems{*problem}
	}
	c := checker{file: file, lost: Lost{}}
	c.check(root, shape, "")
	if len(c.problems) > 0 {
		return nil, c.found()
	}
	places := Places{}
	encoded, err := json.Marshal(places.plain(root, shape, ""))
	if err == nil {
		err = json.Unmarshal(encoded, v)
	}
	if err != nil {
		return nil, Problems{{file, At(root), Shorten(firstLine(err.Error()))}}
	}
	return places, nil
}

// plain turns a node that was checked into what encoding/json takes, and notes its place.
func (p Places) plain(n *yaml.Node, s *Shape, path string) any {
	p[path] = At(n)
	if s.Mapping != nil && n.Kind == yaml.MappingNode {
		s = s.Mapping
	}
	switch {
	case n.Kind == yaml.MappingNode:
		return p.mapping(n, s, path)
	case s.Kind == List && n.Kind != yaml.SequenceNode:
		return []any{p.plain(n, s.Elem, path)}
	case s.Kind == List:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = p.plain(item, s.Elem, fmt.Sprintf("%s[%d]", path, i))
		}
		return list
	}
	return scalar(n, s)
}

func (p Places) mapping(n *yaml.Node, s *Shape, path string) any {
	object := map[string]any{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, elem := n.Content[i].Value, s.Elem
		if field := s.field(key); field != nil {
			elem = field.Shape
		}
		object[key] = p.plain(n.Content[i+1], elem, strings.TrimPrefix(path+"."+key, "."))
	}
	return object
}

// scalar is a number or a switch where the shape says so, else the text as it stands: a date is
// none but by its shape.
func scalar(n *yaml.Node, s *Shape) (v any) {
	switch s.Kind {
	case Integer, Number, Boolean:
		_ = n.Decode(&v) // was checked
		return v
	default:
		return n.Value
	}
}

// FromJSON writes a JSON document as YAML, its keys in the same order.
func FromJSON(document []byte) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(document, &root); err != nil {
		return nil, err
	}
	unquote(&root)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&root); err != nil {
		return nil, err
	}
	return out.Bytes(), encoder.Close()
}

// unquote takes the marks of JSON from a node and all within, but for lists and mappings that are
// empty. Instants need no quotes.
func unquote(n *yaml.Node) {
	if len(n.Content) > 0 || n.Kind == yaml.ScalarNode {
		n.Style = 0
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" && instant.MatchString(n.Value) {
		n.Tag = "!!timestamp"
	}
	for _, inner := range n.Content {
		unquote(inner)
	}
}
