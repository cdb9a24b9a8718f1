package browser_test

import (
	"encoding/json"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestUpdateToken is the walk this project exists for: POST, 428, a token with link_id, the widget
// asks for the token, a wrong one is asked for again, the right one heals the link.
func TestUpdateToken(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	link := locked(t, box, "bnk100")
	p := newTab(t)
	p.open(site{}.serve(t, server.URL, updateToken(t, box, link), map[string]any{"locale": "es"}))

	p.screen("token")
	if got := p.text("belvo-identity-institution"); got != "Heimdall Bank (Pruebas MFA)" {
		t.Errorf("the widget shows the institution %q", got)
	}
	if got := p.text("belvo-identity-user"); got != "b•••••00" {
		t.Errorf("the widget shows the user %q", got)
	}
	p.shot("update-token-es")
	p.fill("token", "999999")
	p.click("belvo-submit")
	p.sees("belvo-alert")
	p.shot("update-token-wrong-es")
	if status := box.Status(link); status != "token_required" {
		t.Errorf("after a wrong token the link is %s", status)
	}
	var e event
	for _, c := range p.calls("onEvent", 3) {
		if e = readEvent(t, c); e.EventName == "ERROR" {
			break
		}
	}
	if e.EventName != "ERROR" || e.MetaData["error_code"] != "token_required" ||
		e.MetaData["institution_name"] != "heimdall_mx_retail" || e.RequestID == "" ||
		e.MetaData["timestamp"] == "" {
		t.Errorf("the event of the wrong token is %+v", e)
	}
	p.fill("token", "111111")
	p.click("belvo-submit")
	p.screen("success")
	p.shot("update-success-es")
	wantCallback(t, p, link, "heimdall_mx_retail")
	if status := box.Status(link); status != "valid" {
		t.Errorf("after the right token the link is %s", status)
	}
	p.click("belvo-finish")
	p.until("return !host")
	if exits := p.called("onExit"); len(exits) > 0 {
		t.Errorf("onExit after a success: %s", exits[0].Args)
	}
	p.stayedHere()
}

// TestUpdateCredentials updates an invalid link: a wrong password leaves it as it was.
func TestUpdateCredentials(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box := server.Sandbox(t)
	link := invalid(t, box)
	p := newTab(t)
	p.open(site{}.serve(t, server.URL, updateToken(t, box, link), map[string]any{"locale": "en"}))

	p.screen("credentials")
	p.shot("update-credentials-en")
	names := eval[[]string](p, "return Array.from(root.querySelectorAll('input'), (i) => i.name)")
	if len(names) != 1 || names[0] != "password" {
		t.Errorf("the form has the fields %v, want password alone", names)
	}
	p.fill("password", "pass_invalid")
	p.click("belvo-submit")
	p.sees("belvo-alert")
	p.shot("update-credentials-wrong-en")
	if status := box.Status(link); status != "invalid" {
		t.Errorf("after a wrong password the link is %s", status)
	}
	p.fill("password", "new_secret")
	p.click("belvo-submit")
	p.screen("success")
	wantCallback(t, p, link, "heimdall_mx_retail")
	if status := box.Status(link); status != "valid" {
		t.Errorf("after the right password the link is %s", status)
	}
}

// event is an event as the widget's onEvent gets it.
type event struct {
	EventName string         `json:"eventName"`
	RequestID string         `json:"request_id"`
	Metadata  map[string]any `json:"metadata"`
	MetaData  map[string]any `json:"meta_data"`
}

func readEvent(t *testing.T, c call) event {
	t.Helper()
	var e event
	if err := json.Unmarshal(c.Args[0], &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// wantCallback holds that the callback came once, with two strings.
func wantCallback(t *testing.T, p *tab, link, institution string) {
	t.Helper()
	calls := p.calls("callback", 1)
	if len(calls) != 1 || len(calls[0].Args) != 2 {
		t.Fatalf("%d callbacks: %s", len(calls), calls)
	}
	if got := word(t, calls[0].Args[0]); link != "" && got != link {
		t.Errorf("callback with the link %s, want %s", got, link)
	}
	if got := word(t, calls[0].Args[1]); got != institution {
		t.Errorf("callback with the institution %s, want %s", got, institution)
	}
}
