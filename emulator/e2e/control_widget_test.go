package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// visit goes through the widget without a browser.
func (w world) visit(access string, answers, more fields) *emulatortest.Answer {
	w.t.Helper()
	body := fields{"access_token": access, "answers": answers}
	for k, v := range more {
		body[k] = v
	}
	return w.Do(http.MethodPost, v1+"widget", body).Want(http.StatusOK)
}

// stopped reports a visit that ended elsewhere, or for another reason.
func stopped(t testing.TB, visit *emulatortest.Answer, step, reason string) {
	t.Helper()
	if visit.Text("step") != step || !strings.Contains(visit.Text("reason"), reason) || visit.Text("done") != "false" {
		t.Errorf("it ended with %s, want %s: %s", visit.Body, step, reason)
	}
}

// TestTheWidgetWithoutABrowser heals a link: the browser tests compare what it calls with what the
// real one does; this one looks at what it does to the sandbox.
func TestTheWidgetWithoutABrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("heimdall_mx_retail", "bnk100")
	w.accounts(link).Want(http.StatusPreconditionRequired, "token_required")
	access, _ := w.pair("read_institutions,write_links,read_links", fields{"link_id": link})
	stopped(t, w.visit(access, fields{"token": "999999"}, nil), "/token", "every token of the plan was refused")
	w.is(link, "token_required")
	visit := w.visit(access, fields{"token": []string{"999999", "111111"}}, nil)
	same(t, "the link", visit.Text("link"), link)
	same(t, "it ended", visit.Text("done")+" "+visit.Text("success"), "true true")
	same(t, "the pages", strings.Join(textsOf(visit.Value("pages")), " "), "/token /linking /token /linking /success")
	same(t, "the last call", visit.Text("calls.6.function")+" "+visit.Text("calls.6.arguments.0")+" "+
		visit.Text("calls.6.arguments.1"), "callback "+link+" heimdall_mx_retail")
	same(t, "the instant", visit.Text("calls.2.arguments.0.meta_data.timestamp"), "2026-03-16T12:00:00.000Z")
	w.is(link, "valid")
	if strings.Contains(string(visit.Body), "999999") || strings.Contains(string(visit.Body), access) {
		t.Errorf("the report has a secret: %s", visit.Body)
	}
	again := w.visit(access, fields{"token": "111111"}, nil)
	stopped(t, again, "/error", "ACCESS_TOKEN_NOT_VALID") // it was used up
}

// TestTheWidgetTellsTheTimeOfItsSandbox, also where the access token is no longer good.
func TestTheWidgetTellsTheTimeOfItsSandbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	w.advance("90m")
	access, _ := w.pair("read_institutions,write_links", nil)
	plan := fields{"institution": "erebor_mx_retail", "username": "user_invalid", "password": "p"}
	instant := func(visit *emulatortest.Answer) string {
		calls, _ := visit.Value("calls").([]any)
		for i := range calls {
			if at := visit.Text(fmt.Sprintf("calls.%d.arguments.0.meta_data.timestamp", i)); at != "" {
				return at
			}
		}
		return string(visit.Body)
	}
	same(t, "the instant of an error", instant(w.visit(access, plan, nil)), "2026-03-16T13:30:00.000Z")
	w.advance("60m")
	late := w.visit(access, plan, nil)
	stopped(t, late, "/error", "ACCESS_TOKEN_NOT_VALID")
	same(t, "the instant of an expired token", instant(late), "2026-03-16T14:30:00.000Z")
}

// TestTheWidgetMeetsFaults as the real one does: what cannot be read is an unexpected error, and
// what never comes is told when the time is over.
func TestTheWidgetMeetsFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	access, _ := w.pair("read_institutions,write_links", nil)
	plan := fields{"institution": "erebor_mx_retail", "username": "u", "password": "p"}
	for _, fault := range []any{"reset", "truncated", "malformed", fields{"status": 502}} {
		w.next(fields{"fault": fault, "match": fields{"operation": "register"}})
		stopped(t, w.visit(access, plan, nil), "/error", "unexpected_error")
	}
	w.next(fields{"fault": "reset", "match": fields{"path": "/api/institutions/"}})
	stopped(t, w.visit(access, plan, nil), "/error", "offline")
	w.next(fields{"fault": "hang", "match": fields{"operation": "register"}})
	hung := w.visit(access, plan, fields{"timeout": "50ms"})
	for wait := 100; hung.Text("step") != "/linking" && wait < 60_000; wait *= 2 { // it came not even so far
		stopped(t, hung, hung.Text("step"), "no answer came in time")
		hung = w.visit(access, plan, fields{"timeout": fmt.Sprintf("%dms", wait)})
	}
	stopped(t, hung, "/linking", "no answer came in time")
	w.Do(http.MethodDelete, v1+"next", nil).Want(http.StatusOK)
	same(t, "the links", w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK).Text("count"), "0")
	weak, _ := w.pair("write_links", nil)
	stopped(t, w.visit(weak, plan, nil), "/error", "permission_denied")
	same(t, "the end", w.visit(access, plan, nil).Text("success"), "true")
}

// TestAVisitDoesNotApproveForEver at a bank that asks for approval again each time, where there is nothing to type.
func TestAVisitDoesNotApproveForEver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Tell(`
version: 1
name: asks-on
steps:
  - {at: POST /api/links/, nth: 1, respond: token_required, challenge: {type: inputless}}
`)
	access, _ := w.pair("read_institutions,write_links,read_links", nil)
	visit := w.visit(access, fields{"institution": "erebor_mx_retail", "username": "bnk100", "password": "pass_valid"}, nil)
	stopped(t, visit, "/token", "the bank goes on to ask for approval")
}
