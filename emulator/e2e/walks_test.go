package e2e_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/lifecycle"
)

// world is what a walk walks in: a server of its own, whose clock it may move, and a sandbox.
type world struct {
	*emulatortest.Sandbox
	server *emulatortest.Server
	t      *testing.T
}

// register sends a registration with more fields than the usual three.
func (w world) register(institution, username string, more map[string]any) *emulatortest.Answer {
	w.t.Helper()
	body := map[string]any{"institution": institution, "username": username, "password": "pass_valid"}
	for k, v := range more {
		body[k] = v
	}
	return w.Do(http.MethodPost, "/api/links/", body)
}

func (w world) accounts(link string) *emulatortest.Answer {
	w.t.Helper()
	return w.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": link})
}

func (w world) owners(link string) *emulatortest.Answer {
	w.t.Helper()
	return w.Do(http.MethodPost, "/api/owners/", map[string]any{"link": link})
}

// resume answers the challenge of a 428 at /api/links/.
func (w world) resume(asked *emulatortest.Answer, token string) *emulatortest.Answer {
	w.t.Helper()
	asked.Want(http.StatusPreconditionRequired, "token_required")
	return w.Do(http.MethodPatch, "/api/links/", map[string]any{
		"session": asked.Text("0.session"), "link": asked.Text("0.link"), "token": token})
}

func (w world) update(link, password string, more ...string) *emulatortest.Answer {
	w.t.Helper()
	body := map[string]any{"password": password}
	if len(more) > 0 {
		body["token"] = more[0]
	}
	return w.Do(http.MethodPut, "/api/links/"+link+"/", body)
}

// refresh asks for a refresh, after the pause that Belvo wants between two.
func (w world) refresh(link string) {
	w.t.Helper()
	w.server.Advance(10 * time.Minute)
	w.Do(http.MethodPost, "/api/links/"+link+"/refresh/", nil).Want(http.StatusAccepted)
}

func (w world) modify(link string) {
	w.t.Helper()
	w.Do(http.MethodPatch, "/api/links/"+link+"/", map[string]any{"stale_in": "42d"}).Want(http.StatusOK)
}

func (w world) remove(link string) {
	w.t.Helper()
	w.Do(http.MethodDelete, "/api/links/"+link+"/", nil).Want(http.StatusNoContent)
	w.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusNotFound, "not_found")
}

// is ends the test unless the link has the status, in its detail and in lists.
func (w world) is(link, status string) {
	w.t.Helper()
	if got := w.Status(link); got != status {
		w.t.Fatalf("the link is %s, want %s", got, status)
	}
	list := w.Do(http.MethodGet, "/api/links/?id="+link+"&status="+status, nil).Want(http.StatusOK)
	if list.Text("count") != "1" {
		w.t.Fatalf("the list for status %s does not have the link: %s", status, list.Body)
	}
}

// single makes a link whose credentials are kept for a day only.
func single() map[string]any {
	return map[string]any{"access_mode": "single", "credentials_storage": "1d"}
}

// TestScenarios walks every built-in scenario from its start to its end over HTTP, and then holds
// that together they have walked every edge of the lifecycle's table.
func TestScenarios(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	walked := map[string]bool{}
	t.Run("walks", func(t *testing.T) {
		t.Parallel()
		for name, walk := range walks() {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				server := emulatortest.Start(t)
				walk(world{server.Sandbox(t), server, t})
				mu.Lock()
				defer mu.Unlock()
				for _, edge := range server.Walked() {
					walked[edge] = true
				}
			})
		}
	})
	t.Cleanup(func() {
		for _, row := range lifecycle.Table() {
			if edge := string(row.From) + " " + string(row.Event); !walked[edge] && !t.Failed() {
				t.Errorf("no scenario walks %q", edge)
			}
		}
	})
}

// walks has a walk for each built-in scenario; several share the lifecycle's rarer edges.
func walks() map[string]func(world) {
	return map[string]func(world){
		"sandbox":                 walkSandbox,
		"sandbox, two sessions":   walkTwoSessions,
		"heimdall":                walkHeimdall,
		"heimdall, mfa user":      walkHeimdallUser,
		"heimdall-once":           walkHeimdallOnce,
		"gotham":                  walkGotham,
		"ironbank":                walkIronbank,
		"duplicated":              walkDuplicated,
		"password-changed":        walkPasswordChanged,
		"password-changed, mfa":   walkPasswordChangedMFA,
		"account-locked":          walkAccountLocked,
		"six-failures":            walkSixFailures,
		"session-expired":         walkSessionExpired,
		"institution-down":        walkInstitutionDown,
		"slow":                    walkSlow,
		"flaky":                   walkFlaky,
		"too-many-sessions":       walkTooManySessions,
		"refresh-bad-credentials": walkRefreshBadCredentials,
		"refresh-token-required":  walkRefreshTokenRequired,
		"consent-expiring":        walkConsentExpiring,
		"expired credentials":     walkExpiredCredentials,
		"every state, modified":   walkModified,
		"told by control calls":   walkTold,
	}
}

func walkSandbox(w world) {
	w.register("erebor_mx_retail", "user_invalid", nil).Want(http.StatusBadRequest, "login_error")
	link := w.Register("erebor_mx_retail", "bnk100")
	w.accounts(link).Want(http.StatusCreated)
	w.refresh(link)
	w.update(link, "pass_invalid").Want(http.StatusBadRequest, "login_error")
	w.update(link, "another_pass").Want(http.StatusOK)
	w.is(link, "valid")
	w.remove(link)
}

// walkTwoSessions has two logins wait for a token at once.
func walkTwoSessions(w world) {
	asked := w.register("erebor_mx_retail", "mfa_default", nil)
	link := asked.Text("0.link")
	w.is(link, "unconfirmed")
	w.accounts(link).Want(http.StatusBadRequest, "unconfirmed_link")
	w.resume(asked, "000000").Want(http.StatusBadRequest, "login_error")
	w.update(link, "pass_invalid").Want(http.StatusBadRequest, "login_error")
	asked = w.update(link, "pass_valid")
	w.resume(asked, "111111").Want(http.StatusOK)
	w.is(link, "valid")

	w.refresh(link)
	w.is(link, "token_required")
	first, second := w.accounts(link), w.owners(link)
	w.update(link, "pass_valid").Want(http.StatusPreconditionRequired, "token_required")
	w.resume(first, "111111").Want(http.StatusOK)
	third := w.resume(second, "999999")
	w.resume(third, "000000").Want(http.StatusBadRequest, "login_error")
	w.is(link, "valid")
	w.resume(third, "111111").Want(http.StatusOK)

	other := w.register("erebor_mx_retail", "mfa_other", nil).Text("0.link")
	w.update(other, "pass_valid", "111111").Want(http.StatusOK)
	w.is(other, "valid")
	w.update(other, "pass_valid").Want(http.StatusPreconditionRequired, "token_required")
	w.is(other, "token_required")
}

func walkHeimdall(w world) {
	link := w.Register("heimdall_mx_retail", "user_valid")
	asked := w.accounts(link)
	w.is(link, "token_required")
	asked = w.resume(asked, "999999")
	w.resume(asked, "000000").Want(http.StatusBadRequest, "login_error")
	w.is(link, "token_required")
	w.resume(asked, "111111").Want(http.StatusOK)
	w.is(link, "valid")

	again := w.accounts(link).Want(http.StatusPreconditionRequired, "token_required")
	w.update(link, "pass_invalid").Want(http.StatusBadRequest, "login_error")
	w.is(link, "token_required")
	w.update(link, "pass_valid").Want(http.StatusOK)
	w.is(link, "valid")
	w.resume(again, "111111").Want(http.StatusBadRequest, "session_expired")
	asked = w.update(link, "pass_valid", "999999").Want(http.StatusPreconditionRequired, "token_required")
	w.is(link, "token_required")
	w.update(link, "pass_valid", "999999").Want(http.StatusPreconditionRequired, "token_required")
	w.resume(asked, "111111").Want(http.StatusBadRequest, "session_expired")
	w.update(link, "pass_valid", "111111").Want(http.StatusOK)
	w.is(link, "valid")

	w.owners(link).Want(http.StatusPreconditionRequired, "token_required")
	w.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": link, "token": "111111"}).Want(http.StatusCreated)
	w.is(link, "valid")
	w.accounts(link).Want(http.StatusPreconditionRequired, "token_required")
	w.remove(link)
}

func walkHeimdallUser(w world) {
	for user, kind := range map[string]string{"mfa_default": "", "mfa_qr": "qr", "mfa_numeric": "numeric"} {
		asked := w.register("heimdall_co_retail", user, nil).Want(http.StatusPreconditionRequired, "token_required")
		if got := asked.Text("0.token_generation_data.type"); got != kind {
			w.t.Errorf("%s has the challenge %q, want %q", user, got, kind)
		}
		asked = w.resume(asked, "999999").Want(http.StatusPreconditionRequired, "token_required")
		if got := asked.Text("0.token_generation_data.type"); got != kind {
			w.t.Errorf("after a wrong token %s has the challenge %q, want %q again", user, got, kind)
		}
		w.resume(asked, "111111").Want(http.StatusOK)
		w.is(asked.Text("0.link"), "valid")
		for range 2 { // each POST asks in the way of the first
			more := w.accounts(asked.Text("0.link")).Want(http.StatusPreconditionRequired, "token_required")
			if got := more.Text("0.token_generation_data.type"); got != kind {
				w.t.Errorf("a POST for data asks %s with the challenge %q, want %q", user, got, kind)
			}
		}
	}
	asked := w.register("heimdall_br_retail", "mfa_inputless", nil)
	if asked.Value("0.token_generation_data.expects_user_input") != false {
		w.t.Errorf("an inputless challenge expects no input: %s", asked.Body)
	}
	w.resume(asked, "").Want(http.StatusOK)
}

func walkHeimdallOnce(w world) {
	link := w.Register("erebor_mx_retail", "once_1")
	w.resume(w.accounts(link), "111111").Want(http.StatusOK)
	for range 3 {
		w.accounts(link).Want(http.StatusCreated)
	}
	w.is(link, "valid")

	named := w.Do(http.MethodPost, "/api/links/", map[string]any{"institution": "heimdall_mx_retail",
		"username": "user_valid", "password": "pass_valid"}, "X-Belvo-Emulator-Scenario: heimdall-once").Text("id")
	w.resume(w.accounts(named), "111111").Want(http.StatusOK)
	w.accounts(named).Want(http.StatusCreated)
}

func walkGotham(w world) {
	asked := w.register("gotham_br_business", "mfa_default", nil)
	w.resume(asked, "111111").Want(http.StatusOK)
	link := asked.Text("0.link")
	w.accounts(link).Want(http.StatusCreated)
	w.refresh(link)
	w.is(link, "token_required")
	w.resume(w.accounts(link), "111111").Want(http.StatusOK)
	w.accounts(link).Want(http.StatusCreated)
	if second := w.Register("gotham_mx_business", "bnk100"); w.Status(second) != "valid" {
		w.t.Error("other users need no token")
	}
}

func walkIronbank(w world) {
	good := map[string]any{"username_type": "003", "username2": "valid", "password2": "valid"}
	w.register("ironbank_br_retail", "adv_valid", good).Want(http.StatusCreated)
	bad := map[string]any{"username_type": "999", "username2": "invalid", "password2": "invalid"}
	w.register("ironbank_br_retail", "adv_invalid", bad).Want(http.StatusBadRequest, "login_error")
	for field, value := range bad {
		almost := map[string]any{"username_type": "003", "username2": "valid", "password2": "valid"}
		almost[field] = value
		w.register("ironbank_br_business", "adv_valid", almost).Want(http.StatusBadRequest, "login_error")
	}
	w.register("ironbank_br_retail", "adv_valid", nil).Want(http.StatusBadRequest, "required")
}

// missingWalks names the scenarios that have no walk.
func missingWalks(names []string) []string {
	var missing []string
	for _, name := range names {
		if _, ok := walks()[name]; !ok {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	return missing
}
