package yamlfile

// JSONSchema returns the shape as a JSON schema (draft 7, which YAML editors understand).
func (s *Shape) JSONSchema(title string) map[string]any {
	schema := s.schema()
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	schema["title"] = title
	return schema
}

func (s *Shape) schema() map[string]any {
	if s.Mapping != nil {
		plain := *s
		plain.Mapping = nil
		return map[string]any{"anyOf": []any{plain.schema(), s.Mapping.schema()}}
	}
	out := map[string]any{}
	if s.Doc != "" {
		out["description"] = s.Doc
	}
	switch s.Kind {
	case Object:
		s.objectSchema(out)
	case Map:
		out["type"] = "object"
		out["additionalProperties"] = s.Elem.schema()
		s.keySchema(out)
	case List:
		list := map[string]any{"type": "array", "items": s.Elem.schema()}
		if s.Most > 0 {
			list["maxItems"], out["maxItems"] = s.Most, s.Most
		}
		if s.OrOne {
			out["oneOf"] = []any{list, s.Elem.schema()}
			return out
		}
		out["type"], out["items"] = list["type"], list["items"]
	default:
		s.scalarSchema(out)
	}
	return out
}

func (s *Shape) objectSchema(out map[string]any) {
	properties, required := map[string]any{}, []string{}
	for _, f := range s.Fields {
		properties[f.Name] = f.Shape.schema()
		if f.Required {
			required = append(required, f.Name)
		}
	}
	out["type"], out["properties"], out["additionalProperties"] = "object", properties, false
	if len(required) > 0 {
		out["required"] = required
	}
}

func (s *Shape) keySchema(out map[string]any) {
	switch {
	case len(s.Enum) > 0:
		out["propertyNames"] = map[string]any{"enum": s.Enum}
	case s.Pattern != nil:
		out["propertyNames"] = map[string]any{"pattern": s.Pattern.String()}
	}
}

func (s *Shape) scalarSchema(out map[string]any) {
	switch s.Kind {
	case Integer:
		out["type"] = "integer"
	case Number:
		out["type"] = "number"
	case Boolean:
		out["type"] = "boolean"
	case Duration:
		out["type"], out["pattern"] = "string", durationForm.String()
	case Scalar:
		out["type"] = []string{"string", "number", "boolean"}
	default:
		out["type"] = "string"
	}
	if len(s.Enum) > 0 {
		out["enum"] = s.Enum
	}
	if s.Pattern != nil {
		out["pattern"] = s.Pattern.String()
	}
	if s.Min != nil {
		out["minimum"] = *s.Min
	}
}
