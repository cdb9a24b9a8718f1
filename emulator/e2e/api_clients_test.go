package e2e_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// The tests of this file and of api_clients_wire_test.go hold what Belvo's real clients rely on:
// the official SDKs for JavaScript, Python and Ruby, the generated ones, and programs in the wild.

func TestClientsLoginAnswers2xx(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Do(http.MethodGet, "/api/", nil).Want(http.StatusOK)
	w.Do(http.MethodGet, "/api", nil).Want(http.StatusOK)
	w.Password = "another"
	refused := w.Do(http.MethodGet, "/api/", nil).Want(http.StatusUnauthorized, "authentication_failed")
	same(t, "the message", refused.Text("0.message"), "Invalid Secret Keys")
}

// TestClientsAreNeverRedirected asks for every method's path as clients misspell it: a 301 would
// make a GET of their POST.
func TestClientsAreNeverRedirected(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	spell := map[string]func(string) string{
		"no slash at the end":       func(p string) string { return strings.TrimSuffix(p, "/") },
		"two slashes at the end":    func(p string) string { return p + "/" },
		"base URL ends in a slash":  func(p string) string { return "/" + p },
		"base URL ends in two":      func(p string) string { return "//" + p },
		"every slash doubled":       func(p string) string { return strings.ReplaceAll(p, "/", "//") },
		"doubled, none at the end":  func(p string) string { return strings.ReplaceAll(p[:len(p)-1], "/", "//") },
		"as it should be":           func(p string) string { return p },
		"empty query":               func(p string) string { return p + "?" },
		"no slash, empty parameter": func(p string) string { return strings.TrimSuffix(p, "/") + "?omit=" },
	}
	for name, misspelt := range spell {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world{server.Sandbox(t), server, t}
			link := w.Register("erebor_mx_retail", "bnk102")
			asked := w.register("erebor_mx_retail", "mfa_default", nil)
			user := fields{"institution": "erebor_mx_retail", "username": "bnk102", "password": "pass_valid"}
			for _, ask := range []struct {
				method, path string
				body         any
				status       int
			}{
				{http.MethodGet, "/api/", nil, http.StatusOK},
				{http.MethodHead, "/api/links/", nil, http.StatusOK},
				{http.MethodGet, "/api/institutions/1004/", nil, http.StatusOK},
				{http.MethodGet, "/api/links/" + link + "/", nil, http.StatusOK},
				{http.MethodPost, "/api/links/", user, http.StatusCreated},
				{http.MethodPatch, "/api/links/", fields{"session": asked.Text("0.session"), "token": "111111"},
					http.StatusOK},
				{http.MethodPatch, "/api/links/" + link + "/", fields{"stale_in": "42d"}, http.StatusOK},
				{http.MethodPut, "/api/links/" + link + "/", fields{"password": "pass_new"}, http.StatusOK},
				{http.MethodPost, "/api/accounts/", fields{"link": link}, http.StatusCreated},
				{http.MethodPost, "/api/links/" + link + "/refresh/", nil, http.StatusAccepted},
				{http.MethodPost, "/api/token/", fields{"scopes": "read_links"}, http.StatusOK},
				{http.MethodDelete, "/api/links/" + link + "/", nil, http.StatusNoContent},
			} {
				answer := w.Do(ask.method, misspelt(ask.path), ask.body)
				if answer.Status != ask.status || answer.Header.Get("Location") != "" {
					t.Errorf("%s %s: status %d, want %d: %s", ask.method, misspelt(ask.path), answer.Status,
						ask.status, answer.Body)
				}
			}
		})
	}
}

func TestClientsEmptyQueryValuesAreNotGiven(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	const unset = "?page=&page_size=&omit=&fields=&id=&id__in=&institution=&institution__in=&access_mode=" +
		"&created_at=&created_at__gt=&created_at__gte=&created_at__lt=&created_at__lte=&created_at__range=" +
		"&created_by__not_in=" +
		"&external_id=&external_id__in=&institution_user_id=&institution_user_id__in=&refresh_rate=&status__in="
	for _, status := range []string{"", "valid"} {
		list := w.Do(http.MethodGet, "/api/links/"+unset+"&status="+status, nil).Want(http.StatusOK)
		same(t, "the count", list.Text("count"), "1")
		same(t, "the number of keys", len(keysOf(t, items(t, resultsOf(t, list))[0])), 13)
	}
	same(t, "the count of the status invalid",
		w.Do(http.MethodGet, "/api/links/"+unset+"&status=invalid", nil).Want(http.StatusOK).Text("count"), "0")
	w.Do(http.MethodGet, "/api/institutions/?page=&page_size=&name=&country_code=&status=&type=", nil).
		Want(http.StatusOK)
	w.Do(http.MethodGet, "/api/accounts/?page=&link=&balance__current__gte=&created_at=", nil).
		Want(http.StatusOK)

	const none = "/?omit=&fields="
	made := w.Do(http.MethodPost, "/api/links"+none, fields{"institution": "erebor_mx_retail",
		"username": "bnk102",
		"password": "pass_valid"}).Want(http.StatusCreated)
	same(t, "the number of keys", len(keysOf(t, made.Body)), 13)
	w.Do(http.MethodPatch, "/api/links/"+link+none, fields{"stale_in": "42d"}).Want(http.StatusOK)
	w.Do(http.MethodPut, "/api/links/"+link+none, fields{"password": "pass_new"}).Want(http.StatusOK)
	w.Do(http.MethodPost, "/api/accounts"+none, fields{"link": link}).Want(http.StatusCreated)
}

// TestClientsUnknownFieldsAreIgnored sends what clients add to bodies although no schema has it.
func TestClientsUnknownFieldsAreIgnored(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made := w.register("erebor_mx_retail", "bnk102", fields{"save_data": true, "encryption_key": "k",
		"fetch_historical_data": 1,
		"username2":             nil, "token": nil, "external_id": nil, "access_mode": nil,
		"fetch_resources": nil,
		"nested":          fields{"a": []int{1}}})
	link := made.Want(http.StatusCreated).Text("id")
	same(t, "the access mode", made.Text("access_mode"), "recurrent")
	w.Do(http.MethodPut, "/api/links/"+link+"/", fields{"id": link, "password": "pass_new", "save_data": true,
		"token":          nil,
		"encryption_key": nil}).Want(http.StatusOK)
	w.Do(http.MethodPatch, "/api/links/"+link+"/", fields{"access_mode": nil, "stale_in": nil, "x": 1}).
		Want(http.StatusOK)
	w.Do(http.MethodPost, "/api/accounts/", fields{"link": link, "date_from": "never", "date_to": 3,
		"token":     nil,
		"save_data": nil}).Want(http.StatusCreated)
	asked := w.register("erebor_mx_retail", "mfa_default", nil)
	w.Do(http.MethodPatch, "/api/links/", fields{"session": asked.Text("0.session"),
		"link":  asked.Text("0.link"),
		"token": "111111", "save_data": nil, "extra": true}).Want(http.StatusOK)
	w.Do(http.MethodPost, "/api/links/"+link+"/refresh/", fields{"anything": []string{"goes"}}).
		Want(http.StatusAccepted)
}

func TestClientsResumeWithoutLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, body := range map[string]fields{
		"left out, as in JS and Python": {},
		"null, as in Ruby":              {"link": nil},
		"empty":                         {"link": ""},
	} {
		asked := w.register("heimdall_mx_retail", "mfa_default", nil).
			Want(http.StatusPreconditionRequired, "token_required")
		body["session"], body["token"] = asked.Text("0.session"), "111111"
		answer := w.Do(http.MethodPatch, "/api/links/", body)
		if answer.Status != http.StatusOK || answer.Text("id") != asked.Text("0.link") {
			t.Errorf("%s: status %d: %s", name, answer.Status, answer.Body)
		}
	}
}

func TestClientsTokenThreeWaysInJSONAndForms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	basic := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(w.ID+":"+w.Password))
	keys := fields{"id": w.ID, "password": w.Password, "scopes": "read_institutions,write_links,read_links"}
	for name, way := range map[string]struct {
		header string
		body   fields
	}{
		"keys in the body alone":  {"Authorization: ", keys},
		"keys in both":            {basic, keys},
		"keys in the header":      {basic, fields{"scopes": "read_links", "link_id": link}},
		"an unknown link is none": {basic, fields{"scopes": "read_links", "link": link}},
	} {
		form := url.Values{}
		for k, v := range way.body {
			form.Set(k, v.(string))
		}
		for kind, answer := range map[string]*emulatortest.Answer{
			"JSON": w.Do(http.MethodPost, "/api/token/", way.body, way.header),
			"form": w.Do(http.MethodPost, "/api/token/", form.Encode(), way.header,
				"Content-Type: application/x-www-form-urlencoded"),
		} {
			if answer.Status != http.StatusOK || answer.Text("access") == "" || answer.Text("refresh") == "" {
				t.Errorf("%s as %s: status %d: %s", name, kind, answer.Status, answer.Body)
			}
			same(t, name+": number of keys", len(keysOf(t, answer.Body)), 2)
		}
	}
}

func TestClientsOldLinkToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	path := "/api/links/" + link + "/token/"
	answer := w.Do(http.MethodPost, path, fields{"scopes": "read_links"}).Want(http.StatusOK)
	w.bearer(answer.Text("access")).Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusOK)
	w.Do(http.MethodPost, path, nil).Want(http.StatusOK)
	w.Do(http.MethodPost, "/api/links/"+w.ID+"/token/", fields{"scopes": "read_links"}).
		Want(http.StatusNotFound, "not_found")
	w.Do(http.MethodPost, path, fields{"scopes": "read_links"}, "Authorization: ").
		Want(http.StatusUnauthorized, "authentication_failed")
}

// resultsOf is the array in a list's envelope.
func resultsOf(t *testing.T, list *emulatortest.Answer) []byte {
	t.Helper()
	_, array, _ := strings.Cut(string(list.Body), `"results":`)
	return []byte(strings.TrimSuffix(array, "}"))
}
