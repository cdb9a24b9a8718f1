package schema

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/suggest"
	"belvo-emulator/emulator/internal/yamlfile"
)

// CheckQuery refuses parameters of a URL that a struct, such as requestsQuery{}, does not have; nil has none.
// A parameter that is given twice is refused too: which of the values was meant is unknown.
func CheckQuery(given url.Values, known any) error {
	var names []string
	if known != nil {
		names = sortedKeys(fieldsOf(reflect.TypeOf(known)))
	}
	for name, values := range given {
		if len(values) > 1 {
			return fmt.Errorf("the parameter %q is given %d times", name, len(values))
		}
		if !slices.ContainsFunc(names, func(known string) bool { return isParameter(name, known) }) {
			return fmt.Errorf("unknown parameter %q%s", name, suggest.Tail(name, names))
		}
	}
	return nil
}

// isParameter says whether a parameter is the known one, or one of many: body.* is for body.link.
func isParameter(name, known string) bool {
	many, is := strings.CutSuffix(known, "*")
	return name == known || is && len(name) > len(many) && strings.HasPrefix(name, many)
}

// Query reads the parameters of a URL into the struct that v points to, by its json tags, and checks its tags
// minimum and the words of its types. What is not given, or empty, leaves its field as it is. A
// map[string]string takes the parameters that begin like the name of its field, such as body.*.
func (w Words) Query(given url.Values, v any) error {
	into := reflect.ValueOf(v).Elem()
	for i := range into.NumField() {
		field := into.Type().Field(i)
		name := jsonName(field)
		if many, is := into.Field(i).Addr().Interface().(*map[string]string); is {
			*many = parametersOf(given, name)
			continue
		}
		text := given.Get(name)
		if text == "" {
			continue
		}
		if err := w.setParameter(into.Field(i), text, field.Tag); err != nil {
			return fmt.Errorf("%s: %v", name, err)
		}
	}
	return nil
}

// parametersOf are the parameters that a name such as body.* stands for, without what is before
// the star.
func parametersOf(given url.Values, known string) map[string]string {
	found := map[string]string{}
	for name := range given {
		if isParameter(name, known) {
			found[strings.TrimPrefix(name, strings.TrimSuffix(known, "*"))] = given.Get(name)
		}
	}
	return found
}

// setParameter reads a text into a field of one of the types that parameters have.
func (w Words) setParameter(field reflect.Value, text string, tag reflect.StructTag) error {
	var err error
	switch into := field.Addr().Interface().(type) {
	case *uuid.UUID:
		*into, err = uuid.Parse(text)
		return checkParsed(err, text, "UUID")
	case *time.Duration:
		*into, err = yamlfile.ParseDuration(text)
		return checkParsed(err, text, "duration such as 90s, 24h or 7d")
	case *time.Time:
		*into, err = time.Parse(time.RFC3339Nano, text)
		return checkParsed(err, text, "instant such as 2026-01-31T12:00:00Z")
	case *bool:
		*into, err = strconv.ParseBool(text)
		return checkParsed(err, text, "true or false")
	}
	if field.CanInt() {
		return setNumber(field, text, tag.Get("minimum"))
	}
	if known := w[field.Type()]; known != nil && !slices.Contains(known, text) {
		return fmt.Errorf("unknown %q%s", text, suggest.Tail(text, known))
	}
	field.SetString(text)
	return nil
}

// setNumber reads a whole number that is not below the least one.
func setNumber(field reflect.Value, text, minimum string) error {
	least, _ := strconv.ParseInt(minimum, 10, 64) // a tag; none is 0
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || field.OverflowInt(n) {
		return fmt.Errorf("%q is no whole number from %d on", text, least)
	}
	field.SetInt(n)
	return nil
}

func checkParsed(err error, text, be string) error {
	switch {
	case errors.Is(err, yamlfile.ErrTooLong):
		return fmt.Errorf("%q is too long", text)
	case err != nil:
		return fmt.Errorf("%q is no %s", text, be)
	}
	return nil
}
