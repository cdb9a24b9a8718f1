package scenario

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"belvo-emulator/emulator/internal/yamlfile"
	"belvo-emulator/scenarios"
)

const schemaFile = "../../../scenarios/schema.json"

// TestSchemaFile holds the schema that editors use equal to the format.
func TestSchemaFile(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(Format().JSONSchema("Belvo emulator scenario")); err != nil {
		t.Fatal(err)
	}
	golden(t, schemaFile, b.String())
}

// TestSchemaTakesWhatIsRight: an editor must not underline a file that loads.
func TestSchemaTakesWhatIsRight(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	files, err := fs.Glob(scenarios.FS, "*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no built-in scenarios: %v", err)
	}
	texts := map[string]string{"right": right, everything: read(t, everything)}
	for _, file := range files {
		data, err := fs.ReadFile(scenarios.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = string(data)
	}
	for _, w := range impossible() { // these are wrong, but in their meaning
		texts[w.name] = strings.Replace(right, w.old, w.new, 1)
	}
	for name, text := range texts {
		agree(t, schema, name, text, true)
	}
}

// TestSchemaAndDecoderAgree changes a piece of a right file at a time.
func TestSchemaAndDecoderAgree(t *testing.T) {
	t.Parallel()
	schema := compiled(t)
	for _, w := range malformed() {
		switch {
		case w.old == "" && !strings.HasPrefix(w.new, "version"):
		case strings.Contains(w.want, "not valid YAML"), strings.Contains(w.want, "given twice"):
		case strings.Contains(w.want, "is too long"): // a schema has no arithmetic
		case strings.Contains(w.want, "document"), strings.Contains(w.want, "aliases"):
			// what no schema sees: it is given a document that was read, the aliases followed
		default:
			text := w.new
			if w.old != "" {
				text = strings.Replace(right, w.old, w.new, 1)
			}
			agree(t, schema, w.name, text, false)
		}
	}
	for _, c := range variants() {
		text := strings.Replace(right, c.old, c.new, 1)
		if text == right {
			t.Fatalf("nothing is changed by %q for %q", c.new, c.old)
		}
		agree(t, schema, c.new, text, c.fine)
	}
}

// variant is right with a piece replaced, and whether that is still of the right shape.
type variant struct {
	old, new string
	fine     bool
}

func variants() []variant {
	return []variant{
		{"usernames: test_*", "usernames: [a, 1, true, 1.5]", true},
		{"usernames: test_*", "usernames: []", true},
		{"usernames: test_*", "usernames: 12", true},
		{"usernames: test_*", "usernames: [null]", false},
		{"version: 1", "version: 1.5", false},
		{"version: 1", "version: true", false},
		{"summary: A test.", "summary: 2026-03-14", true},
		{"summary: A test.", "summary: {}", false},
		{"summary: A test.", "summary: ''", true},
		{"name: test", "name: test-2", true},
		{"name: test", "name: Test", false},
		{"name: test", "name: 'a b'", false},
		{"wait: 1h", "wait: 1.5h", true},
		{"wait: 1h", "wait: 1h30m10s", true},
		{"wait: 1h", "wait: 0.5d", true},
		{"wait: 1h", "wait: 1h2d", false},
		{"wait: 1h", "wait: 1w", false},
		{"wait: 1h", "wait: ''", false},
		{"wait: 1h", "wait: '1 h'", false},
		{"wait: 1h", "wait: [1h]", false},
		{"wait: 1h", "wait: 60", false},
		{"wait: 1h", "wait: '0'", true},
		{"wait: 1h", "wait: 1d ", true},
		{"[{respond: ok}]", "[]", true},
		{"[{respond: ok}]", "[{}]", true},
		{"[{respond: ok}]", "[{respond: OK}]", false},
		{"[{respond: ok}]", "[{respond: 1}]", false},
		{"[{respond: ok}]", "[{respond: ok, times: 1}]", true},
		{"[{respond: ok}]", "[{respond: ok, times: 0x0}]", false},
		{"[{respond: ok}]", "[{respond: ok, times: '1'}]", false},
		{"[{respond: ok}]", "[{respond: ok, times: -1}]", false},
		{"[{respond: ok}]", "[{respond: ok, latency: 250ms}]", true},
		{"[{respond: ok}]", "[{respond: ok, latency: soon}]", false},
		{"[{respond: ok}]", "[{fault: {status: 400}}]", true},
		{"[{respond: ok}]", "[{fault: {status: 399}}]", false},
		{"[{respond: ok}]", "[{fault: {}}]", false},
		{"[{respond: ok}]", "[{fault: {status: 500, kind: hang}}]", false},
		{"[{respond: ok}]", "[{fault: status}]", false},
		{"[{respond: ok}]", "[{when: {}, respond: ok}]", true},
		{"[{respond: ok}]", "[{when: [], respond: ok}]", false},
		{"[{respond: ok}]", "[{when: {colour: red}, respond: ok}]", false},
		{"[{respond: ok}]", "[{when: {attempt: {at: 1}}, respond: ok}]", false},
		{"type: numeric, value: \"1\"", "", true},
		{"value: \"1\"", "value: 1", true},
		{"value: \"1\"", "value: [1]", false},
		{"  locked:", "  Locked_2:", true},
		{"  locked:", "  2locked:", false},
		{"  locked:", "  locked: {}\n  other:", true},
		{"    after:", "    on: {}\n    bafter:", false},
	}
}

// agree holds the verdicts of schema and decoder on the shape of a file.
func agree(t *testing.T, schema *jsonschema.Schema, name, text string, fine bool) {
	t.Helper()
	var raw fileYAML
	problems := yamlfile.Decode("test.yaml", []byte(text), Format(), &raw)
	underlined := schema.Validate(asEditorsRead(t, text))
	if (len(problems) == 0) != fine {
		t.Errorf("%s: the decoder says\n%v", name, problems)
	}
	if (underlined == nil) != fine {
		t.Errorf("%s: the schema says\n%v", name, underlined)
	}
}

// asEditorsRead is a file as JSON. Editors read YAML 1.2, which has no dates.
func asEditorsRead(t *testing.T, text string) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return plain(t, doc.Content[0])
}

func plain(t *testing.T, n *yaml.Node) any {
	t.Helper()
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = plain(t, n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, item := range n.Content {
			out = append(out, plain(t, item))
		}
		return out
	}
	if n.Tag == "!!str" || n.Tag == "!!timestamp" {
		return n.Value
	}
	var v any
	if err := n.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// compiled is the committed schema, which must be a valid one itself.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(read(t, schemaFile)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
