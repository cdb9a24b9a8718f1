package openapi

import (
	"cmp"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Builder turns Go types into schemas, as encoding/json would write their values:
//
//   - A struct with a name is a component, to which others refer; one without is written in place.
//     Its keys are those of the json tags, in the order of the fields; fields of embedded structs
//     are its own. Keys with omitempty or omitzero may be missing, all others are required.
//   - A pointer may be null, unless it is left out instead. Slices and maps are never null: whoever
//     writes them makes empty ones, or says nullable:"true" in a tag.
//   - The tag doc of a field describes it, enum lists its only values, parted by bars, format
//     narrows a text, and minimum is the least of a number.
//   - time.Time is a date-time and uuid.UUID a uuid, json.RawMessage and interfaces are any value.
//
// A type that writes its own JSON needs a row in Known. The zero Builder is ready; set its
// exported fields before its first use. It is not safe for concurrent use.
type Builder struct {
	// Known has the schemas of types that write their own JSON, such as amounts and dates.
	Known map[reflect.Type]Schema
	// Words has the values of types whose values are few words. Each becomes a component.
	Words map[reflect.Type][]string
	// Closed tells that objects have no other keys than those of their types.
	Closed bool

	names   map[reflect.Type]string
	schemas map[string]*Schema
	errs    []error
}

// Schemas are the components that the schemas so far refer to.
func (b *Builder) Schemas() map[string]*Schema { return maps.Clone(b.schemas) }

// Err is what could not be described: types that write their own JSON and have no row in Known,
// and kinds that JSON has not.
func (b *Builder) Err() error { return errors.Join(b.errs...) }

// Resolve follows a reference to a component; any other schema is itself.
func (b *Builder) Resolve(s *Schema) *Schema {
	if name, is := strings.CutPrefix(s.Ref, components); is {
		return b.schemas[name]
	}
	return s
}

// components is where references lead to.
const components = "#/components/schemas/"

// Of is the schema of a value's type.
func (b *Builder) Of(value any) *Schema { return b.Schema(reflect.TypeOf(value)) }

// Schema is the schema of a type.
func (b *Builder) Schema(t reflect.Type) *Schema {
	if t.Kind() == reflect.Pointer {
		return nullable(b.Schema(t.Elem()))
	}
	if known, is := b.known(t); is {
		return &known
	}
	switch {
	case b.Words[t] != nil:
		return b.component(t, func() *Schema { return &Schema{Type: "string", Enum: b.Words[t]} })
	case writesItself(t):
		b.fail("%v writes its own JSON and is not among the known types", t)
		return &Schema{}
	case t.Kind() == reflect.Struct && t.Name() != "":
		return b.component(t, func() *Schema { return b.object(t) })
	}
	return b.plain(t)
}

// known finds the types whose JSON their kind does not tell.
func (b *Builder) known(t reflect.Type) (Schema, bool) {
	if s, is := b.Known[t]; is {
		return s, true
	}
	switch t {
	case reflect.TypeFor[time.Time]():
		return Schema{Type: "string", Format: "date-time"}, true
	case reflect.TypeFor[uuid.UUID]():
		return Schema{Type: "string", Format: "uuid"}, true
	case reflect.TypeFor[json.RawMessage]():
		return Schema{Nullable: true}, true
	}
	return Schema{}, false
}

// writesItself says whether encoding/json asks values of a type what they are.
func writesItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return t.Kind() != reflect.Interface &&
		(p.Implements(reflect.TypeFor[json.Marshaler]()) || p.Implements(reflect.TypeFor[encoding.TextMarshaler]()))
}

// plain is the schema of a type by its kind.
func (b *Builder) plain(t reflect.Type) *Schema {
	switch t.Kind() {
	case reflect.Bool:
		return &Schema{Type: "boolean"}
	case reflect.String:
		return &Schema{Type: "string"}
	case reflect.Float32, reflect.Float64:
		return &Schema{Type: "number"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &Schema{Type: "integer"}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &Schema{Type: "integer", Minimum: new(float64)}
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return &Schema{Type: "string", Format: "byte"}
		}
		return &Schema{Type: "array", Items: b.Schema(t.Elem())}
	case reflect.Map:
		return &Schema{Type: "object", Additional: b.Schema(t.Elem())}
	case reflect.Struct:
		return b.object(t)
	case reflect.Interface:
		return &Schema{Nullable: true}
	}
	b.fail("%v has no JSON", t)
	return &Schema{}
}

func (b *Builder) fail(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf(format, args...))
}

// component is a reference to the schema of a type with a name, which is made when it is first
// referred to; a type may refer to itself.
func (b *Builder) component(t reflect.Type, build func() *Schema) *Schema {
	name, known := b.names[t]
	if !known {
		if b.names == nil {
			b.names, b.schemas = map[reflect.Type]string{}, map[string]*Schema{}
		}
		name = b.name(t)
		b.names[t], b.schemas[name] = name, nil
		b.schemas[name] = build()
	}
	return &Schema{Ref: components + name}
}

// name is what a type is called: its own name, or with its package's before it when that is taken.
func (b *Builder) name(t reflect.Type) string {
	own, args, _ := strings.Cut(t.Name(), "[") // of a generic type: Page[example.com/module/bank.Account]
	name := capital(own)
	for arg := range strings.SplitSeq(strings.TrimSuffix(args, "]"), ",") {
		name += capital(arg[strings.LastIndexByte(arg, '.')+1:])
	}
	if _, taken := b.schemas[name]; taken {
		name = capital(path.Base(t.PkgPath())) + name
	}
	if _, taken := b.schemas[name]; taken {
		b.fail("two types would be called %s", name)
	}
	return name
}

func capital(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// nullable is a schema that allows null besides. A reference takes no company, so it is wrapped.
func nullable(s *Schema) *Schema {
	if s.Ref != "" {
		return &Schema{Nullable: true, AllOf: []*Schema{s}}
	}
	or := *s
	or.Nullable = true
	return &or
}

// object is the schema of a struct.
func (b *Builder) object(t reflect.Type) *Schema {
	s := &Schema{Type: "object"}
	if b.Closed {
		s.Additional = false
	}
	b.addFields(s, t)
	return s
}

func (b *Builder) addFields(s *Schema, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			b.embed(s, f.Type)
			continue
		case name == "-" || !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		t := f.Type
		if !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") {
			s.Required = append(s.Required, name)
		} else if t.Kind() == reflect.Pointer {
			t = t.Elem() // what would be null is left out
		}
		s.Properties = append(s.Properties, Property{name, b.tagged(b.Schema(t), f)})
	}
}

// embed adds the fields of an embedded struct; those of a pointer may be missing together.
func (b *Builder) embed(s *Schema, t reflect.Type) {
	required := len(s.Required)
	if t.Kind() == reflect.Pointer {
		b.addFields(s, t.Elem())
		s.Required = s.Required[:required]
		return
	}
	b.addFields(s, t)
}

// tagged adds to a schema what the tags of a field say.
func (b *Builder) tagged(s *Schema, f reflect.StructField) *Schema {
	with := *s
	with.Description = cmp.Or(f.Tag.Get("doc"), s.Description)
	with.Format = cmp.Or(f.Tag.Get("format"), s.Format)
	if words := f.Tag.Get("enum"); words != "" {
		with.Enum = strings.Split(words, "|")
	}
	if f.Tag.Get("nullable") == "true" {
		with.Nullable = true
	}
	if text := f.Tag.Get("minimum"); text != "" {
		least, err := strconv.ParseFloat(text, 64)
		if err != nil {
			b.fail("the minimum %q of field %s is no number", text, f.Name)
		}
		with.Minimum = &least
	}
	if s.Ref != "" && with.Description != "" {
		return &Schema{Description: with.Description, AllOf: []*Schema{s}} // a reference takes no company
	}
	return &with
}
