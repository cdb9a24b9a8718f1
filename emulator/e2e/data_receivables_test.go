package e2e_test

import (
	"net/http"
	"testing"
)

const receivablesPath = "/receivables/transactions/"

// TestReceivablesOverHTTP: card sales refer to their account, can be narrowed to it, and go with it.
func TestReceivablesOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("gotham_mx_business", "bnk100")
	body := fields{"link": link, "date_from": "2026-01-01", "date_to": "2026-03-16"}
	sales := w.Do(http.MethodPost, receivablesPath, body).Want(http.StatusCreated)
	all := items(t, sales.Body)
	account := sales.Text("0.account.id")
	known := w.Do(http.MethodGet, "/api/accounts/?category=RECEIVABLES_ACCOUNT&link="+link, nil).Want(http.StatusOK)
	same(t, "the account of the sales", account, known.Text("results.0.id"))
	same(t, "its available receivables", known.Value("results.0.receivables_data.available"),
		known.Value("results.0.balance.current"))
	list := w.Do(http.MethodGet, receivablesPath+"?account="+account+"&value_date__gte=2026-01-01", nil)
	same(t, "the sales in the list", list.Value("count"), any(float64(len(all))))
	body["save_data"] = false
	if id := w.Do(http.MethodPost, receivablesPath, body).Want(http.StatusOK).Value("0.id"); id != nil {
		t.Errorf("what is not saved has the id %v", id)
	}
	id := sales.Text("0.id")
	w.Do(http.MethodDelete, receivablesPath+id+"/", nil).Want(http.StatusNoContent)
	w.Do(http.MethodGet, receivablesPath+id+"/", nil).Want(http.StatusNotFound)
	w.Do(http.MethodPatch, receivablesPath, fields{}).Want(http.StatusMethodNotAllowed)
	w.Do(http.MethodDelete, "/api/accounts/"+account+"/", nil).Want(http.StatusNoContent)
	left := w.Do(http.MethodGet, receivablesPath+"?link="+link, nil).Want(http.StatusOK)
	same(t, "the sales of an account that was removed", left.Value("count"), any(0.0))
}

// badDatedRequests are requests with dates that are refused, at a resource that wants both; the clock
// stands at 2026-03-16.
func badDatedRequests(path, link string) []refusal {
	var all []refusal
	add := func(name string, body fields, code, field string) {
		if body["link"] == nil {
			body["link"] = link
		}
		all = append(all, refusal{name: path + " " + name, method: http.MethodPost, path: path, body: body,
			status: badRequest, code: code, field: field})
	}
	period := func(from, to string) fields { return fields{"date_from": from, "date_to": to} }
	add("no date_from", fields{"date_to": "2026-03-01"}, "required", "date_from")
	add("no date_to", fields{"date_from": "2026-03-01"}, "required", "date_to")
	add("no day", period("2026-02-30", "2026-03-01"), "invalid", "date_from")
	add("backwards", period("2026-03-02", "2026-03-01"), "validation_error", "")
	add("the future", period("2026-03-02", "2026-03-17"), "validation_error", "")
	add("no link", fields{"link": "{nobody}", "date_from": "2026-03-01", "date_to": "2026-03-01"},
		"does_not_exist", "link")
	add("another kind of institution", fields{"link": "{fiscal}", "date_from": "2026-03-01",
		"date_to": "2026-03-01"}, "unsupported_operation", "")
	return append(all, refusal{name: path + " account", method: http.MethodGet, path: path + "?link=x",
		status: badRequest, code: "invalid", field: "link"})
}
