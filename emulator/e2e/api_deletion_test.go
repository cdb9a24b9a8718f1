package e2e_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
)

const asynchronous = "X-Belvo-Request-Mode: async"

// everything lists the four resources of a link.
func everything() []string { return []string{"accounts", "transactions", "balances", "owners"} }

// filled registers a user and collects everything.
func (w world) filled(user string) string {
	w.t.Helper()
	all := fields{"fetch_resources": []string{"ACCOUNTS", "TRANSACTIONS", "BALANCES", "OWNERS"}}
	return w.register("erebor_mx_retail", user, all).Want(http.StatusCreated).Text("id")
}

func TestDeletingALinkTakesEverythingAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, looked := range map[string]bool{"data that was looked at": true, "data that was not": false} {
		link, kept := w.filled("bnk102"), w.filled("bnk103")
		before := map[string]string{}
		for _, r := range everything() {
			if looked {
				w.count(r, link)
			}
			before[r] = w.count(r, kept)
		}
		account := w.Do(http.MethodGet, "/api/accounts/?link="+kept, nil).Text("results.0.id")
		w.remove(link)
		for _, r := range everything() {
			same(t, name+": "+r, w.count(r, link), "0")
			same(t, name+": other "+r, w.count(r, kept), before[r])
		}
		w.Do(http.MethodGet, "/api/accounts/"+account+"/", nil).Want(http.StatusOK)
		w.accounts(link).Want(http.StatusBadRequest, "does_not_exist")
		w.update(link, "pass_new").Want(http.StatusNotFound, "not_found")
		w.Do(http.MethodDelete, "/api/links/"+link+"/", nil).Want(http.StatusNotFound, "not_found")
	}
}

func TestDeletingALinkEndsItsSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.register("heimdall_mx_retail", "mfa_default", nil)
	w.remove(asked.Text("0.link"))
	w.resume(asked, "111111").Want(http.StatusBadRequest, "session_expired")
	link := w.Register("heimdall_mx_retail", "user_valid")
	session := w.accounts(link)
	w.remove(link)
	w.resume(session, "111111").Want(http.StatusBadRequest, "session_expired")
	w.Do(http.MethodPatch, "/api/accounts/", fields{"session": session.Text("0.session"), "token": "111111"}).
		Want(http.StatusBadRequest, "session_expired")
}

func TestDeletingAnAccountTakesItsDataAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, looked := range map[string]bool{"data that was looked at": true, "data that was not": false} {
		link := w.filled("bnk100")
		if looked {
			for _, r := range everything() {
				w.count(r, link)
			}
		}
		list := w.Do(http.MethodGet, "/api/accounts/?link="+link, nil).Want(http.StatusOK)
		gone, kept := list.Text("results.0.id"), list.Text("results.1.id")
		w.Do(http.MethodDelete, "/api/accounts/"+gone+"/", nil).Want(http.StatusNoContent)
		w.Do(http.MethodGet, "/api/accounts/"+gone+"/", nil).Want(http.StatusNotFound, "not_found")
		of := func(r, account string) string {
			return w.Do(http.MethodGet, "/api/"+r+"/?link="+link+"&account="+account, nil).Want(http.StatusOK).
				Text("count")
		}
		for _, r := range []string{"transactions", "balances"} {
			same(t, name+": "+r+" of the account", of(r, gone), "0")
			if of(r, kept) == "0" {
				t.Errorf("%s: the %s of another account are gone as well", name, r)
			}
		}
		same(t, name+": owners", w.count("owners", link), "0")
		same(t, name+": accounts", w.count("accounts", link), "4")
		w.accounts(link).Want(http.StatusCreated)
		same(t, name+": accounts after they were read again", w.count("accounts", link), "5")
	}
}

func TestDeletingOtherObjectsTakesNothingAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.filled("bnk102")
	for _, r := range []string{"transactions", "balances", "owners"} {
		list := w.Do(http.MethodGet, "/api/"+r+"/?link="+link, nil).Want(http.StatusOK)
		before := int(list.Value("count").(float64))
		w.Do(http.MethodDelete, "/api/"+r+"/"+list.Text("results.0.id")+"/", nil).Want(http.StatusNoContent)
		after := w.Do(http.MethodGet, "/api/"+r+"/?link="+link, nil).Want(http.StatusOK)
		same(t, "the number of "+r, int(after.Value("count").(float64)), before-1)
		same(t, "accounts", w.count("accounts", link), "1")
	}
}

func TestAsyncRequestsAnswer202(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link, other := w.Register("erebor_mx_retail", "bnk102"), w.Register("heimdall_mx_retail", "user_valid")
	period := fields{"link": link, "date_from": "2026-03-01", "date_to": "2026-03-16"}
	taken := w.Do(http.MethodPost, "/api/transactions/", period, asynchronous).Want(http.StatusAccepted)
	if keys := keysOf(t, taken.Body); len(keys) != 1 || !hex32.MatchString(taken.Text("request_id")) {
		t.Errorf("the answer is %s", taken.Body)
	}
	if w.count("transactions", link) == "0" {
		t.Error("the transactions are not there afterwards")
	}
	w.Do(http.MethodPost, "/api/accounts/", fields{"link": link}, asynchronous).Want(http.StatusCreated)
	period["link"] = other
	w.Do(http.MethodPost, "/api/transactions/", period, asynchronous).
		Want(http.StatusPreconditionRequired, "token_required")
	for _, id := range []string{link, other} {
		gone := w.Do(http.MethodDelete, "/api/links/"+id+"/", nil, asynchronous).Want(http.StatusAccepted)
		if id := gone.Text("request_id"); uuid.Validate(id) != nil || hex32.MatchString(id) {
			t.Errorf("the answer is %s", gone.Body)
		}
		w.Do(http.MethodGet, "/api/links/"+id+"/", nil).Want(http.StatusNotFound, "not_found")
	}
	w.Do(http.MethodDelete, "/api/links/"+link+"/", nil, asynchronous).Want(http.StatusNotFound, "not_found")
}

// TestAnAsynchronousDeletionEndsInAWebhook, with the id of the 202, which is a UUID with hyphens and
// stands in the journal too; a plain one in none.
func TestAnAsynchronousDeletionEndsInAWebhook(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link, other := w.joined("bnk102", nil), w.joined("bnk103", nil)
	before := len(w.inbox(nil))
	w.remove(other)
	taken := w.Do(http.MethodDelete, "/api/links/"+link+"/", nil, "X-Belvo-Request-Mode: async").
		Want(http.StatusAccepted)
	hooks := w.since(before)
	if len(hooks) != 1 {
		t.Fatalf("there are %q", hookNames(hooks))
	}
	same(t, "the webhook", hooks[0].name(), "LINK link_deleted")
	same(t, "its request", hooks[0].RequestID, taken.Text("request_id"))
	same(t, "the journal's", w.ask("requests/"+taken.Request()).Text("request_id"), taken.Text("request_id"))
	if id := taken.Text("request_id"); uuid.Validate(id) != nil || len(id) != len(uuid.Nil.String()) {
		t.Errorf("the id of the 202 is %q", id)
	}
	refused := w.Do(http.MethodDelete, "/api/links/"+link+"/", nil, "X-Belvo-Request-Mode: async").
		Want(http.StatusNotFound)
	if id := refused.Text("0.request_id"); !hex32.MatchString(id) {
		t.Errorf("the id of the 404 is %q", id)
	}
	same(t, "its link", hooks[0].LinkID, link)
	w.Do(http.MethodGet, "/api/links/"+link+"/", nil).Want(http.StatusNotFound)
	same(t, "the agenda", string(w.ask("clock/agenda").Body), "[]\n")
}
