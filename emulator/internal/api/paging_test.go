package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestPagesAreCutWhereTheyShould lists five links page by page.
func TestPagesAreCutWhereTheyShould(t *testing.T) {
	t.Parallel()
	s := newService(t)
	var all []string // the newest first
	for i := range 5 {
		all = slices.Insert(all, 0, s.link(fmt.Sprintf("bnk10%d", i)))
	}
	for _, c := range []struct {
		query          string
		status         int
		want           []string
		next, previous string // the query of the address
	}{
		{"", 200, all, "", ""},
		{"?page_size=5", 200, all, "", ""},
		{"?page_size=2", 200, all[:2], "page_size=2&page=2", ""},
		{"?page_size=2&page=2", 200, all[2:4], "page_size=2&page=3", "page_size=2&page=1"},
		{"?page=3&page_size=2", 200, all[4:], "", "page_size=2&page=2"},
		{"?page_size=4&page=2&access_mode=recurrent", 200, all[4:], "", "page_size=4&access_mode=recurrent&page=1"},
		{"?page_size=2&page=4", 404, nil, "", ""}, {"?page_size=5&page=2", 404, nil, "", ""},
		{"?page=0", 404, nil, "", ""}, {"?page=-1", 404, nil, "", ""}, {"?page=x", 404, nil, "", ""},
		{"?page_size=0", 400, nil, "", ""}, {"?page_size=x", 400, nil, "", ""},
		{"?page_size=99999999999999999999", 200, all, "", ""},
		{"?page_size=1000", 200, all, "", ""},
	} {
		got := s.ask("GET", "/api/links/"+c.query, "")
		if got.Code != c.status {
			t.Errorf("%q: %d %s", c.query, got.Code, got.Body)
		}
		if c.status != 200 {
			continue
		}
		var page struct {
			Count          int
			Next, Previous *string
			Results        []struct{ ID string }
		}
		if err := json.Unmarshal(got.Body.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, l := range page.Results {
			ids = append(ids, l.ID)
		}
		if page.Count != 5 || !slices.Equal(ids, c.want) || page.Results == nil {
			t.Errorf("%q: %v of %d, want %v", c.query, ids, page.Count, c.want)
		}
		if next, previous := queryOf(page.Next), queryOf(page.Previous); next != c.next || previous != c.previous {
			t.Errorf("%q leads on to %q and back to %q, want %q and %q", c.query, next, previous, c.next, c.previous)
		}
	}
}

// queryOf is the query of the address of another page, "" for none.
func queryOf(page *string) string {
	if page == nil {
		return ""
	}
	query, found := strings.CutPrefix(*page, "http://127.0.0.1:8400/api/links/?")
	if !found {
		return "another address: " + *page
	}
	return query
}
