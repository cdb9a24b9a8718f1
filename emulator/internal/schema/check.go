package schema

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/suggest"
)

// Words are the values of the types whose values are few words, such as the states of a link.
type Words map[reflect.Type][]string

// checker holds values of document to types.
type checker struct {
	words  Words
	fields map[reflect.Type]map[string]reflect.StructField // of the structs that were looked at
}

func newChecker(words Words) *checker {
	return &checker{words, map[reflect.Type]map[string]reflect.StructField{}}
}

// fieldsOf are the fields of a struct by their keys.
func (k *checker) fieldsOf(t reflect.Type) map[string]reflect.StructField {
	if k.fields[t] == nil {
		k.fields[t] = fieldsOf(t)
	}
	return k.fields[t]
}

// validate returns an error that says, in words that need no knowledge of Go, how a value differs from what
// a type is written as. At is where the value is, such as match.link, "" for the whole. As in the OpenAPI
// document, keys without omitempty and omitzero must be there, and no others than those of the type may
// be; null is the same as no value, except for the whole.
func (k *checker) validate(at string, value any, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case value == nil && at != "", t.Kind() == reflect.Interface, t == reflect.TypeFor[json.RawMessage]():
		return nil
	case t == reflect.TypeFor[uuid.UUID]():
		return validateText(at, value, "a UUID", func(text string) error { return uuid.Validate(text) })
	case t == reflect.TypeFor[time.Time]():
		return validateText(at, value, "an instant such as 2026-01-31T12:00:00Z", func(text string) error {
			_, err := time.Parse(time.RFC3339Nano, text)
			return err
		})
	}
	switch t.Kind() {
	case reflect.Struct:
		return k.validateObject(at, value, t)
	case reflect.Map:
		return k.validateMap(at, value, t.Elem())
	case reflect.Slice:
		return k.validateList(at, value, t.Elem())
	}
	return k.validatePlain(at, value, t)
}

func (k *checker) validateObject(at string, value any, t reflect.Type) error {
	if _, isText := value.(string); isText && reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return nil // the type says itself what is wrong with a text
	}
	object, is := value.(map[string]any)
	if !is {
		return wrongType(at, "an object", value)
	}
	fields := k.fieldsOf(t)
	for _, name := range sortedKeys(object) {
		if _, known := fields[name]; !known {
			return fmt.Errorf("unknown field %q%s%s", name, inside(at), suggest.Tail(name, sortedKeys(fields)))
		}
	}
	for _, name := range sortedKeys(fields) {
		v, given := object[name]
		if !given && !strings.Contains(fields[name].Tag.Get("json"), ",omit") {
			return fmt.Errorf("%s must have %q", whole(at), name)
		}
		if err := k.validateField(within(at, name), v, fields[name]); err != nil {
			return err
		}
	}
	return nil
}

// validateField is validate for a field, whose tag may say the least that a number can be.
func (k *checker) validateField(at string, value any, field reflect.StructField) error {
	if err := k.validate(at, value, field.Type); err != nil {
		return err
	}
	least, has := field.Tag.Lookup("minimum")
	number, is := value.(json.Number)
	if has && is && below(number, least) {
		return fmt.Errorf("%q must be at least %s, not %v", at, least, number)
	}
	return nil
}

// below says whether a whole number is less than that of a tag.
func below(n json.Number, least string) bool {
	number, _ := n.Int64() // validate has looked
	bound, _ := strconv.ParseInt(least, 10, 64)
	return number < bound
}

func (k *checker) validateMap(at string, value any, elem reflect.Type) error {
	object, is := value.(map[string]any)
	if !is {
		return wrongType(at, "an object", value)
	}
	for _, name := range sortedKeys(object) {
		if err := k.validate(within(at, name), object[name], elem); err != nil {
			return err
		}
	}
	return nil
}

func (k *checker) validateList(at string, value any, elem reflect.Type) error {
	list, is := value.([]any)
	if !is {
		return wrongType(at, "a list", value)
	}
	for i, item := range list {
		if err := k.validate(within(at, strconv.Itoa(i)), item, elem); err != nil {
			return err
		}
	}
	return nil
}

// validateText is validate for a text of a certain form.
func validateText(at string, value any, form string, parse func(string) error) error {
	text, is := value.(string)
	switch {
	case !is:
		return wrongType(at, form, value)
	case parse(text) != nil:
		return fmt.Errorf("%q must be %s, not %q", at, form, text)
	}
	return nil
}

// validatePlain is validate for truth values, whole numbers and texts, which may be one of few words.
func (k *checker) validatePlain(at string, value any, t reflect.Type) error {
	switch t.Kind() {
	case reflect.Bool:
		if _, is := value.(bool); !is {
			return wrongType(at, "true or false", value)
		}
		return nil
	case reflect.Int:
		number, is := value.(json.Number)
		if _, err := strconv.Atoi(number.String()); !is || err != nil {
			return wrongType(at, "a whole number", value)
		}
		return nil
	}
	text, is := value.(string)
	if !is {
		return wrongType(at, "a text", value)
	}
	if known := k.words[t]; known != nil && text != "" && !slices.Contains(known, text) {
		return fmt.Errorf("%q: unknown %q%s", at, text, suggest.Tail(text, known))
	}
	return nil
}

// wrongType is the error of a value that is not even of the right kind.
func wrongType(at, want string, value any) error {
	what := "it"
	if at != "" {
		what = strconv.Quote(at)
	}
	return fmt.Errorf("%s must be %s, not %s", what, want, jsonType(value))
}

// jsonType says what a JSON value is; a number is shown itself.
func jsonType(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case string:
		return "a text"
	case []any:
		return "a list"
	case json.Number:
		return "the number " + value.String()
	}
	return "an object"
}

func within(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

func inside(at string) string {
	if at == "" {
		return ""
	}
	return fmt.Sprintf(" in %q", at)
}

func whole(at string) string {
	if at == "" {
		return "it"
	}
	return strconv.Quote(at)
}
