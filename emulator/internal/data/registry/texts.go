package registry

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
)

// Texts is what was asked for as texts by name, such as from: 2026-01-31; nothing is left out but
// what was not asked for.
func (p Params) Texts() map[string]string {
	texts := map[string]string{}
	v := reflect.ValueOf(p)
	for i := range v.NumField() {
		if f := v.Field(i); !f.IsZero() {
			texts[paramName(v.Type().Field(i))] = fmt.Sprint(reflect.Indirect(f).Interface())
		}
	}
	return texts
}

// ParseParams reads what Texts returns. The error names what cannot be read.
func ParseParams(texts map[string]string) (p Params, err error) {
	v := reflect.ValueOf(&p).Elem()
	known := map[string]reflect.Value{}
	for i := range v.NumField() {
		known[paramName(v.Type().Field(i))] = v.Field(i)
	}
	for name, text := range texts {
		f, ok := known[name]
		if !ok {
			return p, fmt.Errorf("nothing can be asked for by %q", name)
		}
		if err := setParam(f, text); err != nil {
			return p, fmt.Errorf("%s: %w", name, err)
		}
	}
	return p, nil
}

func paramName(f reflect.StructField) string { return strings.ToLower(f.Name) }

func setParam(f reflect.Value, text string) (err error) {
	if f.Kind() == reflect.Pointer {
		f.Set(reflect.New(f.Type().Elem()))
		f = f.Elem()
	}
	switch into := f.Addr().Interface().(type) {
	case *belvo.Date:
		*into, err = belvo.ParseDate(text)
	case *uuid.UUID:
		*into, err = uuid.Parse(text)
	case *bool:
		*into, err = strconv.ParseBool(text)
	case *string:
		*into = text
	default:
		err = fmt.Errorf("%v cannot be read", f.Type())
	}
	return err
}
