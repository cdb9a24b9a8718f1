package control

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// queryFields are the fields of a struct by their JSON keys; those of embedded structs are its own.
func queryFields(t reflect.Type) map[string]reflect.StructField {
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
