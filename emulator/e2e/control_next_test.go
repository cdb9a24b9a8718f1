package e2e_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// next queues what the next matching request shall get.
func (w world) next(body fields) *emulatortest.Answer {
	w.t.Helper()
	return w.Do(http.MethodPost, v1+"next", body).Want(http.StatusOK)
}

// TestQueuedCodesGoThroughTheLifecycle: what an institution can answer does to the link what it
// would do if a scenario had answered it; every other code changes nothing.
func TestQueuedCodesGoThroughTheLifecycle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.next(fields{"match": fields{"operation": "register"}, "respond": "login_error"})
	w.register("erebor_mx_retail", "bnk100", nil).Want(http.StatusBadRequest, "login_error")
	link := w.Register("erebor_mx_retail", "bnk100")
	w.next(fields{"match": fields{"operation": "retrieve", "link": link}, "respond": "token_required",
		"challenge": fields{"type": "numeric", "value": "4711"}})
	asked := w.accounts(link).Want(http.StatusPreconditionRequired, "token_required")
	same(t, "the challenge", asked.Text("0.token_generation_data.value"), "4711")
	w.is(link, "token_required")
	w.next(fields{"match": fields{"operation": "resume"}, "respond": "ok"})
	w.resume(asked, "any").Want(http.StatusOK)
	w.is(link, "valid")
	w.next(fields{"match": fields{"operation": "retrieve"}, "respond": "invalid_link"})
	w.accounts(link).Want(http.StatusBadRequest, "invalid_link")
	w.is(link, "valid")
	w.next(fields{"respond": "login_error", "times": 6,
		"message": "The user account is locked, user needs to contact the institution to unlock it"})
	for range 6 {
		refused := w.accounts(link).Want(http.StatusBadRequest, "login_error")
		if !strings.Contains(refused.Text("0.message"), "locked") {
			t.Fatalf("another message: %s", refused.Body)
		}
	}
	w.is(link, "invalid")
	w.next(fields{"match": fields{"operation": "update"}, "respond": "too_many_sessions", "status": 429})
	same(t, "the status", w.update(link, "pass_new").Status, http.StatusTooManyRequests)
	w.update(link, "pass_new").Want(http.StatusOK)
	w.next(fields{"match": fields{"operation": "refresh"}, "respond": "link_refreshed"})
	w.Do(http.MethodPost, "/api/links/"+link+"/refresh/", nil).Want(http.StatusConflict, "link_refreshed")
	w.next(fields{"match": fields{"operation": "delete"}, "respond": "permission_denied"})
	w.Do(http.MethodDelete, "/api/links/"+link+"/", nil).Want(http.StatusForbidden, "permission_denied")
	w.remove(link)
}

// TestQueuedAnswersForResourcesThatShareAWord: a match names a resource by Belvo's word, whichever
// country's resource of that word a request is about.
func TestQueuedAnswersForResourcesThatShareAWord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("ofmockbank_br_retail", "76109277673")
	w.next(fields{"match": fields{"resource": "balances"}, "respond": "institution_down"})
	w.Do(http.MethodPost, "/api/br/balances/", fields{"link": link}).
		Want(http.StatusBadRequest, "institution_down")
	link = w.Register("sii_cl_fiscal", "12345678-5")
	w.next(fields{"match": fields{"resource": "tax_status"}, "respond": "institution_down"})
	w.Do(http.MethodPost, "/api/cl/tax-status/", fields{"link": link}).
		Want(http.StatusBadRequest, "institution_down")
}

// TestQueuedAnswersForOtherRequests: lists, details and tokens get the code itself.
func TestQueuedAnswersForOtherRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link, other := w.Register("erebor_mx_retail", "bnk100"), w.Register("gringotts_br_retail", "bnk100")
	one := func(id string) *emulatortest.Answer { return w.Do(http.MethodGet, "/api/links/"+id+"/", nil) }
	list := func(path string) *emulatortest.Answer { return w.Do(http.MethodGet, path, nil) }
	w.next(fields{"match": fields{"institution": "gringotts_*"}, "respond": "request_timeout"})
	one(link).Want(http.StatusOK)
	one(other).Want(http.StatusRequestTimeout, "request_timeout")
	one(other).Want(http.StatusOK)
	w.next(fields{"match": fields{"method": "get", "path": "/api/owners*"}, "respond": "unexpected_error"})
	w.next(fields{"match": fields{"operation": "list", "resource": "accounts"}, "respond": "quota_limit_reached"})
	list("/api/links/").Want(http.StatusOK)
	list("/api/accounts").Want(http.StatusForbidden, "quota_limit_reached")
	list("/api/owners/?link="+link).Want(http.StatusInternalServerError, "unexpected_error")
	list("/api/owners/").Want(http.StatusOK)
	w.next(fields{"match": fields{"operation": "token"}, "respond": "authentication_failed"})
	w.next(fields{"match": fields{"operation": "login"}, "fault": fields{"status": 503}})
	w.next(fields{"match": fields{"operation": "detail"}, "respond": "ok", "fault": "malformed"})
	w.Do(http.MethodPost, "/api/token/", fields{"id": w.ID, "password": w.Password, "scopes": "read_links"}).
		Want(http.StatusUnauthorized, "authentication_failed")
	_, refresh := w.pair("read_links", nil)
	w.next(fields{"match": fields{"path": "/api/token/refresh/"}, "respond": "token_not_valid"})
	for _, status := range []int{http.StatusUnauthorized, http.StatusOK} {
		w.Do(http.MethodPost, "/api/token/refresh/", fields{"refresh": refresh}).Want(status)
	}
	down := list("/api/")
	same(t, "the page", down.Status, http.StatusServiceUnavailable)
	same(t, "its type", down.Header.Get("Content-Type"), "text/html; charset=utf-8")
	same(t, "half of a link", strings.HasSuffix(string(one(link).Body), "<html>"), true)
	one(link).Want(http.StatusOK)
	same(t, "the queue", string(w.ask("next").Body[:14]), `{"waiting":[],`)
	same(t, "the latest", w.ask("next").Text("used.0.operation")+" "+w.ask("next").Text("used.0.link"), "detail "+link)
	same(t, "the neighbour's", w.fresh(t).ask("next").Text("used.0.operation"), "")
}

// TestAQueuedFaultLosesTheAnswer: with ok it has happened all the same, without it has not.
func TestAQueuedFaultLosesTheAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	links := func() string { return w.Do(http.MethodGet, "/api/links/", nil).Want(http.StatusOK).Text("count") }
	for i, body := range []fields{{"fault": "reset"}, {"respond": "ok", "fault": "reset"}} {
		w.next(body)
		if answer, err := w.Try(http.MethodPost, "/api/links/", fields{"institution": "erebor_mx_retail",
			"username": "bnk100", "password": "pass_valid"}); err == nil {
			t.Errorf("the answer came: %s", answer.Body)
		}
		same(t, "the links", links(), []string{"0", "1"}[i])
	}
}

// TestQueuedLatencyIsOnTheClock: the answer is the ordinary one, and comes when the clock has moved.
func TestQueuedLatencyIsOnTheClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.next(fields{"latency": "3s", "match": fields{"path": "*/links/"}})
	got := make(chan *emulatortest.Answer)
	go func() { got <- w.Do(http.MethodGet, "/api/links/", nil) }()
	until(t, "the answer waits", func() bool { return w.server.Waiting() > 0 })
	w.server.Advance(3 * time.Second)
	(<-got).Want(http.StatusOK)
}

// TestExactlySoManyRequestsGetAQueuedAnswer, however many come at once.
func TestExactlySoManyRequestsGetAQueuedAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")
	w.next(fields{"respond": "institution_down", "times": 3, "match": fields{"operation": "retrieve"}})
	w.next(fields{"respond": "request_timeout", "times": 4})
	codes := make(chan string, 40)
	var asking sync.WaitGroup
	for i := range 40 {
		asking.Go(func() {
			if i%2 == 0 {
				codes <- w.accounts(link).Text("0.code")
				return
			}
			codes <- w.Do(http.MethodGet, "/api/links/"+link+"/", nil).Text("0.code")
		})
	}
	asking.Wait()
	close(codes)
	got := map[string]int{}
	for code := range codes {
		got[code]++
	}
	if got["institution_down"] != 3 || got["request_timeout"] != 4 {
		t.Errorf("they got %v", got)
	}
	same(t, "those that were used", len(items(t, []byte(rawOf(t, w.ask("next"), "used")))), 7)
}

// TestARefreshOnScheduleIsNoRequest: it gets only what waits for refreshes.
func TestARefreshOnScheduleIsNoRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("erebor_mx_retail", "bnk100")
	w.next(fields{"respond": "login_error"})
	w.advance("7d")
	same(t, "the link", w.inspect(link).Text("status"), "valid")
	same(t, "cleared", w.Do(http.MethodDelete, v1+"next", nil).Want(http.StatusOK).Text("cleared"), "1")
	w.next(fields{"respond": "link_refreshed", "match": fields{"operation": "refresh"}})
	w.next(fields{"respond": "token_required", "match": fields{"operation": "refresh"}})
	w.advance("7d")
	w.is(link, "token_required")
	same(t, "cleared", w.Do(http.MethodDelete, v1+"next", nil).Want(http.StatusOK).Text("cleared"), "1")
}
