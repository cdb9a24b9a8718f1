// Package schema checks JSON bodies and the parameters of URLs against the Go types that they are read into.
// Types are described by their json tags: a key without omitempty or omitzero must be there. A tag minimum is
// the least that a number may be. Errors name the place by its path, such as "match.link" or "calls.0.status",
// and suggest the word that was probably meant.
package schema

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// fieldsOf are the fields of a struct by their JSON keys; those of embedded structs are its own.
func fieldsOf(t reflect.Type) map[string]reflect.StructField {
	fields := map[string]reflect.StructField{}
	for _, field := range reflect.VisibleFields(t) {
		if name := jsonName(field); name != "" && field.IsExported() && !field.Anonymous {
			fields[name] = field
		}
	}
	return fields
}

// jsonName is the key of a field, "" if it has none.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
