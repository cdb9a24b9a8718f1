package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestARequestIsMadeForTheApplication: the emulator makes it as the sandbox's application, and the journal
// has it like any other.
func TestARequestIsMadeForTheApplication(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made := w.Send(emulatortest.Sending{Method: "POST", Path: "/api/links/", Body: fields{
		"institution": "heimdall_mx_retail", "username": "user_valid", "password": "pass_valid"}})
	if made.Status != http.StatusCreated || made.Request != "r1" {
		t.Fatalf("it was answered %d as %q: %s", made.Status, made.Request, made.Answer)
	}
	wantParts(t, w.ask("requests/r1"), map[string]string{"auth": "basic", "body.password": "***", "link_state": "valid"})
	links := w.Links()
	if len(links) != 1 || links[0].State != "valid" || !strings.HasPrefix(links[0].Name, "Heimdall") {
		t.Errorf("the links are %+v", links)
	}
	token := w.Send(emulatortest.Sending{Method: "POST", Path: "/api/token/", Body: fields{"scopes": "read_links"}})
	if token.Status != http.StatusOK || !strings.Contains(string(token.Answer), `"access"`) {
		t.Errorf("a token without keys: %d %s", token.Status, token.Answer)
	}
	for path, want := range map[string]string{"/__emulator/v1/reset": "must be one of Belvo's API",
		"http://elsewhere/api/links/": "must be one of Belvo's API", "api": "must be one of Belvo's API"} {
		answer := w.Do(http.MethodPost, v1+"requests/send", fields{"method": "GET", "path": path}).Want(400)
		if !strings.Contains(answer.Text("error"), want) {
			t.Errorf("%s: %s", path, answer.Body)
		}
	}
}

// TestARequestIsMadeAgain: what the journal has masked has to be given, fields may be changed, and the keys
// are those of the sandbox.
func TestARequestIsMadeAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("erebor_mx_retail", "bnk100", nil).Want(http.StatusCreated)
	refused := w.Do(http.MethodPost, v1+"requests/r1/replay", fields{}).Want(http.StatusConflict)
	if !strings.Contains(refused.Text("error"), "masked body.password") {
		t.Errorf("the refusal is %s", refused.Body)
	}
	again := w.SendAgain("r1", emulatortest.Resending{Body: fields{"password": "full", "access_mode": "single",
		"external_id": nil}})
	var link struct {
		AccessMode string `json:"access_mode"`
	}
	if err := json.Unmarshal(again.Answer, &link); err != nil || again.Status != 201 || link.AccessMode != "single" {
		t.Errorf("again: %d %s %v", again.Status, again.Answer, err)
	}
	w.Do(http.MethodGet, "/api/links/?page_size=1", nil).Want(http.StatusOK)
	if list := w.SendAgain("r3", emulatortest.Resending{}); !strings.Contains(string(list.Answer), `"count":2`) {
		t.Errorf("the list again: %s", list.Answer)
	}
	w.Do(http.MethodPost, "/api/token/", fields{"id": w.ID, "password": w.Password, "scopes": "read_links"}).
		Want(http.StatusOK)
	if token := w.SendAgain("r5", emulatortest.Resending{}); token.Status != http.StatusOK {
		t.Errorf("a token again: %d %s", token.Status, token.Answer)
	}
	w.Do(http.MethodPost, v1+"requests/r99/replay", fields{}).Want(http.StatusNotFound)
}

// TestSandboxesAreListedAndChosen by callers with the keys of the default one, and by nobody else.
func TestSandboxesAreListedAndChosen(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t)
	box, all := server.Sandbox(t), server.Default(t)
	box.Do(http.MethodGet, "/api/links/", nil, "User-Agent: acme/2 (secret)").Want(http.StatusOK)
	uses := server.Sandboxes(t)
	if len(uses) != 2 || uses[0].ID != box.ID || uses[0].Client != "acme/2" || uses[0].Requests != 1 ||
		uses[0].LastUsed == nil || !uses[1].Default || uses[1].LastUsed != nil {
		t.Errorf("the sandboxes are %+v", uses)
	}
	list := all.Do(http.MethodGet, v1+"requests?sandbox="+box.ID, nil).Want(http.StatusOK)
	if list.Text("requests.0.path") != "/api/links/" {
		t.Errorf("its requests are %s", list.Body)
	}
	all.Do(http.MethodGet, v1+"coverage?sandbox="+box.ID, nil).Want(http.StatusOK)
	all.Do(http.MethodGet, v1+"clock?sandbox=7c7c0b2e-5f4b-4b61-9c56-6f3a4b8a1d11", nil).Want(http.StatusNotFound)
	all.Do(http.MethodGet, v1+"health?sandbox=this-one", nil).Want(http.StatusOK)
	own := box.Do(http.MethodGet, v1+"sandboxes", nil).Want(http.StatusOK)
	if strings.Contains(string(own.Body), all.ID) || own.Text("default_password") != "" {
		t.Errorf("its own keys see %s", own.Body)
	}
	box.Do(http.MethodGet, v1+"clock?sandbox="+all.ID, nil).Want(http.StatusForbidden)
	box.Do(http.MethodGet, v1+"clock?sandbox="+box.ID, nil).Want(http.StatusOK)
}

// TestBankEventsSayWhyTheyAreImpossible without being tried.
func TestBankEventsSayWhyTheyAreImpossible(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Link("heimdall_mx_retail", "valid")
	report := w.Inspect(link)
	if len(report.Prospects) != 7 {
		t.Fatalf("there are %d events", len(report.Prospects))
	}
	for _, p := range report.Prospects {
		possible := p.Whens[0].Impossible == ""
		if want := p.Event != "expire_session" && p.Event != "expire_consent"; possible != want {
			t.Errorf("%s is possible: %v, %q", p.Event, possible, p.Whens[0].Impossible)
		}
	}
	if demand := report.Prospects[0]; demand.Event != "demand_token" || demand.To != "token_required" {
		t.Errorf("the first event is %+v", demand)
	}
	answer := w.Do(http.MethodPost, v1+"links/"+link+"/events", fields{"event": "expire_consent"}).Want(409)
	if why := report.Prospects[6].Whens[0].Impossible; !strings.Contains(answer.Text("error"), why) || why == "" {
		t.Errorf("it is refused with %s, and the report says %q", answer.Body, why)
	}
	table := w.server.Lifecycle(t)
	if len(table.States) != 7 || len(table.Transitions) < 50 || table.Transitions[0].Why == "" {
		t.Errorf("the table is %+v", table)
	}
}
