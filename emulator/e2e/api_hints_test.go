package e2e_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestFilterWordsAreExplained: a word that a filter of few words does not know finds nothing, as with
// Belvo, and the hint has the nearest one that it knows.
func TestFilterWordsAreExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	w.accounts(link).Want(http.StatusCreated)
	for query, want := range map[string]string{
		"institutions/?country_code=br":                 `country_code: no object has the value "br", did you mean "BR"?`,
		"institutions/?country_code__in=mxx":            `did you mean "MX"?`,
		"institutions/?resources__allin=accounts,OWNRS": `did you mean "OWNERS"?`,
		"institutions/?name=erebor_mx_retai":            `did you mean "erebor_mx_retail"?`,
		"institutions/?name=gringotts":                  `did you mean "gringotts_`,
		"institutions/?type=banks":                      `did you mean "bank"?`,
		"institutions/?status=Healthy":                  `did you mean "healthy"?`,
		"links/?institution=erebor_mx_retial":           `did you mean "erebor_mx_retail"?`,
		"links/?institution__in=a,heimdal_mx_retail":    `did you mean "heimdall_mx_retail"?`,
		"links/?access_mode=recurent":                   `did you mean "recurrent"?`,
		"links/?status=Valid":                           `did you mean "valid"?`,
		"links/?refresh_rate=7days":                     `which is one of 12h, 24h, 30d, 6h, 7d`,
		"accounts/?currency=mxn":                        `currency: no object has the value "mxn", did you mean "MXN"?`,
		"accounts/?category=checking_account":           `did you mean "CHECKING_ACCOUNT"?`,
		"accounts/?institution=erebor":                  `did you mean "erebor_br_retail"?`,
		"transactions/?type=inflow&link=" + link:        `did you mean "INFLOW"?`,
		"transactions/?status=PROCESED&link=" + link:    `did you mean "PROCESSED"?`,
		"balances/?currency=Mxn":                        `did you mean "MXN"?`,
		"br/investments/?type=VARIABLE&link=" + link:    `did you mean "VARIABLE_INCOME"?`,
		"invoices/?status=vigente":                      `did you mean "Vigente"?`,
		"tax-returns/?tipo_declaracion=normal":          `did you mean "Normal"?`,
	} {
		answer := w.Do(http.MethodGet, "/api/"+query, nil)
		if answer.Status == http.StatusOK {
			same(t, query+": the count", answer.Text("count"), "0")
		}
		if got := strings.Join(answer.Header.Values("X-Belvo-Emulator-Hint"), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s: the hint is %q, want %q in it", query, got, want)
		}
	}
	for query, want := range map[string]string{ // of several words one is misspelt, and there are results
		"institutions/?country_code__in=br,MX":                      `no object has the value "br", did you mean "BR"?`,
		"institutions/?name__in=x,erebor_mx_retai,erebor_br_retail": `did you mean "erebor_mx_retail"?`,
		"institutions/?type__in=bank":                               "",
	} {
		answer := w.Do(http.MethodGet, "/api/"+query, nil).Want(http.StatusOK)
		if got := strings.Join(answer.Header.Values("X-Belvo-Emulator-Hint"), "\n"); !strings.Contains(got, want) ||
			(want == "") != (got == "") || answer.Text("count") == "0" {
			t.Errorf("%s: the hint is %q, want %q in it; %s found", query, got, want, answer.Text("count"))
		}
	}
	for _, query := range []string{"institutions/?country_code=BR", "accounts/?currency=MXN", "accounts/?currency=BRL",
		"links/?refresh_rate=null&status=invalid", "accounts/?currency__in=mxn,MXN", "links/?status__in=invalid,",
		"transactions/?type=INFLOW&link=" + link, "accounts/?name=nobody", "links/?external_id=x"} {
		if hint := w.Do(http.MethodGet, "/api/"+query, nil).Want(http.StatusOK).Header.Get("X-Belvo-Emulator-Hint"); hint != "" {
			t.Errorf("%s has the hint %q", query, hint)
		}
	}
}

// TestUnknownPathsAreExplained: the hint has the nearest path that there is.
func TestUnknownPathsAreExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const id = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
	for path, want := range map[string]string{
		"/api/tokens/": "did you mean /api/token/?", "/api/link/": "did you mean /api/links/?",
		"/api/v2/links/": "did you mean /api/links/?", "/api/v2/links": "did you mean /api/links/?",
		"/api/Accounts": "did you mean /api/accounts/?", "//api//acounts//": "did you mean /api/accounts/?",
		"/api/link/" + id + "/": "did you mean /api/links/{id}/?", "/api/owners/" + id + "/more/": "/api/owners/{id}/?",
		"/links/": "did you mean /api/links/?", "/api/nothing/of/this/kind/at/all/": "/__emulator/openapi.json",
		"/api/investments/portfolios/": "did you mean /investments/portfolios/?",
		"/api/receivables/transaction": "did you mean /receivables/transactions/?",
		"/api/tax-return/":             "did you mean /api/tax-returns/?", "/api/institution/12": "did you mean /api/institutions/{id}/?",
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			wantHint(t, w.Do(method, path, nil).Want(http.StatusNotFound, "not_found"), want)
		}
	}
	for _, path := range []string{"/", "/favicon.ico", "/robots.txt"} {
		if hint := w.Do(http.MethodGet, path, nil).Header.Get("X-Belvo-Emulator-Hint"); hint != "" {
			t.Errorf("%s has the hint %q", path, hint)
		}
	}
	hint := w.Do(http.MethodGet, "/api/linkz/"+w.Password, nil).Header.Get("X-Belvo-Emulator-Hint")
	if strings.Contains(hint, w.Password) {
		t.Errorf("the hint shows what was in the path: %q", hint)
	}
}

// TestUnknownInstitutionsAreExplained where a request names one.
func TestUnknownInstitutionsAreExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wantHint(t, w.register("erebor_mx_retial", "bnk102", nil).Want(http.StatusBadRequest, "does_not_exist"),
		`there is no institution "erebor_mx_retial", did you mean "erebor_mx_retail"?`)
	wantHint(t, w.register("nobody knows it", "bnk102", nil).Want(http.StatusBadRequest, "does_not_exist"),
		"GET /api/institutions/")
	one := func(id string) string {
		return w.Do(http.MethodGet, "/api/institutions/"+id+"/", nil).Want(http.StatusNotFound).
			Header.Get("X-Belvo-Emulator-Hint")
	}
	if got := one("erebor_mx_retail"); !strings.Contains(got, "a path has the number of an institution: erebor_mx_retail is ") {
		t.Errorf("the hint is %q", got)
	}
	if got := one("erebor_mx_retial"); !strings.Contains(got, `did you mean "erebor_mx_retail"?`) {
		t.Errorf("the hint is %q", got)
	}
	wantHint(t, w.register("erebor_mx_retail", "bnk102", fields{"access_mode": "recurent"}).
		Want(http.StatusBadRequest, "invalid_choice"), `did you mean "recurrent"?`)
}
