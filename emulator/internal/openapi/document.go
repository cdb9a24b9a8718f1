// Package openapi describes an HTTP surface as an OpenAPI 3.0 document. The schemas follow from
// the Go types that the surface reads and writes, so that the two cannot drift apart: a Builder
// turns types into schemas, a Document holds them with the operations, and json.Marshal of a
// Document is the file.
//
// A surface makes its document in three steps: a Builder with a row in Known for each type that
// writes its own JSON and one in Words for each type of words; for each operation the Schema of
// its body and answer and the Parameters of its query and path; and at the end the Builder's
// Schemas as the Document's components, after its Err was looked at.
//
// Source: https://spec.openapis.org/oas/v3.0.4.html
package openapi

import (
	"bytes"
	"encoding/json"
)

// Version is the version of the specification that documents follow.
const Version = "3.0.4"

// Document is a whole OpenAPI file.
type Document struct {
	OpenAPI    string                `json:"openapi"` // Version
	Info       Info                  `json:"info"`
	Servers    []Server              `json:"servers,omitempty"`
	Tags       []Tag                 `json:"tags,omitempty"`
	Security   []map[string][]string `json:"security,omitempty"` // any of these; an empty one is none
	Paths      map[string]PathItem   `json:"paths"`
	Components Components            `json:"components"`
}

// Info says what is described.
type Info struct {
	Title       string `json:"title"`
	Version     string `json:"version"`
	Description string `json:"description,omitempty"`
}

// Server is where the surface is; its URL may be relative to that of the document.
type Server struct {
	URL         string `json:"url"`
	Description string `json:"description,omitempty"`
}

// Tag is a group of operations.
type Tag struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// PathItem has the operations of a path by their methods in small letters.
type PathItem map[string]Operation

// Operation is a method of a path.
type Operation struct {
	ID          string                `json:"operationId"`
	Summary     string                `json:"summary,omitempty"`
	Description string                `json:"description,omitempty"`
	Tags        []string              `json:"tags,omitempty"`
	Parameters  []Parameter           `json:"parameters,omitempty"`
	Body        *RequestBody          `json:"requestBody,omitempty"`
	Responses   map[string]Response   `json:"responses"` // by status, or "default"
	Security    []map[string][]string `json:"security,omitempty"`
}

// Parameter is a value in the path, the query or a header.
type Parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"` // path, query or header
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitempty"` // always so in the path
	Schema      *Schema `json:"schema"`
}

// RequestBody is what an operation reads.
type RequestBody struct {
	Required bool                 `json:"required,omitempty"`
	Content  map[string]MediaType `json:"content"` // by Content-Type
}

// Response is what an operation answers.
type Response struct {
	Description string               `json:"description"`
	Headers     map[string]Header    `json:"headers,omitempty"`
	Content     map[string]MediaType `json:"content,omitempty"` // by Content-Type
}

// Header is a header of a response.
type Header struct {
	Description string  `json:"description,omitempty"`
	Schema      *Schema `json:"schema"`
}

// MediaType is a body in one form.
type MediaType struct {
	Schema *Schema `json:"schema"`
}

// JSON is the content of a body that is JSON of a schema.
func JSON(s *Schema) map[string]MediaType {
	return map[string]MediaType{"application/json": {Schema: s}}
}

// Components are the parts that operations refer to.
type Components struct {
	Schemas         map[string]*Schema        `json:"schemas,omitempty"`
	SecuritySchemes map[string]SecurityScheme `json:"securitySchemes,omitempty"`
}

// SecurityScheme is a way to say who asks.
type SecurityScheme struct {
	Type        string `json:"type"`             // http or apiKey
	Scheme      string `json:"scheme,omitempty"` // of http: basic or bearer
	Name        string `json:"name,omitempty"`   // of apiKey: the header
	In          string `json:"in,omitempty"`     // of apiKey: header
	Description string `json:"description,omitempty"`
}

// Schema describes JSON values. The zero Schema allows every value but null.
type Schema struct {
	Ref         string     `json:"$ref,omitempty"` // then nothing else counts
	Type        string     `json:"type,omitempty"`
	Format      string     `json:"format,omitempty"`
	Description string     `json:"description,omitempty"`
	Nullable    bool       `json:"nullable,omitempty"`
	Enum        []string   `json:"enum,omitempty"`
	Pattern     string     `json:"pattern,omitempty"`
	Minimum     *float64   `json:"minimum,omitempty"`
	Items       *Schema    `json:"items,omitempty"`
	Properties  Properties `json:"properties,omitzero"`
	Required    []string   `json:"required,omitempty"`
	// Additional is what other keys of an object hold: nil for anything, false for none, or the
	// *Schema of their values.
	Additional any       `json:"additionalProperties,omitempty"`
	AllOf      []*Schema `json:"allOf,omitempty"`
	OneOf      []*Schema `json:"oneOf,omitempty"`
	Example    any       `json:"example,omitempty"`
}

// Property is a key of an object.
type Property struct {
	Name   string
	Schema *Schema
}

// Properties are the keys of an object, in the order in which it has them.
type Properties []Property

// MarshalJSON writes an object that keeps the order.
func (ps Properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(p.Name)
		if err != nil {
			return nil, err
		}
		schema, err := json.Marshal(p.Schema)
		if err != nil {
			return nil, err
		}
		b.Write(append(append(name, ':'), schema...))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
