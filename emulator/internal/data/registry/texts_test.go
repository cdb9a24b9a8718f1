package registry_test

import (
	"reflect"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/registry"
)

// TestParamsAreTexts and come back from them, every field.
func TestParamsAreTexts(t *testing.T) {
	t.Parallel()
	var full registry.Params
	v := reflect.ValueOf(&full).Elem()
	for i := range v.NumField() {
		switch field := v.Field(i).Addr().Interface().(type) {
		case **belvo.Date:
			*field = new(belvo.Date)
		case *belvo.Date:
			*field = 20_000
		case *uuid.UUID:
			*field = uuid.New()
		case *bool:
			*field = true
		case *string:
			*field = "some"
		}
		if v.Field(i).IsZero() {
			t.Errorf("the test has no value for %s", v.Type().Field(i).Name)
		}
	}
	for _, p := range []registry.Params{{}, full, {To: 1}} {
		if got, err := registry.ParseParams(p.Texts()); err != nil || !reflect.DeepEqual(got, p) {
			t.Errorf("%+v came back as %+v (%v)", p, got, err)
		}
	}
	for _, texts := range []map[string]string{{"form": "x"}, {"from": "soon"}, {"account": "1"},
		{"reference": "now"}, {"attach": "perhaps"}} {
		if p, err := registry.ParseParams(texts); err == nil {
			t.Errorf("%v was read as %+v", texts, p)
		}
	}
}
