package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/notice"
	"belvo-emulator/emulator/internal/yamlfile"
)

const everything = "testdata/v1-everything.yaml"

// TestFrozen holds the format: a file of version 1 is read as it always was. A golden file that
// changes here breaks the files of users.
func TestFrozen(t *testing.T) {
	t.Parallel()
	s, problems := Parse("v1-everything.yaml", []byte(read(t, everything)), sets())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	golden(t, "testdata/v1-everything.txt", dump(s))
}

// TestEverything holds that the frozen file uses every key and word of the format.
func TestEverything(t *testing.T) {
	t.Parallel()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(read(t, everything)), &doc); err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	mark(used, Format(), doc.Content[0], "")
	var missing []string
	for _, w := range possible(Format(), "") {
		if !used[w] {
			missing = append(missing, w)
		}
	}
	if len(missing) > 0 {
		t.Errorf("%s does not use %s", everything, strings.Join(missing, ", "))
	}
}

// possible lists every key and word of a shape, by its path.
func possible(s *yamlfile.Shape, path string) []string {
	var all []string
	for _, word := range s.Enum {
		all = append(all, path+"="+word)
	}
	for _, f := range s.Fields {
		all = append(append(all, path+"."+f.Name), possible(f.Shape, path+"."+f.Name)...)
	}
	if s.Elem != nil {
		all = append(all, possible(s.Elem, path+"[]")...)
	}
	if s.Mapping != nil {
		all = append(all, possible(s.Mapping, path)...)
	}
	return all
}

// mark notes what a node of a shape uses, by the same paths.
func mark(used map[string]bool, s *yamlfile.Shape, n *yaml.Node, path string) {
	if s.Mapping != nil && n.Kind == yaml.MappingNode {
		s = s.Mapping
	}
	switch {
	case n.Kind == yaml.ScalarNode:
		used[path+"="+n.Value] = true
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			mark(used, s.Elem, item, path+"[]")
		}
	case s.Kind == yamlfile.Map:
		for i := 0; i+1 < len(n.Content); i += 2 {
			used[path+"="+n.Content[i].Value] = true
			mark(used, s.Elem, n.Content[i+1], path+"[]")
		}
	default:
		for i := 0; i+1 < len(n.Content); i += 2 {
			for _, f := range s.Fields {
				if f.Name == n.Content[i].Value {
					used[path+"."+f.Name] = true
					mark(used, f.Shape, n.Content[i+1], path+"."+f.Name)
				}
			}
		}
	}
}

// dump prints all that a scenario was read as.
func dump(s *Scenario) string {
	var b strings.Builder
	fmt.Fprintf(&b, "name %s\nsummary %q\nsource %s\nmatch %s\n", s.Name, s.Summary, s.Source, s.Match)
	fmt.Fprintf(&b, "start %s\nenter %s\n", s.Start.Name, s.Enter.Name)
	for _, state := range s.States {
		fmt.Fprintf(&b, "\nstate %s\n", state.Name)
		if a := state.After; a != nil {
			fmt.Fprintf(&b, "  after %v -> %s\n", a.Wait, a.Goto.Name)
		}
		for _, trigger := range slices.Sorted(maps.Keys(state.Rules)) {
			fmt.Fprintf(&b, "  on %s, counted %t\n", trigger, state.counted[trigger])
			for _, r := range state.Rules[trigger] {
				dumpRule(&b, r)
			}
		}
	}
	return b.String()
}

func dumpRule(b *strings.Builder, r *Rule) {
	fmt.Fprintf(b, "    %d %s: respond %q", r.number, r.Position, r.Respond)
	for _, part := range []struct {
		label string
		value any
		given bool
	}{
		{"message", r.Message, r.Message != ""}, {"times", r.Times, r.Times != 0},
		{"latency", r.Latency, r.Latency != 0}, {"consent", r.Consent, r.Consent != 0}, {"fault", r.Fault, r.Fault.Kind != NoFault},
		{"webhooks", r.Webhooks, r.Webhooks != notice.Mangle{}},
		{"data", r.Data, r.Data != ""},
	} {
		if part.given {
			fmt.Fprintf(b, ", %s %v", part.label, part.value)
		}
	}
	if r.Goto != nil {
		fmt.Fprintf(b, ", goto %s", r.Goto.Name)
	}
	b.WriteString("\n")
	for _, g := range r.When {
		var values []string
		for _, p := range g.Values {
			kind := "glob"
			if p.re != nil {
				kind = "regex"
			}
			values = append(values, fmt.Sprintf("%s %q", kind, p))
		}
		fmt.Fprintf(b, "      when %s is %s\n", g.Field, strings.Join(values, " or "))
	}
	if c := r.Challenge; c != nil {
		fmt.Fprintf(b, "      challenge %q %q %q %v\n", c.Type, c.Value, c.Instructions, c.Expiry)
	}
}
