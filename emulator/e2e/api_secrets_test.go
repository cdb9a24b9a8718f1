package e2e_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// lockedBuffer is where a log goes that many requests write to.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// careless is a client that has secrets in every place that may hold one, and keeps all it is
// answered.
type careless struct {
	world
	secrets map[string]string // by what they are
	answers []*emulatortest.Answer
}

func (c *careless) ask(method, path string, body any, headers ...string) *emulatortest.Answer {
	c.t.Helper()
	answer := c.Do(method, path, body, headers...)
	c.answers = append(c.answers, answer)
	return answer
}

// TestNoSecretEverShows sends recognisable secrets through a whole session of good and bad
// requests. They must not turn up in any log line, header or body, but for the tokens where they
// are issued.
func TestNoSecretEverShows(t *testing.T) {
	t.Parallel()
	log := &lockedBuffer{}
	w := newWorld(t, func(c *emulator.Config) {
		c.Logger = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug - 8}))
	})
	w.Password = "zz_sandbox_pw"
	c := &careless{world: w, secrets: map[string]string{"the sandbox's password": w.Password,
		"the same, encoded": base64.StdEncoding.EncodeToString([]byte(w.ID + ":" + w.Password))}}
	for _, part := range []string{"password", "password2", "new", "token", "certificate", "key", "wrong",
		"bearer", "refresh", "json"} {
		c.secrets[part] = "zz_" + part
	}
	link := c.connects()
	c.connectsBadly()
	c.uses(link)
	c.usesTokens(link)
	requests := len(c.answers)
	if n := c.looksIntoTheJournals(); n < requests {
		t.Errorf("the journals explain %d of %d requests: this test proves little", n, requests)
	}
	for i, answer := range c.answers {
		for what, secret := range c.secrets {
			shown := fmt.Sprintf("%s %s", answer.Header, answer.Body)
			if strings.Contains(shown, secret) {
				t.Errorf("answer %d shows %s: %s", i, what, shown)
			}
		}
	}
	for line := range strings.SplitSeq(log.String(), "\n") {
		for what, secret := range c.secrets {
			if strings.Contains(line, secret) {
				t.Errorf("the log shows %s: %s", what, line)
			}
		}
	}
	if lines := strings.Count(log.String(), "\n"); lines < requests {
		t.Errorf("the log has %d lines for %d requests: this test proves nothing", lines, requests)
	}
}

// looksIntoTheJournals reads all that the journals tell, in every form, and returns how many
// requests are explained.
func (c *careless) looksIntoTheJournals() int {
	c.Bearer = ""
	own, explained := c.Sandbox, 0
	for _, box := range []*emulatortest.Sandbox{own, c.server.SandboxNamed(c.t, emulator.DefaultSecretID)} {
		c.Sandbox = box
		list := c.ask(http.MethodGet, v1+"requests?limit=1000", nil).Want(http.StatusOK)
		for _, request := range list.Value("requests").([]any) {
			c.ask(http.MethodGet, v1+"requests/"+request.(map[string]any)["id"].(string), nil).Want(http.StatusOK)
			explained++
		}
		c.ask(http.MethodGet, v1+"events?follow=false", nil).Want(http.StatusOK)
		c.ask(http.MethodGet, v1+"transitions", nil).Want(http.StatusOK)
		c.ask(http.MethodPost, v1+"requests/verify", fields{"path": "/api/links/", "body": fields{"institution": "x",
			"username": "x", "stale_in": "x"}}).Want(http.StatusConflict)
	}
	c.Sandbox = own
	return explained
}

// connects registers, with everything that a form may ask for.
func (c *careless) connects() string {
	iron := fields{"institution": "ironbank_br_retail", "username": "adv_valid",
		"password":      c.secrets["password"],
		"username_type": "003", "username2": "valid", "password2": c.secrets["password2"],
		"certificate": c.secrets["certificate"], "private_key": c.secrets["key"]}
	link := c.ask(http.MethodPost, "/api/links/", iron).Want(http.StatusCreated).Text("id")
	user := fields{"institution": "heimdall_mx_retail", "username": "mfa_default",
		"password": c.secrets["password"]}
	asked := c.ask(http.MethodPost, "/api/links/", user).Want(http.StatusPreconditionRequired)
	answer := fields{"session": asked.Text("0.session"), "token": c.secrets["token"]}
	asked = c.ask(http.MethodPatch, "/api/links/", answer).Want(http.StatusPreconditionRequired)
	c.ask(http.MethodPatch, "/api/links/", fields{"session": asked.Text("0.session"), "token": "111111"}).
		Want(http.StatusOK)
	return link
}

// connectsBadly sends secrets in every way that is refused.
func (c *careless) connectsBadly() {
	pass := c.secrets["password"]
	base := func(more fields) fields {
		body := fields{"institution": "erebor_mx_retail", "username": "bnk102", "password": pass}
		for k, v := range more {
			body[k] = v
		}
		return body
	}
	for _, body := range []any{
		base(fields{"username": "user_invalid"}), base(fields{"username": "two words"}),
		base(fields{"password": pass + " " + pass}), base(fields{"password": pass + "\x00"}),
		base(fields{"password": []string{pass}}), base(fields{"password": fields{"is": pass}}),
		base(fields{"institution": "narnia"}), base(fields{"stale_in": "soon"}),
		base(fields{"institution": "heimdall_br_retail", "token": pass}),
		`{"password": "` + c.secrets["json"] + ``, `{"password": ` + c.secrets["json"] + `}`, c.secrets["json"],
		`["` + c.secrets["json"] + `"]`, `"` + c.secrets["json"] + `"`, strings.Repeat(c.secrets["json"], 1<<18),
	} {
		if answer := c.ask(http.MethodPost, "/api/links/", body); answer.Status < http.StatusBadRequest {
			c.t.Errorf("status %d: %v should be refused", answer.Status, body)
		}
	}
	c.ask(http.MethodPost, "/api/links/", `{"password":"`+pass+`"}`,
		"Content-Type: application/x-www-form-urlencoded")
	for _, form := range []string{"password=" + pass, pass, pass + "&a=b", "user=a&pass%77ord=" + pass} {
		c.ask(http.MethodPost, "/api/links/", form, "Content-Type: application/x-www-form-urlencoded")
	}
	for _, typo := range []string{"pasword", "Password", "passwd", "contrasena", "user_name2", "pw", "pass\u0077ord"} {
		c.ask(http.MethodPost, "/api/links/", `{"institution":"erebor_mx_retail","`+typo+`":"`+pass+`"}`)
		c.ask(http.MethodPost, "/api/links/", `{"institution":"erebor_mx_retail","`+typo+`":"`+pass+`"}`,
			"Content-Type: application/x-www-form-urlencoded")
		c.ask(http.MethodPut, "/api/links/nobody/", `{"`+typo+`":"`+pass+`"}`)
		c.ask(http.MethodPost, "/api/nothing/", `{"a":{"`+typo+`":["`+pass+`"]}}`)
		for _, path := range []string{"/api/links/", "/api/institutions/", "/api/nothing/"} {
			c.ask(http.MethodGet, path+"?page_size=1000&"+url.QueryEscape(typo)+"="+pass, nil)
		}
	}
	c.ask(http.MethodPost, "/api/links/", base(nil), "X-Belvo-Emulator-Scenario: no-such")
}

// uses updates, reads and deletes.
func (c *careless) uses(link string) {
	secretly := fields{"password": c.secrets["new"], "password2": c.secrets["password2"],
		"token": c.secrets["token"]}
	c.ask(http.MethodPut, "/api/links/"+link+"/", secretly).Want(http.StatusOK)
	c.ask(http.MethodPut, "/api/links/nobody/", secretly).Want(http.StatusNotFound)
	c.ask(http.MethodPut, "/api/links/"+link+"/", fields{"password": []string{c.secrets["new"]}}).
		Want(http.StatusBadRequest)
	c.ask(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusOK)
	c.ask(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	for _, path := range []string{"/api/accounts/", "/api/owners/", "/api/incomes/"} {
		c.ask(http.MethodPost, path, fields{"link": link, "token": c.secrets["token"],
			"encryption_key": c.secrets["key"]})
		c.ask(http.MethodGet, path, nil)
	}
	wrong := base64.StdEncoding.EncodeToString([]byte(c.ID + ":" + c.secrets["wrong"]))
	c.ask(http.MethodGet, "/api/links/", nil, "Authorization: Basic "+wrong).Want(http.StatusUnauthorized)
	c.ask(http.MethodGet, "/api/links/", nil, "Authorization: Token "+c.secrets["bearer"]).
		Want(http.StatusUnauthorized)
	c.ask(http.MethodGet, "/api/links/", nil, "Authorization: Bearer "+c.secrets["bearer"]).
		Want(http.StatusUnauthorized)
	bad := fields{"id": c.ID, "password": c.secrets["wrong"], "scopes": "read_links"}
	c.ask(http.MethodPost, "/api/token/", bad).Want(http.StatusUnauthorized)
	c.ask(http.MethodPost, "/api/token/refresh/", fields{"refresh": c.secrets["refresh"]}).
		Want(http.StatusUnauthorized)
}

// usesTokens takes access tokens, whose issue is the only answer that may show them.
func (c *careless) usesTokens(link string) {
	access, refresh := c.pair(connectScopes, fields{"link_id": link})
	c.secrets["an access token"], c.secrets["a refresh token"] = access, refresh
	c.Bearer = access
	c.ask(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusOK)
	c.ask(http.MethodGet, "/api/accounts/", nil).Want(http.StatusForbidden)
	c.ask(http.MethodGet, "/api/links/nobody/?access_token="+access, nil).Want(http.StatusNotFound)
	c.ask(http.MethodPut, "/api/links/"+link+"/", fields{"password": c.secrets["new"]}).Want(http.StatusOK)
	c.ask(http.MethodPut, "/api/links/"+link+"/", fields{"password": c.secrets["new"]}).
		Want(http.StatusUnauthorized)
	c.ask(http.MethodPost, "/api/token/refresh/", fields{"refresh": refresh}).Want(http.StatusUnauthorized)
	c.server.Advance(emulator.DefaultAccessTokenTTL)
	c.ask(http.MethodGet, "/api/links/", nil).Want(http.StatusUnauthorized)
}
