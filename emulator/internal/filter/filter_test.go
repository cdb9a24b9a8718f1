package filter_test

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
)

// book is a row with a field of every kind.
type book struct {
	id     uuid.UUID
	title  string
	price  belvo.Money
	bought belvo.Date
	shelf  string
	tags   []string
	lent   *string
}

const firstID, secondID = "30cb4806-6e00-48a4-91c9-ca55968576c8", "8848bd0c-9c7e-4f53-a732-ec896b11d4c4"

func day(s string) belvo.Date {
	d, err := belvo.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func books() []book {
	ana := "ana"
	return []book{
		{uuid.MustParse(firstID), "Pedro Páramo", 12050, day("2026-01-31"), "novel",
			[]string{"mx", "short"}, nil},
		{uuid.MustParse(secondID), "Rayuela", 30000, day("2026-02-01"), "novel", []string{"ar"}, &ana},
		{uuid.Nil, "Altazor", -5, day("1969-12-31"), "poem", nil, nil},
	}
}

func table() *filter.Table[book] {
	all := []filter.Op{filter.Equal, filter.In, filter.NotIn}
	f := func(name string, kind filter.Kind, get func(book) filter.Value,
		ops ...filter.Op) filter.Field[book] {
		return filter.Field[book]{Name: name, Kind: kind, Get: get, Ops: ops}
	}
	shelf := f("shelf", filter.Choice, func(b book) filter.Value { return filter.Of(b.shelf) }, all...)
	shelf.Choices = []string{"novel", "poem", "play"}
	lent := f("lent", filter.Text, func(b book) filter.Value { return filter.OfOptional(b.lent) }, all...)
	lent.Nullable = true
	return filter.NewTable([]filter.Field[book]{
		f("id", filter.ID, func(b book) filter.Value { return filter.OfID(b.id) }, all...),
		f("title", filter.Text, func(b book) filter.Value { return filter.Of(b.title) },
			append(all, filter.Contains)...),
		f("part", filter.Part, func(b book) filter.Value { return filter.Of(b.title) }, filter.Equal),
		f("price", filter.Number, func(b book) filter.Value { return filter.OfMoney(b.price) },
			append(filter.Comparisons(), filter.In, filter.NotIn)...),
		f("bought", filter.Day, func(b book) filter.Value { return filter.OfDay(b.bought) },
			append(filter.Comparisons(), filter.In)...),
		f("tags", filter.Many, func(b book) filter.Value { return filter.Value{L: b.tags} }, filter.Equal,
			filter.AllIn),
		shelf, lent,
	})
}

// matches lists the numbers, from 1, of the books that a query lets through.
func matches(t *testing.T, query url.Values) string {
	t.Helper()
	conditions, err := table().Parse(query)
	if err != nil {
		t.Fatalf("%v: %v", query, err)
	}
	var found []string
	for i, b := range books() {
		if !slices.ContainsFunc(conditions, func(c filter.Condition[book]) bool { return !c.Match(b) }) {
			found = append(found, fmt.Sprint(i+1))
		}
	}
	return strings.Join(found, " ")
}

func TestOperatorsOfEachKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ param, operand, want string }{
		{"id", firstID, "1"}, {"id", strings.ToUpper(firstID), "1"},
		{"id__in", firstID + "," + secondID, "1 2"},
		{"id__not_in", secondID, "1 3"}, {"id", "11111111-6e00-48a4-91c9-ca55968576c8", ""},
		{"title", "Rayuela", "2"}, {"title", "rayuela", ""}, {"title", "Ray", ""},
		{"title", "Pedro Páramo", "1"},
		{"title__in", "Rayuela, Altazor ,", "2 3"}, {"title__not_in", "Rayuela", "1 3"},
		{"title__icontains", "PÁR", "1"}, {"title__icontains", "a", "1 2 3"}, {"title__icontains", "z", "3"},
		{"part", "yuel", "2"}, {"part", "PEDRO", "1"}, {"part", "x", ""},
		{"price", "120.50", "1"}, {"price", "120.5", "1"}, {"price", "1.205e2", "1"}, {"price", "-0.05", "3"},
		{"price", "120.505", ""}, {"price__gt", "120.50", "2"}, {"price__gte", "120.50", "1 2"},
		{"price__lt", "120.50", "3"}, {"price__lte", "120.50", "1 3"}, {"price__gt", "-1", "1 2 3"},
		{"price__range", "-0.05,120.5", "1 3"}, {"price__range", "120.51, 299.99", ""},
		{"price__range", "9,1", ""},
		{"price__in", "300,1", "2"}, {"price__not_in", "300,1", "1 3"},
		{"bought", "2026-01-31", "1"}, {"bought__gt", "2026-01-31", "2"},
		{"bought__gte", "2026-01-31", "1 2"},
		{"bought__lt", "2026-01-31", "3"}, {"bought__lte", "2026-01-31", "1 3"},
		{"bought__lt", "1970-01-01", "3"},
		{"bought__range", "1969-12-31,2026-01-31", "1 3"}, {"bought__in", "2026-02-01,1969-12-31", "2 3"},
		{"shelf", "poem", "3"}, {"shelf", "play", ""}, {"shelf__in", "poem,play", "3"},
		{"shelf__not_in", "poem", "1 2"},
		{"tags", "mx", "1"}, {"tags", "m", ""}, {"tags__allin", "mx,short", "1"},
		{"tags__allin", "mx,ar", ""},
		{"lent", "ana", "2"}, {"lent", "null", "1 3"}, {"lent__in", "null,ana", "1 2 3"},
		{"lent__not_in", "null", "2"},
		{"lent__not_in", "ana", "1 3"},
	} {
		t.Run(c.param+"="+c.operand, func(t *testing.T) {
			t.Parallel()
			if got := matches(t, url.Values{c.param: {c.operand}}); got != c.want {
				t.Errorf("finds %q, want %q", got, c.want)
			}
		})
	}
}

func TestConditionsAreJoinedByAnd(t *testing.T) {
	t.Parallel()
	query := url.Values{"shelf": {"novel"}, "price__gt": {"0"}, "lent": {"null"}}
	if got := matches(t, query); got != "1" {
		t.Errorf("finds %q, want the only novel that is not lent", got)
	}
}

func TestUnknownAndEmptyParametersAreIgnored(t *testing.T) {
	t.Parallel()
	for _, query := range []url.Values{
		{}, {"page": {"2"}}, {"titles": {"x"}}, {"title__gt": {"x"}}, {"title__": {"x"}}, {"TITLE": {"x"}},
		{"part__in": {"x"}}, {"title": {""}}, {"id": {""}}, {"price__range": {""}}, {"shelf": {}},
	} {
		if got := matches(t, query); got != "1 2 3" {
			t.Errorf("%v finds %q, want everything", query, got)
		}
	}
}

func TestBadOperandsAreErrorsOfTheirParameter(t *testing.T) {
	t.Parallel()
	const number, bad = "A valid number is required.", belvo.CodeInvalid
	type problem struct {
		field   string
		code    belvo.Code
		message string
	}
	for _, c := range []struct {
		query string
		want  []problem
	}{
		{"id=7", []problem{{"id", bad, "“7” is not a valid UUID."}}},
		{"id={" + firstID + "}", []problem{{"id", bad, "“{" + firstID + "}” is not a valid UUID."}}},
		{"id__in=" + firstID + ",x,y", []problem{{"id__in", bad, "“x” is not a valid UUID."},
			{"id__in", bad, "“y” is not a valid UUID."}}},
		{"price=cheap", []problem{{"price", bad, number}}},
		{"price=NaN", []problem{{"price", bad, number}}},
		{"price=inf", []problem{{"price", bad, number}}},
		{"price=1e300", []problem{{"price", bad, number}}},
		{"price__gte=1%2C5", []problem{{"price__gte", bad, number}}},
		{"price__range=1", []problem{{"price__range", bad, "Range query expects two values."}}},
		{"price__range=1,2,3", []problem{{"price__range", bad, "Range query expects two values."}}},
		{"price__range=a,2", []problem{{"price__range", bad, number}}},
		{"bought=31-01-2026", []problem{{"bought", bad, filter.BadDate}}},
		{"bought__range=2026-01-31,2026-02-30", []problem{{"bought__range", bad, filter.BadDate}}},
		{"shelf=Novel", []problem{{"shelf", belvo.CodeInvalidChoice, `"Novel" is not a valid choice.`}}},
		{"id=null", []problem{{"id", bad, "“null” is not a valid UUID."}}},
		{"price__range=1&id=7&bought=x", []problem{{"bought", bad, filter.BadDate},
			{"id", bad, "“7” is not a valid UUID."},
			{"price__range", bad, "Range query expects two values."}}},
	} {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			query, err := url.ParseQuery(c.query)
			if err != nil {
				t.Fatal(err)
			}
			_, err = table().Parse(query)
			var found belvo.Errors
			if !errors.As(err, &found) {
				t.Fatalf("the error is %v, want belvo.Errors", err)
			}
			var got []problem
			for _, e := range found {
				got = append(got, problem{e.Field, e.Code, e.Message})
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestParamsNamesEachFieldWithItsOperators(t *testing.T) {
	t.Parallel()
	params := table().Params()
	if !slices.IsSorted(params) || len(params) != 31 {
		t.Errorf("%d parameters, sorted: %v; want 31: %v", len(params), slices.IsSorted(params), params)
	}
	for _, want := range []string{"id", "title__icontains", "price__range", "tags__allin", "lent__not_in"} {
		if !slices.Contains(params, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestInstantsAreComparedByTheirUTCDay(t *testing.T) {
	t.Parallel()
	evening := time.Date(2026, 1, 31, 22, 0, 0, 0, time.FixedZone("-06", -6*3600))
	if got, want := filter.OfTime(belvo.At(evening)), filter.OfDay(day("2026-02-01")); got.N != want.N {
		t.Errorf("22:00 in Mexico on January 31 is day %d, want %d", got.N, want.N)
	}
}
