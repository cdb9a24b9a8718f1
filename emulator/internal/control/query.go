package control

import (
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

// checkParameters refuses what the URL has and the struct of an operation's parameters has not.
func checkParameters(given url.Values, known any) error {
	var names []string
	if known != nil {
		names = sortedKeys(queryFields(reflect.TypeOf(known)))
	}
	for name := range given {
		if !slices.ContainsFunc(names, func(known string) bool { return isParameter(name, known) }) {
			return bad("unknown parameter %q%s", name, suggest.Tail(name, names))
		}
	}
	return nil
}

// isParameter says whether a parameter is the known one, or one of many: body.* is for body.link.
func isParameter(name, known string) bool {
	many, is := strings.CutSuffix(known, "*")
	return name == known || is && len(name) > len(many) && strings.HasPrefix(name, many)
}

// query reads the URL's parameters into the struct that v points to, by its json tags, and holds
// them to its tags minimum and the words of their types. What is not given, or empty, leaves its
// field as it is.
func (c *call) query(v any) error {
	given, into := c.URL.Query(), reflect.ValueOf(v).Elem()
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
		if err := setParameter(into.Field(i), text, field.Tag); err != nil {
			return bad("%s: %v", name, err)
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
func setParameter(field reflect.Value, text string, tag reflect.StructTag) error {
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
	if known := enums()[field.Type()]; known != nil && !slices.Contains(known, text) {
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
	if err != nil {
		return fmt.Errorf("%q is no %s", text, be)
	}
	return nil
}

// longestWait is how long a call may wait for something, in real time.
const longestWait = 60 * time.Second
