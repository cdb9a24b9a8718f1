package e2e_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/scenarios"
)

func TestEveryBuiltInScenarioHasAWalk(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(scenarios.FS, "*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no built-in scenarios: %v", err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, ".yaml")
	}
	if missing := missingWalks(files); len(missing) > 0 {
		t.Errorf("no walk for %v", missing)
	}
}

func walkDuplicated(w world) {
	first := w.register("erebor_mx_retail", "twice_1", nil).Want(http.StatusCreated)
	again := w.register("erebor_mx_retail", "twice_1", nil).Want(http.StatusBadRequest, "duplicated")
	if got, want := again.Text("0.institution_user_id"), first.Text("institution_user_id"); got != want {
		w.t.Errorf("institution_user_id %q, want that of the first link %q", got, want)
	}
	w.Register("gringotts_mx_retail", "twice_1") // another institution is another matter
	w.remove(first.Text("id"))
	w.Register("erebor_mx_retail", "twice_1")
}

func walkPasswordChanged(w world) {
	link := w.Register("erebor_mx_retail", "changed_1")
	w.accounts(link).Want(http.StatusCreated)
	w.accounts(link).Want(http.StatusBadRequest, "login_error")
	w.is(link, "valid")
	w.refresh(link)
	w.is(link, "invalid")
	w.accounts(link).Want(http.StatusBadRequest, "invalid_link")
	w.update(link, "pass_valid").Want(http.StatusBadRequest, "login_error")
	w.is(link, "invalid")
	w.update(link, "pass_new").Want(http.StatusOK)
	w.accounts(link).Want(http.StatusCreated)
}

// walkPasswordChangedMFA needs a new password and a token.
func walkPasswordChangedMFA(w world) {
	link := func() string {
		asked := w.register("erebor_mx_retail", "changed_mfa", nil)
		w.resume(asked, "111111").Want(http.StatusOK)
		id := asked.Text("0.link")
		w.accounts(id).Want(http.StatusCreated)
		w.accounts(id).Want(http.StatusBadRequest, "login_error")
		return id
	}
	one := link()
	w.update(one, "pass_new").Want(http.StatusPreconditionRequired, "token_required")
	w.is(one, "token_required")
	for range 5 {
		w.is(one, "token_required")
		w.accounts(one).Want(http.StatusBadRequest, "login_error")
	}
	w.is(one, "invalid")
	asked := w.update(one, "pass_new")
	w.is(one, "token_required")
	w.resume(asked, "111111").Want(http.StatusOK)
	w.is(one, "valid")

	two := link()
	w.update(two, "pass_new").Want(http.StatusPreconditionRequired, "token_required")
	w.refresh(two)
	w.is(two, "invalid")
}

func walkAccountLocked(w world) {
	link := w.Register("erebor_mx_retail", "locked_1")
	w.accounts(link).Want(http.StatusCreated)
	refused := w.accounts(link).Want(http.StatusBadRequest, "login_error")
	const message = "The user account is locked, user needs to contact the institution to unlock it"
	if refused.Text("0.message") != message {
		w.t.Errorf("message %q, want %q", refused.Text("0.message"), message)
	}
	w.update(link, "pass_new").Want(http.StatusBadRequest, "login_error")
	w.server.Advance(24*time.Hour - time.Second)
	w.accounts(link).Want(http.StatusBadRequest, "login_error")
	w.server.Advance(time.Second)
	w.accounts(link).Want(http.StatusCreated)
}

func walkSixFailures(w world) {
	link := w.Register("erebor_mx_retail", "six_1")
	for range 6 {
		w.is(link, "valid")
		w.accounts(link).Want(http.StatusBadRequest, "login_error")
	}
	w.is(link, "invalid")
	w.accounts(link).Want(http.StatusBadRequest, "invalid_link")
	w.update(link, "pass_invalid").Want(http.StatusBadRequest, "login_error")
	w.is(link, "invalid")
	w.update(link, "pass_new").Want(http.StatusOK)
	w.is(link, "valid")
	w.accounts(link).Want(http.StatusCreated)

	gone := w.Register("erebor_mx_retail", "six_2")
	for range 6 {
		w.accounts(gone).Want(http.StatusBadRequest, "login_error")
	}
	w.remove(gone)
}

func walkSessionExpired(w world) {
	link := w.Register("erebor_mx_retail", "late_1")
	asked := w.accounts(link)
	if asked.Text("0.expiry") != "60" {
		w.t.Errorf("the session lives %s seconds, want 60", asked.Text("0.expiry"))
	}
	w.resume(asked, "111111").Want(http.StatusBadRequest, "session_expired")
	w.is(link, "token_required")
	asked = w.accounts(link)
	w.server.Advance(time.Minute)
	w.resume(asked, "111111").Want(http.StatusBadRequest, "session_expired")
	w.resume(w.accounts(link), "111111").Want(http.StatusOK)
	w.is(link, "valid")

	other := w.Register("erebor_mx_retail", "late_2")
	w.accounts(other).Want(http.StatusPreconditionRequired, "token_required")
	w.refresh(other)
	w.is(other, "valid")
}

func walkInstitutionDown(w world) {
	for range 2 {
		w.register("erebor_mx_retail", "down_1", nil).Want(http.StatusBadRequest, "institution_down")
	}
	link := w.Register("erebor_mx_retail", "down_1")
	for range 2 {
		w.accounts(link).Want(http.StatusBadRequest, "institution_down")
	}
	w.accounts(link).Want(http.StatusCreated)
	w.is(link, "valid")
}

// walkSlow has its answers wait for the clock, which moves only when they do wait.
func walkSlow(w world) {
	slowly := func(d time.Duration, ask func() *emulatortest.Answer) *emulatortest.Answer {
		answers := make(chan *emulatortest.Answer)
		go func() { answers <- ask() }()
		until(w.t, "an answer waits", func() bool { return w.server.Waiting() > 0 })
		w.server.Advance(d)
		return <-answers
	}
	link := slowly(3*time.Second, func() *emulatortest.Answer {
		return w.register("erebor_mx_retail", "slow_1", nil)
	}).Want(http.StatusCreated).Text("id")
	slowly(8*time.Second, func() *emulatortest.Answer { return w.accounts(link) }).Want(http.StatusCreated)
	slowly(3*time.Second, func() *emulatortest.Answer { return w.update(link, "pass_new") }).Want(http.StatusOK)
}

func walkFlaky(w world) {
	if page := w.register("erebor_mx_retail", "flaky_1", nil); page.Status != http.StatusServiceUnavailable {
		w.t.Errorf("status %d, want 503", page.Status)
	}
	link := w.Register("erebor_mx_retail", "flaky_1")
	ask := func() (*emulatortest.Answer, error) {
		return w.Try(http.MethodPost, "/api/accounts/", map[string]any{"link": link})
	}
	if page, err := ask(); err != nil || page.Status != http.StatusBadGateway ||
		!strings.Contains(page.Header.Get("Content-Type"), "html") {
		w.t.Errorf("want a proxy's 502 page, got %v %v", page, err)
	}
	if answer, err := ask(); err == nil {
		w.t.Errorf("want a reset connection, got %s", answer.Body)
	}
	if answer, err := ask(); err == nil {
		w.t.Errorf("want a truncated body, got %s", answer.Body)
	}
	if answer, err := ask(); err != nil || !strings.HasSuffix(string(answer.Body), "<html>") {
		w.t.Errorf("want a malformed body, got %v", err)
	}
	w.accounts(link).Want(http.StatusInternalServerError, "unexpected_error")
	w.accounts(link).Want(http.StatusRequestTimeout, "request_timeout")
	w.accounts(link).Want(http.StatusCreated)
	w.is(link, "valid")
}

func walkTooManySessions(w world) {
	link := w.Register("erebor_mx_retail", "busy_1")
	w.accounts(link).Want(http.StatusBadRequest, "too_many_sessions")
	w.server.Advance(119 * time.Second)
	w.accounts(link).Want(http.StatusBadRequest, "too_many_sessions")
	w.server.Advance(time.Second)
	w.accounts(link).Want(http.StatusCreated)
}

func walkRefreshBadCredentials(w world) {
	link := w.Register("erebor_mx_retail", "refresh_bad1")
	w.accounts(link).Want(http.StatusCreated)
	w.refresh(link)
	w.is(link, "invalid")
	w.accounts(link).Want(http.StatusBadRequest, "invalid_link")
	w.Do(http.MethodPost, "/api/links/"+link+"/refresh/", nil).Want(http.StatusBadRequest, "invalid_link")
	w.update(link, "pass_new").Want(http.StatusOK)
	w.accounts(link).Want(http.StatusCreated)
}

func walkRefreshTokenRequired(w world) {
	link := w.Register("erebor_mx_retail", "refresh_mfa1")
	w.accounts(link).Want(http.StatusCreated)
	w.refresh(link)
	w.is(link, "token_required")
	w.refresh(link)
	w.is(link, "token_required")
	w.resume(w.accounts(link), "111111").Want(http.StatusOK)
	w.accounts(link).Want(http.StatusCreated)
	w.refresh(link)
	w.update(link, "pass_valid").Want(http.StatusOK)
	w.is(link, "valid")
}

func walkConsentExpiring(w world) {
	link := w.Do(http.MethodPost, "/api/links/", map[string]any{"institution": "ofmockbank_br_retail",
		"username": "76109277673"}, "X-Belvo-Emulator-Scenario: consent-expiring").Want(http.StatusCreated).Text("id")
	w.refresh(link)
	w.is(link, "valid")
	w.server.Advance(7 * 24 * time.Hour)
	w.is(link, "invalid") // the consent has ended
	w.accounts(link).Want(http.StatusBadRequest, "invalid_link")
	w.update(link, "renewed").Want(http.StatusOK)
	w.is(link, "valid")
	w.server.Advance(6 * 24 * time.Hour)
	w.Do(http.MethodPost, "/api/accounts/", map[string]any{"link": link}, "X-Belvo-Emulator-Scenario: heimdall").
		Want(http.StatusPreconditionRequired)
	w.is(link, "token_required")
	w.server.Advance(24 * time.Hour)
	w.is(link, "invalid")
	w.remove(link)
}

func walkExpiredCredentials(w world) {
	day := 24 * time.Hour
	valid := w.register("erebor_mx_retail", "bnk100", single()).Want(http.StatusCreated).Text("id")
	waiting := w.register("erebor_mx_retail", "mfa_default", single()).Text("0.link")
	asked := w.register("heimdall_mx_retail", "user_valid", single()).Text("id")
	session := w.accounts(asked)
	refused := w.register("erebor_mx_retail", "six_1", single()).Text("id")
	for range 6 {
		w.accounts(refused).Want(http.StatusBadRequest, "login_error")
	}
	w.server.Advance(day - time.Second)
	w.is(valid, "valid")
	w.is(waiting, "unconfirmed")
	w.is(asked, "token_required")
	w.server.Advance(time.Second)
	for _, link := range []string{valid, waiting, asked, refused} {
		w.is(link, "invalid")
		w.accounts(link).Want(http.StatusNotFound, "expired_credentials")
		w.modify(link)
		w.Do(http.MethodPatch, "/api/links/"+link+"/", map[string]any{"access_mode": "recurrent"}).
			Want(http.StatusBadRequest, "invalid_access_mode_switch")
	}
	w.resume(session, "111111").Want(http.StatusBadRequest, "session_expired")
	w.update(valid, "pass_invalid").Want(http.StatusBadRequest, "login_error")
	w.update(valid, "pass_valid").Want(http.StatusOK)
	w.is(valid, "valid")
	w.update(waiting, "pass_valid").Want(http.StatusPreconditionRequired, "token_required")
	w.is(waiting, "token_required")
	w.remove(asked)
}

// walkModified changes and deletes links in every state.
func walkModified(w world) {
	unconfirmed := w.register("heimdall_mx_retail", "mfa_default", nil).Text("0.link")
	valid := w.Register("heimdall_mx_retail", "user_valid")
	asked := w.Register("heimdall_mx_retail", "user_valid")
	w.accounts(asked).Want(http.StatusPreconditionRequired, "token_required")
	invalid := w.Register("erebor_mx_retail", "refresh_bad1")
	w.refresh(invalid)
	for link, status := range map[string]string{unconfirmed: "unconfirmed", valid: "valid",
		asked: "token_required", invalid: "invalid"} {
		w.modify(link)
		w.is(link, status)
		w.remove(link)
	}
}
