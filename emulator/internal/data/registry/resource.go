// Package registry is the registry of the data that the API gives out: one row for each resource,
// with its path, what its requests take, how its data is collected and what lists of it can be
// filtered by. A new resource is a type in package belvo, data from a generator and a row here.
package registry

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/filter"
)

// Item is one collected object: Value points to one of package belvo's objects.
type Item struct {
	ID      uuid.UUID
	Account uuid.UUID // zero if it belongs to no account
	Value   any
	Line    uint32 // where Again finds the value
}

// Operations are the names that Belvo's descriptions give to a resource's operations. An operation
// without a name is one that the resource does not have.
type Operations struct{ List, Retrieve, Patch, Detail, Destroy string }

// Row describes one resource.
type Row struct {
	Resource   belvo.Resource
	Path       string // between its slashes: api/accounts
	Operations Operations
	// Shapes are the types of its objects; the kind of institution decides which of them an object
	// has.
	Shapes []Shape
	// Fields are what the body of a POST takes in addition to link, token and save_data.
	Fields []Field
	Period Period
	// Async says that a POST may be answered 202.
	Async bool
	// Single says that a POST answers with the one object itself, not with a list of it.
	Single bool
	// ListNeeds is a filter without which lists are refused, "" for none.
	ListNeeds string
	// Needs is another resource that is collected along, because objects of this one show it.
	Needs belvo.Resource
	// Dependants are the resources whose objects go when an object of this one is deleted.
	Dependants []belvo.Resource
	// Scope is that of the access tokens that may read it, "" for none.
	Scope string
	// Below is a list that each object has below its own path, nil for none.
	Below *Below
	// Unasked says that every link has it as soon as it is valid, without a request for it.
	Unasked  bool
	Filters  *filter.Table[any]
	Webhooks Webhooks
	// Collect reads what a customer has at an instant, the newest first.
	Collect func(book *bank.Book, p Params, at time.Time) []Item
	// Again makes values of one collection once more, for resources of which so many objects are stored
	// that only their ids and lines are: it fills in the items. Nil for resources whose values are stored.
	// At is the instant of the collection, and the book is the one that was read then.
	Again func(book *bank.Book, items []Item, at time.Time)
	// View returns the object as it is shown at an instant, for objects that change with time
	// alone; nil if they do not. It must not change what it is given.
	View func(value any, at time.Time) any
	// Deviations are where Belvo's behaviour is unknown or ours differs, for every operation.
	Deviations []string
}

// Registry returns the rows of all emulated resources, in the order of Belvo's reference.
func Registry() []*Row {
	banks := []*Row{accounts(), transactions(), balances(), owners()}
	older := []*Row{statements(), portfolios(), portfolioTransactions(), receivables()}
	return slices.Concat(banks, insights(), employments(), fiscalRows(), chilean(), brazil(), older)
}

// OfferedBy says whether an institution has the resource: what the institution lists.
func (r *Row) OfferedBy(inst *belvo.Institution) bool { return catalog.Offers(inst, r.Resource) }

// Stamp returns a copy of a value with another creation time: of an object that is read again.
func (r *Row) Stamp(value any, created belvo.Timestamp) any {
	return r.shapeOf(value).stamp(value, created)
}

// Anonymous returns a copy of a value without its id: of data that is not saved.
func (r *Row) Anonymous(value any) any { return r.shapeOf(value).anonymous(value) }

func (r *Row) shapeOf(value any) Shape {
	for _, s := range r.Shapes {
		if s.is(value) {
			return s
		}
	}
	panic("resource " + string(r.Resource) + " collects objects of a type that is none of its shapes")
}

// Below is a list of what belongs to one object: /api/br/exchanges/{id}/history/. It is read along
// with the object and goes with it.
type Below struct {
	Name  string // of the operation
	Path  string // after the object's own
	Shape Shape
	// Of lists what belongs to a stored object, in the order of the answer. It must not change it.
	Of func(value any) []any
}

// Shape is one type of a resource's objects.
type Shape struct {
	// Title is the name of the type in Belvo's descriptions.
	Title string
	// Zero is a value of the type, for descriptions of it.
	Zero      any
	is        func(value any) bool
	stamp     func(value any, t belvo.Timestamp) any
	anonymous func(value any) any
}

// shape makes the Shape of objects of type T, which have an id and perhaps a creation time.
func shape[T any](title string) Shape {
	var zero T
	id, _ := reflect.TypeFor[T]().FieldByName("ID")
	created, dated := reflect.TypeFor[T]().FieldByName("CreatedAt")
	return Shape{
		Title: title, Zero: zero,
		is: func(value any) bool { _, ok := value.(*T); return ok },
		stamp: func(value any, t belvo.Timestamp) any {
			c := *value.(*T)
			if dated {
				reflect.ValueOf(&c).Elem().FieldByIndex(created.Index).Set(reflect.ValueOf(t))
			}
			return &c
		},
		anonymous: func(value any) any {
			c := *value.(*T)
			reflect.ValueOf(&c).Elem().FieldByIndex(id.Index).SetZero()
			return &c
		},
	}
}

// items wraps values with their identities; nil ones are left out. Account is the path to the id of what they
// belong to, "" for nothing.
func items[T any](values []*T, account string) []Item {
	out, id, of := make([]Item, 0, len(values)), valueAt("id"), valueAt(account)
	for _, v := range values {
		if v == nil {
			continue
		}
		item := Item{ID: id(v).Interface().(uuid.UUID), Value: v}
		if account != "" {
			item.Account = of(v).Interface().(uuid.UUID)
		}
		out = append(out, item)
	}
	return out
}

// newestFirst puts what was read account by account into the order of its days, which are at a path, the last
// one first; what happened on one account on one day keeps its order.
func newestFirst(all []Item, path string) []Item {
	at := valueAt(path)
	slices.SortStableFunc(all, func(a, b Item) int { return cmp.Compare(at(b.Value).Int(), at(a.Value).Int()) })
	return all
}

// openFinance says whether an institution is on Brazil's Open Finance, whose objects have other
// shapes than those of the credential banks.
func openFinance(inst *belvo.Institution) bool { return catalog.OnOpenFinance(inst) }

// onOpenFinance says whether a book is that of a customer on Open Finance.
func onOpenFinance(book *bank.Book) bool { return openFinance(book.Customer().Institution) }
