package collection

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/store"
)

// UnrequestedResources are those of some pending collections that no request asked for.
func (r *Reader) UnrequestedResources(pending []store.Pending) []store.Pending {
	return slices.DeleteFunc(slices.Clone(pending), func(p store.Pending) bool {
		row := r.ByName[p.Resource]
		return row == nil || !row.Unasked
	})
}

// HistoryStart is the first day of a resource's history behind a link: a year before the link was
// made, or the first day of all.
func HistoryStart(row *registry.Row, l *store.Link) belvo.Date {
	if row.Period.Whole {
		return Beginning
	}
	return belvo.DateOf(l.CreatedAt) - HistoryDays
}

// ItemsAt is what a resource has of a link at an instant, from a day on; false if the link's data
// can no longer be read.
func (r *Reader) ItemsAt(
	l *store.Link, row *registry.Row, from belvo.Date, at time.Time,
) ([]registry.Item, bool) {
	book, err := r.Book(l)
	if err != nil {
		return nil, false
	}
	return row.Collect(book, registry.Params{From: from, To: belvo.DateOf(at)}, at), true
}

// HistoryDays is how many days of data there are behind a link, and how far a request reaches
// that gives no dates.
const HistoryDays = 365

// Beginning is a day before all data: a century before 1970.
const Beginning belvo.Date = -36525

// WithNeeded puts before what was read the resource that its objects show, if there is one.
func (r *Reader) WithNeeded(book *bank.Book, c Reading, at time.Time) []Reading {
	needed := r.ByName[c.Row.Needs]
	if needed == nil || !needed.OfferedBy(book.Customer().Institution) {
		return []Reading{c}
	}
	origin := &store.Origin{At: at, DataSet: c.Origin.DataSet, Params: registry.Params{}, Source: book.Source}
	return []Reading{{needed, needed.Collect(book, registry.Params{}, at), origin}, c}
}

// Reading is what was read of one resource.
type Reading struct {
	Row    *registry.Row
	Items  []registry.Item
	Origin *store.Origin
}

// OriginOf is the origin of what is read in a link's book at an instant.
func OriginOf(l *store.Link, book *bank.Book, p registry.Params, at time.Time) *store.Origin {
	return &store.Origin{At: at, DataSet: DataSetOf(l), Params: p, Source: book.Source}
}

// earlier is the Source of a collection that another process has made, of a resource whose values are stored: they
// are made again when one of them is first asked for.
type earlier struct {
	*bank.Source
	values func() map[uuid.UUID]any
}

// EarlierOrigin is the origin of what another process has read, given without its Source.
func (r *Reader) EarlierOrigin(l *store.Link, row *registry.Row, o store.Origin) (*store.Origin, error) {
	source, err := r.Source(l, o.DataSet)
	if err != nil {
		return nil, err
	}
	if o.Source = source; row.Again == nil {
		p, at := o.Params.(registry.Params), o.At
		o.Source = &earlier{source, sync.OnceValue(func() map[uuid.UUID]any {
			values := map[uuid.UUID]any{}
			for _, item := range row.Collect(source.Open(), p, at) {
				values[item.ID] = item.Value
			}
			return values
		})}
	}
	return &o, nil
}

// FixturesOf is the version of the fixtures that a collection was made with.
func FixturesOf(o *store.Origin) string { return o.Source.(interface{ Fixtures() string }).Fixtures() }

// DataSetOf is the data set that a link's user has.
func DataSetOf(l *store.Link) string { return cmp.Or(l.DataSet, catalog.SetFor(l.Username)) }

// Book opens a link's data. A data set that does not exist can only come from a scenario whose
// fixtures were taken away.
func (r *Reader) Book(l *store.Link) (*bank.Book, error) { return r.BookWith(l, DataSetOf(l)) }

// BookWith is Book with another data set than the link has now.
func (r *Reader) BookWith(l *store.Link, set string) (*bank.Book, error) {
	source, err := r.Source(l, set)
	if err != nil {
		return nil, err
	}
	return source.Open(), nil
}

// Source is where BookWith opens a book. It has the same errors, and costs next to nothing.
func (r *Reader) Source(l *store.Link, set string) (*bank.Source, error) {
	inst, ok := r.Catalog.Institution(l.Institution)
	if !ok {
		return nil, belvo.NewError(belvo.CodeUnexpectedError).
			Explain("the institution is no longer in the fixtures")
	}
	source, err := r.Catalog.Source(bank.Customer{Institution: inst, Username: l.Username, Link: l.ID,
		Set: set, Since: belvo.DateOf(l.CreatedAt), Consent: l.Consent})
	if err != nil {
		return nil, belvo.NewError(belvo.CodeUnexpectedError).Explain(err.Error())
	}
	return source, nil
}
