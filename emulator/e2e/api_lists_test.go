package e2e_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/ident"
)

// shelf is a sandbox with links of every kind, made on consecutive days and called by letters.
type shelf struct {
	world
	ids   map[string]string // letter to id
	names map[string]string // id to letter
	days  []string          // on which a, b, ... were made
	users map[string]string // letter to institution_user_id
	owner string
}

// newShelf makes the links a to h.
//
//	a erebor   bnk102      recurrent valid           ext-1
//	b erebor   bnk102      single    valid           ext-2
//	c gotham   bnk102      recurrent valid           ext-1
//	d heimdall mfa_default recurrent unconfirmed     -
//	e heimdall user_valid  recurrent token_required  ext-3
//	f erebor   refresh_bad recurrent invalid         -
//	g tatooine fiscal100   single    valid           -
//	h erebor   bnk102      recurrent valid           ext-2
func newShelf(t *testing.T) shelf {
	t.Helper()
	s := shelf{newWorld(t), map[string]string{}, map[string]string{}, nil, map[string]string{}, ""}
	for i, made := range []struct {
		bank, user, mode, external string
	}{
		{"erebor_mx_retail", "bnk102", "recurrent", "ext-1"},
		{"erebor_mx_retail", "bnk102", "single", "ext-2"},
		{"gotham_mx_business", "bnk102", "recurrent", "ext-1"},
		{"heimdall_mx_retail", "mfa_default", "recurrent", ""},
		{"heimdall_mx_retail", "user_valid", "recurrent", "ext-3"},
		{"erebor_mx_retail", "refresh_bad1", "recurrent", ""},
		{"tatooine_mx_fiscal", "fiscal100", "single", ""},
		{"erebor_mx_retail", "bnk102", "recurrent", "ext-2"},
	} {
		letter := string(rune('a' + i))
		answer := s.register(made.bank, made.user, fields{"access_mode": made.mode, "external_id": made.external})
		id := answer.Text("id") + answer.Text("0.link")
		switch letter {
		case "e":
			s.accounts(id).Want(http.StatusPreconditionRequired)
		case "f":
			s.Do(http.MethodPost, "/api/links/"+id+"/refresh/", nil).Want(http.StatusAccepted)
		}
		detail := s.Do(http.MethodGet, "/api/links/"+id+"/", nil).Want(http.StatusOK)
		s.ids[letter], s.names[id], s.users[letter] = id, letter, detail.Text("institution_user_id")
		s.owner = detail.Text("created_by")
		s.days = append(s.days, s.server.Now().Format("2006-01-02"))
		s.server.Advance(24 * time.Hour)
	}
	return s
}

// letters are the links of a list, in its order.
func (s shelf) letters(list *emulatortest.Answer) string {
	var b strings.Builder
	for _, id := range texts(list, "id") {
		b.WriteString(s.names[id])
	}
	return b.String()
}

// filtersOf are queries with the letters that they find, in their order.
func filtersOf(s shelf) map[string]string {
	id, user, day := s.ids, s.users, func(letter string) string { return s.days[letter[0]-'a'] }
	const nobody = "11111111-2222-4333-8444-555555555555"
	return map[string]string{
		"":                                                       "hgfedcba",
		"unknown=1":                                              "hgfedcba",
		"id=" + id["c"]:                                          "c",
		"id=" + strings.ToUpper(id["c"]):                         "c",
		"id=" + nobody:                                           "",
		"id__in=" + id["a"] + "," + id["f"]:                      "fa",
		"id__in=" + nobody + ", " + id["b"]:                      "b",
		"id__in=" + id["a"] + "," + id["a"]:                      "a",
		"institution=erebor_mx_retail":                           "hfba",
		"institution=erebor":                                     "",
		"institution__in=gotham_mx_business,x":                   "c",
		"access_mode=single":                                     "gb",
		"access_mode=recurrent":                                  "hfedca",
		"created_at=" + day("d"):                                 "d",
		"created_at__gt=" + day("f"):                             "hg",
		"created_at__gte=" + day("f"):                            "hgf",
		"created_at__lt=" + day("c"):                             "ba",
		"created_at__lte=" + day("c"):                            "cba",
		"created_at__range=" + day("b") + "," + day("d"):         "dcb",
		"created_at__range=" + day("d") + "," + day("b"):         "",
		"created_by__not_in=" + s.owner:                          "",
		"created_by__not_in=" + nobody:                           "hgfedcba",
		"external_id=ext-1":                                      "ca",
		"external_id=EXT-1":                                      "",
		"external_id__in=ext-1,ext-3":                            "eca",
		"institution_user_id=" + user["a"]:                       "hba",
		"institution_user_id__in=" + user["c"] + "," + user["d"]: "dc",
		"refresh_rate=7d":                                        "hfedca",
		"refresh_rate=null":                                      "gb",
		"refresh_rate=24h":                                       "",
		"status=valid":                                           "hgcba",
		"status=unconfirmed":                                     "d",
		"status=token_required":                                  "e",
		"status=invalid":                                         "f",
		"status__in=invalid,unconfirmed":                         "fd",
		"status__in=,":                                           "",
		"institution=erebor_mx_retail&status=valid":              "hba",
		"institution=erebor_mx_retail&status=valid&access_mode=single":             "b",
		"external_id=ext-2&created_at__gt=" + day("b"):                             "h",
		"institution_user_id=" + user["a"] + "&refresh_rate=7d":                    "ha",
		"created_at__gte=" + day("b") + "&created_at__lt=" + day("d"):              "cb",
		"status=valid&status__in=invalid":                                          "",
		"status=valid&status=invalid":                                              "f", // the last one counts
		"status=valid&status=":                                                     "hgfedcba",
		"id__in=" + id["a"] + "," + id["b"] + "," + id["d"] + "&external_id=ext-1": "a",
	}
}

func TestLinkFilters(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for query, want := range filtersOf(s) {
		list := s.Do(http.MethodGet, "/api/links/?"+strings.ReplaceAll(query, " ", "%20"), nil).
			Want(http.StatusOK)
		if got := s.letters(list); got != want {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
		same(t, "the count of "+query, list.Text("count"), fmt.Sprint(len(want)))
	}
}

// TestListsAreNewestFirst holds the order, which changes of a link do not change.
func TestListsAreNewestFirst(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.update(s.ids["b"], "pass_new").Want(http.StatusOK)
	s.modify(s.ids["a"])
	same(t, "the order after changes", s.letters(s.Do(http.MethodGet, "/api/links/", nil)), "hgfedcba")
	s.remove(s.ids["g"])
	same(t, "the order after a deletion", s.letters(s.Do(http.MethodGet, "/api/links/", nil)), "hfedcba")
	list := s.Do(http.MethodGet, "/api/transactions/?page_size=1000&link="+s.ids["h"], nil).Want(http.StatusOK)
	days := texts(list, "value_date")
	if len(days) < 5 || !slices.IsSortedFunc(days, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("transactions stand as %v", days)
	}
}

func TestFieldsAndOmit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	account := w.accounts(link).Text("0.id")
	all := keysOf(t, w.Do(http.MethodGet, "/api/links/"+link+"/", nil).Body)
	without := slices.DeleteFunc(slices.Clone(all), func(k string) bool { return k == "id" || k == "status" })
	for query, want := range map[string][]string{
		"fields=id":                                {"id"},
		"fields=status,id":                         {"id", "status"},
		"fields=status%2Cid":                       {"id", "status"},
		"fields=id,nothing":                        {"id"},
		"fields=nothing":                           {},
		"fields=institution.name":                  {},
		"omit=id,status":                           without,
		"omit=nothing":                             all,
		"fields=id,status&omit=status":             {"id"},
		"fields=,":                                 all,
		"fields=id&fields=status":                  {"status"}, // the last one counts
		"omit=" + url.QueryEscape("id , status"):   without,
		"fields=institution,access_mode,id,status": {"id", "institution", "access_mode", "status"},
	} {
		detail := w.Do(http.MethodGet, "/api/links/"+link+"/?"+query, nil).Want(http.StatusOK)
		listed := items(t, resultsOf(t, w.Do(http.MethodGet, "/api/links/?id="+link+"&"+query, nil).
			Want(http.StatusOK)))
		changed := w.Do(http.MethodPatch, "/api/links/"+link+"/?"+query, fields{}).Want(http.StatusOK)
		for what, object := range map[string][]byte{"detail": detail.Body, "list": listed[0],
			"PATCH": changed.Body} {
			if got := keysOf(t, object); !slices.Equal(got, want) {
				t.Errorf("%s with %s has the keys %v, want %v", what, query, got, want)
			}
		}
	}
	user := fields{"institution": "erebor_mx_retail", "username": "bnk102", "password": "x"}
	same(t, "POST links", len(keysOf(t, w.Do(http.MethodPost, "/api/links/?fields=id", user).Body)), 1)
	posted := w.Do(http.MethodPost, "/api/accounts/?fields=id,balance", fields{"link": link}).
		Want(http.StatusCreated)
	same(t, "POST accounts", len(keysOf(t, items(t, posted.Body)[0])), 2)
	one := w.Do(http.MethodGet, "/api/accounts/"+account+"/?fields=balance", nil).Want(http.StatusOK)
	same(t, "an object within stays whole", one.Text("balance"), posted.Text("0.balance"))
	refused := w.Do(http.MethodPost, "/api/accounts/?fields=id", fields{}).
		Want(http.StatusBadRequest, "required")
	same(t, "an error stays whole", len(keysOf(t, items(t, refused.Body)[0])), 4)
	async := w.Do(http.MethodPost, "/api/transactions/?fields=id",
		fields{"link": link, "date_from": "2026-03-01",
			"date_to": "2026-03-02"}, "X-Belvo-Request-Mode: async").Want(http.StatusAccepted)
	if !hex32.MatchString(async.Text("request_id")) {
		t.Errorf("a 202 stays whole: %s", async.Body)
	}
}

// TestPagesAreTheWholeList follows next for random page sizes and filters: together the pages are
// the list, without a gap and without anything twice.
func TestPagesAreTheWholeList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	random := ident.NewRand("pages", "filters")
	banks := []string{"erebor_mx_retail", "gotham_mx_business", "tatooine_mx_fiscal"}
	for range 60 {
		link := w.register(banks[random.IntN(3)], "bnk102", fields{"access_mode": []string{"single",
			"recurrent"}[random.IntN(2)],
			"external_id": fmt.Sprintf("ext-%d", random.IntN(4))}).Want(http.StatusCreated).Text("id")
		if random.IntN(5) == 0 {
			w.remove(link)
		}
		w.server.Advance(time.Duration(random.IntN(20)) * time.Hour)
	}
	for range 40 {
		query := randomQuery(random, w.server.Now())
		whole := w.Do(http.MethodGet, "/api/links/?page_size=1000"+query, nil).Want(http.StatusOK)
		want, got := texts(whole, "id"), []string{}
		next := fmt.Sprintf("/api/links?page_size=%d%s", 1+random.IntN(25), query)
		for next != "" {
			page := w.Do(http.MethodGet, next, nil).Want(http.StatusOK)
			same(t, "the count on a page", page.Text("count"), whole.Text("count"))
			got = append(got, texts(page, "id")...)
			next = page.Text("next")
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s: the pages have %d links, the list %d", query, len(got), len(want))
		}
	}
}

// randomQuery is some filters together.
func randomQuery(random ident.Rand, now time.Time) string {
	day := now.AddDate(0, 0, -random.IntN(30)).Format("2006-01-02")
	var b strings.Builder
	for _, filter := range []string{"institution=erebor_mx_retail",
		"institution__in=erebor_mx_retail,tatooine_mx_fiscal",
		"access_mode=single", "refresh_rate=null", "external_id__in=ext-1,ext-2", "created_at__gte=" + day,
		"created_at__lt=" + day, "created_by__not_in=11111111-2222-4333-8444-555555555555", "status=valid"} {
		if random.IntN(5) == 0 {
			b.WriteString("&" + filter)
		}
	}
	return b.String()
}
