package e2e_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"belvo-emulator/emulator/emulatortest"
)

// count is how many objects a list shows of a link.
func (w world) count(resource, link string) string {
	w.t.Helper()
	return w.Do(http.MethodGet, "/api/"+resource+"/?link="+link, nil).Want(http.StatusOK).Text("count")
}

func (w world) tryRefresh(link string, body any) *emulatortest.Answer {
	w.t.Helper()
	return w.Do(http.MethodPost, "/api/links/"+link+"/refresh/", body)
}

func TestRefreshPause(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	taken := w.tryRefresh(link, nil).Want(http.StatusAccepted)
	if keys := keysOf(t, taken.Body); len(keys) != 1 || !hex32.MatchString(taken.Text("request_id")) {
		t.Errorf("the answer is %s", taken.Body)
	}
	for _, step := range []struct {
		wait    time.Duration
		minutes int
	}{{0, 10}, {time.Second, 10}, {59 * time.Second, 9}, {8 * time.Minute, 1}, {59 * time.Second, 1}} {
		w.server.Advance(step.wait)
		again := w.tryRefresh(link, nil).Want(http.StatusConflict, "link_refreshed")
		same(t, "the message", again.Text("0.message"), fmt.Sprintf(
			"The link has already been refreshed. Please wait %d minutes before trying again.", step.minutes))
	}
	other := w.Register("erebor_mx_retail", "bnk103")
	w.tryRefresh(other, nil).Want(http.StatusAccepted)
	w.server.Advance(time.Second)
	w.tryRefresh(link, nil).Want(http.StatusAccepted)
}

// TestRefreshCollectsWhatItIsTold refreshes a link that collects nothing by itself.
func TestRefreshCollectsWhatItIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.register("erebor_mx_retail", "bnk102", fields{"access_mode": "single"}).Want(http.StatusCreated).
		Text("id")
	same(t, "the accounts before", w.count("accounts", link), "0")
	refused := w.tryRefresh(link, fields{"fetch_resources": []string{"OWNERS", "INVOICES"}})
	refused.Want(http.StatusBadRequest, "invalid")
	same(t, "the field", refused.Text("0.field"), "resources")
	w.tryRefresh(link, fields{"fetch_resources": "OWNERS"}).Want(http.StatusBadRequest, "not_a_list")
	w.tryRefresh(link, fields{"fetch_resources": []string{"OWNERS"}}).Want(http.StatusAccepted)
	same(t, "the owners", w.count("owners", link), "1")
	same(t, "the accounts after owners only", w.count("accounts", link), "0")
	w.server.Advance(10 * time.Minute)
	w.tryRefresh(link, fields{}).Want(http.StatusAccepted)
	same(t, "the accounts after all", w.count("accounts", link), "1")
	if w.count("transactions", link) == "0" || w.count("balances", link) == "0" {
		t.Error("a refresh without fetch_resources collects all that the institution has")
	}
	same(t, "the link's own fetch_resources",
		w.Do(http.MethodGet, "/api/links/"+link+"/", nil).Text("fetch_resources"), "[]")
}

// TestHistoricalUpdateNeedsNoPOST reads data that nobody asked the institution for by hand.
func TestHistoricalUpdateNeedsNoPOST(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		more                                    fields
		accounts, owners, transactions, balance bool
	}{
		"recurrent": {fields{}, true, true, true, false},
		"recurrent, chosen": {fields{"fetch_resources": []string{"OWNERS", "BALANCES"}}, true, true,
			false, true},
		"single": {fields{"access_mode": "single"}, false, false, false, false},
		"single, chosen": {fields{"access_mode": "single", "fetch_resources": []string{"OWNERS"}}, false, true,
			false, false},
		"single, not stored": {fields{"access_mode": "single", "fetch_resources": []string{"TRANSACTIONS"},
			"credentials_storage": "nostore"}, true, false, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := w.fresh(t)
			link := w.register("erebor_mx_retail", "bnk102", c.more).Want(http.StatusCreated).Text("id")
			for resource, want := range map[string]bool{"balances": c.balance, "transactions": c.transactions,
				"owners": c.owners, "accounts": c.accounts} {
				// The order does not matter: what objects need is collected along.
				if got := w.count(resource, link); (got != "0") != want && resource != "accounts" {
					t.Errorf("%s %s, want some: %v", got, resource, want)
				}
			}
			if got := w.count("accounts", link); (got != "0") != c.accounts {
				t.Errorf("%s accounts, want some: %v", got, c.accounts)
			}
		})
	}
	t.Run("after the token", func(t *testing.T) {
		t.Parallel()
		w := w.fresh(t)
		asked := w.register("heimdall_mx_retail", "mfa_default", nil)
		link := asked.Text("0.link")
		same(t, "the owners of an unconfirmed link", w.count("owners", link), "0")
		w.resume(asked, "111111").Want(http.StatusOK)
		same(t, "the owners of the valid link", w.count("owners", link), "1")
	})
}

// TestCollectionsHappenWhenTheyAreDue looks late, or early: what is seen must not depend on when
// somebody looked before.
func TestCollectionsHappenWhenTheyAreDue(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for name, look := range map[string]bool{"somebody looked": true, "nobody looked": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			link := w.Register("erebor_mx_retail", "bnk102")
			born := w.server.Now()
			peep := func() {
				if look {
					w.count("accounts", link)
					w.count("transactions", link)
				}
			}
			holds := func(what string, account *emulatortest.Answer, at string, collected time.Time) {
				t.Helper()
				same(t, what+": created_at", account.Text(at+".created_at"), wire(born))
				same(t, what+": collected_at", account.Text(at+".collected_at"), wire(collected))
			}
			list := "/api/accounts/?link=" + link
			peep()
			w.server.Advance(day)
			holds("before the refresh", w.Do(http.MethodGet, list, nil), "results.0", born)
			peep()
			w.tryRefresh(link, nil).Want(http.StatusAccepted)
			refreshed := w.server.Now()
			peep()
			w.server.Advance(day)
			w.count("transactions", link)
			holds("after the refresh", w.Do(http.MethodGet, list, nil), "results.0", refreshed)
			w.server.Advance(day)
			w.tryRefresh(link, nil).Want(http.StatusAccepted)
			peep()
			w.server.Advance(day)
			holds("a POST after a refresh", w.accounts(link).Want(http.StatusCreated), "0", w.server.Now())
			w.count("transactions", link)
			holds("the list after the POST", w.Do(http.MethodGet, list, nil), "results.0", w.server.Now())
		})
	}
}

// TestCollectionsAddUp registers and refreshes before anybody looks: what the refresh was not
// told to collect is still there, and an account's age is that of the link.
func TestCollectionsAddUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	born := w.server.Now()
	w.server.Advance(24 * time.Hour)
	w.tryRefresh(link, fields{"fetch_resources": []string{"OWNERS"}}).Want(http.StatusAccepted)
	w.server.Advance(24 * time.Hour)
	w.tryRefresh(link, fields{"fetch_resources": []string{"OWNERS"}}).Want(http.StatusAccepted)
	refreshed := w.server.Now()
	w.server.Advance(24 * time.Hour)
	owners := w.Do(http.MethodGet, "/api/owners/?link="+link, nil).Want(http.StatusOK)
	same(t, "the owner's created_at", owners.Text("results.0.created_at"), wire(born))
	same(t, "the owner's collected_at", owners.Text("results.0.collected_at"), wire(refreshed))
	accounts := w.Do(http.MethodGet, "/api/accounts/?link="+link, nil).Want(http.StatusOK)
	same(t, "the account's collected_at", accounts.Text("results.0.collected_at"), wire(born))
}

// wire is an instant as the API writes it.
func wire(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000000Z") }

func TestModifyAccessMode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	modify := func(link string, body fields) *emulatortest.Answer {
		return w.Do(http.MethodPatch, "/api/links/"+link+"/", body)
	}
	link := w.Register("erebor_mx_retail", "bnk102")
	single := modify(link, fields{"access_mode": "single"}).Want(http.StatusOK)
	same(t, "the mode", single.Text("access_mode"), "single")
	same(t, "the refresh rate", single.Value("refresh_rate"), nil)
	same(t, "credentials_storage", single.Text("credentials_storage"), "store")
	recurrent := modify(link, fields{"access_mode": "recurrent", "stale_in": "42d",
		"fetch_resources": []string{"OWNERS"}})
	same(t, "the mode again", recurrent.Want(http.StatusOK).Text("access_mode"), "recurrent")
	same(t, "the refresh rate again", recurrent.Text("refresh_rate"), "7d")
	same(t, "stale_in", recurrent.Text("stale_in"), "42d")
	same(t, "fetch_resources", recurrent.Text("fetch_resources"), "[OWNERS]")
	same(t, "nothing else", string(modify(link, fields{}).Want(http.StatusOK).Body), string(recurrent.Body))
	ignored := modify(link, fields{"credentials_storage": "1d", "external_id": "abc", "status": "invalid"})
	same(t, "what can never change", string(ignored.Want(http.StatusOK).Body), string(recurrent.Body))

	const why = "This link doesn't have stored credentials hence it can't be switched to recurrent mode"
	for name, c := range map[string]struct {
		storage string
		later   time.Duration
		good    bool
	}{
		"not stored":            {"nostore", 0, false},
		"stored for a day":      {"1d", 0, false},
		"no longer stored":      {"1d", 24 * time.Hour, false},
		"stored for three days": {"3d", 24 * time.Hour, false},
		"stored by default":     {"365d", 24 * time.Hour, true},
		"stored for good":       {"store", 24 * time.Hour, true},
	} {
		storage := fields{"access_mode": "single", "credentials_storage": c.storage,
			"fetch_resources": []string{"OWNERS"}}
		id := w.register("erebor_mx_retail", "bnk102", storage).Want(http.StatusCreated).Text("id")
		w.server.Advance(c.later)
		answer := modify(id, fields{"access_mode": "recurrent", "stale_in": "5d"})
		if c.good {
			answer.Want(http.StatusOK)
			continue
		}
		same(t, name, answer.Want(http.StatusBadRequest, "invalid_access_mode_switch").Text("0.message"), why)
		same(t, "stale_in of a refused change",
			w.Do(http.MethodGet, "/api/links/"+id+"/", nil).Text("stale_in"), "365d")
		modify(id, fields{"access_mode": "single", "stale_in": "5d"}).Want(http.StatusOK)
	}
}
