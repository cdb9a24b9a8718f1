package registry_test

import (
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/bank"
	"belvo-emulator/emulator/internal/data/bank/banktest"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/filter"
)

var now = time.Date(2026, 3, 16, 12, 0, 0, 0, time.UTC)

func TestRowsAreUniqueAndComplete(t *testing.T) {
	t.Parallel()
	path := regexp.MustCompile(`^[a-z]+(-[a-z]+)*(/[a-z]+(-[a-z]+)*)*$`)
	paths, resources, operations := map[string]bool{}, map[belvo.Resource]bool{}, map[string]bool{}
	for _, row := range registry.Registry() {
		if paths[row.Path] || resources[row.Resource] {
			t.Errorf("%s: its path or resource is another row's too", row.Path)
		}
		paths[row.Path], resources[row.Resource] = true, true
		if !path.MatchString(row.Path) {
			t.Errorf("%q is no path", row.Path)
		}
		o := row.Operations
		for _, name := range []string{o.List, o.Retrieve, o.Patch, o.Detail, o.Destroy} {
			if name != "" && operations[name] {
				t.Errorf("%s: the operation %s is another row's too", row.Path, name)
			}
			operations[name] = true
		}
		if row.Webhooks.Changed != nil && row.Webhooks.ChangedCode == "" {
			t.Errorf("%s tells of changes without a code", row.Path)
		}
		if row.Filters == nil || row.Collect == nil || len(row.Shapes) == 0 || o.List == "" || o.Detail == "" {
			t.Errorf("%s lacks its filters, a shape or a function", row.Path)
		}
	}
}

func TestRowsReferToRowsOfTheRegistry(t *testing.T) {
	t.Parallel()
	rows := map[belvo.Resource]*registry.Row{}
	for _, row := range registry.Registry() {
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
	for _, row := range registry.Registry() {
		for _, name := range []string{"id", "id__in", "link", "link__in"} {
			if !slices.Contains(row.Filters.Params(), name) {
				t.Errorf("%s has no filter %s", row.Path, name)
			}
		}
	}
}

// collected is what each row reads of one customer of the built-in data.
func collected(t *testing.T, row *registry.Row, inst *belvo.Institution, p registry.Params) []registry.Item {
	t.Helper()
	book, err := banktest.Books().Open(bank.Customer{Institution: inst, Username: "bnk100",
		Set:  catalog.SetFor("bnk100"),
		Link: uuid.MustParse("30cb4806-6e00-48a4-91c9-ca55968576c8"), Since: belvo.DateOf(now)})
	if err != nil {
		t.Fatal(err)
	}
	return row.Collect(book, p, now)
}

// everyKind runs a test for each row with each kind of institution that offers it.
func everyKind(t *testing.T, test func(t *testing.T, row *registry.Row, inst *belvo.Institution)) {
	t.Helper()
	for _, row := range registry.Registry() {
		institutions := contract.Institutions(row)
		if len(institutions) == 0 {
			t.Errorf("no institution offers %s", row.Path)
		}
		for _, inst := range institutions {
			t.Run(row.Path+" "+inst.Name, func(t *testing.T) {
				t.Parallel()
				test(t, row, inst)
			})
		}
	}
}

// lastYear asks a row for the last year, with the first choice wherever it must choose.
func lastYear(row *registry.Row) registry.Params {
	today := belvo.DateOf(now)
	p := registry.Params{From: today - 365, To: today}
	for _, f := range row.Fields {
		if f.Kind == registry.Year { // what is declared by years comes later
			p.From = today - 2*365
		}
		if f.Kind == registry.Choice && f.Required {
			f.Set(&p, f.Choices[0])
		}
	}
	return p
}

func TestCollectedItemsBearTheIDsOfTheirValues(t *testing.T) {
	t.Parallel()
	everyKind(t, func(t *testing.T, row *registry.Row, inst *belvo.Institution) {
		items := collected(t, row, inst, lastYear(row))
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

// TestCollectedItemsAreTheNewestFirst, whichever account or investment they belong to.
func TestCollectedItemsAreTheNewestFirst(t *testing.T) {
	t.Parallel()
	days := map[string]string{"api/transactions": "ValueDate", "api/balances": "ValueDate",
		"api/bills":                      "DueDate",
		"api/br/investment-transactions": "ValueDate", "api/invoices": "InvoiceDate", "api/cl/invoices": "IssueDate",
		"investments/transactions": "SettlementDate", "api/statements": "PeriodEndDate"}
	everyKind(t, func(t *testing.T, row *registry.Row, inst *belvo.Institution) {
		if days[row.Path] == "" {
			return // not of one day
		}
		next := belvo.DateOf(now) + 60
		for i, item := range collected(t, row, inst, lastYear(row)) {
			day := reflect.ValueOf(item.Value).Elem().FieldByName(days[row.Path]).Interface().(belvo.Date)
			if day > next {
				t.Fatalf("item %d is of %s, the one before it of %s", i, day, next)
			}
			next = day
		}
	})
}

func TestCollectingOneAccountReadsNoOther(t *testing.T) {
	t.Parallel()
	everyKind(t, func(t *testing.T, row *registry.Row, inst *belvo.Institution) {
		if !slices.ContainsFunc(row.Fields, func(f registry.Field) bool { return f.Kind == registry.ID }) {
			return // it knows no accounts
		}
		accounts := collected(t, rowOf(t, "api/accounts"), inst, registry.Params{})
		if len(accounts) < 2 {
			t.Fatalf("%d accounts are too few for this test", len(accounts))
		}
		p := lastYear(row)
		p.Account = accounts[0].ID
		mine := collected(t, row, inst, p)
		if all := collected(t, row, inst, lastYear(row)); len(mine) == 0 || len(mine) >= len(all) {
			t.Errorf("%d of %d items belong to one of several accounts", len(mine), len(all))
		}
		for _, item := range mine {
			if item.Account != p.Account {
				t.Errorf("item %s belongs to account %s", item.ID, item.Account)
			}
		}
		p.Account = uuid.Max
		if none := collected(t, row, inst, p); len(none) != 0 {
			t.Errorf("%d items belong to an account that nobody has", len(none))
		}
	})
}

// TestStampedAndAnonymousValuesAreCopies checks that what is in the store never changes.
func TestStampedAndAnonymousValuesAreCopies(t *testing.T) {
	t.Parallel()
	earlier := belvo.At(now.Add(-time.Hour))
	everyKind(t, func(t *testing.T, row *registry.Row, inst *belvo.Institution) {
		item := collected(t, row, inst, lastYear(row))[0]
		value := reflect.ValueOf(item.Value)
		before := reflect.New(value.Type().Elem())
		before.Elem().Set(value.Elem())
		stamped, anonymous := row.Stamp(item.Value, earlier), row.Anonymous(item.Value)
		if !reflect.DeepEqual(before.Interface(), item.Value) {
			t.Error("the value was changed")
		}
		if !reflect.ValueOf(anonymous).Elem().FieldByName("ID").IsNil() {
			t.Error("data that is not saved has an id")
		}
		created := reflect.ValueOf(stamped).Elem().FieldByName("CreatedAt")
		if created.IsValid() && created.Interface() != earlier {
			t.Errorf("the copy was created at %v, want %v", created, earlier)
		}
	})
}

// TestEveryFilterReadsEveryItem tries all parameters on real items: none panics, and a list of
// what an item holds finds something.
func TestEveryFilterReadsEveryItem(t *testing.T) {
	t.Parallel()
	everyKind(t, func(t *testing.T, row *registry.Row, inst *belvo.Institution) {
		items := collected(t, row, inst, lastYear(row))
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
		if err != nil || len(conditions) == 0 {
			t.Fatalf("there is no filter id__in: %v", err)
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

// TestFewWordsAreAll: no value is a word that its filter would call unknown.
func TestFewWordsAreAll(t *testing.T) {
	t.Parallel()
	everyKind(t, func(t *testing.T, row *registry.Row, inst *belvo.Institution) {
		items := collected(t, row, inst, registry.Params{From: belvo.DateOf(now) - 365, To: belvo.DateOf(now)})
		for _, p := range row.Filters.Describe() {
			if len(p.Few) == 0 || p.Op != filter.Equal {
				continue
			}
			for _, item := range items {
				has := func(word string) bool {
					conditions, err := row.Filters.Parse(url.Values{p.Name: {word}})
					return err == nil && conditions[0].Match(item.Value)
				}
				if !slices.ContainsFunc(p.Few, has) {
					t.Fatalf("%s of %+v is none of %v", p.Name, item.Value, p.Few)
				}
			}
		}
	})
}

// TestFiltersReadWhatTheirObjectsHave: each finds a value in some object, which it would not if the path to it
// were wrong.
func TestFiltersReadWhatTheirObjectsHave(t *testing.T) {
	t.Parallel()
	operands := map[filter.Kind]string{filter.ID: uuid.Max.String(), filter.Number: "1", filter.Day: "2026-01-01",
		filter.Text: "12345678901"}
	for _, row := range registry.Registry() {
		t.Run(row.Path, func(t *testing.T) {
			t.Parallel()
			found := map[string]bool{}
			for _, inst := range contract.Institutions(row) {
				for _, item := range collected(t, row, inst, lastYear(row)) {
					for _, p := range row.Filters.Describe() {
						if found[p.Name] || p.Op == filter.Range {
							continue
						}
						conditions, err := row.Filters.Parse(url.Values{p.Name: {operands[p.Kind]}})
						if err != nil {
							t.Fatal(err)
						}
						v := conditions[0].Field.Get(item.Value)
						found[p.Name] = !v.Null && (v.S != "" || v.N != 0 || len(v.L) > 0)
					}
				}
			}
			for _, p := range row.Filters.Describe() {
				if !found[p.Name] && p.Op != filter.Range {
					t.Errorf("no object has a value for %s", p.Name)
				}
			}
		})
	}
}
