package e2e_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// with is the sandbox of other keys.
func (w world) with(id, password string) world {
	sandbox := w.server.SandboxNamed(w.t, id)
	sandbox.Password = password
	return world{sandbox, w.server, w.t}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	configured := emulatortest.Start(t, func(c *emulator.Config) {
		c.SecretID, c.SecretPassword = "my-id",
			"my-password"
	})
	capitals := emulatortest.Start(t, func(c *emulator.Config) {
		c.SecretID = "7C9E6679-7425-40DE-944B-E07FC1F90AE7"
	})
	strict := emulatortest.Start(t, func(c *emulator.Config) { c.StrictKeys = true })
	plain := emulatortest.Start(t)
	const known = "6f1ad8ac-6c6f-4a6f-8f0a-1d8f6a1f2b3c"
	plain.SandboxNamed(t, known).Do(http.MethodGet, "/api/", nil).Want(http.StatusOK)
	for name, c := range map[string]struct {
		server       *emulatortest.Server
		id, password string
		hint         string // "" if the keys are good
	}{
		"the default keys":               {plain, "SECRET_ID", "SECRET_PASSWORD", ""},
		"the default id alone":           {plain, "SECRET_ID", "wrong", "password is not the"},
		"the default id, no password":    {plain, "SECRET_ID", "", "password is not the"},
		"a UUID":                         {plain, uuid.NewString(), "anything", ""},
		"a UUID in capitals":             {plain, strings.ToUpper(uuid.NewString()), "anything", ""},
		"a UUID, no password":            {plain, uuid.NewString(), "", "password is missing"},
		"a UUID, not its first password": {plain, known, "another", "not the one that belongs"},
		"a UUID in braces":               {plain, "{" + uuid.NewString() + "}", "p", "nor a UUID"},
		"a name":                         {plain, "somebody", "p", "nor a UUID"},
		"nothing":                        {plain, "", "", "password is missing"},
		"configured keys":                {configured, "my-id", "my-password", ""},
		"configured, the defaults":       {configured, "SECRET_ID", "SECRET_PASSWORD", "nor a UUID"},
		"configured, a UUID":             {configured, uuid.NewString(), "p", ""},
		"configured in capitals":         {capitals, "7C9E6679-7425-40DE-944B-E07FC1F90AE7", "SECRET_PASSWORD", ""},
		"configured in capitals, another password": {capitals, "7c9e6679-7425-40de-944b-e07fc1f90ae7", "wrong",
			"password is not the"},
		"strict, the keys": {strict, "SECRET_ID", "SECRET_PASSWORD", ""},
		"strict, a UUID":   {strict, uuid.NewString(), "p", "--strict-keys"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world{c.server.Sandbox(t), c.server, t}.with(c.id, c.password)
			answer := w.Do(http.MethodGet, "/api/", nil)
			token := w.Do(http.MethodPost, "/api/token/", fields{"scopes": "read_links"})
			if c.hint == "" {
				answer.Want(http.StatusOK)
				token.Want(http.StatusOK)
				return
			}
			for _, refused := range []*emulatortest.Answer{answer, token} {
				refused.Want(http.StatusUnauthorized, "authentication_failed")
				same(t, "the message", refused.Text("0.message"), "Invalid Secret Keys")
				same(t, "WWW-Authenticate", refused.Header.Get("WWW-Authenticate"), `Basic realm="api"`)
				wantHint(t, refused, c.hint)
			}
		})
	}
	for _, header := range []string{"", "Basic", "Basic %%%", "Basic bm9jb2xvbg==", "Digest x", "Token x"} {
		plain.Sandbox(t).Do(http.MethodGet, "/api/links/", nil, "Authorization: "+header).
			Want(http.StatusUnauthorized, "authentication_failed")
	}
	for _, path := range []string{"/api/links/", v1 + "clock"} {
		unpadded := plain.Sandbox(t).Do(http.MethodGet, path, nil, "Authorization: Basic U0VDUkVUX0lEOlNFQ1JFVA")
		same(t, path, unpadded.Status, http.StatusUnauthorized)
		if got := unpadded.Header.Get("X-Belvo-Emulator-Hint") + string(unpadded.Body); !strings.Contains(got, "padding") {
			t.Errorf("%s does not say that the padding is missing: %s", path, got)
		}
	}
}

// TestSandboxesAreWorldsOfTheirOwn tries to reach one sandbox's things from another.
func TestSandboxesAreWorldsOfTheirOwn(t *testing.T) {
	t.Parallel()
	one := newWorld(t)
	two := one.fresh(t)
	link := one.Register("erebor_mx_retail", "bnk102")
	asked := one.register("heimdall_mx_retail", "mfa_default", nil)
	account := one.accounts(link).Text("0.id")
	same(t, "the links of the other", two.Do(http.MethodGet, "/api/links/", nil).Text("count"), "0")
	same(t, "a link by its id", two.Do(http.MethodGet, "/api/links/?id="+link, nil).Text("count"), "0")
	same(t, "accounts by their link", two.Do(http.MethodGet, "/api/accounts/?link="+link, nil).Text("count"),
		"0")
	for _, path := range []string{"/api/links/" + link + "/", "/api/accounts/" + account + "/"} {
		two.Do(http.MethodGet, path, nil).Want(http.StatusNotFound, "not_found")
		two.Do(http.MethodDelete, path, nil).Want(http.StatusNotFound, "not_found")
	}
	two.update(link, "x").Want(http.StatusNotFound, "not_found")
	two.accounts(link).Want(http.StatusBadRequest, "does_not_exist")
	two.resume(asked, "111111").Want(http.StatusBadRequest, "session_expired")
	two.Do(http.MethodPost, "/api/token/", fields{"scopes": "read_links", "link_id": link}).
		Want(http.StatusBadRequest, "does_not_exist")
	one.resume(asked, "111111").Want(http.StatusOK)
	access, _ := one.pair("read_links", nil)
	same(t, "the token's links", two.bearer(access).Do(http.MethodGet, "/api/links/", nil).Text("count"), "2")

	mine := one.Do(http.MethodGet, "/api/links/"+link+"/", nil).Text("institution_user_id")
	theirs := two.register("erebor_mx_retail", "bnk102", nil).Want(http.StatusCreated)
	same(t, "the user of both", theirs.Text("institution_user_id"), mine)
	if theirs.Text("created_by") == claimsOf(t, access)["user_id"] {
		t.Error("two sandboxes have two API users")
	}
}

// TestSandboxesTogether lets many clients use two sandboxes at once: neither ever sees a link of
// the other.
func TestSandboxesTogether(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	sandboxes := [2]*emulatortest.Sandbox{server.Sandbox(t), server.Sandbox(t)}
	const clients, rounds = 8, 6
	var mu sync.Mutex
	made := [2]map[string]bool{{}, {}}
	var wait sync.WaitGroup
	for i := range clients * len(sandboxes) {
		mine := i % len(sandboxes)
		wait.Go(func() {
			for n := range rounds {
				body := fields{"institution": "erebor_mx_retail", "username": fmt.Sprintf("u_%d_%d", i, n),
					"password": "p"}
				answer, err := sandboxes[mine].Try(http.MethodPost, "/api/links/", body)
				if err != nil || answer.Status != http.StatusCreated {
					t.Errorf("a registration failed: %v", err)
					return
				}
				mu.Lock()
				made[mine][answer.Text("id")] = true
				mu.Unlock()
				list, err := sandboxes[mine].Try(http.MethodGet, "/api/links/?page_size=1000", nil)
				if err != nil {
					t.Errorf("a list failed: %v", err)
					return
				}
				mu.Lock()
				for _, id := range texts(list, "id") {
					if made[1-mine][id] {
						t.Errorf("sandbox %d sees %s of the other", mine, id)
					}
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	for i, sandbox := range sandboxes {
		ids := texts(sandbox.Do(http.MethodGet, "/api/links/?page_size=1000", nil), "id")
		same(t, "the number of links", len(ids), clients*rounds)
		if slices.ContainsFunc(ids, func(id string) bool { return !made[i][id] }) {
			t.Errorf("sandbox %d has links that nobody made there", i)
		}
	}
}
