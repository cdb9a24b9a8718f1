package emulator_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"
)

// The users of the Open Finance institution: a person and a firm, by their documents.
const (
	openBank   = "ofmockbank_br_retail"
	openPerson = "76109277673"
	openFirm   = "11444777000161"
)

// openLink registers a user at the Open Finance institution.
func (w world) openLink(document string, more fields) string {
	w.t.Helper()
	body := fields{"institution": openBank, "username": document}
	for k, v := range more {
		body[k] = v
	}
	return w.Do(http.MethodPost, "/api/links/", body).Want(http.StatusCreated).Text("id")
}

// collect asks for all of a resource and returns the objects.
func (w world) collect(path, link string, more fields) []map[string]any {
	w.t.Helper()
	body := fields{"link": link}
	for k, v := range more {
		body[k] = v
	}
	var objects []map[string]any
	unmarshal(w.t, w.Do(http.MethodPost, "/api/"+path+"/", body).Want(http.StatusCreated).Body, &objects)
	return objects
}

// hundredths is an amount of the wire in hundredths.
func hundredths(v any) int64 {
	f, _ := v.(float64)
	if f < 0 {
		return int64(f*100 - 0.5)
	}
	return int64(f*100 + 0.5)
}

// under follows keys into an object; nil where it ends.
func under(object map[string]any, keys ...string) any {
	for i, k := range keys {
		if i == len(keys)-1 {
			return object[k]
		}
		object, _ = object[k].(map[string]any)
	}
	return nil
}

// TestOpenFinanceBillsMatchTheCard reads a card's movements and bills as a client does.
func TestOpenFinanceBillsMatchTheCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.openLink(openPerson, nil)
	bills := w.collect("bills", link, nil)
	if len(bills) != 12 {
		t.Fatalf("%d bills in a year", len(bills))
	}
	w.collect("transactions", link, fields{"date_from": "2025-03-16", "date_to": "2026-03-16"})
	for _, b := range bills[:10] { // the year began in the middle of the others
		id, name := b["id"].(string), b["bill_name"].(string)
		var sum int64
		count := 0
		for _, m := range w.resultsOf("transactions", link+"&credit_card_data__bill_name__in="+name) {
			if under(m, "credit_card_data", "credit_card_bill", "id") != id {
				t.Fatalf("a movement of %s names another bill: %v", name, m["credit_card_data"])
			}
			if m["type"] == "OUTFLOW" {
				sum += hundredths(m["amount"])
			}
			count++
		}
		if total := hundredths(b["total_amount"]); count == 0 || sum != total {
			t.Errorf("bill %s of %d, its %d movements make %d", name, total, count, sum)
		}
	}
	list := w.Do(http.MethodGet, "/api/bills/?link="+link+"&due_date__gte=2026-01-01", nil).Want(http.StatusOK)
	if due := texts(list, "due_date"); len(due) != 4 || slices.Min(due) < "2026-01-01" {
		t.Errorf("bills due since new year: %v", due)
	}
}

// TestOpenFinanceBalances holds the balances against the accounts.
func TestOpenFinanceBalances(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.openLink(openPerson, nil)
	accounts := map[string]map[string]any{}
	for _, a := range w.collect("accounts", link, nil) {
		accounts[a["id"].(string)] = a
	}
	balances := w.collect("br/balances", link, nil)
	same(t, "the number of checking and savings accounts", len(balances), 2)
	for _, b := range balances {
		a := accounts[b["account_id"].(string)]
		if a == nil || under(a, "balance", "available") != b["available"] ||
			a["internal_identification"] != b["account_internal_identification"] {
			t.Errorf("balance %v of the account %v", b, a)
		}
	}
	one := balances[0]["account_id"].(string)
	same(t, "the balances of one account", len(w.collect("br/balances", link, fields{"account_id": one})), 1)
	id := balances[0]["id"].(string)
	same(t, "its balance", w.Do(http.MethodGet, "/api/br/balances/"+id+"/", nil).Want(http.StatusOK).Text("id"), id)
	w.Do(http.MethodDelete, "/api/br/balances/"+id+"/", nil).Want(http.StatusMethodNotAllowed, "method_not_allowed")
	w.Do(http.MethodPost, "/api/br/balances/", fields{"link": link, "account_id": link}).
		Want(http.StatusBadRequest, "does_not_exist")
	w.Do(http.MethodDelete, "/api/accounts/"+one+"/", nil).Want(http.StatusNoContent)
	same(t, "the balances after the account", len(w.resultsOf("br/balances", link)), 1)
}

// TestOpenFinanceListsNeedALink asks for lists of no link.
func TestOpenFinanceListsNeedALink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range openFinanceOnly() {
		w.Do(http.MethodGet, "/api/"+path+"/", nil).Want(http.StatusBadRequest, "required")
	}
}

// openFinanceOnly are the resources that credential banks lack.
func openFinanceOnly() []string {
	return []string{"br/balances", "bills", "br/investments", "br/investment-transactions", "br/exchanges"}
}

// TestOpenFinanceAndCredentialBanks asks each kind of institution for the other's resources.
func TestOpenFinanceAndCredentialBanks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open, other := w.openLink(openPerson, nil), w.Register("erebor_br_retail", "bnk100")
	for _, path := range openFinanceOnly() {
		w.Do(http.MethodPost, "/api/"+path+"/", fields{"link": other}).
			Want(http.StatusBadRequest, "unsupported_operation")
		unsaved := w.Do(http.MethodPost, "/api/"+path+"/", fields{"link": open, "save_data": false})
		if unsaved.Want(http.StatusOK).Value("0.id") != nil {
			t.Errorf("%s: data that is not saved has an id", path)
		}
		same(t, path+" that was not saved", len(w.resultsOf(path, open)), 0)
	}
	w.Do(http.MethodPost, "/api/balances/", fields{"link": open, "date_from": "2026-03-01", "date_to": "2026-03-16"}).
		Want(http.StatusBadRequest, "unsupported_operation")
}

// TestOpenFinanceOwners asks who a person and a firm are.
func TestOpenFinanceOwners(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	person := w.collect("owners", w.openLink("761.092.776-73", nil), nil)[0]
	same(t, "the person's CPF", under(person, "document_id", "document_number"), any(openPerson))
	firm := w.collect("owners", w.openLink(openFirm, nil), nil)[0]
	same(t, "the firm's CNPJ", under(firm, "document_id", "document_number"), any(openFirm))
	if firm["company_name"] == nil || person["birth_date"] == nil || firm["birth_date"] != nil {
		t.Errorf("person %v, firm %v", person, firm)
	}
}

// TestOpenFinanceDataSets registers CPFs whose last digits choose a data set.
func TestOpenFinanceDataSets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for document, accounts := range map[string]int{"10000016101": 0, "10000007102": 1, "10000033103": 1,
		"10000028100": 5} {
		link := w.openLink(document, nil)
		same(t, "accounts of "+document, len(w.collect("accounts", link, nil)), accounts)
	}
}

// TestOpenFinanceWebhooks has an Open Finance link collect by itself and be refreshed.
func TestOpenFinanceWebhooks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.openLink(openPerson, fields{"fetch_resources": []string{"ACCOUNTS", "TRANSACTIONS", "BILLS"}})
	w.advance("31d")
	for _, h := range w.inbox(url.Values{"link": {link}}) {
		var data map[string]any
		unmarshal(t, h.Data, &data)
		switch h.name() {
		case "BILLS historical_update":
			same(t, "total_bills", data["total_bills"], any(float64(12)))
		case "BILLS new_bills_available":
			same(t, "new_bills", data["new_bills"], any(float64(1)))
		case "TRANSACTIONS historical_update":
			same(t, "the last movement", data["last_transaction_date"], any("2026-03-16"))
		}
	}
	for _, name := range []string{"ACCOUNTS historical_update", "TRANSACTIONS historical_update",
		"BILLS historical_update", "TRANSACTIONS new_transactions_available", "BILLS new_bills_available"} {
		if !slices.Contains(w.inboxNames(), name) {
			t.Errorf("there is no %s", name)
		}
	}
}

// TestExchangeHistory pages through the history of an exchange, which goes with it.
func TestExchangeHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.openLink(openPerson, nil)
	longest, events := "", 0.0
	for _, e := range w.collect("br/exchanges", link, nil) {
		path := "/api/br/exchanges/" + e["id"].(string) + "/history/"
		if n := w.Do(http.MethodGet, path, nil).Want(http.StatusOK).Value("count").(float64); n > events {
			longest, events = path, n
		}
	}
	same(t, "the events of an exchange that was moved", events, 3)
	var seen []string
	for next := longest + "?page_size=2&fields=id,event_type"; next != ""; {
		page := w.Do(http.MethodGet, next, nil).Want(http.StatusOK)
		seen = append(seen, texts(page, "id")...)
		next, _ = page.Value("next").(string)
	}
	slices.Sort(seen)
	same(t, "the events on all pages", len(slices.Compact(seen)), 3)
	w.Do(http.MethodGet, longest+"?page=9", nil).Want(http.StatusNotFound, "not_found")
	w.Do(http.MethodPost, longest, nil).Want(http.StatusMethodNotAllowed, "method_not_allowed")
	exchange := longest[:len(longest)-len("history/")]
	w.Do(http.MethodDelete, exchange, nil).Want(http.StatusNoContent)
	w.Do(http.MethodGet, longest, nil).Want(http.StatusNotFound, "not_found")
}

// TestInvestmentsTakeTheirMovementsAlong deletes an investment.
func TestInvestmentsTakeTheirMovementsAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.openLink(openPerson, nil)
	moves := w.collect("br/investment-transactions", link, fields{"date_from": "2024-03-16", "date_to": "2026-03-16"})
	count := map[string]int{}
	for _, m := range moves {
		count[under(m, "investment", "id").(string)]++
	}
	held := w.resultsOf("br/investments", link)
	same(t, "the investments that came along", len(held), len(count))
	gone := held[0]["id"].(string)
	w.Do(http.MethodDelete, "/api/br/investments/"+gone+"/", nil).Want(http.StatusNoContent)
	same(t, "the movements that stay", len(w.resultsOf("br/investment-transactions", link)), len(moves)-count[gone])
	types := w.resultsOf("br/investments", link+"&type__in=TREASURY_BOND,INVESTMENT_FUND")
	same(t, "the investments of two types", len(types), 2)
	w.Do(http.MethodPost, "/api/br/investments/", fields{"link": link}, "X-Belvo-Request-Mode: async").
		Want(http.StatusAccepted)
	for _, body := range []fields{{"date_from": "2026-02-02", "date_to": "2026-02-01"}, {"date_to": "2026-03-17"}} {
		body["link"] = link
		w.Do(http.MethodPost, "/api/br/investment-transactions/", body).Want(http.StatusBadRequest, "validation_error")
		w.Do(http.MethodPost, "/api/br/exchanges/", body).Want(http.StatusBadRequest, "validation_error")
	}
	w.Do(http.MethodPost, "/api/br/exchanges/", fields{"link": link, "date_from": "x"}).
		Want(http.StatusBadRequest, "invalid")
}

// consentOf is the consent of a document.
func (w world) consentOf(document string) map[string]any {
	w.t.Helper()
	list := w.Do(http.MethodGet, "/api/consents/?user_document="+document, nil).Want(http.StatusOK)
	same(w.t, "the consents of "+document, list.Text("count"), "1")
	return list.Value("results.0").(map[string]any)
}

// TestConsents gives consents of each duration, by the body and by an access token.
func TestConsents(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	scopes := "read_institutions,write_links,read_consents,write_consents,write_consent_callback,delete_consents"
	for _, c := range []struct {
		name         string
		chosen, asks any // in the body, in the token
		days         any
		until        any
	}{
		{"neither", nil, nil, 366.0, "2027-03-17T12:00:00.000000Z"},
		{"chosen", "92", nil, 92.0, "2026-06-16T12:00:00.000000Z"},
		{"without an end", 0, nil, nil, nil},
		{"of the token", nil, 183, 183.0, "2026-09-15T12:00:00.000000Z"},
		{"of the token, none", nil, 10, nil, nil},
		{"chosen against the token", 275, 183, 275.0, "2026-12-16T12:00:00.000000Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			keys := w.fresh(t)
			w := keys
			if c.asks != nil {
				access, _ := w.pair(scopes, fields{"widget": fields{"consent": fields{
					"default_consent_duration_days": c.asks,
					"identification_info":           []fields{{"type": "CPF", "name": "Ralph Bragg"}}}}})
				w = w.bearer(access)
			}
			more := fields{}
			if c.chosen != nil {
				more["consent_duration"] = c.chosen
			}
			link := w.openLink("761.092.776-73", more)
			consent := keys.consentOf(openPerson)
			same(t, "consent_duration", consent["consent_duration"], c.days)
			same(t, "expired_at", consent["expired_at"], c.until)
			same(t, "undefined_consent_expiration", consent["undefined_consent_expiration"], any(c.days == nil))
			same(t, "user_name", consent["user_name"], map[bool]any{true: "Ralph Bragg"}[c.asks != nil])
			same(t, "link_id", consent["link_id"], any(link))
			same(t, "status", consent["status"], any("AUTHORISED"))
			id := consent["id"].(string)
			same(t, "the consent by its id",
				keys.Do(http.MethodGet, "/api/consents/"+id+"/", nil).Want(http.StatusOK).Text("id"), id)
			keys.remove(link)
			keys.Do(http.MethodGet, "/api/consents/"+id+"/", nil).Want(http.StatusNotFound, "not_found")
		})
	}
}

// TestConsentRefusals asks for consents, and gives them, in wrong ways.
func TestConsentRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, code := range map[string]string{"": "required", "?user_document=": "required",
		"?user_document=7610927767": "min_length", "?user_document=761092776730000": "max_length"} {
		w.Do(http.MethodGet, "/api/consents/"+query, nil).Want(http.StatusBadRequest, code)
	}
	same(t, "the consents of nobody",
		w.Do(http.MethodGet, "/api/consents/?user_document=52998224725", nil).Want(http.StatusOK).Text("count"), "0")
	register := func(document string, more fields) {
		body := fields{"institution": openBank, "username": document}
		for k, v := range more {
			body[k] = v
		}
		w.Do(http.MethodPost, "/api/links/", body).Want(http.StatusBadRequest)
	}
	register(openPerson, fields{"consent_duration": 91})
	register("76109277674", nil)
	register("11444777000162", nil)
	register("11111111111", nil)
	access, _ := w.pair("read_institutions,write_links", nil)
	w.openLink(openPerson, nil)
	w.bearer(access).Do(http.MethodGet, "/api/consents/?user_document="+openPerson, nil).
		Want(http.StatusForbidden)
	access, _ = w.pair("read_consents", nil)
	w.bearer(access).consentOf(openPerson)
}

// TestConsentsEnd lets a consent end by the clock: the warning at a refresh, the end, and a new
// consent that heals the link under the same id.
func TestConsentsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.openLink(openPerson, fields{"consent_duration": 92})
	single := w.openLink(openPerson, fields{"access_mode": "single", "consent_duration": 92})
	w.Do(http.MethodPatch, "/api/links/"+link+"/", fields{"stale_in": "30d"}).Want(http.StatusOK)
	agenda := w.ask("clock/agenda?limit=100").Body
	if !slices.ContainsFunc(items(t, agenda), func(i json.RawMessage) bool {
		var due struct{ Kind, At, Link string }
		unmarshal(t, i, &due)
		return due.Kind == "consent" && due.Link == link && due.At[:19] == "2026-06-16T12:00:00"
	}) {
		t.Errorf("the agenda has no end of the consent: %s", agenda)
	}
	w.advance("91d")
	w.is(link, "valid")
	warnings := w.inbox(url.Values{"type": {"CONSENT"}})
	same(t, "the warnings", len(warnings), 1)
	same(t, "the warning", warnings[0].name(), "CONSENT openfinance_consent_about_to_expire")
	consent := w.Do(http.MethodGet, "/api/consents/?user_document="+openPerson+"&link="+link, nil).
		Want(http.StatusOK).Text("results.0.id")
	same(t, "its data", string(warnings[0].Data), `{"consent_id":"`+consent+`",`+
		`"consent_due_date":"2026-06-16T12:00:00.000Z","action":"renew","institution":"ofmockbank_br_retail",`+
		`"institution_display_name":"OF Mock Bank by Raidiam","institution_icon_logo":`+
		`"https://statics.sandbox.belvo.io/institutions/icon_logos/mockbank_icon.svg"}`)
	w.advance("1d")
	for _, l := range []string{link, single} {
		w.is(l, "invalid")
		w.accounts(l).Want(http.StatusBadRequest, "invalid_link")
	}
	events := w.inbox(url.Values{"type": {"CONSENT"}})
	same(t, "the events of the recurrent link alone", len(events), 2)
	same(t, "the last one", events[1].name()+" "+events[1].LinkID+events[1].RequestID,
		"CONSENT openfinance_consent_expired "+link)
	same(t, "the status", w.Do(http.MethodGet, "/api/consents/"+consent+"/", nil).Text("status"), "EXPIRED")
	w.Do(http.MethodPut, "/api/links/"+link+"/", fields{"password": "renewed", "consent_duration": "183"}).
		Want(http.StatusOK)
	w.is(link, "valid")
	renewed := w.Do(http.MethodGet, "/api/consents/?user_document="+openPerson+"&id="+consent, nil).Want(http.StatusOK)
	same(t, "the status of the new one", renewed.Text("results.0.status"), "AUTHORISED")
	same(t, "its end", renewed.Text("results.0.expired_at"), "2026-12-16T12:00:00.000000Z")
	w.accounts(link).Want(http.StatusCreated)
}
