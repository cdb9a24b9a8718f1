package filter_test

import (
	"net/url"
	"strings"
	"testing"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/filter"
)

// TestNothingIsNeitherEarlierNorLater holds that comparisons let no row through whose value is null.
func TestNothingIsNeitherEarlierNorLater(t *testing.T) {
	t.Parallel()
	due := filter.Field[*belvo.Date]{Name: "due", Kind: filter.Day, Ops: filter.Comparisons(),
		Get: func(d *belvo.Date) filter.Value {
			if d == nil {
				return filter.Value{Null: true}
			}
			return filter.OfDay(*d)
		}}
	table, epoch := filter.NewTable([]filter.Field[*belvo.Date]{due}), day("1970-01-01")
	for query, want := range map[string]bool{"due__gt=1969-12-31": true, "due__gte=1970-01-01": true,
		"due__lt=1970-01-02": true, "due__lte=1970-01-01": true, "due__range=1969-12-31,1970-01-02": true,
		"due__gt=1970-01-01": false} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		conditions, err := table.Parse(values)
		if err != nil {
			t.Fatal(err)
		}
		if got := conditions[0].Match(&epoch); got != want {
			t.Errorf("%s: a day is let through: %t", query, got)
		}
		if conditions[0].Match(nil) {
			t.Errorf("%s: null is let through", query)
		}
	}
}

// TestATextIsAsLongAsItsFieldAllows counts characters, not bytes, at both limits.
func TestATextIsAsLongAsItsFieldAllows(t *testing.T) {
	t.Parallel()
	table := filter.NewTable([]filter.Field[string]{{Name: "name", Kind: filter.Text, Ops: []filter.Op{filter.Equal},
		Least: 2, Most: 3, Get: func(s string) filter.Value { return filter.Of(s) }}})
	for _, n := range []int{1, 2, 3, 4} {
		_, err := table.Parse(url.Values{"name": {strings.Repeat("á", n)}})
		if (err == nil) != (n == 2 || n == 3) {
			t.Errorf("%d characters: %v", n, err)
		}
	}
}
