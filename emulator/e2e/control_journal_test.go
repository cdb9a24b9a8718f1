package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
)

// entryHeader names a request's entry in the journal.
const entryHeader = "X-Belvo-Emulator-Request"

// entry is the explanation of an answer.
func (w world) entry(answer *emulatortest.Answer) *emulatortest.Answer {
	w.t.Helper()
	id := answer.Header.Get(entryHeader)
	if id == "" {
		w.t.Fatalf("the answer names no entry: %s", answer.Header)
	}
	return w.ask("requests/" + id)
}

// asked lists the requests that the query chooses, as their ids.
func (w world) asked(query string) string {
	w.t.Helper()
	list, _ := w.ask("requests?" + query).Value("requests").([]any)
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].(map[string]any)["id"].(string)
	}
	return strings.Join(ids, " ")
}

// wantParts holds that parts of a JSON answer are as they should be.
func wantParts(t testing.TB, answer *emulatortest.Answer, want map[string]string) {
	t.Helper()
	for path, text := range want {
		if got := answer.Text(path); got != text {
			t.Errorf("%s is %q, want %q in %s", path, got, text, answer.Body)
		}
	}
}

// TestTheJournalExplainsAnAnswer: what matched and why, before and after, and what follows.
func TestTheJournalExplainsAnAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	registered := w.register("heimdall_mx_retail", "user_valid", nil).Want(http.StatusCreated)
	link := registered.Text("id")
	wantParts(t, w.entry(registered), map[string]string{"id": "r1", "operation": "RegisterLink", "auth": "basic",
		"body.password": "***", "body.institution": "heimdall_mx_retail", "status": "201", "link": link,
		"link_state_before": "none", "link_state": "valid", "scenario.name": "heimdall",
		"scenario.state_before": "visitor", "scenario.state_after": "linked", "transitions.0.event": "register_ok",
		"transitions.0.cause": "r1", "webhooks.0.code": "historical_update", "answer.id": link,
		"due.refresh": "2026-03-23T12:00:00Z", "unread": "", "at": "2026-03-16T12:00:00Z"})
	asked := w.Do(http.MethodPost, "/api/accounts/", fields{"link": link}, "X-Belvo-Request-Mode: async").
		Want(http.StatusPreconditionRequired)
	explained := w.entry(asked)
	wantParts(t, explained, map[string]string{"errors.0.code": "token_required", "link_state_before": "valid",
		"link_state": "token_required", "transitions.0.to": "token_required", "transitions.1": "",
		"answer.0.session": "***", "request_id": asked.Text("0.request_id"),
		"curl": `curl -i -X POST -u "$BELVO_SECRET_ID:$BELVO_SECRET_PASSWORD" -H 'X-Belvo-Request-Mode: async' ` +
			`--data-raw '{"link":"` + link + `"}' -H ` +
			`'Content-Type: application/json' "$BELVO_API_URL"'/api/accounts/'`})
	if rule := explained.Text("scenario.rule"); !strings.HasPrefix(rule, "scenarios/heimdall.yaml:") {
		t.Errorf("the rule is %q", rule)
	}
	wantParts(t, w.ask("transitions?link="+link), map[string]string{"transitions.0.cause": "r2",
		"transitions.1.cause": "r1", "matched": "2", "dropped": "0"})
	w.Do(http.MethodGet, v1+"requests/r9", nil).Want(http.StatusNotFound)
}

// TestWhatNothingReads is listed with what was probably meant, and only that.
func TestWhatNothingReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "user_valid")
	token := fields{"id": w.ID, "password": w.Password, "scopes": "read_links", "link": link}
	for _, c := range []struct {
		method, path string
		body         any
		want         string // name>meant, of the body and, after bars, of the query and the headers
		headers      []string
	}{
		{"POST", "/api/token/", token, "link>link_id|", nil},
		{"POST", "/api/accounts/", fields{"link": link, "encryption_key": "zz"}, "encryption_key>|", nil},
		{"POST", "/api/transactions/?fields=id", fields{"link": link, "date_form": "2026-01-01",
			"date_to": "2026-03-01", "type": "x"}, "date_form>date_from type>|", nil},
		{"GET", "/api/links/?page=1&page_size=5&omit=id&status=valid&institution__in=a", nil, "|", nil},
		{"GET", "/api/links/?statu=valid&institution__inn=x", nil, "|institution__inn>institution__in statu>status",
			nil},
		{"GET", "/api/links/" + link + "/?page=2&fields=id", nil, "|page>", nil},
		{"GET", "/api/accounts/", fields{"why": "because"}, "why>|", nil},
		{"POST", "/api/links/", `{"institution":"a"}`, "|",
			[]string{"Content-Type: application/x-www-form-urlencoded"}},
		{"POST", "/api/links/", "institution=a&user=b&password=zz", "user>username|",
			[]string{"Content-Type: application/x-www-form-urlencoded"}},
		{"POST", "/api/nothing/", fields{"why": "because"}, "|", nil},
		{"GET", "/api/links/", nil, "||X-Belvo-Emulator-Scenario>", []string{"X-Belvo-Emulator-Scenario: slow"}},
		{"POST", "/api/owners/", fields{"link": link}, "|", []string{"X-Belvo-Emulator-Scenario: sandbox"}},
		{"GET", "/api/links/", nil, "||X-Belvo-Emulator-Scenaro>X-Belvo-Emulator-Scenario " +
			"X-Belvo-Request-Mod>X-Belvo-Request-Mode",
			[]string{"X-Belvo-Emulator-Scenaro: slow", "X-Belvo-Request-Mod: async"}},
	} {
		entry := w.entry(w.Do(c.method, c.path, c.body, c.headers...))
		var shown struct {
			Unread struct {
				Body, Query, Headers []struct{ Name, Did_you_mean string }
			}
		}
		unmarshal(t, entry.Body, &shown)
		var parts [3][]string
		for i, list := range [][]struct{ Name, Did_you_mean string }{shown.Unread.Body, shown.Unread.Query,
			shown.Unread.Headers} {
			for _, f := range list {
				parts[i] = append(parts[i], f.Name+">"+f.Did_you_mean)
			}
		}
		got := strings.Join(parts[0], " ") + "|" + strings.Join(parts[1], " ")
		if parts[2] != nil {
			got += "|" + strings.Join(parts[2], " ")
		}
		same(t, c.method+" "+c.path, got, c.want)
	}
}

// TestPagesDoNotRepeatSecrets: a list's addresses of other pages have the whole query string.
func TestPagesDoNotRepeatSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, secret := range map[string]bool{"access_token=zz_zz": true, "pasword=zz_zz": true,
		"name__in=zz_zz,erebor_mx_retail,heimdall_mx_retail": false} {
		answer := w.Do(http.MethodGet, "/api/institutions/?page_size=1&"+query, nil).Want(http.StatusOK)
		entry := w.entry(answer)
		if got := strings.Contains(string(entry.Body), "zz_zz"); got == secret {
			t.Errorf("%s: that the value is kept is %t: %s", query, got, entry.Body)
		}
		same(t, "its next page is kept", entry.Text("answer.next") == answer.Text("next"), !secret)
	}
}

// TestEveryRequestIsRecorded, also those that were refused, in the sandbox that they name.
func TestEveryRequestIsRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "user_valid")
	wrong := *w.Sandbox
	wrong.Password = "wrong"
	nobody := *w.Sandbox
	nobody.ID = "nobody"
	for _, c := range []struct {
		as           *emulatortest.Sandbox
		method, path string
		want         string
	}{
		{w.Sandbox, http.MethodGet, "/api/links/" + link + "/", "r2 200 basic DetailLink"},
		{w.Sandbox, http.MethodHead, "/api/links/", "r3 200 basic ListLinks"},
		{w.Sandbox, http.MethodGet, "/api/nothing/", "r4 404 basic "},
		{w.Sandbox, http.MethodPatch, "/api/token/", "r5 405 basic "},
		{w.Sandbox, http.MethodDelete, "/api/owners/", "r6 405 basic "},
		{w.Sandbox, http.MethodGet, "/payments/links/", "r7 501 basic GET /payments/{rest...}"},
		{&wrong, http.MethodGet, "/api/links/", "r8 401 refused ListLinks"},
		{&nobody, http.MethodGet, "/api/links/", "u1 401 refused ListLinks"},
		{&nobody, http.MethodGet, "/elsewhere", "u2 404 refused "},
	} {
		answer := c.as.Do(c.method, c.path, nil)
		id, reader := answer.Header.Get(entryHeader), w
		if strings.HasPrefix(id, "u") { // the default sandbox shows what belongs to none
			reader = world{w.server.SandboxNamed(t, emulator.DefaultSecretID), w.server, t}
			w.Do(http.MethodGet, v1+"requests/"+id, nil).Want(http.StatusNotFound)
		}
		e := reader.entry(answer)
		got := fmt.Sprintf("%s %s %s %s", e.Text("id"), e.Text("status"), e.Text("auth"), e.Text("operation"))
		same(t, c.method+" "+c.path, got, c.want)
	}
	if got := w.asked(""); got != "r8 r7 r6 r5 r4 r3 r2 r1" {
		t.Errorf("the journal has %s", got)
	}
}

// TestIDsAreChosenAsIDs, in whichever letters and with or without hyphens.
func TestIDsAreChosenAsIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")              // r1
	bare := strings.ToUpper(strings.ReplaceAll(link, "-", ""))    // the same id
	w.Do(http.MethodGet, "/api/accounts/?link="+bare, nil)        // r2
	w.Do(http.MethodPost, "/api/owners/", fields{"link": bare})   // r3
	w.Do(http.MethodPost, "/api/balances/", fields{"link": link}) // r4
	w.Do(http.MethodGet, "/api/links/"+bare+"/", nil)             // r5
	for _, id := range []string{link, bare, strings.ToUpper(link)} {
		same(t, "body.link="+id, w.asked("body.link="+id), "r4 r3")
		same(t, "path="+id, w.asked("path=/api/links/"+id), "r5")
		asked := fields{"query": fields{"link": id}}
		same(t, "query "+id, w.Do(http.MethodPost, v1+"requests/verify", asked).Text("count"), "1")
	}
	same(t, "another id", w.asked("body.link="+bare[:31]+"x"), "")
	same(t, "a pattern", w.asked("body.link="+link[:8]+"*"), "r4")
}

// TestRequestsAreChosen by what they and their answers were.
func TestRequestsAreChosen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("heimdall_mx_retail", "user_valid")                                                  // r1
	w.Do(http.MethodPost, "/api/accounts/", fields{"link": link, "save_data": false})                       // r2
	w.Do(http.MethodGet, "/api/links/?page=2", nil)                                                         // r3
	w.Do(http.MethodPost, "/api/links/", fields{"institution": "narnia", "username": "a", "password": "b"}) // r4
	for query, want := range map[string]string{
		"": "r4 r3 r2 r1", "limit=2": "r4 r3", "since=r2": "r4 r3", "method=post": "r4 r2 r1",
		"path=/api/links": "r4 r3 r1", "path=/api/*": "r4 r3 r2 r1", "status=428": "r2",
		"code=token_required": "r2",
		"link=" + link:        "r2 r1", "body.link=" + link: "r2", "body.institution=heimdall*": "r1",
		"body.institution=/^[hn]/": "r4 r1", "body.save_data=false": "r2", "body.password=*": "r4 r1",
		"auth=bearer": "",
	} {
		same(t, query, w.asked(query), want)
	}
	for query, reason := range map[string]string{
		"since=r9": `no request "r9"`, "status=many": "status",
		"code=token_requird":       `did you mean "token_required"`,
		"body.password=pass_valid": "may be a secret", "body.link=/(/": "body.link",
		"statu=428":  `did you mean "status"`,
		"auth=basik": `did you mean "basic"`, "limit=0": "limit", "body.=x": "unknown parameter",
	} {
		answer := w.Do(http.MethodGet, v1+"requests?"+query, nil)
		if answer.Status < 400 || !strings.Contains(answer.Text("error"), reason) {
			t.Errorf("%s: %d %s, want %q", query, answer.Status, answer.Body, reason)
		}
	}
}

// TestFaultsAreInTheJournal with what the client got of them.
func TestFaultsAreInTheJournal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for fault, want := range map[string]string{"status: 503": "503 ", "malformed": "400 login_error",
		"reset": "0 "} {
		kind, _, _ := strings.Cut(fault, ":")
		body := fields{"respond": "login_error", "fault": kind}
		if kind == "status" {
			body["fault"] = fields{"status": 503}
		}
		w.Do(http.MethodPost, v1+"next", body).Want(http.StatusOK)
		_, _ = w.Try(http.MethodPost, "/api/links/", fields{"institution": "erebor_mx_retail", "username": "bnk102",
			"password": "b"})
		e := w.ask("requests?limit=1")
		same(t, fault, e.Text("requests.0.status")+" "+e.Text("requests.0.errors.0.code"), want)
	}
}

// TestAResetBeginsTheJournalAnew, with the same names.
func TestAResetBeginsTheJournalAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Register("erebor_mx_retail", "user_valid")
	w.Do(http.MethodPost, v1+"reset", nil).Want(http.StatusOK)
	same(t, "the journal", w.asked(""), "")
	w.Register("erebor_mx_retail", "user_valid")
	same(t, "the journal", w.asked(""), "r1")
}

// TestTheWidgetsOwnCalls are in the journal too, without what they must not show.
func TestTheWidgetsOwnCalls(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("heimdall_mx_retail", "user_valid")
	access, _ := w.pair(connectScopes, fields{"link_id": link})
	started := w.bearer(access).Do(http.MethodPost, "/widget/v1/start", nil).Want(http.StatusOK)
	entry := w.entry(started)
	wantParts(t, entry, map[string]string{"id": "r3", "operation": "POST /widget/v1/start", "auth": "bearer",
		"link": link, "link_state": "valid", "scenario.name": "heimdall", "answer.link.id": link})
	refused := w.bearer("x").Do(http.MethodPost, "/widget/v1/start", nil).Want(http.StatusUnauthorized)
	same(t, "a refused call is", refused.Header.Get(entryHeader), "u1")
}
