package registry

import (
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
)

// shelf is an object with a value of each kind that filters read.
type shelf struct {
	belvo.Base
	Name   string        `json:"name"`
	Note   *string       `json:"note"`
	Sum    belvo.Money   `json:"sum"`
	Count  int           `json:"count"`
	Day    belvo.Date    `json:"day"`
	Owner  *reader       `json:"owner"`
	Hidden string        `json:"-"`
	Books  []volume      `json:"books"`
	Ids    []uuid.UUID   `json:"ids"`
	Odd    belvo.Percent `json:"odd"`
}

type reader struct {
	ID uuid.UUID `json:"id"`
}

type volume struct {
	Title string `json:"title"`
}

func TestFilterValuesByPath(t *testing.T) {
	t.Parallel()
	id, note := uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8"), "x"
	full := &shelf{Base: belvo.Base{ID: &id, Link: id}, Name: "n", Note: &note, Sum: 150, Count: 7, Day: 3,
		Owner: &reader{id}, Hidden: "h", Books: []volume{{"a"}, {"b"}}, Ids: []uuid.UUID{id}}
	null := filter.Value{Null: true}
	for _, c := range []struct {
		path        string
		want, empty filter.Value
	}{
		{"id", filter.OfID(id), null}, {"link", filter.OfID(id), filter.OfID(uuid.Nil)},
		{"name", filter.Of("n"), filter.Of("")}, {"note", filter.Of("x"), null},
		{"sum", filter.OfMoney(150), filter.OfMoney(0)}, {"count", filter.OfMoney(700), filter.OfMoney(0)},
		{"day", filter.OfDay(3), filter.OfDay(0)}, {"owner.id", filter.OfID(id), null},
		{"hidden", filter.Of("h"), filter.Of("")}, {"title|name", filter.Of("n"), filter.Of("")},
		{"created_at", filter.OfTime(belvo.Timestamp{}), filter.OfTime(belvo.Timestamp{})},
		{"nothing", null, null}, {"name.nothing", null, null}, {"odd", null, null}, {"Name", null, null},
	} {
		at := valueAt(c.path)
		for range 2 { // the second time by the route that is known
			if got := filterValue(at(full)); got.S != c.want.S || got.N != c.want.N || got.Null != c.want.Null {
				t.Errorf("%s is %+v, want %+v", c.path, got, c.want)
			}
			if got := filterValue(at(&shelf{})); got.S != c.empty.S || got.N != c.empty.N || got.Null != c.empty.Null {
				t.Errorf("%s of an empty one is %+v, want %+v", c.path, got, c.empty)
			}
		}
		if got := filterValue(at(&volume{})); got.Null == (c.path == "title|name") {
			t.Errorf("%s of an object of another type is %+v", c.path, got)
		}
	}
	if got := several("b", "books", "title").Get(full); len(got.L) != 2 || got.L[1] != "b" {
		t.Errorf("the titles are %+v", got)
	}
	if got := several("i", "ids", "").Get(full); len(got.L) != 1 || got.L[0] != id.String() {
		t.Errorf("the ids are %+v", got)
	}
	if got := several("b", "books", "title").Get(&volume{}); !got.Null {
		t.Errorf("the titles of a volume are %+v", got)
	}
}
