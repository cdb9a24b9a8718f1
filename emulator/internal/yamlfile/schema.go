package yamlfile

// JSONSchema returns the shape as a JSON schema (draft 7, which YAML editors understand).
func (s *Shape) JSONSchema(title string) map[string]any {
	defs := definitions{}
	schema := s.schema(defs)
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	schema["title"] = title
	if len(defs) > 0 {
		schema["definitions"] = defs
	}
	return schema
}

// definitions are the schemas that others refer to, by name.
type definitions map[string]any

// reference is the schema, or for a shape with a name a reference to its definition.
func (s *Shape) reference(defs definitions) map[string]any {
	if s.Name == "" {
		return s.schema(defs)
	}
	if defs[s.Name] == nil {
		defs[s.Name] = s.schema(defs)
	}
	return map[string]any{"$ref": "#/definitions/" + s.Name}
}

func (s *Shape) schema(defs definitions) map[string]any {
	if s.Mapping != nil {
		plain := *s
		plain.Mapping = nil
		return map[string]any{"anyOf": []any{plain.schema(defs), s.Mapping.reference(defs)}}
	}
	out := map[string]any{}
	if s.Doc != "" {
		out["description"] = s.Doc
	}
	switch s.Kind {
	case Object:
		s.objectSchema(out, defs)
	case Map:
		out["type"] = "object"
		s.keySchema(out, defs)
	case List:
		list := map[string]any{"type": "array", "items": s.Elem.reference(defs)}
		if s.Most > 0 {
			list["maxItems"], out["maxItems"] = s.Most, s.Most
		}
		if s.OrOne {
			out["oneOf"] = []any{list, s.Elem.reference(defs)}
			return out
		}
		out["type"], out["items"] = list["type"], list["items"]
	default:
		s.scalarSchema(out)
	}
	return out
}

func (s *Shape) objectSchema(out map[string]any, defs definitions) {
	properties, required := map[string]any{}, []string{}
	for _, f := range s.Fields {
		properties[f.Name] = f.Shape.reference(defs)
		if f.Required {
			required = append(required, f.Name)
		}
	}
	out["type"], out["properties"], out["additionalProperties"] = "object", properties, false
	if len(required) > 0 {
		out["required"] = required
	}
}

// keySchema describes a Map. Keys with texts of their own are properties, whose texts editors show;
// draft 7 ignores what stands beside a reference, so that is in an allOf.
func (s *Shape) keySchema(out map[string]any, defs definitions) {
	if s.KeyDoc != nil {
		properties := map[string]any{}
		for _, key := range s.Enum {
			properties[key] = map[string]any{"description": s.KeyDoc(key), "allOf": []any{s.Elem.reference(defs)}}
		}
		out["properties"], out["additionalProperties"] = properties, false
		return
	}
	out["additionalProperties"] = s.Elem.reference(defs)
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
	if len(s.Examples) > 0 {
		out["examples"] = s.Examples
	}
	if s.Min != nil {
		out["minimum"] = *s.Min
	}
}
