package registry

import (
	"slices"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
)

// field makes a filter field of values of type T; a value of another shape has none.
func field[T any](name string, kind filter.Kind, get func(*T) filter.Value,
	ops ...filter.Op) filter.Field[any] {
	return filter.Field[any]{Name: name, Kind: kind, Ops: ops, Get: func(v any) filter.Value {
		if t, ok := v.(*T); ok {
			return get(t)
		}
		return filter.Value{Null: true}
	}}
}

// indexed is a field that the store can look up; the index bears the field's name.
func indexed[T any](name string, get func(*T) filter.Value) filter.Field[any] {
	f := field(name, filter.ID, get, filter.Equal, filter.In)
	f.Index = name
	return f
}

// common are the filters that lists of nearly every resource have.
// Source: the parameters of the list operations in OpenAPI 1.223.0.
func common[T any](base func(*T) *belvo.Base) []filter.Field[any] {
	return []filter.Field[any]{
		indexed("link", func(v *T) filter.Value { return filter.OfID(base(v).Link) }),
		indexed("id", func(v *T) filter.Value { return filter.OfID(*base(v).ID) }),
		field("created_at", filter.Day,
			func(v *T) filter.Value { return filter.OfTime(base(v).CreatedAt) }, filter.Comparisons()...),
	}
}

// few is a field of texts that are few words, for hints about others.
func few(f filter.Field[any], words ...string) filter.Field[any] {
	f.Few = words
	return f
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

// merge joins the filters of two shapes of a resource: A is the type of the first one's objects.
// Filters of one name must be of one kind.
func merge[A any](first, second []filter.Field[any]) []filter.Field[any] {
	all := slices.Clone(first)
	for _, f := range second {
		i := slices.IndexFunc(all, func(o filter.Field[any]) bool { return o.Name == f.Name })
		if i < 0 {
			all = append(all, f)
			continue
		}
		one, other := all[i].Get, f.Get
		all[i].Get = func(v any) filter.Value {
			if _, ok := v.(*A); ok {
				return one(v)
			}
			return other(v)
		}
		for _, op := range f.Ops {
			if !slices.Contains(all[i].Ops, op) {
				all[i].Ops = append(slices.Clone(all[i].Ops), op)
			}
		}
	}
	return all
}
