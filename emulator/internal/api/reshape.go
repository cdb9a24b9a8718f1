package api

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"belvo-emulator/emulator/internal/contact"
)

// reshape makes a good answer look as the sandbox is set to. Only what Belvo could answer as well comes
// of it: its objects may get new fields, and their nullable fields may be null.
func (r *request) reshape(body any) (any, error) {
	s := r.settings()
	if s.Nulls || s.LongTexts || s.Currency != "" {
		body = reshaper{s}.value(reflect.ValueOf(body)).Interface()
	}
	if !s.UnknownFields {
		return body, nil
	}
	raw, err := marshal(body)
	if err != nil {
		return nil, err
	}
	return eachObject(raw, addField)
}

// newField is what an object gets that Belvo's description does not have.
const newField = `"new_field_of_a_later_version":{"value":"unknown to every client","list":[1,2]}`

func addField(object json.RawMessage) (json.RawMessage, error) {
	inner := object[1 : len(object)-1]
	if len(inner) == 0 {
		return json.RawMessage("{" + newField + "}"), nil
	}
	return slices.Concat([]byte("{"), inner, []byte(","+newField+"}")), nil
}

// eachObject applies a change to the object of a body: itself, the items of an array, or the results of an
// envelope.
func eachObject(raw json.RawMessage, change func(json.RawMessage) (json.RawMessage, error)) (any, error) {
	list := raw
	results, isEnvelope := resultsOf(raw)
	switch {
	case isEnvelope:
		list = results
	case raw[0] == '{':
		return change(raw)
	case raw[0] != '[':
		return raw, nil
	}
	var items []json.RawMessage
	if err := json.Unmarshal(list, &items); err != nil {
		return nil, err
	}
	for i, item := range items {
		changed, err := change(item)
		if err != nil {
			return nil, err
		}
		items[i] = changed
	}
	changed, err := marshal(items)
	if err != nil || !isEnvelope {
		return json.RawMessage(changed), err
	}
	return json.RawMessage(slices.Concat(raw[:len(raw)-len(results)-1], changed, []byte("}"))), nil
}

// reshaper copies Go values of answers with other values in some fields.
type reshaper struct{ contact.Settings }

// value is a copy of a value.
func (s reshaper) value(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return v
		}
		inner := s.value(v.Elem())
		if v.Kind() == reflect.Interface {
			return inner
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(inner)
		return p
	case reflect.Slice:
		if v.IsNil() || v.Type().Elem().Kind() == reflect.Uint8 {
			return v
		}
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			list.Index(i).Set(s.value(v.Index(i)))
		}
		return list
	case reflect.Struct:
		return s.object(v)
	}
	return v
}

// object is a copy of a struct. A field that is a pointer may be null, as the description of the API has
// it, unless it may be left out altogether.
func (s reshaper) object(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !field.IsExported() {
			continue
		}
		switch {
		case s.Nulls && field.Type.Kind() == reflect.Pointer && !strings.Contains(options, "omit") && !fixed(name):
			out.Field(i).SetZero()
		default:
			out.Field(i).Set(s.field(name, v.Field(i)))
		}
	}
	return out
}

// field is a copy of a field's value, or the text that stands in its place.
func (s reshaper) field(name string, v reflect.Value) reflect.Value {
	text := ""
	switch {
	case s.LongTexts && freeText(name):
		text = longText
	case name == "currency":
		text = s.Currency
	}
	switch {
	case text != "" && v.Kind() == reflect.String:
		return reflect.ValueOf(text).Convert(v.Type())
	case text != "" && v.Type() == reflect.TypeFor[*string]() && !v.IsNil():
		return reflect.ValueOf(&text)
	}
	return s.value(v)
}

// fixed are the fields that an application cannot do without, and those of a page.
func fixed(name string) bool {
	return slices.Contains([]string{"id", "link", "next", "previous"}, name)
}

// freeText are the fields with free text.
func freeText(name string) bool {
	return slices.Contains([]string{"description", "reference", "observations", "display_name", "full_name"}, name)
}

// longText is longer than any column is likely to be: 1,000 characters, some of two bytes.
const longText = words40 + words40 + words40 + words40 + words40 + words40 + words40 + words40 + words40 + words40 +
	words40 + words40 + words40 + words40 + words40 + words40 + words40 + words40 + words40 + words40 +
	words40 + words40 + words40 + words40 + words40

const words40 = "Transferencia interbancaria nº 7, señor. "
