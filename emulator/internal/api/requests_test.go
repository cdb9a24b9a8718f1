package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"belvo-emulator/emulator/internal/api"
	"belvo-emulator/emulator/internal/belvo"
	"belvo-emulator/emulator/internal/contact"
	"belvo-emulator/emulator/internal/data/registry"
	"belvo-emulator/emulator/internal/lifecycle"
	"belvo-emulator/emulator/internal/token"
	"belvo-emulator/emulator/internal/webhook"
)

// TestEveryRouteChecksItsScope sends every operation with every scope but its own, and with its own.
func TestEveryRouteChecksItsScope(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for _, r := range api.Routes(registry.Registry()) {
		if r.Open || r.Fidelity != api.Emulated {
			continue
		}
		path := strings.ReplaceAll(r.Path, "{id}", uuid.Max.String())
		others := slices.DeleteFunc(token.Scopes(), func(scope string) bool { return scope == r.Scope })
		hint := "the access token lacks the scope " + r.Scope
		if r.Scope == "" {
			hint = "access tokens are not admitted here, only secret keys"
		}
		if got := s.ask(r.Method, path, "{}", s.bearer(others...)); got.Code != http.StatusForbidden ||
			got.code() != "permission_denied" || got.Header().Get(belvo.HeaderHint) != hint {
			t.Errorf("%s %s with other scopes: %d %s, %s", r.Method, r.Path, got.Code, got.Body, got.Header())
		}
		if r.Scope == "" {
			continue
		}
		if got := s.ask(r.Method, path, "{}", s.bearer(r.Scope)); got.Code == http.StatusForbidden {
			t.Errorf("%s %s with the scope %s: %d %s", r.Method, r.Path, r.Scope, got.Code, got.Body)
		}
		if got := s.ask(r.Method, path, "{}", "Authorization: "); got.Code != http.StatusUnauthorized {
			t.Errorf("%s %s without keys: %d", r.Method, r.Path, got.Code)
		}
	}
}

// TestOnlyGoodKeysComeIn has keys and tokens of all kinds.
func TestOnlyGoodKeysComeIn(t *testing.T) {
	t.Parallel()
	s := newService(t)
	good := s.bearer("read_links")
	for name, c := range map[string]struct {
		header string
		status int
		code   string
	}{
		"keys":            {"X-Nothing: 1", 200, ""},
		"wrong password":  {"Authorization: Basic aWQ6d3Jvbmc=", 401, "authentication_failed"},
		"no password":     {"Authorization: Basic aWQ6", 401, "authentication_failed"},
		"unknown id":      {"Authorization: Basic bWU6bWU=", 401, "authentication_failed"},
		"none":            {"Authorization: ", 401, "authentication_failed"},
		"token":           {good, 200, ""},
		"token, in small": {strings.Replace(good, "Bearer", "bearer", 1), 200, ""},
		"broken token":    {good[:len(good)-2], 401, "token_not_valid"},
	} {
		if got := s.ask("GET", "/api/links/", "", c.header); got.Code != c.status || got.code() != c.code {
			t.Errorf("%s: %d %q, want %d %q", name, got.Code, got.code(), c.status, c.code)
		} else if challenge := got.Header().Get("WWW-Authenticate"); (challenge != "") != (c.status == 401) {
			t.Errorf("%s: WWW-Authenticate is %q", name, challenge)
		}
	}
}

// TestMethodsAndPathsAreBelvos has paths and methods that there are, and those that there are not.
func TestMethodsAndPathsAreBelvos(t *testing.T) {
	t.Parallel()
	s := newService(t)
	link := "/api/links/" + s.link("bnk100") + "/"
	for _, c := range []struct {
		method, path string
		status       int
		code, allow  string
	}{
		{"GET", link, 200, "", ""}, {"HEAD", link, 200, "", ""}, {"GET", strings.TrimRight(link, "/"), 200, "", ""},
		{"GET", "/api/links/" + uuid.Max.String() + "/", 404, "not_found", ""},
		{"GET", "/api/links/7/", 404, "not_found", ""}, {"GET", "/api/lynx/", 404, "not_found", ""},
		{"PUT", "/api/links/", 405, "method_not_allowed", "GET, HEAD, PATCH, POST"},
		{"PATCH", "/api/institutions/", 405, "method_not_allowed", "GET, HEAD"},
		{"GET", "/payments/anything/", 501, "not_emulated", ""},
		{"GET", "/api/institutions/0/", 404, "not_found", ""}, {"GET", "/api/institutions/07/", 404, "not_found", ""},
	} {
		got := s.ask(c.method, c.path, "")
		if got.Code != c.status || got.code() != c.code || got.Header().Get("Allow") != c.allow {
			t.Errorf("%s %s: %d %q, allowed %q", c.method, c.path, got.Code, got.code(), got.Header().Get("Allow"))
		}
	}
}

// TestDataIsAnsweredByItsMode asks for data that is saved, not saved, and not waited for.
func TestDataIsAnsweredByItsMode(t *testing.T) {
	t.Parallel()
	s := newService(t)
	body := func(user, more string) string {
		return `{"link": "` + s.link(user) + `", "date_from": "2026-03-01", "date_to": "2026-03-16"` + more + `}`
	}
	for name, c := range map[string]struct {
		body   string
		header string
		status int
		code   string
	}{
		"saved":     {body("bnk100", ""), "X-Nothing: 1", 201, ""},
		"not saved": {body("bnk100", `, "save_data": false`), "X-Nothing: 1", 200, ""},
		"async":     {body("bnk100", ""), belvo.HeaderMode + ": async", 202, ""},
		"MFA":       {body("locks", ""), "X-Nothing: 1", 428, "token_required"},
		"token":     {body("locks", `, "token": "1"`), "X-Nothing: 1", 201, ""},
		"refused":   {body("wrong", ""), "X-Nothing: 1", 400, "login_error"},
		"scenario":  {body("bnk100", ""), belvo.HeaderScenario + ": closed", 400, "login_error"},
		"no link":   {`{}`, "X-Nothing: 1", 400, "required"},
		"no JSON":   {`{`, "X-Nothing: 1", 400, "parse_error"},
		"bad link":  {`{"link": "7"}`, "X-Nothing: 1", 400, "invalid"},
	} {
		before := len(s.box.Webhooks().Events(webhook.Filter{}))
		got := s.ask("POST", "/api/transactions/", c.body, c.header)
		if got.Code != c.status || got.code() != c.code {
			t.Errorf("%s: %d %q, want %d %q", name, got.Code, got.code(), c.status, c.code)
		}
		hooks := s.box.Webhooks().Events(webhook.Filter{})[before:]
		if (len(hooks) == 1) != (c.status == 202) {
			t.Errorf("%s: %d webhooks tell of it", name, len(hooks))
		}
		if len(hooks) == 1 {
			var told struct {
				RequestID string `json:"request_id"`
			}
			if err := json.Unmarshal(hooks[0].Body(), &told); err != nil || got.object(t)["request_id"] != told.RequestID {
				t.Errorf("the webhook is of request %s, the answer is %s", told.RequestID, got.Body)
			}
		}
	}
}

// TestAQueuedAnswerIsGivenOnce queues answers for requests that reach no institution.
func TestAQueuedAnswerIsGivenOnce(t *testing.T) {
	t.Parallel()
	s := newService(t)
	link := s.link("bnk100")
	id := uuid.MustParse(link)
	for _, c := range []struct {
		match        contact.NextMatch
		method, path string
		used         bool
	}{
		{contact.NextMatch{Operation: "list"}, "GET", "/api/links/", true},
		{contact.NextMatch{Operation: "list"}, "GET", "/api/links/" + link + "/", false},
		{contact.NextMatch{Operation: "detail"}, "GET", "/api/links/" + link + "/", true},
		{contact.NextMatch{Operation: "login"}, "GET", "/api/", true},
		{contact.NextMatch{Link: id}, "GET", "/api/links/" + link + "/", true},
		{contact.NextMatch{Link: id}, "GET", "/api/accounts/?link=" + link, true},
		{contact.NextMatch{Link: uuid.Max}, "GET", "/api/accounts/?link=" + link, false},
		{contact.NextMatch{Resource: belvo.Accounts}, "GET", "/api/accounts/", true},
		{contact.NextMatch{Resource: belvo.Accounts}, "GET", "/api/owners/", false},
		{contact.NextMatch{Method: "GET"}, "HEAD", "/api/links/", true},
		{contact.NextMatch{Operation: string(lifecycle.Delete)}, "DELETE", "/api/accounts/" + uuid.Max.String() + "/", true},
	} {
		s.box.ClearQueue()
		s.box.Queue(contact.Next{Match: c.match, Respond: belvo.CodeServiceUnavailable, Status: 599, Times: 1})
		first, second := s.ask(c.method, c.path, ""), s.ask(c.method, c.path, "")
		if got := first.Code == 599; got != c.used || second.Code == 599 {
			t.Errorf("%+v for %s %s: %d and then %d", c.match, c.method, c.path, first.Code, second.Code)
		}
	}
}

// TestTokensAreMadeAndRenewed follows an access token from the keys to its end.
func TestTokensAreMadeAndRenewed(t *testing.T) {
	t.Parallel()
	s := newService(t)
	made := s.ask("POST", "/api/token/", `{"id": "id", "password": "password", "scopes": "read_links, write_links"}`,
		"Authorization: ")
	if made.Code != 200 {
		t.Fatalf("%d %s", made.Code, made.Body)
	}
	pair := made.object(t)
	access, _ := pair["access"].(string)
	refresh, _ := pair["refresh"].(string)
	list := func(text string) int { return s.ask("GET", "/api/links/", "", "Authorization: Bearer "+text).Code }
	if got := list(access); got != 200 {
		t.Errorf("the access token is answered %d", got)
	}
	if _, err := s.box.AdvanceBy(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := list(access); got != 401 {
		t.Errorf("the expired token is answered %d", got)
	}
	renewed := s.ask("POST", "/api/token/refresh/", `{"refresh": "`+refresh+`"}`, "Authorization: ")
	fresh, _ := renewed.object(t)["access"].(string)
	if got := list(fresh); got != 200 {
		t.Errorf("the renewed token is answered %d", got)
	}
	for name, body := range map[string]string{
		"a wrong password": `{"id": "id", "password": "x", "scopes": "read_links"}`,
		"no keys":          `{"scopes": "read_links"}`, "commas": `{"id": "id", "password": "password", "scopes": ","}`,
		"a made-up scope": `{"id": "id", "password": "password", "scopes": "read_minds"}`,
	} {
		if got := s.ask("POST", "/api/token/", body, "Authorization: "); got.Code != 400 && got.Code != 401 {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
	}
	if got := s.ask("POST", "/api/token/refresh/", `{"refresh": "`+access+`"}`, "Authorization: "); got.Code != 401 {
		t.Errorf("an access token was renewed: %d", got.Code)
	}
	if got := list(refresh); got != 401 {
		t.Errorf("a refresh token gives access: %d", got)
	}
}
