package e2e_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/emulatortest"
)

var hex32 = regexp.MustCompile(`^[0-9a-f]{32}$`)

// wantErrors holds that an answer is Belvo's array of errors, every item whole.
func wantErrors(t testing.TB, answer *emulatortest.Answer) {
	t.Helper()
	same(t, "the content type", answer.Header.Get("Content-Type"), "application/json")
	list := items(t, answer.Body)
	if len(list) == 0 {
		t.Fatalf("no error in %s", answer.Body)
	}
	for _, item := range list {
		var e struct {
			Code, Message string
			RequestID     string `json:"request_id"`
		}
		if err := json.Unmarshal(item, &e); err != nil || e.Code == "" || e.Message == "" ||
			!hex32.MatchString(e.RequestID) {
			t.Errorf("this is no error of Belvo's: %s", item)
		}
	}
}

func TestClientsErrorsAreArrays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	large := `{"institution":"` + strings.Repeat("x", 1<<20) + `"}`
	for status, answer := range map[int]*emulatortest.Answer{
		http.StatusBadRequest: w.Do(http.MethodPost, "/api/links/", fields{}),
		http.StatusUnauthorized: w.Do(http.MethodGet, "/api/links/", nil,
			"Authorization: Basic bm90OnRoaXM="),
		http.StatusForbidden: w.bearer(first(w.pair("read_links", nil))).
			Do(http.MethodGet, "/api/accounts/", nil),
		http.StatusNotFound:              w.Do(http.MethodGet, "/api/links/"+uuid.NewString()+"/", nil),
		http.StatusMethodNotAllowed:      w.Do(http.MethodPut, "/api/links/", fields{}),
		http.StatusRequestEntityTooLarge: w.Do(http.MethodPost, "/api/links/", large),
		http.StatusPreconditionRequired:  w.register("heimdall_mx_retail", "mfa_default", nil),
		http.StatusNotImplemented:        w.Do(http.MethodPost, "/payments/links/", fields{}),
	} {
		same(t, "the status", answer.Status, status)
		wantErrors(t, answer)
	}
	several := w.Do(http.MethodPost, "/api/links/", fields{}).Want(http.StatusBadRequest, "required")
	same(t, "the number of errors", len(items(t, several.Body)), 2)
	same(t, "the second field", several.Text("1.field"), "username")
	same(t, "the second request id", several.Text("1.request_id"), several.Text("0.request_id"))
}

func first[A, B any](a A, _ B) A { return a }

func TestClients428(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	plain := w.register("heimdall_mx_retail", "mfa_default", nil).
		Want(http.StatusPreconditionRequired, "token_required")
	list := items(t, plain.Body)
	same(t, "the number of items", len(list), 1)
	want := []string{"code", "message", "request_id", "session", "expiry", "link"}
	if got := keysOf(t, list[0]); !slices.Equal(got, want) {
		t.Errorf("the keys are %v, want %v", got, want)
	}
	numeric := w.register("heimdall_mx_retail", "mfa_numeric", nil).Want(http.StatusPreconditionRequired)
	if got := keysOf(t, items(t, numeric.Body)[0]); !slices.Equal(got, append(want, "token_generation_data")) {
		t.Errorf("the keys with a challenge are %v", got)
	}
	var e []struct {
		Code, Message, Session string
		RequestID              string `json:"request_id"`
		Expiry                 int
		Link                   uuid.UUID
		Data                   json.RawMessage `json:"token_generation_data"`
	}
	if err := json.Unmarshal(numeric.Body, &e); err != nil {
		t.Fatalf("a strict decoder refuses %s: %v", numeric.Body, err)
	}
	same(t, "the message", e[0].Message, "A MFA token is required by the institution to login")
	if !hex32.MatchString(e[0].Session) || !hex32.MatchString(e[0].RequestID) || e[0].Expiry <= 0 {
		t.Errorf("session, request_id or expiry have another form: %s", numeric.Body)
	}
	same(t, "the link's status", w.Status(e[0].Link.String()), "unconfirmed")
	data := []string{"instructions", "type", "value", "expects_user_input"}
	if got := keysOf(t, e[0].Data); !slices.Equal(got, data) {
		t.Errorf("the challenge's keys are %v, want %v", got, data)
	}
	same(t, "expects_user_input", numeric.Value("0.token_generation_data.expects_user_input"), any(true))
}

func TestClientsDataIsABareArray(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.register("erebor_mx_retail", "bnk100", single()).Text("id")
	unsaved := w.Do(http.MethodPost, "/api/accounts/", fields{"link": link, "save_data": false}).
		Want(http.StatusOK)
	accounts := items(t, unsaved.Body)
	if len(accounts) == 0 || unsaved.Value("0.id") != nil || !bytes.HasPrefix(accounts[0],
		[]byte(`{"id":null,`)) {
		t.Errorf("objects that are not saved have a null id: %s", unsaved.Body)
	}
	same(t, "what is stored", w.Do(http.MethodGet, "/api/accounts/", nil).Text("count"), "0")
	saved := w.Do(http.MethodPost, "/api/accounts/", fields{"link": link}).Want(http.StatusCreated)
	same(t, "the number of accounts", len(items(t, saved.Body)), len(accounts))
	if _, err := uuid.Parse(saved.Text("0.id")); err != nil {
		t.Errorf("a stored account has the id %q", saved.Text("0.id"))
	}

	asking := w.Register("heimdall_mx_retail", "user_valid")
	for _, save := range []struct {
		field  any
		status int
	}{{false, http.StatusOK}, {nil, http.StatusCreated}, {true, http.StatusCreated}} {
		asked := w.owners(asking).Want(http.StatusPreconditionRequired)
		resumed := w.Do(http.MethodPatch, "/api/owners/", fields{"session": asked.Text("0.session"),
			"link":  asking,
			"token": "111111", "save_data": save.field}).Want(save.status)
		same(t, "the number of owners", len(items(t, resumed.Body)), 1)
	}
}

func TestClientsListsHaveFourKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	paths := []string{"/api/links/", "/api/accounts/", "/api/owners/", "/api/balances/", "/api/institutions/",
		"/api/transactions/?link=" + uuid.NewString()}
	for _, path := range paths {
		list := w.Do(http.MethodGet, path, nil).Want(http.StatusOK)
		if got := keysOf(t, list.Body); !slices.Equal(got, []string{"count", "next", "previous", "results"}) {
			t.Errorf("%s has the keys %v", path, got)
		}
		if path != "/api/institutions/" &&
			string(list.Body) != `{"count":0,"next":null,"previous":null,"results":[]}` {
			t.Errorf("an empty list is %s", list.Body)
		}
	}
}

func TestClientsFollowNext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const filters = "?page=1&institution__in=erebor_mx_retail,gotham_mx_business&page_size=2&status=valid"
	var want []string
	for i := range 5 {
		w.Register("tatooine_mx_fiscal", "other")
		want = append(want, w.Register([]string{"erebor_mx_retail", "gotham_mx_business"}[i%2], "bnk102"))
	}
	slices.Reverse(want)
	var got []string
	page := w.Do(http.MethodGet, "/api/links/"+filters, nil).Want(http.StatusOK)
	const kept = "/api/links/?institution__in=erebor_mx_retail,gotham_mx_business&page_size=2&status=valid&page="
	same(t, "the next page", page.Text("next"), w.server.URL+kept+"2")
	for {
		got = append(got, texts(page, "id")...)
		next := page.Text("next")
		if next == "" {
			break
		}
		page = w.Do(http.MethodGet, next, nil).Want(http.StatusOK)
	}
	if !slices.Equal(got, want) {
		t.Errorf("following next gives %v, want %v", got, want)
	}
	same(t, "the page before the last", page.Text("previous"), w.server.URL+kept+"2")
	secure := w.Do(http.MethodGet, "/api/links?page_size=1", nil, "X-Forwarded-Proto: https").Text("next")
	same(t, "the next page behind a proxy", secure,
		strings.Replace(w.server.URL, "http:", "https:", 1)+"/api/links/?page_size=1&page=2")
}

func TestClientsPageSize(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 4 { // several hundred balances each
		w.register("erebor_mx_retail", "bnk100", fields{"fetch_resources": []string{"BALANCES"}}).
			Want(http.StatusCreated)
	}
	for size, want := range map[string]int{"": 10, "1": 1, "366": 366, "1000": 1000, "1001": 1000,
		"999999999": 1000} {
		list := w.Do(http.MethodGet, "/api/balances/?fields=id&page_size="+size, nil).Want(http.StatusOK)
		same(t, "the number of results for page_size="+size, len(texts(list, "id")), want)
	}
	custom := newWorld(t, pageSize(3))
	same(t, "the configured page size",
		len(texts(custom.Do(http.MethodGet, "/api/institutions/", nil).Want(http.StatusOK), "name")), 3)
}

func TestClientsDeleteHasNoBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	account := w.accounts(link).Text("0.id")
	for _, path := range []string{"/api/accounts/" + account + "/", "/api/links/" + link + "/"} {
		gone := w.Do(http.MethodDelete, path, nil).Want(http.StatusNoContent)
		if len(gone.Body) > 0 || gone.Header.Get("Content-Type") != "" ||
			gone.Header.Get("Content-Length") != "" {
			t.Errorf("a 204 has no body: %v %s", gone.Header, gone.Body)
		}
		w.Do(http.MethodDelete, path, nil).Want(http.StatusNotFound, "not_found")
	}
}

func TestClientsContentTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	user := fields{"institution": "erebor_mx_retail", "username": "bnk102", "password": "pass_valid"}
	for _, kind := range []string{"Application/json", "application/json; charset=utf-8",
		"APPLICATION/JSON;Charset=UTF-8", "application/json; charset=utf-8; charset=utf-8"} {
		w.Do(http.MethodPost, "/api/links/", user, "Content-Type: "+kind).Want(http.StatusCreated)
		w.Do(http.MethodGet, "/api/links/", nil, "Content-Type: "+kind).Want(http.StatusOK)
	}
	const form = "institution=erebor_mx_retail&username=bnk102&password=pass_valid"
	for _, kind := range []string{"application/x-www-form-urlencoded",
		"Application/X-WWW-Form-URLEncoded; charset=UTF-8"} {
		w.Do(http.MethodPost, "/api/links/", form, "Content-Type: "+kind).Want(http.StatusCreated)
		listed := w.Do(http.MethodPost, "/api/links/", form+"&fetch_resources=OWNERS&fetch_resources=ACCOUNTS",
			"Content-Type: "+kind).Want(http.StatusCreated)
		same(t, "the list of a form", listed.Text("fetch_resources.0")+listed.Text("fetch_resources.1"),
			"OWNERSACCOUNTS")
	}
}

// TestClientsQueriesAreReadAsWritten: no filter is lost by how a client writes it, and however
// large a page is asked for, it is the largest there is.
func TestClientsQueriesAreReadAsWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Register("erebor_mx_retail", "bnk102")
	for query, want := range map[string]string{"page_size=99999999999999999999": "1", "external_id=50%": "0",
		"external_id=a;b": "0", "status=invalid&status=valid": "1", "status=valid&status=invalid": "0"} {
		list := w.Do(http.MethodGet, "/api/links/?"+query, nil).Want(http.StatusOK)
		same(t, query, list.Text("count"), want)
	}
}

// TestClientsGETAndDELETENeverWait holds that a slow institution delays nothing that Python's
// client gives only five seconds. The clock stands still, so whatever waited would wait for ever.
func TestClientsGETAndDELETENeverWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	const slow = "X-Belvo-Emulator-Scenario: slow"
	for _, path := range []string{"/api/links/" + link + "/", "/api/links/", "/api/accounts/?link=" + link} {
		w.Do(http.MethodGet, path, nil, slow).Want(http.StatusOK)
	}
	start := w.server.Now()
	w.Do(http.MethodDelete, "/api/links/"+link+"/", nil, slow).Want(http.StatusNoContent)
	same(t, "the time that passed", w.server.Now().Sub(start), time.Duration(0))
}
