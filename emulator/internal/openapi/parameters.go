package openapi

import (
	"reflect"
	"regexp"
)

// Query describes the fields of a struct as parameters of the URL; all may be left out. A value
// of nil has none.
func (b *Builder) Query(value any) []Parameter {
	if value == nil {
		return nil
	}
	var fields Schema
	b.addFields(&fields, reflect.TypeOf(value))
	parameters := make([]Parameter, len(fields.Properties))
	for i, p := range fields.Properties {
		schema := *p.Schema
		schema.Description = ""
		parameters[i] = Parameter{Name: p.Name, In: "query", Description: p.Schema.Description, Schema: &schema}
	}
	return parameters
}

// variable finds the parameters of a path.
var variable = regexp.MustCompile(`\{([^}]*)\}`)

// Path describes the parameters of a path such as /links/{id}/: texts, or what the schema says of
// the parameter with that name.
func Path(path string, schemas map[string]*Schema) []Parameter {
	var parameters []Parameter
	for _, found := range variable.FindAllStringSubmatch(path, -1) {
		schema := schemas[found[1]]
		if schema == nil {
			schema = &Schema{Type: "string"}
		}
		parameters = append(parameters, Parameter{Name: found[1], In: "path", Required: true, Schema: schema})
	}
	return parameters
}
