package snapshot_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/internal/snapshot"
	"belvo-emulator/emulator/internal/yamlfile"
)

// TestTheFormatIsTheDocument: what is written can be read, and nothing else.
func TestTheFormatIsTheDocument(t *testing.T) {
	t.Parallel()
	compare(t, "", snapshot.Format(), reflect.TypeFor[snapshot.Document]())
}

func compare(t *testing.T, path string, s *yamlfile.Shape, typ reflect.Type) {
	t.Helper()
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice && s.Kind == yamlfile.List {
		if typ.Kind() == reflect.Slice {
			s = s.Elem
		}
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || typ == reflect.TypeFor[time.Time]() {
		return
	}
	var fields, keys []string
	for i := range typ.NumField() {
		if name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ","); name != "" {
			fields = append(fields, name)
		}
	}
	for _, f := range s.Fields {
		keys = append(keys, f.Name)
		for i := range typ.NumField() {
			if name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ","); name == f.Name {
				compare(t, path+"."+name, f.Shape, typ.Field(i).Type)
			}
		}
	}
	slices.Sort(fields)
	slices.Sort(keys)
	if !slices.Equal(fields, keys) {
		t.Errorf("%s: the format has %q, the document %q", path, keys, fields)
	}
}

// TestProblemsStandWhereTheirPartIs, or where the part around it is.
func TestProblemsStandWhereTheirPartIs(t *testing.T) {
	t.Parallel()
	doc, problems := snapshot.Parse(t.Context(), "my.yaml", []byte("version: 1\nlinks:\n  - institution: some_bank\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := doc.Locate([]snapshot.Problem{{Path: "links[0].institution", Text: "unknown"},
		{Path: "links[0].state", Text: "missing"}, {Path: "", Text: "all"}}).Error()
	const want = "my.yaml:3:18: unknown\nmy.yaml:3:5: links[0].state: missing\nmy.yaml:1:1: all"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestWhatNoWorldHas: values that would end a count or a date, or that name nothing.
func TestWhatNoWorldHas(t *testing.T) {
	t.Parallel()
	consent := func(days string) string {
		return "links: [{institution: b, facts: {consent: {days: " + days + "}}}]"
	}
	visitor := func(scenario string) string {
		return "visitors: [{institution_user_id: u, scenario_state: s, entered: 2026-01-01T00:00:00Z, scenario: " + scenario + "}]"
	}
	for text, want := range map[string]string{
		"webhooks: {sent: 999999999999999999}":  "",
		"webhooks: {sent: 1000000000000000000}": "sent must be a whole number of at most 18 digits",
		"next: {queued: 9223372036854775807}":   "queued must be a whole number of at most 18 digits",
		"next: {queued: -1}":                    `"queued" must be at least 0`,
		consent("0"):                            "",
		consent("366"):                          "",
		consent("7"):                            "days must be one of 0, 366, 275, 183, 92",
		consent("1000000000000000000"):          "days must be one of",
		visitor("s"):                            "",
		visitor(`""`):                           "scenario must be a text that is not empty",
	} {
		_, problems := snapshot.Parse(t.Context(), "my.yaml", []byte("version: 2\n"+text+"\n"))
		if got := strings.ReplaceAll(problems.Error(), `"`, ""); (len(problems) == 0) != (want == "") ||
			!strings.Contains(got, strings.ReplaceAll(want, `"`, "")) {
			t.Errorf("%s: %v, want %q", text, problems, want)
		}
	}
}
