package yamlfile_test

import (
	"reflect"
	"testing"

	"belvo-emulator/emulator/internal/yamlfile"
)

// placed is what the format of these tests decodes into.
type placed struct {
	Name  string   `json:"name"`
	At    string   `json:"at"`
	Count int      `json:"count"`
	On    bool     `json:"on"`
	Tags  []string `json:"tags"`
	Inner []struct {
		Name string `json:"name"`
	} `json:"inner"`
	Free map[string]string `json:"free"`
}

func placedFormat() *yamlfile.Shape {
	text := &yamlfile.Shape{Kind: yamlfile.Scalar}
	inner := &yamlfile.Shape{Kind: yamlfile.Object, Fields: []yamlfile.Field{{Name: "name", Shape: text}}}
	return &yamlfile.Shape{Kind: yamlfile.Object, Fields: []yamlfile.Field{{Name: "name", Shape: text},
		{Name: "at", Shape: &yamlfile.Shape{Kind: yamlfile.Text, Pattern: yamlfile.InstantForm()}},
		{Name: "count", Shape: &yamlfile.Shape{Kind: yamlfile.Integer}},
		{Name: "on", Shape: &yamlfile.Shape{Kind: yamlfile.Boolean}},
		{Name: "tags", Shape: &yamlfile.Shape{Kind: yamlfile.List, Elem: text, OrOne: true}},
		{Name: "inner", Shape: &yamlfile.Shape{Kind: yamlfile.List, Elem: inner}},
		{Name: "free", Shape: &yamlfile.Shape{Kind: yamlfile.Map, Elem: text}}}}
}

// TestDecodePlaced: values are what their shapes say, in YAML as in JSON, and places are known.
func TestDecodePlaced(t *testing.T) {
	t.Parallel()
	want := placed{Name: "0123", At: "2026-01-31T12:00:00Z", Count: 7, On: true, Tags: []string{"a"},
		Inner: []struct {
			Name string `json:"name"`
		}{{"1"}, {"true"}}, Free: map[string]string{"x": "2026-01-31"}}
	const inYAML = "name: 0123\nat: 2026-01-31T12:00:00Z\ncount: 7\non: true\ntags: a\n" +
		"inner:\n  - name: 1\n  - {name: true}\nfree: {x: 2026-01-31}\n"
	const inJSON = "{\n\t\"name\": \"0123\", \"at\": \"2026-01-31T12:00:00Z\", \"count\": 7, \"on\": true,\n" +
		"\t\"tags\": [\"a\"], \"inner\": [{\"name\": \"1\"},\n\n\n\n\n\t\t{\"name\": \"true\"}],\n" +
		"\t\"free\": {\"x\": \"2026-01-31\"}}"
	for _, text := range []string{inYAML, inJSON} {
		var got placed
		places, problems := yamlfile.DecodePlaced(t.Context(), "file", []byte(text), placedFormat(), &got)
		if len(problems) > 0 || !reflect.DeepEqual(got, want) {
			t.Fatalf("%.6s: %+v %v, want %+v", text, got, problems, want)
		}
		for path, at := range map[string]int{"inner[1].name": 8, "inner[1].name.none[3]": 8, "": 1, "none": 1} {
			pos, exact := places.Of(path)
			if pos.Line != at || exact != (path == "inner[1].name" || path == "") {
				t.Errorf("%.6s: %q is in line %d (exactly: %v), want %d", text, path, pos.Line, exact, at)
			}
		}
	}
}

// TestJSONIsReadByItsShape too: a number where the shape has a text is one, and what was decoded before
// that was found leaves nothing behind.
func TestJSONIsReadByItsShape(t *testing.T) {
	t.Parallel()
	var got placed
	const text = `{"count": 7, "free": {"x": "1", "y": 5}, "name": 12, "tags": "a"}`
	if _, problems := yamlfile.DecodePlaced(t.Context(), "file", []byte(text), placedFormat(), &got); len(problems) > 0 {
		t.Fatal(problems)
	}
	if got.Name != "12" || got.Count != 7 || got.Free["y"] != "5" || len(got.Tags) != 1 {
		t.Errorf("%+v", got)
	}
	const line = "one\u0085line in JSON, two in YAML"
	_, problems := yamlfile.DecodePlaced(t.Context(), "file", []byte(`{"name": "`+line+`"}`), placedFormat(), &got)
	if len(problems) > 0 || got.Name != line {
		t.Errorf("%v %q", problems, got.Name)
	}
}

// TestFromJSON: the YAML says the same, in the same order, without marks that it does not need.
func TestFromJSON(t *testing.T) {
	t.Parallel()
	const document = `{"b": "text", "a": ["1", 2, "2026-01-31T12:00:00Z", "true", ""], "e": [], "o": {}}`
	const want = "b: text\na:\n  - \"1\"\n  - 2\n  - 2026-01-31T12:00:00Z\n  - \"true\"\n  - \"\"\n" +
		"e: []\no: {}\n"
	got, err := yamlfile.FromJSON([]byte(document))
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	if _, err := yamlfile.FromJSON([]byte("{")); err == nil {
		t.Error("what is no document was written")
	}
}

func TestInstantForm(t *testing.T) {
	t.Parallel()
	form := yamlfile.InstantForm()
	for text, want := range map[string]bool{"2026-01-31T12:00:00Z": true,
		"2026-01-31T12:00:00.123456789+02:00": true, "2026-13-01T12:00:00Z": false, "2026-01-31": false,
		"2026-01-31T24:00:00Z": false, "2026-01-31T12:00:00": false} {
		if form.MatchString(text) != want {
			t.Errorf("%s is an instant: %v", text, !want)
		}
	}
}
