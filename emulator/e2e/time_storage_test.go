package e2e_test

import (
	"net/http"
	"strconv"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

// hasData says whether GET lists anything of a link.
func (w world) hasData(link string) bool {
	w.t.Helper()
	return w.count("accounts", link) != "0" || w.count("transactions", link) != "0" ||
		w.count("owners", link) != "0"
}

// TestStaleInRemovesTheData, but not the link, which may collect again.
func TestStaleInRemovesTheData(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	fetch := []string{"ACCOUNTS", "OWNERS", "TRANSACTIONS"}
	link := w.joined("bnk102", fields{"access_mode": "single", "stale_in": "2d", "fetch_resources": fetch})
	looked := w.joined("bnk103", fields{"access_mode": "single", "stale_in": "2d", "fetch_resources": fetch})
	w.hasData(looked)
	w.advance("47h59m59s")
	if !w.hasData(link) || !w.hasData(looked) {
		t.Error("the data is gone too early")
	}
	w.advance("1s")
	for _, id := range []string{link, looked} {
		if w.hasData(id) {
			t.Error("the data is still there")
		}
		w.is(id, "valid")
	}
	before := len(w.inbox(nil))
	w.tryRefresh(link, fields{"fetch_resources": fetch}).Want(http.StatusAccepted)
	w.isHistory("collected again", w.since(before), link)
	w.advance("2d")
	if w.hasData(link) {
		t.Error("the new data is still there")
	}
	w.accounts(link).Want(http.StatusCreated)
	same(t, "the accounts of a POST", w.count("accounts", link), "1")
	w.advance("2d")
	same(t, "the accounts two days after the POST", w.count("accounts", link), "0")
}

// TestARefreshExtendsStaleIn: as long as the link is refreshed its data does not get stale.
func TestARefreshExtendsStaleIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.joined("bnk102", fields{"stale_in": "8d"})
	failing := w.joined("refresh_bad8", fields{"stale_in": "8d"})
	for range 4 {
		w.advance("7d")
		if !w.hasData(link) {
			t.Fatal("the data of a link that is refreshed is gone")
		}
	}
	if w.hasData(failing) {
		t.Error("the data of a link that cannot be refreshed stays")
	}
	w.is(failing, "invalid")
	w.modified(link, fields{"stale_in": "1d"})
	w.advance("1d")
	if w.hasData(link) {
		t.Error("the shorter stale_in has no effect")
	}
}

// TestStaleDataIsCollectedAgainByTheNextRefresh, which reports all of it.
func TestStaleDataIsCollectedAgainByTheNextRefresh(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.joined("bnk102", fields{"stale_in": "3d"})
	w.advance("3d")
	if w.hasData(link) {
		t.Error("the data is still there")
	}
	before := len(w.inbox(nil))
	w.advance("4d")
	w.isHistory("after the weekly refresh", w.since(before), link)
}

// TestCredentialsAreStoredForSoManyDays of a single link; then it needs an update.
func TestCredentialsAreStoredForSoManyDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.joined("bnk102", fields{"access_mode": "single", "credentials_storage": "3d"})
	same(t, "what is due", agendaOf(t, w.ask("clock/agenda"))[0], "2026-03-19T12:00:00Z credentials")
	w.advance("71h59m59s")
	w.accounts(link).Want(http.StatusCreated)
	moved := w.advance("1s")
	same(t, "the transition", moved.Text("transitions.0.event"), "credentials_expired")
	w.accounts(link).Want(http.StatusNotFound, "expired_credentials")
	w.update(link, "pass_valid").Want(http.StatusOK)
	w.accounts(link).Want(http.StatusCreated)
	w.advance("3d")
	w.accounts(link).Want(http.StatusNotFound, "expired_credentials")
	if !w.hasData(link) {
		t.Error("the data goes with the credentials")
	}
}
