package yamlfile_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"belvo-emulator/emulator/internal/yamlfile"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// TestJSONSchemaHoldsItsForm compares with a file, since editors read the schema: a change of its
// form must be visible where it is made.
func TestJSONSchemaHoldsItsForm(t *testing.T) {
	t.Parallel()
	got, err := json.MarshalIndent(recipeShape().JSONSchema("Recipe"), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	golden := filepath.Join("testdata", "recipe.schema.json")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("the schema is\n%s\nin %s it is\n%s", got, golden, want)
	}
}

// TestJSONSchemaLeavesTheShapeAlone makes two schemas of one shape.
func TestJSONSchemaLeavesTheShapeAlone(t *testing.T) {
	t.Parallel()
	shape := recipeShape()
	first, _ := json.Marshal(shape.JSONSchema("A"))
	second, _ := json.Marshal(shape.JSONSchema("A"))
	if string(first) != string(second) {
		t.Errorf("the second schema differs from the first:\n%s\n%s", first, second)
	}
}

// FuzzDecode looks for texts that make the decoder panic, and checks what it says of the others:
// each problem has a place and a message.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{goodRecipe, "", "---\n---\n", "name: &a x\nany: *a\n", "name: *a\n",
		"? [a]\n: b\n", "{[a]: b}", "name: !!binary x\n",
		"serves: !!int abc\n", "<<: {name: x}\n", "steps: [[[[[]]]]]\n",
		"&a name: *a\n", "\xff\xfe", "name: \"\\u00\"\n", "%YAML 1.1\n---\nname: x\n",
		"time: 9999999999999d\n",
		"serves: 99999999999999999999\n", "name: !!str\n", "tags: !<x> y\n", "name: |\n  a\n",
		"amounts: {a: .nan}\n"} {
		f.Add([]byte(seed))
	}
	shape := recipeShape()
	f.Fuzz(func(t *testing.T, data []byte) {
		var got recipe
		for _, p := range yamlfile.Decode("f", data, shape, &got) {
			if p.File != "f" || p.Line < 1 || p.Column < 1 || p.Message == "" {
				t.Errorf("%q: a problem without a place or a message: %#v", data, p)
			}
		}
	})
}
