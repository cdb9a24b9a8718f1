// Package resource is the registry of the data that the API gives out: one row for each resource,
// with its path, what its requests take, how its data is collected and what lists of it can be
// filtered by. A new resource is a type in package belvo, data in package dataset and a row here.
package resource

import (
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/dataset"
	"belvo-emulator/emulator/internal/filter"
)

// Params is what a request for data asks for.
type Params struct {
	From, To belvo.Date
	Account  uuid.UUID // zero for all accounts
}

// Item is one collected object: Value points to one of package belvo's objects.
type Item struct {
	ID      uuid.UUID
	Account uuid.UUID // zero if it belongs to no account
	Value   any
}

// Row describes one resource.
type Row struct {
	Resource belvo.Resource
	Path     string // below /api/
	Title    string // what one object is, as in the names of Belvo's operations: Account
	Dated    bool   // requests take date_from, date_to and account
	Async    bool   // requests may be answered 202
	// NeedsLink says that lists must be narrowed to a link.
	NeedsLink bool
	// Needs is another resource that is collected along, because objects of this one show it.
	Needs belvo.Resource
	// Dependants are the resources whose objects go when an object of this one is deleted.
	Dependants []belvo.Resource
	Filters    *filter.Table[any]
	Webhooks   Webhooks
	// Collect reads what a customer has at an instant, the newest first.
	Collect func(book *dataset.Book, p Params, at time.Time) []Item
	// Stamp returns a copy of a value with another creation time: of an object that is read again.
	Stamp func(value any, created belvo.Timestamp) any
	// Anonymous returns a copy of a value without its id: of data that is not saved.
	Anonymous func(value any) any
}

// Registry returns the rows of all emulated resources, in the order of Belvo's reference.
func Registry() []*Row {
	return []*Row{accounts(), transactions(), balances(), owners()}
}

// build makes a row's functions on values of type T from the fields they change.
func build[T any](row Row, id func(*T) **uuid.UUID, created func(*T) *belvo.Timestamp) *Row {
	row.Stamp = func(value any, t belvo.Timestamp) any {
		c := *value.(*T)
		if created != nil {
			*created(&c) = t
		}
		return &c
	}
	row.Anonymous = func(value any) any {
		c := *value.(*T)
		*id(&c) = nil
		return &c
	}
	return &row
}

// field makes a filter field of values of type T.
func field[T any](name string, kind filter.Kind, get func(*T) filter.Value, ops ...filter.Op) filter.Field[any] {
	return filter.Field[any]{Name: name, Kind: kind, Ops: ops, Get: func(v any) filter.Value { return get(v.(*T)) }}
}

// indexed is a field that the store can look up; the index bears the field's name.
func indexed[T any](name string, get func(*T) filter.Value) filter.Field[any] {
	f := field(name, filter.ID, get, filter.Equal, filter.In)
	f.Index = name
	return f
}

// accountsOf are the accounts that a request is about.
func accountsOf(book *dataset.Book, p Params, at time.Time) []*belvo.Account {
	all := book.Accounts(at)
	if p.Account == uuid.Nil {
		return all
	}
	for _, a := range all {
		if *a.ID == p.Account {
			return []*belvo.Account{a}
		}
	}
	return nil
}
