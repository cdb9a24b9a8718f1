package control

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/openapi"
	"belvo-emulator/emulator/internal/story"
)

// OpenAPIPath is the path of the description of this surface.
const OpenAPIPath = v1 + "openapi.json"

func openapiOperations() []Operation {
	return []Operation{{Method: http.MethodGet, Path: OpenAPIPath, Answer: map[string]any{},
		NoSandbox: true, handle: readDocument, What: "this surface as an OpenAPI document"}}
}

func readDocument(c *call) (any, error) {
	doc, err := c.document()
	return doc, err
}

// lazyDocument makes the surface's document when it is first asked for.
func lazyDocument(version string) func() (json.RawMessage, error) {
	return sync.OnceValues(func() (json.RawMessage, error) { return Document(version) })
}

// problemBody is the body of every answer that is no success.
type problemBody struct {
	Error string `json:"error" doc:"what is wrong, for people"`
}

// Document describes the table of operations. Its error is a type that cannot be described.
func Document(version string) (json.RawMessage, error) {
	b := &openapi.Builder{Closed: true, Words: enums(), Known: map[reflect.Type]openapi.Schema{
		reflect.TypeFor[time.Duration]():   {Type: "string", Description: "a duration such as 90s, 24h or 7d"},
		reflect.TypeFor[fault]():           faultSchema(),
		reflect.TypeFor[story.Fault]():     faultSchema(),
		reflect.TypeFor[belvo.Timestamp](): {Type: "string", Format: "date-time"},
	}}
	doc := openapi.Document{OpenAPI: openapi.Version, Paths: map[string]openapi.PathItem{},
		Info: openapi.Info{Title: "belvo-emulator: control calls", Version: version,
			Description: "How the emulator is controlled and asked, beyond Belvo's API."},
		Servers: []openapi.Server{{URL: "/"}}}
	wrong := openapi.JSON(b.Of(problemBody{}))
	for _, op := range Operations() {
		path := doc.Paths[op.Path]
		if path == nil {
			path = openapi.PathItem{}
			doc.Paths[op.Path] = path
		}
		described := describe(b, op)
		described.Responses["default"] = openapi.Response{Description: "it was not done, and why", Content: wrong}
		path[strings.ToLower(op.Method)] = described
		if tag := (openapi.Tag{Name: described.Tags[0]}); !slices.Contains(doc.Tags, tag) {
			doc.Tags = append(doc.Tags, tag) // calls of one tag may stand apart in the table
		}
	}
	doc.Components = openapi.Components{Schemas: b.Schemas(), SecuritySchemes: map[string]openapi.SecurityScheme{
		"sandbox": {Type: "http", Scheme: "basic", Description: "the sandbox by its keys; the default one without"},
		"token": {Type: "apiKey", In: "header", Name: belvo.HeaderControlToken,
			Description: "the --control-token, if the emulator was started with one"},
	}}
	if err := b.Err(); err != nil {
		return nil, err
	}
	return json.Marshal(doc)
}

// content is a body in each of the operation's types.
func (op Operation) content(s *openapi.Schema) map[string]openapi.MediaType {
	content := openapi.JSON(s)
	if op.Also != "" {
		content[op.Also] = openapi.MediaType{Schema: s}
	}
	return content
}

// explainEvents says what the events of a stream carry, "" for any other answer: this version of OpenAPI has
// no schema for the events of a stream.
func (op Operation) explainEvents(b *openapi.Builder) string {
	var text strings.Builder
	for _, e := range op.Events {
		fmt.Fprintf(&text, "; the data of the event %q is %s", e.kind, b.Of(e.data).Ref)
	}
	return text.String()
}

// describe is an operation as the document has it, without its errors.
func describe(b *openapi.Builder, op Operation) openapi.Operation {
	parts := func(r rune) bool { return strings.ContainsRune("/{}.-", r) }
	words := strings.FieldsFunc(strings.TrimPrefix(op.Path, v1), parts)
	described := openapi.Operation{ID: strings.ToLower(op.Method), Summary: op.What, Tags: words[:1],
		Parameters: append(openapi.Path(op.Path, nil), b.Query(op.Query)...),
		Responses:  map[string]openapi.Response{}}
	if op.At {
		described.Parameters = append(described.Parameters, b.Query(atQuery{})...)
	}
	for _, word := range words {
		described.ID += strings.ToUpper(word[:1]) + word[1:]
	}
	switch {
	case op.Unguarded:
	case op.NoSandbox:
		described.Security = []map[string][]string{{}, {"token": {}}}
	default:
		described.Security = []map[string][]string{{}, {"sandbox": {}}, {"token": {}}, {"sandbox": {}, "token": {}}}
	}
	if op.Body != nil {
		body := b.Of(op.Body)
		described.Body = &openapi.RequestBody{Required: len(b.Resolve(body).Required) > 0,
			Content: op.content(body)}
	}
	if op.Conflict != nil {
		described.Responses["409"] = openapi.Response{Description: "it is not so, and why",
			Content: openapi.JSON(b.Of(op.Conflict))}
	}
	switch {
	case op.Media != "":
		described.Responses["200"] = openapi.Response{Description: op.What + op.explainEvents(b),
			Content: map[string]openapi.MediaType{op.Media: {Schema: &openapi.Schema{Type: "string"}}}}
	case op.Answer == nil:
		described.Responses["204"] = openapi.Response{Description: "it is done"}
	default:
		described.Responses["200"] = openapi.Response{Description: op.What, Content: op.content(b.Of(op.Answer))}
	}
	return described
}
