package e2e_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// hookNames tells which webhooks there are.
func hookNames(hooks []hook) []string {
	all := []string{}
	for _, h := range hooks {
		all = append(all, h.name())
	}
	return all
}

// modified changes a link's access mode or data policies.
func (w world) modified(link string, body fields) {
	w.t.Helper()
	w.Do(http.MethodPatch, "/api/links/"+link+"/", body).Want(http.StatusOK)
}

// joined registers a link with more fields than the usual three and returns its id.
func (w world) joined(user string, more fields) string {
	w.t.Helper()
	return w.register("erebor_mx_retail", user, more).Want(http.StatusCreated).Text("id")
}

// TestWebhooksRepeatTheRequestThatCausedThem, be it a 202 or any other.
func TestWebhooksRepeatTheRequestThatCausedThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("erebor_mx_retail", "bnk102")
	ids := map[string]bool{}
	for _, cause := range []func() *emulatortest.Answer{
		func() *emulatortest.Answer { return w.tryRefresh(link, nil).Want(http.StatusAccepted) },
		func() *emulatortest.Answer {
			return w.Do(http.MethodPost, "/api/transactions/", fields{"link": link, "date_from": "2026-01-01",
				"date_to": "2026-03-01"}, "X-Belvo-Request-Mode: async").Want(http.StatusAccepted)
		},
	} {
		before := len(w.inbox(nil))
		id := cause().Text("request_id")
		if ids[id] || !hex32.MatchString(id) {
			t.Errorf("the request's id is %q", id)
		}
		ids[id] = true
		hooks := w.since(before)
		if len(hooks) == 0 {
			t.Error("the request caused no webhook")
		}
		for _, h := range hooks {
			same(t, "the request of "+h.name(), h.RequestID, id)
		}
	}
	before := len(w.inbox(nil))
	w.advance("7d")
	for _, h := range w.since(before) {
		if ids[h.RequestID] || !hex32.MatchString(h.RequestID) {
			t.Errorf("%s, which time caused, has the request %q", h.name(), h.RequestID)
		}
	}
}

// TestARefreshThatWasAskedForHasTheWholeHistory of what it was told to fetch.
func TestARefreshThatWasAskedForHasTheWholeHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	for mode, link := range map[string]string{
		"recurrent": w.joined("bnk102", nil), "single": w.joined("bnk103", fields{"access_mode": "single"}),
	} {
		before := len(w.inbox(nil))
		w.tryRefresh(link, nil).Want(http.StatusAccepted)
		hooks := w.since(before)
		slices.SortFunc(hooks, func(a, b hook) int { return strings.Compare(a.name(), b.name()) })
		same(t, mode+": everything", strings.Join(hookNames(hooks), ", "), "ACCOUNTS historical_update, "+
			"INCOMES historical_update, OWNERS historical_update, RECURRING_EXPENSES historical_update, "+
			"RISK_INSIGHTS historical_update, TRANSACTIONS historical_update")
		w.isHistory(mode, slices.DeleteFunc(hooks, func(h hook) bool {
			return !slices.Contains(historical(), h.name())
		}), link)
		w.advance("10m")
		before = len(w.inbox(nil))
		w.tryRefresh(link, fields{"fetch_resources": []string{"OWNERS"}}).Want(http.StatusAccepted)
		same(t, mode+": told to fetch owners", strings.Join(hookNames(w.since(before)), ", "),
			"OWNERS historical_update")
	}
}

// TestWhoGetsAHistoricalUpdate: recurrent links, and single ones that say what to fetch. After an update
// they get it only if there is fresh data: owners, for one, do not change.
func TestWhoGetsAHistoricalUpdate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		more        fields
		want, fresh []string
	}{
		"recurrent":         {nil, historical(), historical()},
		"recurrent, owners": {fields{"fetch_resources": []string{"OWNERS"}}, historical()[1:2], nil},
		"single":            {fields{"access_mode": "single"}, nil, nil},
		"single, chosen": {fields{"access_mode": "single", "fetch_resources": []string{"TRANSACTIONS", "OWNERS"}},
			[]string{historical()[2], historical()[1]}, []string{historical()[2], historical()[1]}},
		"no webhook is known": {fields{"fetch_resources": []string{"BALANCES"}}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, manual)
			link := w.joined("bnk100", c.more)
			if got := w.inboxNames(); !slices.Equal(got, c.want) {
				t.Errorf("after the registration: %q, want %q", got, c.want)
			}
			before := len(w.inbox(nil))
			w.update(link, "pass_new").Want(http.StatusOK)
			same(t, "webhooks after an update at once", len(w.since(before)), 0)
			w.advance("5d")
			w.update(link, "pass_new").Want(http.StatusOK)
			if got := hookNames(w.since(before)); !slices.Equal(got, append([]string{}, c.fresh...)) {
				t.Errorf("after an update: %q, want %q", got, c.fresh)
			}
			w.update(link, "pass_invalid").Want(http.StatusBadRequest)
			same(t, "after a refused update", len(w.since(before)), len(c.fresh))
		})
	}
}

// TestSwitchingTheAccessMode starts and ends the refreshes; the first comes a day later, with the
// whole history, whatever the link had collected when it was single.
func TestSwitchingTheAccessMode(t *testing.T) {
	t.Parallel()
	for name, more := range map[string]fields{
		"had collected nothing": {"access_mode": "single"},
		"had collected": {"access_mode": "single",
			"fetch_resources": []string{"ACCOUNTS", "OWNERS", "TRANSACTIONS"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, manual)
			link := w.joined("bnk102", more)
			before := len(w.inbox(nil))
			w.advance("8d")
			same(t, "the refreshes of a single link", len(w.since(before)), 0)
			w.modified(link, fields{"access_mode": "recurrent"})
			same(t, "the webhooks of the switch", len(w.since(before)), 0)
			w.advance("23h59m59s")
			same(t, "the refreshes before the day is over", len(w.since(before)), 0)
			w.advance("1s")
			w.isHistory("after a day", w.since(before), link)
			if due := agendaOf(t, w.ask("clock/agenda")); due[0] != "2026-04-01T12:00:00Z refresh" {
				t.Errorf("the agenda is %q", due)
			}
			w.modified(link, fields{"access_mode": "single"})
			if due := agendaOf(t, w.ask("clock/agenda")); slices.ContainsFunc(due,
				func(d string) bool { return strings.HasSuffix(d, "refresh") }) {
				t.Errorf("the agenda of a single link is %q", due)
			}
			before = len(w.inbox(nil))
			w.advance("60d")
			same(t, "the refreshes of a link that is single again", len(w.since(before)), 0)
		})
	}
}

// TestRefreshesFollowTheRefreshRate counts from the last successful login.
func TestRefreshesFollowTheRefreshRate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("erebor_mx_retail", "bnk100")
	same(t, "the rate", w.Do(http.MethodGet, "/api/links/"+link+"/", nil).Text("refresh_rate"), "7d")
	due := func(want string) {
		t.Helper()
		same(t, "the next refresh", agendaOf(t, w.ask("clock/agenda?limit=1"))[0], want+" refresh")
	}
	due("2026-03-23T12:00:00Z")
	w.advance("7d")
	due("2026-03-30T12:00:00Z")
	w.advance("36h")
	w.tryRefresh(link, nil).Want(http.StatusAccepted)
	due("2026-03-30T12:00:00Z")
	w.update(link, "pass_new").Want(http.StatusOK)
	due("2026-04-01T00:00:00Z")
	moved := w.advance("21d")
	var at []string
	for i := range items(t, mustField(t, moved.Body, "transitions")) {
		at = append(at, moved.Text("transitions." + string(rune('0'+i)) + ".at")[:10])
	}
	same(t, "the days of the refreshes", strings.Join(at, " "), "2026-04-01 2026-04-08 2026-04-15")
}

// TestALinkThatNeedsAnUpdateIsNotRefreshed until it got one.
func TestALinkThatNeedsAnUpdateIsNotRefreshed(t *testing.T) {
	t.Parallel()
	for _, f := range failures() {
		t.Run(f.code, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, manual)
			link := w.Register("erebor_mx_retail", f.user)
			w.advance("70d")
			if got := w.inboxNames(); !slices.Equal(got, append(historical(), "LINK "+f.code)) {
				t.Errorf("in ten weeks there are %q", got)
			}
			w.is(link, f.status)
			w.update(link, "pass_new").Want(http.StatusOK)
			before := len(w.inbox(nil))
			w.advance("7d")
			same(t, "a week after the update", strings.Join(hookNames(w.since(before)), ", "), "LINK "+f.code)
		})
	}
}

// TestAnAsynchronousRequestEndsInAWebhook that tells what was new.
func TestAnAsynchronousRequestEndsInAWebhook(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.joined("bnk102", fields{"access_mode": "single", "external_id": "ours"})
	for _, period := range []fields{
		{"link": link, "date_from": "2026-01-01", "date_to": "2026-02-28"},
		{"link": link, "date_from": "2026-02-01", "date_to": "2026-03-15"},
		{"link": link, "date_from": "2026-02-01", "date_to": "2026-03-15"},
	} {
		had, before := len(w.held(link)), len(w.inbox(nil))
		w.Do(http.MethodPost, "/api/transactions/", period, "X-Belvo-Request-Mode: async").
			Want(http.StatusAccepted)
		hooks := w.since(before)
		if len(hooks) != 1 {
			t.Fatalf("there are %q", hookNames(hooks))
		}
		h := hooks[0]
		same(t, "the webhook", h.name(), "TRANSACTIONS new_transactions_available")
		same(t, "its process", h.ProcessType, "async_post")
		same(t, "its external id", *h.ExternalID, "ours")
		same(t, "its data", string(h.Data), `{"new_transactions":`+itoa(len(w.held(link))-had)+`}`)
	}
	before := len(w.inbox(nil))
	w.Do(http.MethodPost, "/api/transactions/", fields{"link": link, "date_from": "2026-01-01",
		"date_to": "2026-02-28"}).Want(http.StatusCreated)
	w.Do(http.MethodPost, "/api/owners/", fields{"link": link}, "X-Belvo-Request-Mode: async").
		Want(http.StatusCreated) // owners know no other mode
	same(t, "the webhooks of a synchronous request", len(w.since(before)), 0)
}

// TestAnAsynchronousRequestTellsWhatChanged: day by day, until a transaction is no longer pending.
func TestAnAsynchronousRequestTellsWhatChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.joined("bnk100", fields{"access_mode": "single"})
	for range 30 {
		before, seen := w.held(link), len(w.inbox(nil))
		w.Do(http.MethodPost, "/api/transactions/", fields{"link": link, "date_from": "2026-03-01",
			"date_to": w.now()[:10]}, "X-Belvo-Request-Mode: async").Want(http.StatusAccepted)
		hooks := w.since(seen)
		same(t, "the first webhook", hooks[0].name(), "TRANSACTIONS new_transactions_available")
		want := newsOf(before, w.held(link)).updated
		same(t, "whether there is another", len(hooks) == 2, len(want) > 0)
		if len(want) > 0 {
			same(t, "the other", hooks[1].name()+" "+hooks[1].ProcessType,
				"TRANSACTIONS transactions_updated async_post")
			var data struct {
				Updated []string `json:"updated_transactions"`
			}
			unmarshal(t, hooks[1].Data, &data)
			same(t, "what changed", strings.Join(slices.Sorted(slices.Values(data.Updated)), " "),
				strings.Join(want, " "))
			return
		}
		w.advance("1d")
	}
	t.Error("no transaction was pending in a month, which proves nothing")
}
