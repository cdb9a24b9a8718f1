package e2e_test

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/contract"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/data/catalog"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/fixtures"
)

// builtin is the built-in fixtures.
func builtin() *catalog.Catalog {
	return catalog.Load(catalog.Layer{Name: "fixtures", FS: fixtures.FS})
}

// TestInstitutionsListWhatTheirPostsAnswer sends a POST for every resource to every institution. It is
// answered exactly where the institution's list has the resource; all that is listed can be fetched.
func TestInstitutionsListWhatTheirPostsAnswer(t *testing.T) {
	t.Parallel()
	for _, inst := range builtin().Institutions() {
		t.Run(inst.Name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Pin("sandbox")
			login := contract.Login(inst)
			link := w.Do(http.MethodPost, "/api/links/", login).Want(http.StatusCreated).Text("id")
			listed := w.institutions(url.Values{"name": {inst.Name}}).Value("results.0.resources").([]any)
			var words []string
			for _, word := range listed {
				words = append(words, word.(string))
			}
			slices.Sort(words)
			if answered := w.answered(link); !slices.Equal(words, answered) {
				t.Errorf("the list is %v\nanswered: %v", words, answered)
			}
			all := url.Values{"resources__allin": {strings.Join(words, ",")}, "name": {inst.Name}}
			same(t, "institutions with all of them", w.institutions(all).Text("count"), "1")
			login["fetch_resources"] = words
			w.Do(http.MethodPost, "/api/links/", login).Want(http.StatusCreated)
		})
	}
}

// institutions is the list of institutions, filtered.
func (w world) institutions(query url.Values) *emulatortest.Answer {
	w.t.Helper()
	return w.Do(http.MethodGet, "/api/institutions/?"+query.Encode(), nil).Want(http.StatusOK)
}

// answered is the words of the resources that POSTs about a link are answered for, in alphabetical
// order. The others must be refused as unsupported.
func (w world) answered(link string) []string {
	w.t.Helper()
	account := func() string {
		accounts := w.Do(http.MethodGet, "/api/accounts/?link="+link, nil).Want(http.StatusOK)
		return cmp.Or(accounts.Text("results.0.id"), link) // of an institution without accounts
	}
	var words []string
	for _, row := range registry.Registry() {
		if row.Operations.Retrieve == "" {
			continue
		}
		body := contract.Bodies(row, link, account, belvo.DateOf(emulatortest.Epoch))[0]
		switch answer := w.Do(http.MethodPost, "/"+row.Path+"/", body); answer.Status {
		case http.StatusCreated:
			words = append(words, string(row.Resource.Name()))
		default:
			answer.Want(http.StatusBadRequest, "unsupported_operation")
		}
	}
	slices.Sort(words)
	return words
}

// TestGigInstitutionsAreListedOnRequest: no description has their type, so that clients made of one
// fail on it; they are there for those who ask for them.
func TestGigInstitutionsAreListedOnRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, want := range map[string]int{
		"":                         0,
		"country_code=MX":          0,
		"resources__allin=INCOMES": 0,
		"display_name=Goonies":     0,
		"name=goonies_mx_gig":      1,
		"name__in=goonies_mx_gig,planet_mx_gig,erebor_mx_retail": 2,
		"type=gig":                 6,
		"type=gig&country_code=MX": 2,
		"type__in=bank,gig":        6,
		"type=bank":                0,
	} {
		list := w.Do(http.MethodGet, "/api/institutions/?page_size=1000&"+query, nil).Want(http.StatusOK)
		found := 0
		for _, kind := range texts(list, "type") {
			if kind == "gig" {
				found++
			}
		}
		same(t, "gig institutions with "+query, found, want)
	}
	same(t, "the type of institution 1030",
		w.Do(http.MethodGet, "/api/institutions/1030/", nil).Want(http.StatusOK).Text("type"), "gig")
}
