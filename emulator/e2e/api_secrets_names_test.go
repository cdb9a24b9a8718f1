package e2e_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// shownOf is all that the log, the journal and the events of a sandbox show.
func (w world) shownOf(log *lockedBuffer) string {
	w.t.Helper()
	var all strings.Builder
	for _, box := range []*emulatortest.Sandbox{w.Sandbox,
		w.server.SandboxNamed(w.t, emulator.DefaultSecretID)} {
		list := box.Do(http.MethodGet, v1+"requests?limit=1000", nil).Want(http.StatusOK)
		all.Write(list.Body)
		for _, request := range list.Value("requests").([]any) {
			one := box.Do(http.MethodGet, v1+"requests/"+request.(map[string]any)["id"].(string), nil)
			all.Write(one.Want(http.StatusOK).Body)
		}
		all.Write(box.Do(http.MethodGet, v1+"events?follow=false", nil).Want(http.StatusOK).Body)
		all.Write(box.Do(http.MethodPost, v1+"requests/verify", fields{"body": fields{"institution": "x", "widget": "x",
			"username2": "*", "username": "x"}}).Want(http.StatusConflict).Body)
	}
	all.WriteString(log.String())
	return all.String()
}

// logged is a world whose log can be read.
func logged(t *testing.T) (world, *lockedBuffer) {
	log := &lockedBuffer{}
	return newWorld(t, func(c *emulator.Config) {
		c.Logger = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug - 8}))
	}), log
}

// TestOnlyHarmlessFieldsAreKept sends a recognisable value as each field that is not known to be
// harmless, in every body that may have it: as JSON and as a form, where it is read, where the request
// is refused before that, and where no operation is.
func TestOnlyHarmlessFieldsAreKept(t *testing.T) {
	t.Parallel()
	const id = "6f2f0e4c-97b4-4a0e-9d3a-7d1d6a4b5c11"
	for _, name := range []string{"username2", "username3", "password", "password2", "token", "session",
		"certificate", "private_key", "encryption_key", "refresh", "pasword", "user_name2", "pin", "note"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, log := logged(t)
			n := 0
			for _, call := range []string{"POST /api/links/", "PATCH /api/links/", "PUT /api/links/" + id + "/",
				"PATCH /api/links/" + id + "/", "POST /api/accounts/", "PATCH /api/accounts/", "POST /api/token/",
				"POST /api/token/refresh/", "POST /api/links/" + id + "/token/", "POST /api/nothing/",
				"POST /payments/x/", "GET /api/links/", "POST /widget/v1/start"} {
				method, path, _ := strings.Cut(call, " ")
				for _, header := range []string{"", "Authorization: Bearer x"} {
					value := func() string { n++; return fmt.Sprintf("zz%dzz", n) }
					headers := []string{header}
					if header == "" {
						headers = nil
					}
					w.Do(method, path, fields{"institution": "erebor_mx_retail", "username": "bnk100", name: value(),
						"scopes": "read_links"}, headers...)
					w.Do(method, path, fields{"widget": fields{name: value(), "branding": fields{name: value(), "x": fields{name: []any{value()}}}, "theme": []any{fields{name: value()}}}}, headers...)
					w.Do(method, path, "institution=a&"+name+"="+value(),
						append(headers, "Content-Type: application/x-www-form-urlencoded")...)
					w.Do(method, path+"?page=1&"+name+"="+value(), nil, headers...)
				}
			}
			shown := w.shownOf(log)
			for i := range n {
				if at := strings.Index(shown, fmt.Sprintf("zz%dzz", i+1)); at >= 0 {
					t.Errorf("shown: %s", shown[max(0, at-300):min(len(shown), at+50)])
				}
			}
			if !strings.Contains(shown, `"institution":"erebor_mx_retail"`) || strings.Contains(name, "user") &&
				!strings.Contains(shown, `"`+name+`":"***"`) {
				t.Error("the journal keeps too little: this test proves nothing")
			}
		})
	}
}

// TestWhatResumesASessionIsNotShown, neither in the answer that opened it nor in the request that
// brings it.
func TestWhatResumesASessionIsNotShown(t *testing.T) {
	t.Parallel()
	w, log := logged(t)
	asked := w.register("heimdall_mx_retail", "mfa_numeric", nil).Want(http.StatusPreconditionRequired)
	session := asked.Text("0.session")
	w.resume(asked, "000000")
	w.Do(http.MethodPatch, "/api/links/", fields{"sesion": session, "link": asked.Text("0.link")})
	w.Do(http.MethodGet, "/api/links/"+session+"/?session="+session, nil)
	shown := w.shownOf(log)
	if at := strings.Index(shown, session); at >= 0 {
		t.Errorf("shown: %s", shown[max(0, at-300):at])
	}
	if !strings.Contains(shown, `"session":"***"`) {
		t.Error("no session is masked: this test proves nothing")
	}
}

// TestSecretsInOddPlacesAreNotShown: as names of fields and parameters and as parts of paths, where the
// same request sends them as secrets, or where they do not look like names. Other names stay.
func TestSecretsInOddPlacesAreNotShown(t *testing.T) {
	t.Parallel()
	w, log := logged(t)
	const secret, odd = "hunter2-of-ana", "correct horse"
	w.Password = "pw-of-the-sandbox"
	pass := fields{"password": secret}
	in := url.PathEscape(odd)
	w.Do(http.MethodPost, "/api/links/", fields{"password": secret, secret: "x", "my" + secret: 1, odd: 2})
	w.Do(http.MethodPost, "/api/links/", fields{w.Password: "x", "x" + w.Password: ""})
	w.Do(http.MethodPost, "/api/nothing/"+secret+"/", pass)
	w.Do(http.MethodPost, "/payments/"+secret+"/", pass)
	w.Do(http.MethodPut, "/api/links/x"+secret+"/", pass)
	w.Do(http.MethodGet, "/api/links/"+w.Password+"/?"+w.Password+"=1", nil)
	w.Do(http.MethodGet, "/api/institutions/?access_token="+secret+"&"+secret+"=1", nil)
	w.Do(http.MethodGet, "/api/links/"+in+"/?"+url.QueryEscape(odd)+"=1&"+strings.Repeat("horse", 9)+"=2", nil)
	w.Do(http.MethodPost, "/api/links/", "password="+secret+"&"+secret+"=&"+url.QueryEscape(odd)+"=1",
		"Content-Type: application/x-www-form-urlencoded")
	w.Do(http.MethodPost, "/widget/v1/"+secret, nil, "Authorization: Bearer "+secret)
	w.Do(http.MethodPost, "/api/transactions/", fields{"encryption_key": secret, secret: 1},
		"X-Belvo-"+secret+": 1")
	w.Do(http.MethodPost, "/api/links/", fields{"pasword": "aaa", "usrname": "bbb"})
	w.Do(http.MethodGet, "/api/lnks/some_id-1/", nil)
	w.Do(http.MethodGet, "/api/links/?pge=2", nil)
	shown := w.shownOf(log)
	for _, hidden := range []string{secret, http.CanonicalHeaderKey(secret), "horse", w.Password} {
		if at := strings.Index(shown, hidden); at >= 0 {
			t.Errorf("%s is shown: %s", hidden, shown[max(0, at-300):at+len(hidden)])
		}
	}
	for _, kept := range []string{`"did_you_mean":"password"`, `"did_you_mean":"username"`, `"usrname":"***"`,
		"/api/lnks/some_id-1/", `"did_you_mean":"page"`} {
		if !strings.Contains(shown, kept) {
			t.Errorf("%s is not shown", kept)
		}
	}
}
