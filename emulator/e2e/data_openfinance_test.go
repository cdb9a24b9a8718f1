package e2e_test

import (
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
