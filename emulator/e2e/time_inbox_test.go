package e2e_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"belvo-emulator/emulator"
	"belvo-emulator/emulator/emulatortest"
	"belvo-emulator/emulator/internal/webhook"
)

// TestWithoutAnEndpointWebhooksGoToTheInbox, at once and each sandbox's to its own.
func TestWithoutAnEndpointWebhooksGoToTheInbox(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]emulatortest.Option{"real": nil, "manual": {manual}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, options...)
			other := w.fresh(t)
			link, second := w.Register("erebor_mx_retail", "bnk102"), w.Register("erebor_mx_retail", "bnk103")
			for query, want := range map[string][]string{
				"":                                   slices.Concat(historical(), historical()),
				"link=" + link:                       historical(),
				"link=" + second + "&type=OWNERS":    historical()[1:2],
				"code=token_required":                {},
				"code=historical_update&limit=2":     historical()[1:],
				"from=6":                             historical()[2:],
				"type=ACCOUNTS&limit=1&link=" + link: historical()[:1],
			} {
				values, err := url.ParseQuery(query)
				if err != nil {
					t.Fatal(err)
				}
				if got := hookNames(w.inbox(values)); !slices.Equal(got, want) {
					t.Errorf("%s: %q, want %q", query, got, want)
				}
			}
			same(t, "what the other has", len(other.inbox(nil)), 0)
			same(t, "the deliveries", string(w.ask("webhooks/deliveries").Body), "[]\n")
			same(t, "the attempts", string(w.ask("webhooks/attempts").Body), "[]\n")
			shown := w.ask("webhooks/inbox?limit=1")
			same(t, "its time", shown.Text("0.at"), "2026-03-16T12:00:00Z")
			same(t, "its number", shown.Text("0.seq"), "6")
			same(t, "its id", shown.Text("0.webhook_id"), shown.Text("0.body.webhook_id"))
		})
	}
}

// TestAnyEventCanBeFiredByHand at a link that exists, with any data.
func TestAnyEventCanBeFiredByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.joined("bnk102", fields{"access_mode": "single", "external_id": "ours"})
	data := fields{"consent_id": "29a54e55-44f7-4fd1-9a6b-3f5e4d2b7f11", "action": "renew"}
	id := w.Do(http.MethodPost, v1+"webhooks/fire", fields{"link": link, "type": "CONSENT",
		"process": "recurrent_update", "code": "openfinance_consent_expired", "data": data}).
		Want(http.StatusOK).Text("webhook_id")
	w.fire(link, "LINK", "token_required")
	hooks := w.inbox(nil)
	same(t, "the inbox", strings.Join(hookNames(hooks), ", "),
		"CONSENT openfinance_consent_expired, LINK token_required")
	same(t, "its id", hooks[0].WebhookID, id)
	same(t, "its link", hooks[0].LinkID, link)
	same(t, "its process", hooks[0].ProcessType, "recurrent_update")
	same(t, "its external id", *hooks[0].ExternalID, "ours")
	same(t, "its data", string(hooks[0].Data),
		`{"action":"renew","consent_id":"29a54e55-44f7-4fd1-9a6b-3f5e4d2b7f11"}`)
	w.is(link, "valid")
	w.Do(http.MethodPost, v1+"webhooks/fire", fields{"link": w.ID, "type": "LINK", "code": "token_required"}).
		Want(http.StatusNotFound)
	w.Do(http.MethodPost, v1+"webhooks/fire", fields{"link": link, "type": "LINK"}).Want(http.StatusBadRequest)
	same(t, "what a refusal sent", len(w.inbox(nil)), 2)
}

// TestAnEventWithoutDataSaysWhatItWouldSay if it came by itself, its process included.
func TestAnEventWithoutDataSaysWhatItWouldSay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	bank := w.joined("bnk102", nil)
	dated := w.Register("ofmockbank_br_retail", "76109277673")
	taxes := w.register("tatooine_mx_fiscal", "fiscal102", fields{"fetch_resources": []string{"INVOICES"}}).
		Want(http.StatusCreated).Text("id")
	single := w.joined("bnk103", fields{"access_mode": "single"})
	latest := w.inbox(nil)
	count := func(resource, link string) string { return itoa(len(w.resultsOf(resource, link))) }
	for _, c := range []struct{ link, kind, code, process, data string }{
		{bank, "LINK", "token_required", "recurrent_update",
			`{"error_code":"token_required",` +
				`"error_message":"A MFA token is required by the institution to login","status":428}`},
		{bank, "LINK", "invalid_credentials", "recurrent_update", `{"error_code":"login_error",` +
			`"error_message":"Invalid credentials provided to login to the institution","status":400}`},
		{bank, "LINK", "link_deleted", "", `{}`},
		{bank, "ACCOUNTS", "historical_update", "historical_update",
			`{"total_accounts":` + count("accounts", bank) + `}`},
		{bank, "TRANSACTIONS", "historical_update", "historical_update", w.countsOf(bank)[2]},
		{bank, "TRANSACTIONS", "new_transactions_available", "recurrent_update",
			`{"new_transactions":` + count("transactions", bank) + `}`},
		{single, "OWNERS", "historical_update", "historical_update", `{"total_owners":1}`}, // nobody has looked yet
		{bank, "BILLS", "historical_update", "historical_update", `{"total_bills":0}`},
		{bank, "CONSENT", "openfinance_consent_expired", "recurrent_update", `{}`},
		{taxes, "INVOICES", "initial_inflow_update", "historical_update", dataOf(latest, "initial_inflow_update")},
		{dated, "CONSENT", "openfinance_consent_expired", "recurrent_update", ""},
		{bank, "MOON", "moon_full", "", `{}`},
	} {
		seen := len(w.inbox(nil))
		w.fire(c.link, c.kind, c.code)
		got := w.since(seen)[0]
		same(t, "the process of "+c.code, got.ProcessType, c.process)
		if c.data == "" {
			same(t, "the keys of "+c.code, strings.Join(keysOf(t, got.Data), " "),
				"consent_id action institution institution_display_name institution_icon_logo")
			continue
		}
		same(t, "the data of "+c.code, string(got.Data), c.data)
	}
}

// dataOf is what the first webhook with a code says.
func dataOf(hooks []hook, code string) string {
	for _, h := range hooks {
		if h.WebhookCode == code {
			return string(h.Data)
		}
	}
	return ""
}

// TestWaitingNeedsNoSleep: an event that is there already, one that comes, none.
func TestWaitingNeedsNoSleep(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.Register("erebor_mx_retail", "refresh_mfa")
	there := w.ask("webhooks/wait?type=OWNERS")
	same(t, "what is there", there.Text("body.webhook_code"), "historical_update")
	same(t, "its number", there.Text("seq"), "2")

	came := make(chan *emulatortest.Answer)
	go func() {
		answer, err := w.Try(http.MethodGet, v1+"webhooks/wait?type=LINK&code=token_required&timeout=60s", nil)
		if err != nil {
			t.Error(err)
		}
		came <- answer
	}()
	w.advance("7d")
	answer := (<-came).Want(http.StatusOK)
	same(t, "what came", answer.Text("code"), "token_required")
	same(t, "its link", answer.Text("link"), link)
	same(t, "its time", answer.Text("at"), "2026-03-23T12:00:00Z")

	late := w.Do(http.MethodGet, v1+"webhooks/wait?from=5&timeout=1ms", nil).Want(http.StatusRequestTimeout)
	if !strings.Contains(late.Text("error"), "1ms") {
		t.Errorf("the refusal is %s", late.Body)
	}
	w.fresh(t).Do(http.MethodGet, v1+"webhooks/wait?timeout=0s", nil).Want(http.StatusRequestTimeout)
}

// TestEndpointsComeAndGo in one sandbox without any other noticing.
func TestEndpointsComeAndGo(t *testing.T) {
	t.Parallel()
	configured := receive(t, nil)
	w := newWorld(t, manual, sendTo(configured))
	other, r := w.fresh(t), receive(t, nil)
	added := w.Do(http.MethodPost, v1+"webhooks/endpoints", fields{"id": "mine", "url": r.URL,
		"authorization": "Basic abcd", "profile": "payments", "types": []string{"LINK", "OWNERS"}}).
		Want(http.StatusOK)
	const shown = `{"id":"mine","url":"%","authorization":"[redacted]","profile":"payments",` +
		`"types":["LINK","OWNERS"]}`
	same(t, "what was added", string(added.Body), strings.Replace(shown, "%", r.URL, 1)+"\n")
	same(t, "the endpoints", len(items(t, w.ask("webhooks/endpoints").Body)), 2)
	same(t, "the other's", len(items(t, other.ask("webhooks/endpoints").Body)), 1)

	w.Register("erebor_mx_retail", "bnk102")
	other.Register("erebor_mx_retail", "bnk102")
	w.advance("0s")
	mine := r.take()
	if len(mine) != 1 || mine[0].name() != "OWNERS historical_update" || mine[0].authorization != "Basic abcd" {
		t.Errorf("mine are %q", names(mine))
	}
	same(t, "those of the configured one", len(configured.take()), 3)
	same(t, "the inbox", len(w.inbox(nil)), 0)

	w.Register("erebor_mx_retail", "bnk103")
	w.Do(http.MethodDelete, v1+"webhooks/endpoints/main", nil).Want(http.StatusNoContent)
	w.Do(http.MethodDelete, v1+"webhooks/endpoints/main", nil).Want(http.StatusNotFound)
	w.advance("0s")
	same(t, "what a removed one gets", len(configured.take()), 0)
	same(t, "its deliveries", len(items(t, w.ask("webhooks/deliveries?state=withdrawn").Body)), 3)
	other.advance("0s")
	same(t, "what the other's gets", len(configured.take()), 3)
}

// TestAnEndpointThatComesLater gets what it missed when it is told to, once.
func TestAnEndpointThatComesLater(t *testing.T) {
	t.Parallel()
	r := receive(t, nil)
	w := newWorld(t, manual)
	w.Register("erebor_mx_retail", "bnk102")
	w.Do(http.MethodPost, v1+"webhooks/endpoints", fields{"id": "late", "url": r.URL}).Want(http.StatusOK)
	replay := func(id, query string) *emulatortest.Answer {
		return w.Do(http.MethodPost, v1+"webhooks/endpoints/"+id+"/replay"+query, nil)
	}
	for _, c := range []struct {
		query string
		want  int
	}{{"?type=OWNERS", 1}, {"", 2}, {"", 0}} {
		same(t, "replayed "+c.query, replay("late", c.query).Want(http.StatusOK).Text("replayed"), itoa(c.want))
		w.advance("0s")
		same(t, "what came "+c.query, len(r.take()), c.want)
	}
	replay("nobody", "").Want(http.StatusNotFound)
	replay("late", "?tpye=LINK").Want(http.StatusBadRequest)
}

// TestSpoiledDeliveries are for testing the receiver: late, twice, in the wrong order.
func TestSpoiledDeliveries(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil    fields
		at, want string
	}{
		"duplicate": {fields{"duplicate": true}, "0s", "ACCOUNTS ACCOUNTS OWNERS OWNERS TRANSACTIONS TRANSACTIONS"},
		"delay":     {fields{"delay": "90s"}, "90s", "ACCOUNTS OWNERS TRANSACTIONS"},
		"reorder":   {fields{"reorder": true}, "0s", "OWNERS ACCOUNTS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, r := newWorld(t, manual), receive(t, nil)
			c.spoil["url"] = r.URL
			w.Do(http.MethodPost, v1+"webhooks/endpoints", c.spoil).Want(http.StatusOK)
			w.Register("erebor_mx_retail", "bnk102")
			if c.at != "0s" {
				w.advance("89s")
				same(t, "what comes too early", len(r.take()), 0)
				w.advance("1s")
			}
			w.advance("0s")
			var got []string
			for _, h := range r.take() {
				got = append(got, h.WebhookType)
			}
			same(t, "what came", strings.Join(got, " "), c.want)
		})
	}
}

// TestEndpointsThatCannotBeUsed keep the emulator from starting, and say so without their secrets.
func TestEndpointsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	_, err := emulator.New(emulator.Config{Webhooks: []webhook.Endpoint{
		{ID: "a", URL: "ftp://files.test", Authorization: secret}, {ID: "b", URL: "http://app.test"},
		{ID: "b", URL: "http://app.test"}}})
	if err == nil || !strings.Contains(err.Error(), `"a"`) ||
		!strings.Contains(err.Error(), `"b" is there twice`) || strings.Contains(err.Error(), "5ecre7") {
		t.Errorf("the error is %v", err)
	}
}

// TestOnARunningClockAnAdvanceWaitsForTheWebhooks, which are sent at once.
func TestOnARunningClockAnAdvanceWaitsForTheWebhooks(t *testing.T) {
	t.Parallel()
	r := receive(t, nil)
	w := newWorld(t, sendTo(r))
	link := w.Register("erebor_mx_retail", "refresh_mfa")
	w.advance("0s")
	if got := names(r.take()); !slices.Equal(got, historical()) {
		t.Errorf("after the registration the receiver has %q", got)
	}
	moved := w.advance("7d")
	same(t, "what the advance shows", moved.Text("webhooks.0.code"), "token_required")
	same(t, "its outcome", moved.Text("webhooks.0.outcome"), "ok")
	same(t, "what came", strings.Join(names(r.take()), ", "), "LINK token_required")
	w.is(link, "token_required")
}
