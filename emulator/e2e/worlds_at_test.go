package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// TestGoingBackBeforeRequestsThatAuthenticateThemselves: those whose keys or token stand in their body, and the
// widget's own calls. The same request is then answered with the same bytes.
func TestGoingBackBeforeRequestsThatAuthenticateThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	link := w.Register("erebor_mx_retail", "bnk100")
	access, refresh := w.pair("write_links,read_links", nil)
	for name, send := range map[string]func() *emulatortest.Answer{
		"an access token": func() *emulatortest.Answer {
			return w.Do(http.MethodPost, "/api/token/", fields{"id": w.ID, "password": w.Password, "scopes": "read_links"})
		},
		"a token for a link": func() *emulatortest.Answer {
			return w.Do(http.MethodPost, "/api/token/", fields{"id": w.ID, "password": w.Password, "scopes": "read_links",
				"link_id": link})
		},
		"a token that is refused": func() *emulatortest.Answer {
			return w.Do(http.MethodPost, "/api/token/", fields{"id": w.ID, "password": w.Password, "scopes": "nothing"})
		},
		"the link's token": func() *emulatortest.Answer { return w.Do(http.MethodPost, "/api/links/"+link+"/token/", fields{}) },
		"a refreshed token": func() *emulatortest.Answer {
			return w.Do(http.MethodPost, "/api/token/refresh/", fields{"refresh": refresh})
		},
		"the widget's start": func() *emulatortest.Answer { return w.bearer(access).Do(http.MethodPost, "/widget/v1/start", nil) },
	} {
		first := send()
		if first.Status == http.StatusNotFound || first.Status == http.StatusUnauthorized {
			t.Fatalf("%s: %d %s", name, first.Status, first.Body)
		}
		for _, between := range []func(){func() {}, func() { w.Do(http.MethodDelete, "/api/links/"+link+"/", nil) },
			func() { w.advance("7m").Want(http.StatusOK) }} {
			between()
			w.Rewind(emulatortest.Rewinding{Before: first.Request()})
			again := send()
			same(t, name, string(again.Body), string(first.Body))
			first = again
		}
	}
}

// TestTokensAreLookedAtAgain when the clock was moved right before their request: one that has expired by then is
// refused.
func TestTokensAreLookedAtAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	w.Register("erebor_mx_retail", "bnk100")
	access, refresh := w.pair("write_links,read_links", nil)
	w.next(fields{"before": []fields{{"advance": "7201d"}}})
	w.Do(http.MethodPost, "/api/token/refresh/", fields{"refresh": refresh}).Want(http.StatusUnauthorized, "token_not_valid")
	w.next(fields{"before": []fields{{"advance": "1h"}}})
	w.bearer(access).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusUnauthorized, "token_not_valid")
}

// earlier is a sandbox that has lived, to read from: with the id of a request after which it had one link and no
// time had passed.
func earlier(t *testing.T) (w world, link, then string) {
	t.Helper()
	w = newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	made := w.Do(http.MethodPost, "/api/links/", registered("erebor_mx_retail", "bnk100")).Want(http.StatusCreated)
	w.Register("heimdall_mx_retail", "bnk101")
	w.Do(http.MethodPut, v1+"settings", fields{"page_size": 7}).Want(http.StatusOK)
	w.next(fields{"respond": "login_error", "match": fields{"operation": "update"}})
	w.AddEndpoint(emulatortest.Endpoint{ID: "main", URL: "http://127.0.0.1:1/", Delay: "1h"})
	w.Do(http.MethodPut, v1+"scenario", fields{"name": "heimdall"}).Want(http.StatusOK)
	w.advance("30h").Want(http.StatusOK)
	return w, made.Text("id"), made.Request()
}

func registered(institution, username string) fields {
	return fields{"institution": institution, "username": username, "password": "pass_valid", "access_mode": "recurrent"}
}

// TestEveryReadingCallShowsThen what it showed when the request was over.
func TestEveryReadingCallShowsThen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulatortest.WithClocks(emulatortest.Epoch))
	link := w.Register("erebor_mx_retail", "bnk100")
	w.next(fields{"respond": "login_error", "match": fields{"operation": "update"}})
	w.AddEndpoint(emulatortest.Endpoint{ID: "main", URL: "http://127.0.0.1:1/", Delay: "1h"})
	then := w.Do(http.MethodPost, "/api/accounts/", fields{"link": link}).Want(http.StatusCreated).Request()
	calls := []string{"clock", "clock/agenda", "links", "links/" + link, "next", "settings", "scenarios", "snapshot",
		"webhooks/endpoints", "webhooks/inbox", "webhooks/deliveries", "webhooks/attempts"}
	paths := []string{"/api/links/", "/api/links/" + link + "/", "/api/accounts/?link=" + link, "/api/institutions/"}
	was := map[string]string{}
	for _, call := range calls {
		was[call] = string(w.Do(http.MethodGet, v1+call, nil).Want(http.StatusOK).Body)
	}
	for _, path := range paths {
		was[path] = string(w.Do(http.MethodGet, path, nil).Want(http.StatusOK).Body)
	}
	w.Do(http.MethodPut, v1+"settings", fields{"page_size": 7, "webhooks": fields{"duplicate": true}}).Want(http.StatusOK)
	w.Do(http.MethodPut, v1+"scenario", fields{"name": "heimdall"}).Want(http.StatusOK)
	w.Do(http.MethodDelete, v1+"next", nil)
	w.remove(link)
	w.Register("heimdall_mx_retail", "bnk101")
	w.advance("30h").Want(http.StatusOK)
	w.Do(http.MethodDelete, v1+"webhooks/endpoints/main", nil)
	for _, call := range calls {
		same(t, call, string(w.Do(http.MethodGet, v1+call+"?at="+then, nil).Want(http.StatusOK).Body), was[call])
	}
	for _, path := range paths {
		same(t, path, string(w.Do(http.MethodGet, path, nil, "X-Belvo-Emulator-At: "+then).Want(http.StatusOK).Body), was[path])
	}
}

// TestMistakesWithEarlierWorlds: what at may not be, in the parameter and in the header.
func TestMistakesWithEarlierWorlds(t *testing.T) {
	t.Parallel()
	w, link, then := earlier(t)
	other := w.fresh(t)
	var foreign string
	for range 20 { // more than the first sandbox has had
		foreign = other.Do(http.MethodGet, "/api/institutions/", nil).Request()
	}
	nobody := *w.Sandbox
	nobody.ID = "nobody"
	refused := nobody.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusUnauthorized).Request()
	unreached := w.Do(http.MethodGet, "/api/links/", nil, "Authorization: Bearer x").Request()
	lost := w.Do(http.MethodPost, "/api/links/", registered("erebor_mx_retail", "lost")).Want(http.StatusCreated)
	w.Rewind(emulatortest.Rewinding{Before: lost.Request()})
	for _, c := range []struct {
		what, at, want string
		status         int
	}{
		{"an unknown id", "r99", `there is no request "r99"`, 404},
		{"no id", "17", "names are such as r17", 404},
		{"an id with a zero", "r01", "names are such as r17", 404},
		{"a huge id", "r99999999999999999999", "names are such as r17", 404},
		{"an id of another sandbox", foreign, "there is no request", 404},
		{"an id of no sandbox", refused, "there is no request", 404},
		{"an id of nobody's request with bad keys", unreached, "there is no request", 404},
	} {
		a := w.Do(http.MethodGet, v1+"links?at="+c.at, nil)
		if a.Status != c.status || !strings.Contains(a.Text("error"), c.want) {
			t.Errorf("%s: %d %s, want %d %q", c.what, a.Status, a.Body, c.status, c.want)
		}
		a = w.Do(http.MethodGet, "/api/links/", nil, "X-Belvo-Emulator-At: "+c.at).Want(http.StatusBadRequest, "validation_error")
		if hint := a.Header.Get("X-Belvo-Emulator-Hint"); !strings.Contains(hint, c.want) {
			t.Errorf("%s: the hint is %q", c.what, hint)
		}
	}
	for what, c := range map[string]struct{ method, path, want string }{
		"at twice":                {http.MethodGet, "links?at=" + then + "&at=" + then, "at: it is given 2 times"},
		"at without a value":      {http.MethodGet, "links?at=", "at: it has no value"},
		"a call that writes":      {http.MethodPost, "reset?at=" + then, `unknown parameter "at"`},
		"another that writes":     {http.MethodDelete, "next?at=" + then, `unknown parameter "at"`},
		"a record, and no world":  {http.MethodGet, "requests?at=" + then, `unknown parameter "at"`},
		"a sandbox that is twice": {http.MethodGet, "links?sandbox=" + w.ID + "&sandbox=" + w.ID, "sandbox: it is given 2 times"},
	} {
		a := w.Do(c.method, v1+c.path, nil)
		if a.Status != http.StatusBadRequest || !strings.Contains(a.Text("error"), c.want) {
			t.Errorf("%s: %d %s, want 400 %q", what, a.Status, a.Body, c.want)
		}
	}
	at := "X-Belvo-Emulator-At: "
	path := "/api/links/" + link + "/"
	for what, answer := range map[string]*emulatortest.Answer{
		"the header without a value": w.Do(http.MethodGet, path, nil, at),
		"a PATCH":                    w.Do(http.MethodPatch, path, fields{"stale_in": "30d"}, at+then),
		"a POST":                     w.Do(http.MethodPost, "/api/accounts/", fields{"link": link}, at+then),
		"a token":                    w.Do(http.MethodPost, "/api/token/", fields{"id": w.ID, "password": w.Password, "scopes": "read_links"}, at+then),
	} {
		if answer.Status != http.StatusBadRequest || answer.Text("0.code") != "validation_error" {
			t.Errorf("%s: %d %s", what, answer.Status, answer.Body)
		}
	}
	twice, err := http.NewRequest(http.MethodGet, w.server.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	twice.SetBasicAuth(w.ID, w.Password)
	twice.Header["X-Belvo-Emulator-At"] = []string{then, then}
	answer, err := http.DefaultTransport.RoundTrip(twice)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // only its head is read
	same(t, "the hint of the header twice", answer.Header.Get("X-Belvo-Emulator-Hint"),
		"X-Belvo-Emulator-At: it is given more than once")
	undone := w.Do(http.MethodGet, v1+"links?at="+lost.Request(), nil).Want(http.StatusOK)
	same(t, "the links after a request that was undone", undone.Text("links.0.username"), "lost")
	same(t, "the links now", w.Do(http.MethodGet, v1+"links", nil).Text("links.0.username"), "bnk101")
	same(t, "a HEAD", w.Do(http.MethodHead, path, nil, at+then).Status, http.StatusOK)
}

// TestAnEarlierWorldThatIsForgotten is no longer read: an emulator with little memory for journals.
func TestAnEarlierWorldThatIsForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *emulator.Config) { c.JournalBytes = 64 << 10 })
	first := w.Do(http.MethodPost, "/api/links/", registered("erebor_mx_retail", "bnk100")).Want(http.StatusCreated).Request()
	for range 60 {
		w.Register("erebor_mx_retail", "bnk101")
	}
	a := w.Do(http.MethodGet, v1+"links?at="+first, nil)
	if a.Status != http.StatusConflict || !strings.Contains(a.Text("error"), "too long ago") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	a = w.Do(http.MethodGet, "/api/links/", nil, "X-Belvo-Emulator-At: "+first).Want(http.StatusBadRequest, "validation_error")
	if hint := a.Header.Get("X-Belvo-Emulator-Hint"); !strings.Contains(hint, "too long ago") {
		t.Errorf("the hint is %q", hint)
	}
}
