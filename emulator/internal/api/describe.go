package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/exchange"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/openapi"
)

// many and page are the answers that hold several objects of a resource.
type (
	many []registry.Shape
	page []registry.Shape
)

// Describe is the OpenAPI description of exactly what is served: the operations of the route table
// that are emulated, with the types that they read and write. It is made anew each time.
func Describe(version string, rows []*registry.Row) (openapi.Document, error) {
	d := describer{Builder: openapi.Builder{Known: knownTypes(), Words: wordTypes()},
		paths: map[string]openapi.PathItem{}}
	d.failure = openapi.Response{Description: "Belvo's array of errors",
		Content: openapi.JSON(&openapi.Schema{Type: "array", Items: d.Of(belvo.Error{})})}
	for _, r := range Routes(rows) {
		if r.Fidelity == Emulated {
			d.add(r)
		}
	}
	return openapi.Document{
		OpenAPI: openapi.Version,
		Info: openapi.Info{Title: "Belvo's aggregation API as the emulator serves it", Version: version,
			Description: "Made from the emulator's own tables and types. Where Belvo's behaviour is unknown, " +
				"or ours differs, the operation says so."},
		Servers:  []openapi.Server{{URL: "/"}},
		Security: []map[string][]string{{"keys": {}}, {"token": {}}},
		Paths:    d.paths,
		Components: openapi.Components{Schemas: d.Schemas(), SecuritySchemes: map[string]openapi.SecurityScheme{
			"keys":  {Type: "http", Scheme: "basic", Description: "secret id and password"},
			"token": {Type: "http", Scheme: "bearer", Description: "an access token, as far as its scopes go"},
		}},
	}, d.Err()
}

// knownTypes are the types that write their own JSON.
func knownTypes() map[reflect.Type]openapi.Schema {
	return map[reflect.Type]openapi.Schema{
		reflect.TypeFor[belvo.Money]():     {Type: "number", Format: "float"},
		reflect.TypeFor[belvo.Percent]():   {Type: "number", Format: "float"},
		reflect.TypeFor[belvo.Timestamp](): {Type: "string", Format: "date-time"},
		reflect.TypeFor[belvo.Date]():      {Type: "string", Format: "date"},
	}
}

// wordTypes are the types whose values are few words.
func wordTypes() map[reflect.Type][]string {
	return map[reflect.Type][]string{
		reflect.TypeFor[belvo.Code](): belvo.Codes(),
		reflect.TypeFor[belvo.Status](): {string(belvo.StatusValid), string(belvo.StatusInvalid),
			string(belvo.StatusUnconfirmed), string(belvo.StatusTokenRequired)},
		reflect.TypeFor[belvo.AccessMode](): {string(belvo.Single), string(belvo.Recurrent)},
	}
}

// description serves the description, which is made when it is asked for: few ask.
func (a *API) description(w http.ResponseWriter, _ *http.Request) {
	document, err := Describe(a.cfg.Version, a.cfg.Engine.Rows())
	body, encoding := json.Marshal(document)
	if err = errors.Join(err, encoding); err != nil { // a test holds that it does not happen
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	exchange.Send(w, http.StatusOK, body)
}

// describer collects the description.
type describer struct {
	openapi.Builder
	paths   map[string]openapi.PathItem
	failure openapi.Response
}

func (d *describer) add(r *Route) {
	operation := openapi.Operation{ID: r.Name,
		Parameters: openapi.Path(r.Path, map[string]*openapi.Schema{"id": idOf(r)}),
		Responses:  map[string]openapi.Response{"default": d.failure}}
	for _, part := range belvo.Segments(r.Path) {
		if part != "api" && !strings.HasPrefix(part, "{") {
			operation.Tags = []string{part}
			break
		}
	}
	if len(r.Deviations) > 0 {
		operation.Description = "Deviations: " + strings.Join(r.Deviations, "; ") + "."
	}
	if r.filters != nil {
		operation.Parameters = append(operation.Parameters, listParameters(r)...)
	}
	if r.projects {
		operation.Parameters = append(operation.Parameters, projections()...)
	}
	if _, may := r.answers[http.StatusAccepted]; may && len(r.answers) > 1 {
		operation.Parameters = append(operation.Parameters, openapi.Parameter{
			Name: "X-Belvo-Request-Mode", In: "header", Description: "the answer is 202, webhooks tell the rest",
			Schema: &openapi.Schema{Type: "string", Enum: []string{"async"}}})
	}
	if r.body != nil {
		operation.Body = &openapi.RequestBody{Required: needed(r.body), Content: openapi.JSON(bodySchema(r.body))}
	}
	if r.Open {
		operation.Security = []map[string][]string{{}, {"keys": {}}}
	}
	for status, answer := range r.answers {
		operation.Responses[strconv.Itoa(status)] = d.response(status, answer)
	}
	if d.paths[r.Path] == nil {
		d.paths[r.Path] = openapi.PathItem{}
	}
	d.paths[r.Path][strings.ToLower(r.Method)] = operation
}

// idOf is what the {id} of a path is.
func idOf(r *Route) *openapi.Schema {
	if strings.HasPrefix(r.Path, "/api/institutions/") {
		return &openapi.Schema{Type: "integer"}
	}
	return &openapi.Schema{Type: "string", Format: "uuid"}
}

func (d *describer) response(status int, answer any) openapi.Response {
	out := openapi.Response{Description: http.StatusText(status)}
	switch answer := answer.(type) {
	case nil:
		return out
	case []registry.Shape:
		out.Content = openapi.JSON(d.objects(answer))
	case many:
		out.Content = openapi.JSON(&openapi.Schema{Type: "array", Items: d.objects(answer)})
	case page:
		out.Content = openapi.JSON(d.envelope(d.objects(answer)))
	default:
		out.Content = openapi.JSON(d.Of(answer))
	}
	return out
}

// objects is the schema of an object that has one of several shapes.
func (d *describer) objects(shapes []registry.Shape) *openapi.Schema {
	if len(shapes) == 1 {
		return d.Of(shapes[0].Zero)
	}
	var kinds []*openapi.Schema
	for _, s := range shapes {
		kinds = append(kinds, d.Of(s.Zero))
	}
	return &openapi.Schema{OneOf: kinds}
}

// envelope is a page whose results are of a schema.
func (d *describer) envelope(item *openapi.Schema) *openapi.Schema {
	s := *d.Schema(reflect.TypeFor[struct {
		Count    int     `json:"count"`
		Next     *string `json:"next" format:"uri"`
		Previous *string `json:"previous" format:"uri"`
		Results  []any   `json:"results"`
	}]())
	for i, p := range s.Properties {
		if p.Name == "results" {
			s.Properties[i].Schema = &openapi.Schema{Type: "array", Items: item}
		}
	}
	return &s
}

// listParameters are the parameters of a list operation.
func listParameters(r *Route) []openapi.Parameter {
	one := 1.0
	out := []openapi.Parameter{
		{Name: "page", In: "query", Description: "which page, from 1",
			Schema: &openapi.Schema{Type: "integer", Minimum: &one}},
		{Name: "page_size", In: "query",
			Description: "how many results a page has, at most " + strconv.Itoa(maxPageSize),
			Schema:      &openapi.Schema{Type: "integer", Minimum: &one}},
	}
	for _, p := range r.filters.Describe() {
		out = append(out, openapi.Parameter{Name: p.Name, In: "query", Schema: operand(p),
			Description: operators()[p.Op], Required: r.Row != nil && r.Row.ListNeeds == p.Name && p.Name != "link"})
	}
	return out
}

// operators are the operators of filters in words.
func operators() map[filter.Op]string {
	return map[filter.Op]string{
		filter.In: "one of these, parted by commas", filter.NotIn: "none of these, parted by commas",
		filter.AllIn: "all of these, parted by commas", filter.Contains: "has this in it, whatever its case",
		filter.GT: "more than this, or later", filter.GTE: "at least this, or not before",
		filter.LT: "less than this, or earlier", filter.LTE: "at most this, or not after",
		filter.Range: "from the first to the second, parted by a comma",
	}
}

// operand is what a filter is given.
func operand(p filter.Param) *openapi.Schema {
	switch p.Op {
	case filter.In, filter.NotIn, filter.AllIn, filter.Range:
		return &openapi.Schema{Type: "string"}
	}
	switch p.Kind {
	case filter.ID:
		return &openapi.Schema{Type: "string", Format: "uuid"}
	case filter.Number:
		return &openapi.Schema{Type: "number"}
	case filter.Day:
		return &openapi.Schema{Type: "string", Format: "date"}
	default:
		return &openapi.Schema{Type: "string", Enum: p.Choices}
	}
}

// projections choose among the keys of an answer.
func projections() []openapi.Parameter {
	text := &openapi.Schema{Type: "string"}
	return []openapi.Parameter{
		{Name: "fields", In: "query", Description: "the only keys that are wanted, parted by commas", Schema: text},
		{Name: "omit", In: "query", Description: "keys that are not wanted, parted by commas", Schema: text},
	}
}

func needed(params []param) bool {
	for _, p := range params {
		if p.required {
			return true
		}
	}
	return false
}

// bodySchema is the schema of a body. Optional fields may be null, for clients that send what they
// do not set.
func bodySchema(params []param) *openapi.Schema {
	s := &openapi.Schema{Type: "object"}
	for _, p := range params {
		field := p.schema()
		if p.required && p.when == "" {
			s.Required = append(s.Required, p.name)
		} else {
			field.Nullable = true
		}
		s.Properties = append(s.Properties, openapi.Property{Name: p.name, Schema: field})
	}
	return s
}

func (p param) schema() *openapi.Schema {
	s := &openapi.Schema{Type: "string"}
	switch p.kind {
	case secret:
		s.Format = "password"
	case flag:
		s.Type = "boolean"
	case list:
		s.Type, s.Items = "array", &openapi.Schema{Type: "string", Enum: p.choices}
		return s
	case id:
		s.Format = "uuid"
	case date:
		s.Format = "date"
	case year:
		s.Pattern = `^(19|20)\d{2}$`
	case document:
		s.Type = "object"
	case number, integer, month:
		s.Type = map[kind]string{number: "number", integer: "integer", month: "integer"}[p.kind]
	case objects:
		return &openapi.Schema{Type: "array", Items: bodySchema(p.items)}
	}
	s.Enum = p.choices
	if p.pattern != nil {
		s.Pattern = p.pattern.String()
	}
	if p.when != "" {
		s.Description = "with the type " + p.when
	}
	return s
}
