package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// fuzzed is an emulator with a link, and the paths that random requests go to.
type fuzzed struct {
	direct
	link string
}

func newFuzzed(f *testing.F) fuzzed {
	d := newDirect(f)
	made := d.do(http.MethodPost, "/api/links/",
		`{"institution":"erebor_mx_retail","username":"bnk102","password":"pass_valid","access_mode":"single"}`)
	if made.Code != http.StatusCreated {
		f.Fatalf("status %d: %s", made.Code, made.Body)
	}
	return fuzzed{d, made.Body.String()[len(`{"id":"`):][:36]}
}

// paths of operations that read a body.
func (z fuzzed) paths() []string {
	return []string{"/api/links/", "/api/links/" + z.link + "/", "/api/links/" + z.link + "/refresh/",
		"/api/links/" + z.link + "/token/", "/api/token/", "/api/token/refresh/", "/api/accounts/",
		"/api/transactions/",
		"/api/balances", "//api//owners", "/api/incomes/", "/payments/x"}
}

// wantFine holds what every answer must be: no failure of the server's own, and every refusal an
// array of Belvo's errors.
func wantFine(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code >= http.StatusInternalServerError && w.Code != http.StatusNotImplemented {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if w.Code >= http.StatusMultipleChoices && w.Code < http.StatusBadRequest {
		t.Fatalf("a redirection: %d", w.Code)
	}
	if w.Code >= http.StatusBadRequest {
		wantErrors(t, &emulatortest.Answer{Status: w.Code, Header: w.Header(), Body: w.Body.Bytes()})
	}
}

// FuzzBodies sends random bodies as JSON and as forms, with every method, to every operation.
func FuzzBodies(f *testing.F) {
	z := newFuzzed(f)
	for i, body := range []string{
		``, `{}`, `null`, `[]`, `"x"`, `1e400`, `{"link":null}`, "\xff", "{\"a\":\"\x00\"}", "\ufeff{}",
		`{"institution":"erebor_mx_retail","username":"bnk102","password":"p","fetch_resources":["ACCOUNTS"]}`,
		`{"institution":"heimdall_mx_retail","username":"mfa_qr","password":"p","token":"111111"}`,
		`{"link":"` + z.link + `","date_from":"2026-01-01","date_to":"2026-02-01","save_data":false}`,
		`{"session":"0123456789abcdef0123456789abcdef","token":"111111","link":"` + z.link + `"}`,
		`{"access_mode":"single","stale_in":"42d","credentials_storage":"1d","external_id":"a-1"}`,
		`{"scopes":"read_links","link_id":"` + z.link + `","widget":{"branding":{}},"id":"","password":null}`,
		`{"refresh":"eyJhbGciOiJub25lIn0.e30."}`, `{"password":{"a":[1,2,{"b":1.5}]}}`,
		strings.Repeat(`{"a":`, 2000),
		`institution=erebor_mx_retail&username=bnk102&password=%zz`, `a=1&a=2;b`, `{"link":1,"link":"2"}`,
	} {
		f.Add(uint8(i), uint8(i/2), i%3 == 0, body)
	}
	methods := []string{http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete, http.MethodGet,
		http.MethodHead,
		http.MethodOptions, "BREW"}
	f.Fuzz(func(t *testing.T, method, path uint8, form bool, body string) {
		if strings.Contains(body, "flaky") || strings.Contains(body, "slow") {
			t.Skip("these users' answers are spoiled, or wait for the clock")
		}
		paths := z.paths()
		req := httptest.NewRequest(methods[int(method)%len(methods)], paths[int(path)%len(paths)],
			strings.NewReader(body))
		req.SetBasicAuth(emulator.DefaultSecretID, emulator.DefaultSecretPassword)
		if form {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if req.Method == http.MethodDelete { // keep the link
			req.URL.Path = "/api/links/" + uuid.NewString() + "/"
		}
		w := httptest.NewRecorder()
		z.handler.ServeHTTP(w, req)
		wantFine(t, w)
	})
}

// FuzzQueries sends random query strings to lists.
func FuzzQueries(f *testing.F) {
	z := newFuzzed(f)
	lists := []string{"/api/links/", "/api/accounts/", "/api/transactions/", "/api/balances/", "/api/owners/",
		"/api/institutions/", "/api/links/" + z.link + "/"}
	for i, query := range []string{
		"", "page=1", "page=0", "page=-1", "page=9223372036854775807", "page_size=0", "page_size=100000",
		"page_size=%31",
		"created_at__range=2026-01-01,2026-02-01", "created_at__range=,", "created_at__range=2026-01-01",
		"created_at=0000-00-00",
		"id__in=,,", "id=" + z.link, "link=" + z.link, "link__in=" + z.link + "," + z.link, "status__in=valid,",
		"refresh_rate=null",
		"fields=id,,link&omit=id", "fields=%00", "omit=%zz", "a;b=c", "balance__current__gte=-1e14",
		"balance__current__range=1,2",
		"amount__lt=1e999", "resources__allin=ACCOUNTS,OWNERS", "display_name=%FF", "name__icontains=",
		"page=1&page=x", "=&=",
	} {
		f.Add(uint8(i), query)
	}
	f.Fuzz(func(t *testing.T, list uint8, query string) {
		req := httptest.NewRequest(http.MethodGet, lists[int(list)%len(lists)], http.NoBody)
		req.URL.RawQuery = query
		req.SetBasicAuth(emulator.DefaultSecretID, emulator.DefaultSecretPassword)
		w := httptest.NewRecorder()
		z.handler.ServeHTTP(w, req)
		wantFine(t, w)
		if w.Code != http.StatusOK && w.Code != http.StatusBadRequest && w.Code != http.StatusNotFound {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
	})
}

// FuzzPaths asks for random paths with random methods.
func FuzzPaths(f *testing.F) {
	z := newFuzzed(f)
	for _, path := range []string{"/", "//", "", "/api", "/api/links/" + z.link, "/api/links/%2F/",
		"/api/../api/links/",
		"/api/links/\x00/", "/api/institutions/9223372036854775808/", "/payments", "/__emulator", "*",
		"/api/links/./"} {
		f.Add("GET", path)
		f.Add("POST", path)
	}
	f.Fuzz(func(t *testing.T, method, path string) {
		if method == "" || strings.HasPrefix(strings.TrimLeft(path, "/"), "__emulator") ||
			strings.Contains(path, z.link) {
			t.Skip("the emulator's own paths are another matter, and the link is to stay")
		}
		req := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		req.Method, req.URL.Path = method, path
		req.SetBasicAuth(emulator.DefaultSecretID, emulator.DefaultSecretPassword)
		w := httptest.NewRecorder()
		z.handler.ServeHTTP(w, req)
		if w.Body.Len() > 0 {
			wantFine(t, w)
		}
	})
}
