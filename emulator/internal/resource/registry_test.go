package resource_test

import (
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/dataset"
	"belvo-emulator/emulator/internal/resource"
	"belvo-emulator/fixtures"
)

var now = time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)

func TestRowsAreUniqueAndComplete(t *testing.T) {
	t.Parallel()
	path := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	paths, resources, titles := map[string]bool{}, map[belvo.Resource]bool{}, map[string]bool{}
	for _, row := range resource.Registry() {
		if paths[row.Path] || resources[row.Resource] || titles[row.Title] {
			t.Errorf("%s: its path, resource or title is another row's too", row.Path)
		}
		paths[row.Path], resources[row.Resource], titles[row.Title] = true, true, true
		if !path.MatchString(row.Path) || row.Title == "" {
			t.Errorf("%q with the title %q is no path with a title", row.Path, row.Title)
		}
		if !slices.Contains(belvo.Resources(), row.Resource) {
			t.Errorf("%s is no resource of Belvo's", row.Resource)
		}
		if row.Filters == nil || row.Collect == nil || row.Stamp == nil || row.Anonymous == nil {
			t.Errorf("%s lacks its filters or a function", row.Path)
		}
	}
}

func TestRowsReferToRowsOfTheRegistry(t *testing.T) {
	t.Parallel()
	rows := map[belvo.Resource]*resource.Row{}
	for _, row := range resource.Registry() {
		rows[row.Resource] = row
	}
	for _, row := range rows {
		if row.Needs != "" && (rows[row.Needs] == nil || row.Needs == row.Resource) {
			t.Errorf("%s needs %s, which is no other row", row.Path, row.Needs)
		}
		if row.Needs != "" && !slices.Contains(rows[row.Needs].Dependants, row.Resource) {
			t.Errorf("%s shows objects of %s, but does not go with them", row.Path, row.Needs)
		}
		for i, d := range row.Dependants {
			if rows[d] == nil || d == row.Resource || slices.Contains(row.Dependants[:i], d) {
				t.Errorf("%s has the dependant %s, which is no other row or is named twice", row.Path, d)
			}
		}
	}
}

func TestEveryListCanBeNarrowedToALinkAndAnID(t *testing.T) {
	t.Parallel()
	for _, row := range resource.Registry() {
		for _, name := range []string{"id", "id__in", "link", "link__in"} {
			if !slices.Contains(row.Filters.Params(), name) {
				t.Errorf("%s has no filter %s", row.Path, name)
			}
		}
	}
}

// collected is what each row reads of one customer of the built-in data.
func collected(t *testing.T, row *resource.Row, p resource.Params) []resource.Item {
	t.Helper()
	catalog := dataset.Load(dataset.Layer{Name: "fixtures", FS: fixtures.FS})
	bank, ok := catalog.Institution("belvo_mx_retail")
	if !ok {
		t.Fatal("the built-in data has no belvo_mx_retail")
	}
	book, err := catalog.Open(dataset.Customer{Institution: bank, Username: "bnk100",
		Set:  dataset.SetFor("bnk100"),
		Link: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8"), Since: belvo.DateOf(now)})
	if err != nil {
		t.Fatal(err)
	}
	return row.Collect(book, p, now)
}

func lastYear() resource.Params {
	today := belvo.DateOf(now)
	return resource.Params{From: today - 365, To: today}
}

func TestCollectedItemsBearTheIDsOfTheirValues(t *testing.T) {
	t.Parallel()
	for _, row := range resource.Registry() {
		t.Run(row.Path, func(t *testing.T) {
			t.Parallel()
			items := collected(t, row, lastYear())
			if len(items) == 0 {
				t.Fatal("nothing was collected")
			}
			seen := map[uuid.UUID]bool{}
			for _, item := range items {
				id := reflect.ValueOf(item.Value).Elem().FieldByName("ID").Interface().(*uuid.UUID)
				if id == nil || *id != item.ID || item.ID == uuid.Nil || seen[item.ID] {
					t.Fatalf("item %s has the value's id %v, or its id came before", item.ID, id)
				}
				seen[item.ID] = true
			}
		})
	}
}

func TestCollectingOneAccountReadsNoOther(t *testing.T) {
	t.Parallel()
	accounts := collected(t, rowOf(t, "accounts"), resource.Params{})
	if len(accounts) < 2 {
		t.Fatalf("%d accounts are too few for this test", len(accounts))
	}
	for _, row := range resource.Registry() {
		if !row.Dated {
			continue
		}
		p := lastYear()
		p.Account = accounts[0].ID
		mine := collected(t, row, p)
		if all := collected(t, row, lastYear()); len(mine) == 0 || len(mine) >= len(all) {
			t.Errorf("%s: %d of %d items belong to one of several accounts", row.Path, len(mine), len(all))
		}
		for _, item := range mine {
			if item.Account != p.Account {
				t.Errorf("%s: item %s belongs to account %s", row.Path, item.ID, item.Account)
			}
		}
		p.Account = uuid.Max
		if none := collected(t, row, p); len(none) != 0 {
			t.Errorf("%s: %d items belong to an account that nobody has", row.Path, len(none))
		}
	}
}

// TestStampedAndAnonymousValuesAreCopies checks that what is in the store never changes.
func TestStampedAndAnonymousValuesAreCopies(t *testing.T) {
	t.Parallel()
	earlier := belvo.At(now.Add(-time.Hour))
	for _, row := range resource.Registry() {
		item := collected(t, row, lastYear())[0]
		value := reflect.ValueOf(item.Value)
		before := reflect.New(value.Type().Elem())
		before.Elem().Set(value.Elem())
		stamped, anonymous := row.Stamp(item.Value, earlier), row.Anonymous(item.Value)
		if !reflect.DeepEqual(before.Interface(), item.Value) {
			t.Errorf("%s: the value was changed", row.Path)
		}
		if !reflect.ValueOf(anonymous).Elem().FieldByName("ID").IsNil() {
			t.Errorf("%s: data that is not saved has an id", row.Path)
		}
		created := reflect.ValueOf(stamped).Elem().FieldByName("CreatedAt")
		if created.IsValid() && created.Interface() != earlier {
			t.Errorf("%s: the copy was created at %v, want %v", row.Path, created, earlier)
		}
	}
}

// TestEveryFilterReadsEveryItem tries all parameters on real items: none panics, and a list of
// what an item holds finds something.
func TestEveryFilterReadsEveryItem(t *testing.T) {
	t.Parallel()
	for _, row := range resource.Registry() {
		t.Run(row.Path, func(t *testing.T) {
			t.Parallel()
			items := collected(t, row, lastYear())
			for _, name := range row.Filters.Params() {
				for _, operand := range []string{uuid.Max.String(), "1,2", "1", "2026-01-01",
					"2026-01-01,2026-02-01", "MXN"} {
					conditions, err := row.Filters.Parse(url.Values{name: {operand}})
					if err != nil || len(conditions) == 0 {
						continue // an operand of another kind
					}
					for _, item := range items {
						conditions[0].Match(item.Value)
					}
				}
			}
			ids := []string{items[0].ID.String(), items[len(items)-1].ID.String()}
			slices.Sort(ids)
			conditions, err := row.Filters.Parse(url.Values{"id__in": {strings.Join(ids, ",")}})
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, item := range items {
				if conditions[0].Match(item.Value) {
					found++
				}
			}
			if want := len(slices.Compact(ids)); found != want {
				t.Errorf("%d items have one of %d ids", found, want)
			}
		})
	}
}
