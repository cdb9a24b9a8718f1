package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/yamlfile"
)

// maxBody is how long a body may be, in bytes.
const maxBody = 1 << 20

// read decodes the body strictly: a key that nothing reads is a mistake. No body is an empty one.
func (c *call) read(v any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(nil, c.Body, maxBody))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(v)
	if err == nil && decoder.More() {
		err = errors.New("it goes on behind its end")
	}
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	return bad("the body is not as it should be: %s", explain(err, reflect.TypeOf(v)))
}

// readWith is read for a body that must have a key, be it null.
func (c *call) readWith(v any, key string) error {
	data, err := io.ReadAll(http.MaxBytesReader(nil, c.Body, maxBody))
	if err != nil {
		return bad("the body is not as it should be: %s", explain(err, reflect.TypeOf(v)))
	}
	c.Body = io.NopCloser(bytes.NewReader(data))
	if err := c.read(v); err != nil {
		return err
	}
	var keys map[string]json.RawMessage
	_ = json.Unmarshal(data, &keys) // it was read just now; without a body there is no key
	if _, given := keys[key]; !given {
		return bad("the body must have %q", key)
	}
	return nil
}

// unknownField finds the key in encoding/json's error, which has no type of its own.
var unknownField = regexp.MustCompile(`^json: unknown field "(.*)"$`)

// explain says what is wrong with a body of a type in words that need no knowledge of Go.
func explain(err error, t reflect.Type) string {
	if found := unknownField.FindStringSubmatch(err.Error()); found != nil {
		return "unknown field " + strconv.Quote(found[1]) + yamlfile.Suggest(found[1], fieldNames(t))
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		what := "it"
		if wrong.Field != "" {
			what = strconv.Quote(wrong.Field)
		}
		return what + " must be " + kindName(wrong.Type) + ", not " + jsonKind(wrong.Value)
	}
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		return fmt.Sprintf("it has more than %d MiB", tooLong.Limit>>20)
	}
	return err.Error()
}

// fieldNames lists the JSON keys that values of a type can have at any depth.
func fieldNames(t reflect.Type) []string {
	var names []string
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		for i := range t.NumField() {
			field := t.Field(i)
			if name := jsonName(field); name != "" {
				names = append(names, name)
			}
			visit(field.Type)
		}
	}
	visit(t)
	return names
}

// jsonName is the key of a field, "" if it has none.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	default:
		return "a number that fits"
	}
}

// jsonKind words what encoding/json calls a value: its kind, a number sometimes with itself.
func jsonKind(value string) string {
	switch kind, _, _ := strings.Cut(value, " "); kind {
	case "string":
		return "a text"
	case "bool":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "an object"
	default:
		return "a " + value
	}
}
