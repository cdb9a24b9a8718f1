package openapi_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/openapi"
)

// cents writes its own JSON.
type cents int

// MarshalJSON writes units.
func (c cents) MarshalJSON() ([]byte, error) { return json.Marshal(float64(c) / 100) }

type colour string

type shop struct {
	Name   string   `json:"name" doc:"over the door"`
	Owner  *person  `json:"owner"`
	Staff  []person `json:"staff"`
	Branch *shop    `json:"branch,omitempty" doc:"its only one"`
}

type person struct {
	ID    uuid.UUID `json:"id"`
	Born  time.Time `json:"born,omitzero"`
	Likes colour    `json:"likes"`
}

type page[T any] struct {
	Results []T `json:"results"`
}

type base struct {
	Count uint `json:"count"`
}

type extra struct {
	Note string `json:"note"`
}

type everything struct {
	base
	*extra
	Price   cents             `json:"price"`
	Open    bool              `json:"open"`
	Level   int               `json:"level" minimum:"1"`
	Share   *float64          `json:"share"`
	Kind    string            `json:"kind" enum:"big|small"`
	Day     string            `json:"day" format:"date"`
	Any     any               `json:"any"`
	Raw     json.RawMessage   `json:"raw,omitempty"`
	Bytes   []byte            `json:"bytes"`
	Labels  map[string]string `json:"labels"`
	Plain   struct{ X int }   `json:"plain"`
	Skipped string            `json:"-"`
	secret  string
}

func builder() *openapi.Builder {
	return &openapi.Builder{Closed: true,
		Known: map[reflect.Type]openapi.Schema{reflect.TypeFor[cents](): {Type: "number"}},
		Words: map[reflect.Type][]string{reflect.TypeFor[colour](): {"red", "blue"}}}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTypes(t *testing.T) {
	t.Parallel()
	for want, value := range map[string]any{
		`{"type":"string"}`:                                                  "",
		`{"type":"boolean"}`:                                                 false,
		`{"type":"integer"}`:                                                 1,
		`{"type":"integer","minimum":0}`:                                     uint8(1),
		`{"type":"number"}`:                                                  1.5,
		`{"type":"string","nullable":true}`:                                  new(string),
		`{"type":"string","format":"date-time"}`:                             time.Time{},
		`{"type":"string","format":"uuid","nullable":true}`:                  new(uuid.UUID),
		`{"type":"string","format":"byte"}`:                                  []byte{},
		`{"type":"array","items":{"type":"integer"}}`:                        []int{},
		`{"nullable":true}`:                                                  json.RawMessage{},
		`{"type":"number","nullable":true}`:                                  new(cents),
		`{"type":"object","additionalProperties":{"nullable":true}}`:         map[string]any{},
		`{"$ref":"#/components/schemas/Person"}`:                             person{},
		`{"nullable":true,"allOf":[{"$ref":"#/components/schemas/Person"}]}`: &person{},
		`{"$ref":"#/components/schemas/PageShop"}`:                           page[shop]{},
		`{"$ref":"#/components/schemas/Colour"}`:                             colour(""),
		`{"type":"object","additionalProperties":false}`:                     struct{}{},
	} {
		b := builder()
		if got := text(t, b.Of(value)); got != want || b.Err() != nil {
			t.Errorf("%T is %s, %v; want %s", value, got, b.Err(), want)
		}
	}
}

// TestComponents: the fields keep their order, and a type may be a part of itself.
func TestComponents(t *testing.T) {
	t.Parallel()
	b := builder()
	b.Of(shop{})
	const want = `{"Colour":{"type":"string","enum":["red","blue"]},` +
		`"Person":{"type":"object","properties":{"id":{"type":"string","format":"uuid"},` +
		`"born":{"type":"string","format":"date-time"},"likes":{"$ref":"#/components/schemas/Colour"}},` +
		`"required":["id","likes"],"additionalProperties":false},` +
		`"Shop":{"type":"object","properties":{"name":{"type":"string","description":"over the door"},` +
		`"owner":{"nullable":true,"allOf":[{"$ref":"#/components/schemas/Person"}]},` +
		`"staff":{"type":"array","items":{"$ref":"#/components/schemas/Person"}},` +
		`"branch":{"description":"its only one","allOf":[{"$ref":"#/components/schemas/Shop"}]}},` +
		`"required":["name","owner","staff"],"additionalProperties":false}}`
	if got := text(t, b.Schemas()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestWhatIsWrittenIsDescribed: what encoding/json writes of a type is allowed by its schema, and
// nothing else is.
func TestWhatIsWrittenIsDescribed(t *testing.T) {
	t.Parallel()
	b := builder()
	doc := openapi.Document{OpenAPI: openapi.Version, Info: openapi.Info{Title: "Shops", Version: "1"},
		Paths: map[string]openapi.PathItem{"/shops/{name}": {"get": {ID: "getShop",
			Parameters: append(openapi.Path("/shops/{name}", nil), b.Query(base{})...),
			Responses: map[string]openapi.Response{"200": {Description: "fine",
				Content: openapi.JSON(b.Of(everything{}))}}}}}}
	doc.Components.Schemas = b.Schemas()
	loaded, err := openapi3.NewLoader().LoadFromData([]byte(text(t, doc)))
	if err == nil {
		err = loaded.Validate(t.Context())
	}
	if err != nil || b.Err() != nil {
		t.Fatal(err, b.Err())
	}
	schema := loaded.Components.Schemas["Everything"].Value
	whole := text(t, everything{extra: &extra{}, Level: 1, Kind: "big", Day: "2026-03-16", Raw: []byte(`[1]`),
		Bytes: []byte("abc"), Labels: map[string]string{"a": "b"}, secret: "x"})
	for _, c := range []struct{ replace, by, problem string }{
		{"", "", ""},
		{`"price":0`, `"price":"0"`, "/price"},
		{`"level":1`, `"level":0`, "/level"},
		{`"share":null`, `"share":0.5`, ""},
		{`"open":false`, `"open":null`, "/open"},
		{`"kind":"big"`, `"kind":"huge"`, "/kind"},
		{`"count":0`, `"count":-1`, "/count"},
		{`"count":0,`, ``, "count"},
		{`"note":"",`, ``, ""},
		{`"a":"b"`, `"a":1`, "/labels/a"},
		{`"X":0`, `"X":0,"Y":0`, "Y"},
		{`"raw":[1],`, ``, ""},
	} {
		var value any
		changed := strings.Replace(whole, c.replace, c.by, 1)
		if err := json.Unmarshal([]byte(changed), &value); err != nil || c.replace != "" && changed == whole {
			t.Fatalf("%s: %v", changed, err)
		}
		err := schema.VisitJSON(value)
		if (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s instead of %s: %v, want %q", c.by, c.replace, err, c.problem)
		}
	}
}

// TestWhatCannotBeDescribedIsAnError, for a wrong document is worse than none.
func TestWhatCannotBeDescribedIsAnError(t *testing.T) {
	t.Parallel()
	for want, value := range map[string]any{
		"cents writes its own JSON": []cents{},
		"chan int has no JSON":      struct{ C chan int }{},
		`the minimum "few" of field N`: struct {
			N int `minimum:"few"`
		}{},
	} {
		b := &openapi.Builder{}
		b.Of(value)
		if err := b.Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%T: %v, want %q", value, err, want)
		}
	}
}

type tag struct{}

// TestNamesAreToldApart by the package.
func TestNamesAreToldApart(t *testing.T) {
	t.Parallel()
	b := builder()
	names := []string{b.Of(tag{}).Ref, b.Of(openapi.Tag{}).Ref, b.Of([]tag{}).Items.Ref}
	want := []string{"#/components/schemas/Tag", "#/components/schemas/OpenapiTag", "#/components/schemas/Tag"}
	if !slices.Equal(names, want) || b.Err() != nil {
		t.Errorf("%q, %v, want %q", names, b.Err(), want)
	}
}
