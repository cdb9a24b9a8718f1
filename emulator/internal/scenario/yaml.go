package scenario

import (
	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/yamlfile"
)

// oneOrMore is a list that may be written as its only element.
type oneOrMore []string

// UnmarshalYAML accepts a scalar or a sequence; the format was checked before.
func (o *oneOrMore) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*o = oneOrMore{n.Value}
		return nil
	}
	for _, item := range n.Content {
		*o = append(*o, item.Value)
	}
	return nil
}

// UnmarshalYAML keeps the places of the values.
func (f *fileYAML) UnmarshalYAML(n *yaml.Node) error {
	type plain fileYAML
	f.pos, f.at = yamlfile.At(n), map[string]yamlfile.Pos{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		f.at[n.Content[i].Value] = yamlfile.At(n.Content[i+1])
	}
	return n.Decode((*plain)(f))
}

// UnmarshalYAML keeps the place of the state and the order of its triggers.
func (s *stateYAML) UnmarshalYAML(n *yaml.Node) error {
	type plain stateYAML
	s.pos = yamlfile.At(n)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "on" {
			for j := 0; j+1 < len(n.Content[i+1].Content); j += 2 {
				s.order = append(s.order, n.Content[i+1].Content[j].Value)
			}
		}
	}
	return n.Decode((*plain)(s))
}

// UnmarshalYAML keeps the place.
func (a *afterYAML) UnmarshalYAML(n *yaml.Node) error {
	type plain afterYAML
	a.pos = yamlfile.At(n)
	return n.Decode((*plain)(a))
}

// UnmarshalYAML keeps the place.
func (r *ruleYAML) UnmarshalYAML(n *yaml.Node) error {
	type plain ruleYAML
	r.pos = yamlfile.At(n)
	return n.Decode((*plain)(r))
}

// faultYAML is a fault's name, or a mapping with the status of an error page.
type faultYAML struct{ Fault }

// UnmarshalYAML reads both forms.
func (f *faultYAML) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		f.Kind = FaultKind(n.Value)
		return nil
	}
	var page struct {
		Status int `yaml:"status"`
	}
	err := n.Decode(&page)
	f.Kind, f.Status = FaultStatus, page.Status
	return err
}
