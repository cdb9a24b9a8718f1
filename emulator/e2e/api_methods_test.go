package e2e_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

func TestAllowHeaderNamesTheMethods(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, want := range map[string]string{
		"/api/links/":                   "GET, HEAD, PATCH, POST",
		"/api/links/" + w.ID + "/":      "DELETE, GET, HEAD, PATCH, PUT",
		"/api/links/" + w.ID + "/token": "POST",
		"/api/token/":                   "POST",
		"/api/consents/":                "GET, HEAD",
	} {
		answer := w.Do("PROPFIND", path, nil).Want(http.StatusMethodNotAllowed, "method_not_allowed")
		same(t, "Allow of "+path, answer.Header.Get("Allow"), want)
		same(t, "the message", answer.Text("0.message"), `Method "PROPFIND" not allowed.`)
	}
}

// TestHeadIsAGETWithoutBody asks with HEAD what GET answers.
func TestHeadIsAGETWithoutBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	for _, path := range []string{"/api/", "/api/links/", "/api/links/" + link + "/",
		"/api/links/" + w.ID + "/",
		"/api/accounts/", "/api/unknown/", "/api/bills/", "/api/institutions/1004/"} {
		get, head := w.Do(http.MethodGet, path, nil), w.Do(http.MethodHead, path, nil)
		same(t, "the status of HEAD "+path, head.Status, get.Status)
		same(t, "the length of HEAD "+path, head.Header.Get("Content-Length"), get.Header.Get("Content-Length"))
		same(t, "the body of HEAD "+path, len(head.Body), 0)
	}
}

// wantHint holds that an answer explains itself in the emulator's own header.
func wantHint(t *testing.T, answer *emulatortest.Answer, part string) {
	t.Helper()
	if hints := answer.Header.Values("X-Belvo-Emulator-Hint"); !slices.ContainsFunc(hints,
		func(h string) bool {
			return strings.Contains(h, part)
		}) {
		t.Errorf("the hints %q do not say %q", hints, part)
	}
}
