package e2e_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestTheNthRequestGetsItsAnswer: requests are counted as they arrive, the refused ones too.
func TestTheNthRequestGetsItsAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")
	w.next(fields{"match": fields{"path": "/api/accounts/", "nth": 3}, "respond": "institution_down"})
	w.accounts(link).Want(http.StatusCreated)
	w.Do(http.MethodPost, "/api/accounts/", fields{}).Want(http.StatusBadRequest, "required")
	w.accounts(link).Want(http.StatusBadRequest, "institution_down")
	w.accounts(link).Want(http.StatusCreated)
	w.next(fields{"match": fields{"operation": "detail", "nth": 2}, "respond": "request_timeout", "times": 2})
	for _, status := range []int{200, 408, 408, 200} {
		w.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(status)
	}
}

// TestAnAnswerForTheNthIsSpentByBeingPassed: what the nth request cannot use strikes no later one.
func TestAnAnswerForTheNthIsSpentByBeingPassed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")
	w.next(fields{"match": fields{"path": "/api/accounts/", "nth": 1}, "respond": "token_required"})
	w.Do(http.MethodPost, "/api/accounts/", fields{}).Want(http.StatusBadRequest, "required")
	w.accounts(link).Want(http.StatusCreated)
	same(t, "the queue", string(w.ask("next").Body), `{"waiting":[],"used":[]}`+"\n")
}

// TestAnswersFromThenOn: always has no end but its removal, and one answer alone can be removed.
func TestAnswersFromThenOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")
	one := w.next(fields{"match": fields{"operation": "retrieve", "nth": 2}, "respond": "institution_down", "always": true})
	other := w.next(fields{"match": fields{"operation": "list"}, "fault": fields{"status": 503}, "always": true})
	w.accounts(link).Want(http.StatusCreated)
	for range 5 {
		w.accounts(link).Want(http.StatusBadRequest, "institution_down")
		w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusServiceUnavailable)
	}
	remove := func(id string, status int) {
		t.Helper()
		same(t, "the status", w.Do(http.MethodDelete, v1+"next/"+id, nil).Status, status)
	}
	remove(one.Text("id"), http.StatusNoContent)
	remove(one.Text("id"), http.StatusNotFound)
	remove("x", http.StatusNotFound)
	w.accounts(link).Want(http.StatusCreated)
	w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusServiceUnavailable)
	id, _ := strconv.Atoi(other.Text("id"))
	w.RemoveNext(id)
	w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
}

// TestEffectsHappenRightBefore: at the bank of the link that the request names in its path, parameters
// or body, or by its MFA session, and on the clock.
func TestEffectsHappenRightBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, link := w.Register("heimdall_mx_retail", "bnk006"), ""
	other := w.Register("erebor_mx_retail", "bnk100")
	link = other
	w.next(fields{"match": fields{"path": "/api/accounts/", "nth": 2}, "before": []fields{{"event": "demand_token"}}})
	w.accounts(link).Want(http.StatusCreated)
	asked := w.accounts(link).Want(http.StatusPreconditionRequired, "token_required")
	w.next(fields{"match": fields{"method": "PATCH"}, "before": []fields{{"event": "expire_session"}}})
	w.resume(asked, "123456").Want(http.StatusBadRequest, "session_expired")
	w.next(fields{"match": fields{"operation": "detail"}, "before": []fields{{"event": "invalidate"}}})
	same(t, "the status", w.Status(link), "invalid")
	same(t, "it happened", w.ask("next").Text("used.0.before.0.link")+w.ask("next").Text("used.0.before.0.why"), link)
	w.next(fields{"match": fields{"path": "/api/institutions/"}, "before": []fields{{"event": "invalidate",
		"link": "first"}, {"advance": "25h"}, {"event": "expire_session"}}})
	before := w.now()
	w.Do(http.MethodGet, "/api/institutions/?page_size=1", nil).Want(http.StatusOK)
	same(t, "the first", w.Status(first), "invalid")
	same(t, "the clock", w.now()[:10] > before[:10], true)
	same(t, "none", w.ask("next").Text("used.0.before.2.why"), "there is no such link: of-this-request")
}

// TestATokenExpiresRightBefore: a clock that moves right before a request ends its access token.
func TestATokenExpiresRightBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	access, _ := w.pair("read_links", nil)
	w.next(fields{"match": fields{"path": "/api/links/", "nth": 2}, "before": []fields{{"advance": "1h"}}})
	w.bearer(access).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK)
	w.bearer(access).Do(http.MethodGet, "/api/links/", nil).Want(http.StatusUnauthorized, "token_not_valid")
}

// TestAnAnswerThatHasTakenEffectIsLost: the 428 opened its session, and nobody has seen it.
func TestAnAnswerThatHasTakenEffectIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")
	w.Next(emulatortest.Next{Match: emulatortest.Match{Operation: "retrieve", Nth: 1}, Respond: "token_required",
		Fault: "reset", Before: []emulatortest.Effect{{Advance: "1h"}}})
	if answer, err := w.Try(http.MethodPost, "/api/accounts/", fields{"link": link}); err == nil {
		t.Errorf("the answer came: %s", answer.Body)
	}
	w.is(link, "token_required")
	same(t, "the sessions", w.ask("links/"+link).Text("sessions.0.open"), "true")
}

// TestTurnsThatCannotBe are refused with what is wrong.
func TestTurnsThatCannotBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for want, body := range map[string]fields{
		`exclude each other`:              {"respond": "ok", "times": 2, "always": true},
		`"times" must be at most 1000000`: {"respond": "ok", "times": 1_000_001},
		`"nth" must be at most 1000000`:   {"respond": "ok", "match": fields{"nth": 1_000_000_000_000}},
		`leave "link" and "institution"`:  {"respond": "ok", "match": fields{"nth": 1, "institution": "erebor_mx_retail"}},
		`either "event" or "advance"`:     {"before": []fields{{}}},
		`"advance" stands alone`:          {"before": []fields{{"advance": "1h", "link": "first"}}},
		`a duration such as 25h`:          {"before": []fields{{"advance": "soon"}}},
		`first or an id`:                  {"before": []fields{{"event": "refresh", "link": "last"}}},
		`cannot happen`:                   {"before": []fields{{"event": "refresh", "when": "next_contact"}}},
		`belongs to the event`:            {"before": []fields{{"event": "refresh", "challenge": fields{}}}},
		`"match.nth" must be at least 1`:  {"respond": "ok", "match": fields{"nth": 0}},
		`did you mean "expire_session"?`:  {"before": []fields{{"event": "expire_sesion"}}},
		`one of "respond", "fault", "lat`: {"match": fields{"nth": 1}},
	} {
		answer := w.Do(http.MethodPost, v1+"next", body).Want(http.StatusBadRequest)
		if !strings.Contains(answer.Text("error"), want) {
			t.Errorf("%v is told %s, want %s", body, answer.Text("error"), want)
		}
	}
}
