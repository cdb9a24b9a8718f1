package e2e_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// occur makes an event happen to a link.
func (w world) occur(link, event string, more ...string) *emulatortest.Answer {
	w.t.Helper()
	body := fields{"event": event}
	if len(more) > 0 {
		body["when"] = more[0]
	}
	return w.Do(http.MethodPost, v1+"links/"+link+"/events", body)
}

// inspect is what the control surface knows of a link.
func (w world) inspect(link string) *emulatortest.Answer {
	w.t.Helper()
	return w.ask("links/" + link)
}

// moved reports an occurrence whose transition is another than "from event to".
func moved(t testing.TB, done *emulatortest.Answer, want string) {
	t.Helper()
	done.Want(http.StatusOK)
	same(t, "the transition", done.Text("transition.from")+" "+done.Text("transition.event")+" "+
		done.Text("transition.to"), want)
}

// walkTold walks the edges that only control calls walk: sessions that end before their time.
func walkTold(w world) {
	unconfirmed := w.register("erebor_mx_retail", "mfa_default", nil)
	asked := w.Register("heimdall_mx_retail", "user_valid")
	first := w.accounts(asked)
	for _, session := range []*emulatortest.Answer{unconfirmed, first} {
		link := session.Text("0.link")
		state := w.Status(link)
		moved(w.t, w.occur(link, "expire_session"), state+" session_expired "+state)
		w.resume(session, "111111").Want(http.StatusBadRequest, "session_expired")
		w.is(link, state)
		same(w.t, "a second time", w.occur(link, "expire_session").Status, http.StatusConflict)
	}
	late, second := w.accounts(asked), w.owners(asked)
	w.resume(late, "111111").Want(http.StatusOK)
	moved(w.t, w.occur(asked, "expire_session"), "valid session_expired valid")
	w.resume(second, "111111").Want(http.StatusBadRequest, "session_expired")
}

// TestPinsChooseTheScenario: a link's pin goes before the sandbox's, that before the header, and
// the header before the match.
func TestPinsChooseTheScenario(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := func(link string) string { return w.inspect(link).Text("scenario.name") }
	header := "X-Belvo-Emulator-Scenario: account-locked"
	old := w.Register("erebor_mx_retail", "someone")
	same(t, "without a pin", at(old), "sandbox")
	w.Do(http.MethodPut, v1+"scenario", fields{"name": "heimdall-once"}).Want(http.StatusOK)
	same(t, "the pin", w.ask("scenarios").Text("pinned"), "heimdall-once")
	same(t, "a link that was there", at(old), "heimdall-once")
	fresh := w.Do(http.MethodPost, "/api/links/", fields{"institution": "erebor_mx_retail", "username": "new",
		"password": "pass_valid"}, header).Want(http.StatusCreated).Text("id")
	same(t, "a link with a header", at(fresh), "heimdall-once")
	w.accounts(old).Want(http.StatusPreconditionRequired, "token_required")

	pinned := w.Do(http.MethodPut, v1+"links/"+fresh+"/scenario", fields{"name": "heimdall", "state": "locked"})
	same(t, "the pinned link's state", pinned.Want(http.StatusOK).Text("scenario.state"), "locked")
	same(t, "the pinned link", pinned.Text("scenario.pinned"), "true")
	w.Do(http.MethodPost, "/api/accounts/", fields{"link": fresh}, header).
		Want(http.StatusPreconditionRequired, "token_required")
	same(t, "a pinned link with a header", at(fresh), "heimdall")

	w.Do(http.MethodPut, v1+"scenario", fields{"name": nil}).Want(http.StatusOK)
	same(t, "the pin", w.ask("scenarios").Value("pinned"), nil)
	same(t, "a link after the pin", at(old), "heimdall-once")
	same(t, "a new link after the pin", at(w.Register("erebor_mx_retail", "third")), "sandbox")
	w.Do(http.MethodPut, v1+"links/"+fresh+"/scenario", fields{"name": nil}).Want(http.StatusOK)
	same(t, "a link without its pin", at(fresh), "sandbox")
	same(t, "the neighbour", w.fresh(t).ask("scenarios").Value("pinned"), nil)
	for state, want := range map[string]string{"lokked": `no state "lokked", did you mean "locked"?`,
		"": `no scenario "heimdal", did you mean "heimdall"?`} {
		name := map[bool]string{true: "heimdal", false: "heimdall"}[state == ""]
		refused := w.Do(http.MethodPut, v1+"links/"+old+"/scenario", fields{"name": name, "state": state})
		if refused.Want(http.StatusNotFound); !strings.Contains(refused.Text("error"), want) {
			t.Errorf("%s, want %s", refused.Body, want)
		}
	}
}

// TestScenariosAreListed: with whom they claim and the states that links can be moved to.
func TestScenariosAreListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	list := w.ask("scenarios")
	found := map[string]map[string]any{}
	for _, s := range list.Value("scenarios").([]any) {
		found[s.(map[string]any)["name"].(string)] = s.(map[string]any)
	}
	heimdall := found["heimdall"]
	if len(found) < 17 || heimdall["file"] != "scenarios/heimdall.yaml" || heimdall["summary"] == "" {
		t.Errorf("the list is %s", list.Body)
	}
	if states := heimdall["states"].([]any); !slices.Contains(states, any("locked")) || heimdall["start"] == "" {
		t.Errorf("heimdall has the states %v", states)
	}
	same(t, "whom it claims", heimdall["match"].(map[string]any)["institutions"].([]any)[0], any("heimdall_*"))
}

// TestTheBankDemandsAToken: at once, as a refresh finds it, or only when it is asked; and it
// insists until it has the token.
func TestTheBankDemandsAToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("erebor_mx_retail", "bnk100")
	done := w.occur(link, "demand_token")
	moved(t, done, "valid refresh_challenged token_required")
	same(t, "its webhook", done.Text("webhooks.0.type")+" "+done.Text("webhooks.0.code"), "LINK token_required")
	same(t, "the inbox", w.inboxNames()[len(w.inboxNames())-1], "LINK token_required")
	w.is(link, "token_required")
	asked := w.accounts(link).Want(http.StatusPreconditionRequired, "token_required")
	w.resume(asked, "999999").Want(http.StatusPreconditionRequired, "token_required")
	w.Do(http.MethodPost, "/api/owners/", fields{"link": link, "token": "999999"}).
		Want(http.StatusPreconditionRequired, "token_required")
	w.Do(http.MethodPost, "/api/owners/", fields{"link": link, "token": "111111"}).Want(http.StatusCreated)
	w.is(link, "valid")
	w.accounts(link).Want(http.StatusCreated)

	later := w.Do(http.MethodPost, v1+"links/"+link+"/events", fields{"event": "demand_token", "when": "next_contact",
		"challenge": fields{"type": "numeric", "value": "4711", "expiry": "90s"}}).Want(http.StatusOK)
	same(t, "nothing has changed", later.Value("transition"), nil)
	w.is(link, "valid")
	report := w.inspect(link)
	same(t, "the demand", report.Text("demand"), "token_required")
	asked = w.accounts(link).Want(http.StatusPreconditionRequired, "token_required")
	same(t, "the challenge", asked.Text("0.token_generation_data.value")+" "+asked.Text("0.expiry"), "4711 90")
	report = w.inspect(link)
	if !strings.Contains(string(report.Body), `{"operation":"retrieve","resource":"ACCOUNTS","challenge":"numeric",`) {
		t.Errorf("the session is not there: %s", report.Body)
	}
	if secret := asked.Text("0.session"); strings.Contains(string(report.Body), secret) ||
		strings.Contains(string(report.Body), "4711") {
		t.Errorf("the report tells what resumes the session: %s", report.Body)
	}
	w.resume(asked, "111111").Want(http.StatusOK)
	same(t, "the demand", w.inspect(link).Value("demand"), nil)
}

// TestTheUserChangesThePassword: the link looks well until somebody tries, and an update heals it.
func TestTheUserChangesThePassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("erebor_mx_retail", "bnk100")
	same(t, "the transition", w.occur(link, "change_password").Want(http.StatusOK).Value("transition"), nil)
	w.is(link, "valid")
	w.accounts(link).Want(http.StatusBadRequest, "login_error")
	w.update(link, "pass_invalid").Want(http.StatusBadRequest, "login_error")
	same(t, "the refused posts", w.inspect(link).Text("refused_posts"), "1")
	moved(t, w.occur(link, "refresh"), "valid refresh_refused invalid")
	w.update(link, "new").Want(http.StatusOK)
	w.accounts(link).Want(http.StatusCreated)
	moved(t, w.occur(link, "change_password", "now"), "valid refresh_refused invalid")
	w.accounts(link).Want(http.StatusBadRequest, "invalid_link")
	w.update(link, "newer").Want(http.StatusOK)
	w.accounts(link).Want(http.StatusCreated)
}

// TestANewPasswordMayNeedATokenToo: once the bank has taken the new credentials of an update, a token
// completes it, whenever the change was found out.
func TestANewPasswordMayNeedATokenToo(t *testing.T) {
	t.Parallel()
	for _, when := range []string{"now", "next_contact"} {
		w := newWorld(t, manual)
		link := w.Register("heimdall_mx_retail", "someone")
		w.occur(link, "change_password", when).Want(http.StatusOK)
		asked := w.Do(http.MethodPut, "/api/links/"+link+"/", fields{"password": "new", "token": "wrong"})
		w.resume(asked, "111111").Want(http.StatusOK)
		w.is(link, "valid")
	}
}

// TestEventsThatLinksCanHave goes through the rest, and what is answered where one is impossible.
func TestEventsThatLinksCanHave(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("erebor_mx_retail", "bnk100")
	refreshed := w.occur(link, "refresh")
	moved(t, refreshed, "valid refresh_ok valid")
	same(t, "the bank's answer", refreshed.Text("answer"), "ok")
	moved(t, w.occur(link, "invalidate"), "valid refresh_refused invalid")
	same(t, "the webhook", w.inboxNames()[len(w.inboxNames())-1], "LINK invalid_credentials")
	for event, why := range map[string]string{
		"refresh":         "refresh is impossible: a link that is invalid is not refreshed; possible now: expire_credentials",
		"demand_token":    "a link that is invalid is not refreshed, so nothing is found out at its bank",
		"change_password": "nothing but an update reaches the bank while the link is invalid",
		"expire_session":  "no MFA session of the link is open"} {
		refused := w.occur(link, event).Want(http.StatusConflict)
		if !strings.Contains(refused.Text("error"), why) {
			t.Errorf("%s: %s, want %s", event, refused.Body, why)
		}
	}
	moved(t, w.occur(link, "expire_credentials"), "invalid credentials_expired expired")
	w.accounts(link).Want(http.StatusNotFound, "expired_credentials")
	same(t, "what is left", w.occur(link, "expire_credentials").Want(http.StatusConflict).Text("error"),
		"expire_credentials is impossible: the link is expired, so there are no credentials any more that could "+
			"expire; possible now: nothing")
	waiting := w.register("erebor_mx_retail", "mfa_default", nil).Text("0.link")
	same(t, "what can happen instead", w.Do(http.MethodPost, v1+"links/"+waiting+"/events",
		fields{"event": "change_password", "when": "now"}).Want(http.StatusConflict).Text("error"),
		"change_password is impossible: a link that is unconfirmed is not refreshed, so nothing is found out at its "+
			"bank; possible now: change_password (next_contact), expire_session, expire_credentials")
	report := w.inspect(waiting)
	same(t, "what can happen", strings.Join(textsOf(report.Value("events")), " "),
		"change_password expire_session expire_credentials")
	same(t, "the state", report.Text("state")+" "+report.Text("scenario.state"), "unconfirmed visitor")
	down := w.Do(http.MethodPost, "/api/links/", fields{"institution": "erebor_mx_retail", "username": "u",
		"password": "p"}, "X-Belvo-Emulator-Scenario: sandbox").Text("id")
	same(t, "its timers", w.inspect(down).Text("timers.0.kind"), "refresh")
}

// textsOf is a JSON list of texts.
func textsOf(list any) []string {
	items, _ := list.([]any)
	all := make([]string, len(items))
	for i, item := range items {
		all[i], _ = item.(string)
	}
	return all
}

// rawOf is a part of a JSON object as it was written.
func rawOf(t testing.TB, answer *emulatortest.Answer, key string) string {
	t.Helper()
	var object map[string]json.RawMessage
	unmarshal(t, answer.Body, &object)
	return string(object[key])
}
