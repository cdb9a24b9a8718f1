package registry

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
)

// valueAt returns a function that finds the value at a path in an object, such as account.id: the JSON
// names on the way to it. Of several paths that bars part, the first one counts that an object's type has.
// The function takes pointers to objects of any type and returns the zero Value where there is nothing: a
// null on the way, or a type without any of the paths.
func valueAt(paths string) func(object any) reflect.Value {
	var routes sync.Map // of [][]int by reflect.Type: the indices of the fields on the way
	return func(object any) reflect.Value {
		v := reflect.ValueOf(object)
		route, known := routes.Load(v.Type())
		if !known {
			route, _ = routes.LoadOrStore(v.Type(), routeTo(v.Type(), paths))
		}
		return follow(v, route.([][]int))
	}
}

// routeTo returns the indices of the fields on the way to the first path that a type has; nil for none.
func routeTo(t reflect.Type, paths string) [][]int {
	for path := range strings.SplitSeq(paths, "|") {
		var route [][]int
		at := t
		for name := range strings.SplitSeq(path, ".") {
			field, ok := fieldNamed(at, name)
			if !ok {
				route = nil
				break
			}
			route, at = append(route, field.Index), field.Type
		}
		if route != nil {
			return route
		}
	}
	return nil
}

// fieldNamed finds the field of a struct, or of what points to one, that has a name in JSON, or would have
// it if JSON did not leave it out: link is also Link.
func fieldNamed(t reflect.Type, name string) (reflect.StructField, bool) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return reflect.StructField{}, false
	}
	for _, f := range reflect.VisibleFields(t) {
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name || tag == "-" && strings.EqualFold(f.Name, strings.ReplaceAll(name, "_", "")) {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// follow goes from an object to the end of a route, through pointers.
func follow(v reflect.Value, route [][]int) reflect.Value {
	if route == nil {
		return reflect.Value{}
	}
	for _, index := range route {
		if v = reflect.Indirect(v); !v.IsValid() {
			return v
		}
		v = v.FieldByIndex(index)
	}
	return reflect.Indirect(v)
}

// filterValue is a value as filters compare it. What lies in a struct that a pointer leads to has an address.
func filterValue(v reflect.Value) filter.Value {
	if !v.IsValid() {
		return filter.Value{Null: true}
	}
	switch p := v.Addr().Interface().(type) {
	case *string:
		return filter.Of(*p)
	case *uuid.UUID:
		return filter.OfID(*p)
	case *belvo.Money:
		return filter.OfMoney(*p)
	case *int:
		return filter.OfMoney(belvo.Money(*p) * 100)
	case *belvo.Date:
		return filter.OfDay(*p)
	case *belvo.Timestamp:
		return filter.OfTime(*p)
	}
	return filter.Value{Null: true}
}

// field makes a filter by the value at a path. Where the path is "", the name says it: two underscores
// lead into an object.
func field(name, path string, kind filter.Kind, ops ...filter.Op) filter.Field[any] {
	at := valueAt(cmp.Or(path, strings.ReplaceAll(name, "__", ".")))
	return filter.Field[any]{Name: name, Kind: kind, Ops: ops,
		Get: func(v any) filter.Value { return filterValue(at(v)) }}
}

// The filters by texts that are one of some, by days, by numbers, and by ids that the store can look up: its
// index bears the field's name.
func text(name, path string) filter.Field[any] { return field(name, path, filter.Text, equalOrIn...) }

func day(name, path string) filter.Field[any] {
	return field(name, path, filter.Day, filter.Comparisons()...)
}

func number(name, path string) filter.Field[any] {
	return field(name, path, filter.Number, filter.Comparisons()...)
}

func indexed(name, path string) filter.Field[any] {
	f := field(name, path, filter.ID, equalOrIn...)
	f.Index = name
	return f
}

// several makes a filter by the ids in the elements of a list, or by the elements themselves if the path
// in them is "".
func several(name, list, path string) filter.Field[any] {
	f, all, at := field(name, list, filter.ID, equalOrIn...), valueAt(list), valueAt(path)
	f.Get = func(v any) filter.Value {
		elements := all(v)
		if !elements.IsValid() {
			return filter.Value{Null: true}
		}
		out := filter.Value{L: make([]string, elements.Len())}
		for i := range out.L {
			element := elements.Index(i)
			if path != "" {
				element = at(element.Addr().Interface())
			}
			out.L[i] = filterValue(element).S
		}
		return out
	}
	return f
}

// few is a field of texts that are few words, for hints about others.
func few(f filter.Field[any], words ...string) filter.Field[any] {
	f.Few = words
	return f
}

// equalOrIn are the operators of most texts and ids.
var equalOrIn = []filter.Op{filter.Equal, filter.In}

// common are the filters that lists of nearly every resource have, and others.
// Source: the parameters of the list operations in OpenAPI 1.35.0 and 1.223.0.
func common(others ...filter.Field[any]) *filter.Table[any] {
	return filter.NewTable(slices.Concat([]filter.Field[any]{indexed("link", ""), indexed("id", ""),
		day("created_at", "")}, others))
}

// The few words of fields.
// Source: the enums of OpenAPI 1.223.0; the currencies are those of the fixtures' countries.
var (
	currencies        = []string{"BRL", "CLP", "COP", "MXN"}
	directions        = []string{"INFLOW", "OUTFLOW"}
	accountCategories = []string{"ADVANCE_DEPOSIT_ACCOUNT", "CHECKING_ACCOUNT", "CREDIT_CARD", "FINANCING_ACCOUNT",
		"INVESTMENT_ACCOUNT", "INVOICE_FINANCING_ACCOUNT", "LOAN_ACCOUNT", "PENSION_FUND_ACCOUNT",
		"RECEIVABLES_ACCOUNT", "SAVINGS_ACCOUNT", "UNCATEGORIZED"}
)
