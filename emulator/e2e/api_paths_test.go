package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// withoutHyphens are the other forms of a UUID that Django reads.
func withoutHyphens(id string) []string {
	bare := strings.ReplaceAll(id, "-", "")
	return []string{bare, strings.ToUpper(bare), strings.ToUpper(id)}
}

// TestIDsWithoutHyphens: Belvo's paths, filters and bodies take them, and answers show the usual form.
func TestIDsWithoutHyphens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	account := w.accounts(link).Text("0.id")
	for i, id := range withoutHyphens(link) {
		same(t, "a link by its path", w.Do(http.MethodGet, "/api/links/"+id+"/", nil).Want(http.StatusOK).Text("id"),
			link)
		for _, query := range []string{"links/?id=", "links/?id__in=" + link + ",", "accounts/?link="} {
			found := w.Do(http.MethodGet, "/api/"+query+id, nil).Want(http.StatusOK)
			if found.Text("count") == "0" || strings.Contains(string(found.Body), id) {
				t.Errorf("%s%s finds %s", query, id, found.Body)
			}
		}
		same(t, "accounts by a body", w.Do(http.MethodPost, "/api/accounts/", fields{"link": id}).
			Want(http.StatusCreated).Text("0.link"), link)
		same(t, "an account", w.Do(http.MethodGet, "/api/accounts/"+withoutHyphens(account)[i]+"/", nil).
			Want(http.StatusOK).Text("id"), account)
		access, _ := w.pair("read_links", fields{"link_id": id})
		w.bearer(access).Do(http.MethodGet, "/api/links/"+id+"/", nil).Want(http.StatusOK)
		w.update(id, "pass_valid").Want(http.StatusOK)
		w.Do(http.MethodGet, v1+"links/"+id, nil).Want(http.StatusOK)
		unknown := w.Do(http.MethodGet, "/api/links/"+withoutHyphens(account)[i]+"/", nil)
		unknown.Want(http.StatusNotFound, "not_found")
	}
	bare := withoutHyphens(w.ID)[0]
	same(t, "the links of the same sandbox", w.with(bare, w.Password).Do(http.MethodGet, "/api/links/", nil).
		Want(http.StatusOK).Text("count"), "1")
	for _, wrong := range []string{link[:35], "{" + link + "}", "urn:uuid:" + link, link + "0"} {
		w.Do(http.MethodGet, "/api/links/"+wrong+"/", nil).Want(http.StatusNotFound, "not_found")
		w.Do(http.MethodGet, "/api/accounts/?link="+wrong, nil).Want(http.StatusBadRequest, "invalid")
	}
	asked := w.register("heimdall_mx_retail", "mfa_default", nil).Want(http.StatusPreconditionRequired)
	w.Do(http.MethodPatch, "/api/links/", fields{"session": asked.Text("0.session"), "token": "111111",
		"link": withoutHyphens(asked.Text("0.link"))[0]}).Want(http.StatusOK)
}

// TestPathsAreNormalised once for all: what is queued, listed and verified goes by the same paths as the
// routes.
func TestPathsAreNormalised(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	bare := withoutHyphens(link)[0]
	for _, c := range []struct{ pattern, path string }{
		{"/api/links/", "//api/links/"}, {"/api/links/", "/api//links"}, {"api/links", "/api/links/"},
		{"//api/links//", "/api/links"}, {"/api/links/" + link, "//api/links/" + bare + "//"},
		{"/api/links/" + bare + "/", "/api/links/" + link + "/"}, {"/api//accounts*", "/api/accounts/"},
	} {
		w.next(fields{"match": fields{"path": c.pattern}, "respond": "quota_limit_reached"})
		refused := w.Do(http.MethodGet, c.path, nil)
		refused.Want(http.StatusForbidden, "quota_limit_reached")
		since := w.Do(http.MethodPost, v1+"requests/verify", fields{"path": c.pattern, "code": "quota_limit_reached"})
		since.Want(http.StatusOK)
		listed := w.Do(http.MethodGet, v1+"requests?path="+c.pattern, nil).Want(http.StatusOK)
		same(t, "the newest request of "+c.pattern, listed.Text("requests.0.id"),
			refused.Header.Get("X-Belvo-Emulator-Request"))
	}
}

// TestControlCallsTakeATrailingSlash, and doubled ones, for every method.
func TestControlCallsTakeATrailingSlash(t *testing.T) {
	t.Parallel()
	w := emulatortest.Start(t, manual).Sandbox(t) // the document has the paths in one form only
	link := w.Register("erebor_mx_retail", "bnk102")
	ask := func(method, path string, body any) *emulatortest.Answer {
		return w.Do(method, path, body).Want(http.StatusOK)
	}
	ask(http.MethodGet, v1+"clock/", nil)
	ask(http.MethodGet, v1+"links/"+link+"/", nil)
	ask(http.MethodPost, v1+"clock/advance/", fields{"by": "1h"})
	ask(http.MethodPost, "//__emulator//v1/clock/advance", fields{"by": "1h"})
	ask(http.MethodGet, v1+"requests/?limit=1", nil)
	ask(http.MethodHead, v1+"health/?t=1", nil)
	same(t, "the status", ask(http.MethodGet, v1+"health?cache=no&_=1", nil).Text("status"), "ok")
	w.Do(http.MethodGet, v1+"clock/?x=1", nil).Want(http.StatusBadRequest)
	w.Do(http.MethodGet, v1+"clocks/", nil).Want(http.StatusNotFound)
}
