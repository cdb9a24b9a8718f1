package e2e_test

import (
	"net/http"
	"regexp"
	"slices"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// usedUp is how one successful connection is made with an access token: the token must have been
// good until then, and useless afterwards.
func usedUp(w world, connect func(w world) *emulatortest.Answer, access, refresh string) {
	w.t.Helper()
	w.bearer(access).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	connect(w.bearer(access))
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch} {
		gone := w.bearer(access).Do(method, "/api/links/", fields{}).
			Want(http.StatusUnauthorized, "token_not_valid")
		wantHint(w.t, gone, "used up")
	}
	w.Do(http.MethodPost, "/api/token/refresh/", fields{"refresh": refresh}).
		Want(http.StatusUnauthorized, "token_not_valid")
}

const connectScopes = "read_institutions,write_links,read_links"

func TestTokensAreGoodForOneConnection(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	register := func(w world) *emulatortest.Answer {
		w.register("erebor_mx_retail", "user_invalid", nil).Want(http.StatusBadRequest, "login_error")
		return w.register("erebor_mx_retail", "bnk102", nil).Want(http.StatusCreated)
	}
	for name, use := range map[string]func(w world){
		"register": func(w world) {
			access, refresh := w.pair(connectScopes, nil)
			usedUp(w, register, access, refresh)
		},
		"resume": func(w world) {
			access, refresh := w.pair(connectScopes, nil)
			usedUp(w, func(w world) *emulatortest.Answer {
				asked := w.resume(w.register("heimdall_mx_retail", "mfa_default", nil), "999999")
				return w.resume(asked, "111111").Want(http.StatusOK)
			}, access, refresh)
		},
		"update": func(w world) {
			link := w.Register("erebor_mx_retail", "bnk102")
			access, refresh := w.pair(connectScopes, fields{"link_id": link})
			usedUp(w, func(w world) *emulatortest.Answer {
				w.update(link, "pass_invalid").Want(http.StatusBadRequest, "login_error")
				return w.update(link, "pass_new").Want(http.StatusOK)
			}, access, refresh)
		},
		"a refreshed token": func(w world) { // uses up what it came from, and its sisters
			access, refresh := w.pair(connectScopes, nil)
			renew := fields{"refresh": refresh}
			one := w.Do(http.MethodPost, "/api/token/refresh/", renew).Want(http.StatusOK).Text("access")
			two := w.Do(http.MethodPost, "/api/token/refresh/", renew).Want(http.StatusOK).Text("access")
			usedUp(w, register, one, refresh)
			for _, token := range []string{access, two} {
				w.bearer(token).Do(http.MethodGet, "/api/links/", nil).
					Want(http.StatusUnauthorized, "token_not_valid")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			use(world{server.Sandbox(t), server, t})
		})
	}
}

// TestTokensAreBoundToTheirLink asks with a token for one link for another.
func TestTokensAreBoundToTheirLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine, theirs := w.Register("erebor_mx_retail", "bnk102"), w.Register("erebor_mx_retail", "bnk103")
	asked := w.register("heimdall_mx_retail", "mfa_default", nil)
	access, _ := w.pair(connectScopes+",delete_links", fields{"link_id": mine})
	b := w.bearer(access)
	for method, body := range map[string]any{http.MethodGet: nil,
		http.MethodPut:   fields{"password": "pass_new"},
		http.MethodPatch: fields{"stale_in": "1d"}, http.MethodDelete: nil} {
		b.Do(method, "/api/links/"+theirs+"/", body).Want(http.StatusForbidden, "access_to_resource_denied")
	}
	b.resume(asked, "111111").Want(http.StatusForbidden, "access_to_resource_denied")
	b.register("erebor_mx_retail", "bnk102", nil).Want(http.StatusForbidden, "access_to_resource_denied")
	if ids := texts(b.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK), "id"); !slices.Equal(ids,
		[]string{mine}) {
		t.Errorf("the list shows %v, want the token's link %s only", ids, mine)
	}
	same(t, "the count of another's", b.Do(http.MethodGet, "/api/links/?id="+theirs, nil).Text("count"), "0")
	b.Do(http.MethodGet, "/api/links/"+mine+"/", nil).Want(http.StatusOK)
	b.Do(http.MethodPatch, "/api/links/"+mine+"/", fields{"stale_in": "1d"}).Want(http.StatusOK)
	b.Do(http.MethodDelete, "/api/links/"+mine+"/", nil).Want(http.StatusNoContent)
	w.is(theirs, "valid")
	w.is(asked.Text("0.link"), "unconfirmed")
}

// TestTokensBringDefaultsForTheLink holds that what the token says reaches the link, and that the
// registration may say otherwise.
func TestTokensBringDefaultsForTheLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	says := fields{"external_id": "from-token", "stale_in": "42d", "credentials_storage": "30d",
		"fetch_resources": []string{"OWNERS"}}
	ownWords := fields{"external_id": "from-body", "stale_in": "7d", "credentials_storage": "1d",
		"fetch_resources": []string{"ACCOUNTS"}}
	for want, more := range map[string]fields{`"from-token" 30d [OWNERS] 42d`: {},
		`"from-body" 1d [ACCOUNTS] 7d`: ownWords} {
		access, _ := w.pair(connectScopes, says)
		body := fields{"access_mode": "single"}
		for k, v := range more {
			body[k] = v
		}
		link := w.bearer(access).register("erebor_mx_retail", "bnk102", body).Want(http.StatusCreated)
		got := `"` + link.Text("external_id") + `" ` + link.Text("credentials_storage") + " " +
			link.Text("fetch_resources") + " " + link.Text("stale_in")
		same(t, "the link", got, want)
	}
	plain, _ := w.pair(connectScopes, nil)
	made := w.bearer(plain).register("erebor_mx_retail", "bnk102", nil).Want(http.StatusCreated)
	same(t, "credentials_storage", made.Text("credentials_storage"), "store")
	same(t, "stale_in", made.Text("stale_in"), "365d")
	same(t, "created_by", made.Text("created_by"), claimsOf(t, plain)["user_id"].(string))
	if !regexp.MustCompile(`^[0-9a-f-]{36}$`).MatchString(made.Text("created_by")) {
		t.Errorf("created_by is %q", made.Text("created_by"))
	}
}
