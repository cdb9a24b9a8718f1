package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/filter"
	"belvo-emulator/emulator/internal/ident"
)

// shelfOf is a sandbox with the objects of a resource: of two users of an institution.
type shelfOf struct {
	direct
	row   *registry.Row
	query string // what lists need, after the question mark
	all   []map[string]any
}

// everyList runs a test over the lists of each resource, at one institution of each type and
// generation that has it.
func everyList(t *testing.T, test func(t *testing.T, s shelfOf)) {
	t.Helper()
	for _, row := range registry.Registry() {
		seen := map[string]bool{}
		for _, inst := range contract.Institutions(row) {
			if kind := inst.Type + inst.IntegrationType; seen[kind] {
				continue
			} else {
				seen[kind] = true
			}
			t.Run(row.Path+" "+inst.Name, func(t *testing.T) {
				t.Parallel()
				s := shelfOf{direct: newDirect(t), row: row}
				login := contract.Login(inst)
				link := identified(t, s.do(http.MethodPost, "/api/links/", encoded(t, login)).Body.Bytes())
				if row.Operations.Retrieve != "" {
					account := func() string { return s.account(t, link) }
					for _, body := range contract.Bodies(row, link, account, belvo.DateOf(emulatortest.Epoch)) {
						s.do(http.MethodPost, "/"+row.Path+"/", encoded(t, body))
					}
				}
				switch row.ListNeeds {
				case "":
				case "link":
					s.query = "link=" + link
				default:
					s.query = row.ListNeeds + "=" + login["username"].(string)
				}
				s.all = s.list(t, "page_size=1000")
				if len(s.all) == 0 {
					t.Fatal("there is nothing in the list")
				}
				test(t, s)
			})
		}
	}
}

// page is one page of a list.
type page struct {
	Count   int
	Next    *string
	Results []map[string]any
}

func (s shelfOf) ask(t *testing.T, query string) page {
	t.Helper()
	answer := s.do(http.MethodGet, "/"+s.row.Path+"/?"+strings.Trim(s.query+"&"+query, "&"), "")
	var p page
	if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil || answer.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", query, answer.Code, answer.Body)
	}
	return p
}

func (s shelfOf) list(t *testing.T, query string) []map[string]any {
	t.Helper()
	return s.ask(t, query).Results
}

func idsOf(objects []map[string]any) []string {
	out := make([]string, len(objects))
	for i, o := range objects {
		out[i] = fmt.Sprint(o["id"])
	}
	return out
}

// TestEveryFilterAgreesWithANaiveScan tries every filter of every list with values of what is in
// the list: what is found is what somebody finds who reads the JSON of the whole list. Among the other tests
// it tries each filter with one value, with the flag -long with two.
func TestEveryFilterAgreesWithANaiveScan(t *testing.T) {
	t.Parallel()
	everyList(t, func(t *testing.T, s shelfOf) {
		random := ident.NewRand("filters", s.row.Path)
		for _, p := range s.row.Filters.Describe() {
			values := s.values(p)
			if len(values) == 0 {
				continue // in no object of this institution
			}
			for range min(*long, 2) {
				operand := operandOf(random, p, values)
				var want []string
				for _, object := range s.all {
					if naive(p, s.value(object, p), operand) {
						want = append(want, fmt.Sprint(object["id"]))
					}
				}
				found := s.ask(t, "page_size=20&"+url.Values{p.Name: {operand}}.Encode())
				got := idsOf(found.Results)
				if found.Count != len(want) || !slices.Equal(got, want[:min(20, len(want))]) {
					t.Errorf("%s=%s finds %d objects, a scan %d", p.Name, operand, found.Count, len(want))
				}
			}
		}
	})
}

// elsewhere are the filters whose name is not where the value stands in the object.
func elsewhere() map[string]string {
	return map[string]string{
		"api/transactions link": "account.link", "api/transactions account": "account.id",
		"api/transactions account_type": "account.type", "api/balances link": "account.link",
		"api/balances account": "account.id", "api/balances currency": "account.currency",
		"receivables/transactions account": "account.id", "investments/transactions portfolio": "portfolio.id",
		"api/statements account": "account.id", "api/statements account_category": "account.category",
		"api/balances institution": "account.institution.name", "api/accounts institution": "institution.name",
		"api/recurring-expenses link": "account.link", "api/recurring-expenses account": "account.id",
		"api/br/balances account": "account_id", "api/bills link": "account.link", "api/bills account": "account.id",
		"api/consents link": "link_id", "api/consents user_document": "document_number",
	}
}

// value is what an object has where a filter looks, nil for nothing.
func (s shelfOf) value(object map[string]any, p filter.Param) any {
	name := strings.TrimSuffix(p.Name, "__"+string(p.Op))
	place := elsewhere()[s.row.Path+" "+name]
	if place == "" {
		place = strings.ReplaceAll(name, "__", ".")
	}
	var at any = object
	for key := range strings.SplitSeq(place, ".") {
		inner, _ := at.(map[string]any)
		at = inner[key]
	}
	return at
}

// values are the different ones that a filter finds in the list.
func (s shelfOf) values(p filter.Param) []string {
	var out []string
	for _, object := range s.all {
		if v := s.value(object, p); v != nil {
			if text := plainValue(p, v); !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}

// plainValue is a value as an operand would be written.
func plainValue(p filter.Param, v any) string {
	switch {
	case p.Kind == filter.Day:
		return fmt.Sprint(v)[:len("2006-01-02")]
	case p.Kind == filter.Number:
		return strconv.FormatFloat(v.(float64), 'f', -1, 64)
	default:
		return fmt.Sprint(v)
	}
}

// operandOf makes an operand of values that there are.
func operandOf(random ident.Rand, p filter.Param, values []string) string {
	one, other := values[random.IntN(len(values))], values[random.IntN(len(values))]
	switch p.Op {
	case filter.In, filter.NotIn, filter.AllIn:
		return one + "," + other
	case filter.Range:
		if less(p, other, one) {
			one, other = other, one
		}
		return one + "," + other
	case filter.Contains:
		return strings.ToUpper(one[:1+random.IntN(len(one))])
	default:
		return one
	}
}

// less compares two values as a filter's kind does.
func less(p filter.Param, a, b string) bool {
	if p.Kind != filter.Number {
		return a < b
	}
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return x < y
}

// naive says whether a value satisfies a condition.
func naive(p filter.Param, v any, operand string) bool {
	if v == nil {
		return p.Op == filter.NotIn
	}
	text := plainValue(p, v)
	first, second, _ := strings.Cut(operand, ",")
	switch p.Op {
	case filter.In, filter.AllIn:
		return text == first || text == second
	case filter.NotIn:
		return text != first && text != second
	case filter.Range:
		return !less(p, text, first) && !less(p, second, text)
	case filter.Contains:
		return strings.Contains(strings.ToUpper(text), strings.ToUpper(operand))
	case filter.GT:
		return less(p, operand, text)
	case filter.GTE:
		return !less(p, text, operand)
	case filter.LT:
		return less(p, text, operand)
	case filter.LTE:
		return !less(p, operand, text)
	case filter.Equal:
		if p.Kind == filter.Part {
			return strings.Contains(strings.ToUpper(text), strings.ToUpper(operand))
		}
	}
	return text == operand
}

// TestEveryListIsItsPages: whatever the filter and the size of a page, the pages one after the
// other are the list, in its order, without a gap or a double.
func TestEveryListIsItsPages(t *testing.T) {
	t.Parallel()
	everyList(t, func(t *testing.T, s shelfOf) {
		random := ident.NewRand("pages", s.row.Path)
		params := s.row.Filters.Describe()
		for range 3 {
			p := params[random.IntN(len(params))]
			query := ""
			if values := s.values(p); len(values) > 0 {
				query = "&" + url.Values{p.Name: {operandOf(random, p, values)}}.Encode()
			}
			query += "&fields=id"
			want := s.ask(t, "page_size=1000"+query)
			size, got := 1+random.IntN(40), []string{}
			for number, more := 1, true; more; number++ {
				part := s.ask(t, fmt.Sprintf("page_size=%d&page=%d%s", size, number, query))
				got = append(got, idsOf(part.Results)...)
				if more = part.Next != nil; part.Count != want.Count || len(part.Results) > size {
					t.Fatalf("%s: a page of %d has %d objects of %d", query, size, len(part.Results), part.Count)
				}
			}
			if !slices.Equal(got, idsOf(want.Results)) || len(got) != want.Count {
				t.Errorf("%s: pages of %d have %d objects together, the list %d", query, size, len(got), want.Count)
			}
		}
	})
}
