package schema

import (
	"encoding/json"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
)

type colour string

// fault may be a word or an object, as the control calls have one.
type fault struct {
	Kind   string `json:"-"`
	Status int    `json:"status,omitempty" minimum:"400"`
}

// UnmarshalText reads the word.
func (f *fault) UnmarshalText(text []byte) error { f.Kind = string(text); return nil }

// UnmarshalJSON reads both forms.
func (f *fault) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &f.Kind)
	}
	type object fault
	return json.Unmarshal(data, (*object)(f))
}

type base struct {
	ID uuid.UUID `json:"id,omitzero"`
}

type order struct {
	base
	Name   string            `json:"name"`
	Count  int               `json:"count,omitempty" minimum:"1"`
	At     time.Time         `json:"at,omitzero"`
	Gift   *bool             `json:"gift,omitempty"`
	Colour colour            `json:"colour,omitempty"`
	Lines  []line            `json:"lines,omitempty"`
	Notes  map[string]string `json:"notes,omitempty"`
	Fault  fault             `json:"fault,omitzero"`
	Any    json.RawMessage   `json:"any,omitempty"`
	hidden string
}

type line struct {
	Price int `json:"price"`
}

func words() Words { return Words{reflect.TypeFor[colour](): {"red", "blue"}} }

func TestDecode(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"name": "x"}`: "",
		`{"name": "x", "count": 1, "gift": null, "fault": "hang", "any": [1], "notes": {"a": "b"}, ` +
			`"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "at": "2026-01-31T12:00:00Z", "lines": [{"price": 2}]}`: "",
		`{"name": "x", "fault": {"status": 503}}`: "",
		``:                           `it must have "name"`,
		`null`:                       "it must be an object, not null",
		`{"name": "x"`:               "it is no JSON: it ends too early",
		"{\n  name: 1}":              "it is no JSON at line 2, column 3: invalid character 'n' looking for beginning of object key string",
		`{"name": "x", "name": "x"}`: `"name" is given twice`,
		`{"name": "x", "lines": [{"price": 1}, {"price": 1, "price": 2}]}`: `"lines.1.price" is given twice`,
		`{"name": "x", "any": [{"a": {"b": 1, "c": [], "b": 2}}]}`:         `"any.0.a.b" is given twice`,
		`{"name": "x", "any": [{"a": 1}, {"a": 1, "b": {"a": 1}}]}`:        "",
		`{"name": "x"} 1`:                                      "it goes on behind its end",
		`{"nme": "x"}`:                                         `unknown field "nme", did you mean "name"?`,
		`{"hidden": "x"}`:                                      `unknown field "hidden", expected one of any, at, colour, count, fault, gift, id, lines, name, notes`,
		`{"name": 5}`:                                          `"name" must be a text, not the number 5`,
		`{"name": "x", "count": 0}`:                            `"count" must be at least 1, not 0`,
		`{"name": "x", "count": 1.5}`:                          `"count" must be a whole number, not the number 1.5`,
		`{"name": "x", "gift": "yes"}`:                         `"gift" must be true or false, not a text`,
		`{"name": "x", "at": "noon"}`:                          `"at" must be an instant such as 2026-01-31T12:00:00Z, not "noon"`,
		`{"name": "x", "id": 7}`:                               `"id" must be a UUID, not the number 7`,
		`{"name": "x", "colour": "rad"}`:                       `"colour": unknown "rad", did you mean "red"?`,
		`{"name": "x", "lines": {}}`:                           `"lines" must be a list, not an object`,
		`{"name": "x", "lines": [{"price": 1}, {}]}`:           `"lines.1" must have "price"`,
		`{"name": "x", "lines": [{"prise": 1}]}`:               `unknown field "prise" in "lines.0", did you mean "price"?`,
		`{"name": "x", "notes": {"a": []}}`:                    `"notes.a" must be a text, not a list`,
		`{"name": "x", "fault": {"status": 200}}`:              `"fault.status" must be at least 400, not 200`,
		`{"name": "x", "fault": true}`:                         `"fault" must be an object, not true or false`,
		`{"name": "x", "count": 99999999999999999999}`:         `"count" must be a whole number, not the number 99999999999999999999`,
		`{"name": "x", "at": "2026-01-31T12:00:00Z", "at2":1}`: `unknown field "at2", did you mean "at"?`,
	} {
		var o order
		got := ""
		if err := words().Decode([]byte(body), &o); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", body, got, want)
		}
	}
}

func TestDecodeReads(t *testing.T) {
	t.Parallel()
	var o order
	if err := words().Decode([]byte(`{"name": "x", "fault": "hang", "lines": [{"price": 2}]}`), &o); err != nil {
		t.Fatal(err)
	}
	if o.Name != "x" || o.Fault.Kind != "hang" || len(o.Lines) != 1 || o.Lines[0].Price != 2 || o.hidden != "" {
		t.Errorf("it reads %+v", o)
	}
}

func TestValueKeepsDigits(t *testing.T) {
	t.Parallel()
	v, err := Value([]byte(`{"n": 12345678901234567890.10}`))
	if got, _ := v.(map[string]any); err != nil || got["n"] != json.Number("12345678901234567890.10") {
		t.Errorf("%v %v", v, err)
	}
}

type list struct {
	Link   uuid.UUID         `json:"link"`
	Since  time.Time         `json:"since"`
	Wait   time.Duration     `json:"wait"`
	All    bool              `json:"all"`
	Limit  int               `json:"limit" minimum:"1"`
	Colour colour            `json:"colour"`
	Body   map[string]string `json:"body.*"`
}

func TestQuery(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"": "",
		"link=7c9e6679-7425-40de-944b-e07fc1f90ae7&since=2026-01-31T12:00:00Z&wait=2m&all=true&limit=3&body.a=b": "",
		"limt=3":          `unknown parameter "limt", did you mean "limit"?`,
		"body.=3":         `unknown parameter "body.", did you mean "body.*"?`,
		"limit=1&limit=2": `the parameter "limit" is given 2 times`,
		"link=x":          `link: "x" is no UUID`,
		"since=noon":      `since: "noon" is no instant such as 2026-01-31T12:00:00Z`,
		"wait=long":       `wait: "long" is no duration such as 90s, 24h or 7d`,
		"all=perhaps":     `all: "perhaps" is no true or false`,
		"limit=0":         `limit: "0" is no whole number from 1 on`,
		"colour=rad":      `colour: unknown "rad", did you mean "red"?`,
	} {
		given, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		got, q := "", list{Limit: 50}
		if err = CheckQuery(given, q); err == nil {
			err = words().Query(given, &q)
		}
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
		if query == "" && q.Limit != 50 || given.Has("body.a") && (q.Body["a"] != "b" || q.Wait != 2*time.Minute) {
			t.Errorf("%s: it reads %+v", query, q)
		}
	}
}
