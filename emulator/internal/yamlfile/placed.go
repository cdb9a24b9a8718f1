package yamlfile

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// Places tells where the parts of a file stand, by their paths, such as links[2].state. The path
// of the whole is "". It reads the file once more when it is first asked, for most files have nothing
// wrong with them. The zero value has no place.
type Places struct{ read func() map[string]Pos }

// Of is the place of a part, or of the smallest part around it that the file has; exact says which.
func (p Places) Of(path string) (pos Pos, exact bool) {
	if p.read == nil {
		return Pos{}, false
	}
	places := p.read()
	for exact = true; ; exact = false {
		if pos, known := places[path]; known || path == "" {
			return pos, exact
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
}

// placesOf reads the places of a file that was checked.
func placesOf(file string, data []byte) Places {
	return Places{sync.OnceValue(func() map[string]Pos {
		places := map[string]Pos{}
		if root, problem := parse(context.Background(), file, data); problem == nil {
			note(places, root, "")
		}
		return places
	})}
}

func note(places map[string]Pos, n *yaml.Node, path string) {
	places[path] = At(n)
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			note(places, n.Content[i+1], strings.TrimPrefix(path+"."+n.Content[i].Value, "."))
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			note(places, item, fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

// DecodePlaced is Decode for types with json tags. It returns the places of all parts too, for
// problems that only the caller can find; they keep the data. The file may be JSON, which is YAML too.
//
// It gives up when the context ends, which is then a problem.
func DecodePlaced(ctx context.Context, file string, data []byte, shape *Shape, v any) (Places, Problems) {
	data = bytes.ReplaceAll(data, []byte("\t"), []byte(" ")) // which JSON may be indented by
	if jsonFits(data, shape) && decodeJSON(data, v) {
		return Places{sync.OnceValue(func() map[string]Pos { return jsonPlaces(data) })}, nil
	}
	root, problem := parse(ctx, file, data)
	if problem != nil {
		return Places{}, Problems{*problem}
	}
	c := checker{file: file, lost: Lost{}}
	c.check(root, shape, "")
	if len(c.problems) > 0 {
		return Places{}, c.found()
	}
	if !decodeJSON(data, v) {
		encoded, err := json.Marshal(plain(root, shape))
		if err == nil {
			err = json.Unmarshal(encoded, v)
		}
		if err != nil {
			return Places{}, Problems{{file, At(root), Shorten(firstLine(err.Error()))}}
		}
	}
	return placesOf(file, data), nil
}

// plain turns a node that was checked into what encoding/json takes.
func plain(n *yaml.Node, s *Shape) any {
	if s.Mapping != nil && n.Kind == yaml.MappingNode {
		s = s.Mapping
	}
	switch {
	case n.Kind == yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, elem := n.Content[i].Value, s.Elem
			if field := s.field(key); field >= 0 {
				elem = s.Fields[field].Shape
			}
			object[key] = plain(n.Content[i+1], elem)
		}
		return object
	case s.Kind == List && n.Kind != yaml.SequenceNode:
		return []any{plain(n, s.Elem)}
	case s.Kind == List:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = plain(item, s.Elem)
		}
		return list
	}
	return scalar(n, s)
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

// unquote takes the marks of JSON from a node and all within, except from lists and mappings that are
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
