package api

import (
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// values are the fields of a body that were given and are right. Fields that the operation does
// not know are ignored, as Belvo does: real clients send many.
type values map[string]any

func (v values) text(name string) string         { s, _ := v[name].(string); return s }
func (v values) list(name string) []string       { l, _ := v[name].([]string); return l }
func (v values) id(name string) uuid.UUID        { i, _ := v[name].(uuid.UUID); return i }
func (v values) date(name string) belvo.Date     { d, _ := v[name].(belvo.Date); return d }
func (v values) items(name string) []values      { l, _ := v[name].([]values); return l }
func (v values) number(name string) float64      { n, _ := v[name].(float64); return n }
func (v values) raw(name string) json.RawMessage { r, _ := v[name].(json.RawMessage); return r }

// absent are the fields that were given, but null or blank.
func (v values) absent() map[string]belvo.Code {
	var out map[string]belvo.Code
	for name, value := range v {
		if code, ok := value.(belvo.Code); ok {
			if out == nil {
				out = map[string]belvo.Code{}
			}
			out[name] = code
		}
	}
	return out
}

// flag is a truth value, or its default when it was not given.
func (v values) flag(name string, byDefault bool) bool {
	if b, ok := v[name].(bool); ok {
		return b
	}
	return byDefault
}

// pythonType is what Python calls the type of a JSON value.
func pythonType(v any) string {
	switch v := v.(type) {
	case nil:
		return "NoneType"
	case bool:
		return "bool"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "float"
		}
		return "int"
	case string:
		return "str"
	case []any:
		return "list"
	default:
		return "dict"
	}
}
