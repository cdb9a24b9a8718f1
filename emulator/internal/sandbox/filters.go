package sandbox

import (
	"math"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/store"
)

// LinkRow is a link as filters see it.
type LinkRow struct {
	*store.Link
	CreatedBy uuid.UUID // the owner of the sandbox, whoever registered it: a fork's links are its own
}

// LinkFilters is what lists of links can be filtered by.
// Source: parameters of ListLinks in OpenAPI 1.223.0.
func LinkFilters() *filter.Table[LinkRow] {
	type link = LinkRow
	f := func(name string, kind filter.Kind, get func(link) filter.Value, ops ...filter.Op) filter.Field[link] {
		return filter.Field[link]{Name: name, Kind: kind, Get: get, Ops: ops}
	}
	indexed := func(field filter.Field[link]) filter.Field[link] {
		field.Index = field.Name
		return field
	}
	choice := func(field filter.Field[link], choices ...string) filter.Field[link] {
		field.Choices = choices
		return field
	}
	both := []filter.Op{filter.Equal, filter.In}
	refresh := f("refresh_rate", filter.Text,
		func(l link) filter.Value { return filter.OfOptional(belvo.Nullable(l.RefreshRate)) }, filter.Equal)
	refresh.Nullable, refresh.Few = true, belvo.RefreshRates()
	return filter.NewTable([]filter.Field[link]{
		indexed(f("id", filter.ID, func(l link) filter.Value { return filter.OfID(l.ID) }, both...)),
		indexed(f("institution", filter.Text, func(l link) filter.Value { return filter.Of(l.Institution) }, both...)),
		indexed(choice(f("access_mode", filter.Choice,
			func(l link) filter.Value { return filter.Of(string(l.AccessMode)) }, filter.Equal),
			string(belvo.Single), string(belvo.Recurrent))),
		f("created_at", filter.Day, func(l link) filter.Value { return filter.OfDay(belvo.DateOf(l.CreatedAt)) },
			filter.Comparisons()...),
		f("created_by", filter.ID, func(l link) filter.Value { return filter.OfID(l.CreatedBy) }, filter.NotIn),
		indexed(f("external_id", filter.Text, func(l link) filter.Value { return filter.Of(l.ExternalID) }, both...)),
		indexed(f("institution_user_id", filter.Text,
			func(l link) filter.Value { return filter.Of(l.InstitutionUserID) }, both...)),
		indexed(refresh),
		indexed(choice(f("status", filter.Choice,
			func(l link) filter.Value { return filter.Of(string(l.State.Status())) }, both...),
			string(belvo.StatusValid), string(belvo.StatusInvalid), string(belvo.StatusUnconfirmed),
			string(belvo.StatusTokenRequired))),
	})
}

// conditions turns filters into what the store can answer from its indexes, as far as it can; get
// is what a filter looks at in one of the store's rows.
func conditions[T, R any](parsed []filter.Condition[T], get func(*R) T) []store.Where[R] {
	where := make([]store.Where[R], 0, len(parsed))
	for _, c := range parsed {
		if c.Field.Index != "" && (c.Op == filter.Equal || c.Op == filter.In) {
			w := store.Where[R]{Index: c.Field.Index, Values: []string{}}
			for _, v := range c.Values {
				w.Values = append(w.Values, v.S) // "" for null, as in the index
			}
			where = append(where, w)
			continue
		}
		if span := daySpan(c); span != nil {
			where = append(where, store.Where[R]{Days: span})
			continue
		}
		where = append(where, store.Where[R]{Test: func(row *R) bool { return c.Match(get(row)) }})
	}
	return where
}

// daySpan is the first and last day that a condition on created_at allows; nil for any other
// condition. Lists are in the order of creation, so the store finds a span at once.
func daySpan[T any](c filter.Condition[T]) *[2]belvo.Date {
	if c.Field.Name != "created_at" || c.Field.Kind != filter.Day {
		return nil
	}
	first, last := belvo.Date(math.MinInt32/2), belvo.Date(math.MaxInt32/2)
	day := belvo.Date(c.Values[0].N)
	switch c.Op {
	case filter.GT:
		first = day + 1
	case filter.GTE:
		first = day
	case filter.LT:
		last = day - 1
	case filter.LTE:
		last = day
	case filter.Range:
		first, last = day, belvo.Date(c.Values[1].N)
	default:
		first, last = day, day
	}
	return &[2]belvo.Date{first, last}
}
