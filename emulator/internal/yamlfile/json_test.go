package yamlfile_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/yamlfile"
)

// inJSON is a file of the format of these tests.
const inJSON = `{"name": "01\"23 é", "at": "2026-01-31T12:00:00Z",
	"count": 7, "on": true, "tags": ["a", "b"],
	"inner": [{"name": "1"}, {}, {"name": "true"}], "free": {"x": "2026-01-31", "y.z": ""}}`

// strictFormat is placedFormat with limits of all kinds.
func strictFormat() *yamlfile.Shape {
	s := placedFormat()
	for i := range s.Fields {
		switch f := &s.Fields[i]; f.Name {
		case "at":
			f.Required = true
		case "count":
			f.Shape.Min = yamlfile.AtLeast(2)
		case "tags":
			f.Shape.Most, f.Shape.Elem = 3, &yamlfile.Shape{Kind: yamlfile.Text, Enum: []string{"a", "b", "c"}}
		case "free":
			f.Shape.Most, f.Shape.Pattern = 3, regexp.MustCompile("^[kxyz.]*$")
		}
	}
	return s
}

// TestJSONIsReadAsYAML: with a comment at its end a file is no JSON any more, so the parser of YAML reads it, and
// comes to the same end. Only ends of lines that YAML alone knows, such as U+2028, stay as they are in JSON.
func TestJSONIsReadAsYAML(t *testing.T) {
	t.Parallel()
	texts := []string{inJSON, "{}", `{"name": "x"}`, `{"at": "2026-01-31T12:00:00Z", "tags": ["a", "a", "a", "a"]}`,
		`{"at": "2026-01-31T12:00:00Z", "free": {"x": "", "y": "", "z": "", "k": ""}}`, "5", "[]", `[{"at": ""}]`}
	parts := []string{" ", "\n", "\t", "\r", "\r\n", `-`, `0`, `.5`, `e3`, "é", "\ufeff", "\x7f", "\xff", `\u00e9`,
		`\ud83d\ude00`, `\/`, `\u0000`, `\n`, `\"`, `"count": 3,`, `"count": -0,`, `"count": 99999999999999999999,`, `"nope": 1,`,
		`"name": null,`, `"name": false,`, `"Name": "",`, `"tags": "a",`, `"a",`, `"d",`, `"at": "2026-02-30",`,
		`{"name": "2"},`, `"x": "",`, `"z": "",`, `"":"",`, strings.Repeat("x", 1200), `"on" : false,`}
	for at := range inJSON {
		for _, part := range parts {
			texts = append(texts, inJSON[:at]+part+inJSON[at:])
		}
		for n := range min(4, len(inJSON)-at) {
			texts = append(texts, inJSON[:at]+inJSON[at+n:])
		}
	}
	read := 0
	for _, text := range texts {
		if !json.Valid([]byte(text)) {
			continue
		}
		got := decoded(t, text)
		if want := decoded(t, text+"\n# a comment"); !reflect.DeepEqual(got, want) {
			t.Errorf("%q is read as\n%v\nas YAML as\n%v", text, got, want)
		}
		if len(got) > 1 {
			read++
		}
	}
	if read < 500 {
		t.Errorf("only %d files are right", read)
	}
}

// decoded is what is read of a file, with the places of its parts, or what is wrong with it.
func decoded(t *testing.T, text string) []any {
	t.Helper()
	var v placed
	places, problems := yamlfile.DecodePlaced(t.Context(), "file", []byte(text), strictFormat(), &v)
	if len(problems) > 0 {
		return []any{problems.Error()}
	}
	out := []any{v}
	paths := []string{"", "name", "at", "count", "on", "tags", "tags[1]", "inner", "inner[2]", "free.x", "free.y.z",
		"none[1]"}
	for i := range v.Inner {
		paths = append(paths, fmt.Sprintf("inner[%d].name", i))
	}
	for _, path := range paths {
		pos, exact := places.Of(path)
		out = append(out, path, pos, exact)
	}
	return out
}

// TestMuchJSON: no more is kept of JSON while it is read than what becomes of it, so it may be larger than YAML,
// unless something is wrong with it.
func TestMuchJSON(t *testing.T) {
	t.Parallel()
	many := `{"tags": ["a"` + strings.Repeat(`,"a"`, 700_000) + `]`
	for text, want := range map[string]string{many + "}": "", many + "} # YAML": "there may be 600000",
		`{"nope": 1, "inner": [` + strings.Repeat("{},", 700_000) + `{}]}`: "there may be 600000"} {
		var v placed
		_, problems := yamlfile.DecodePlaced(t.Context(), "file", []byte(text), placedFormat(), &v)
		if !strings.Contains(problems.Error(), want) || (want == "") != (len(problems) == 0) {
			t.Errorf("%d bytes: %.200v, want %q", len(text), problems, want)
		}
	}
}
