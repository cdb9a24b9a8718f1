package e2e_test

import (
	"net/http"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

const statementsPath = "/api/statements/"

// TestStatementsOverHTTP asks for a month in the ways of the SDKs: as numbers and as texts.
func TestStatementsOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")
	account := w.Do(http.MethodGet, "/api/accounts/?category=CHECKING_ACCOUNT&link="+link, nil).Text("results.0.id")
	ask := func(year, month any, more fields) *emulatortest.Answer {
		body := fields{"link": link, "account": account, "year": year, "month": month}
		for name, value := range more {
			body[name] = value
		}
		return w.Do(http.MethodPost, statementsPath, body)
	}
	one := ask(2026, 2, fields{"attach_pdf": true}).Want(http.StatusCreated)
	same(t, "the first day", one.Text("0.period_start_date"), "2026-02-01")
	same(t, "the last day", one.Text("0.period_end_date"), "2026-02-28")
	if one.Text("0.pdf") == "" {
		t.Error("there is no file")
	}
	same(t, "the statement of a text", ask("2026", "02", nil).Want(http.StatusCreated).Text("0.id"), one.Text("0.id"))
	if pdf := w.Do(http.MethodGet, statementsPath+one.Text("0.id")+"/", nil).Value("pdf"); pdf != nil {
		t.Errorf("the file that was not asked for again is %v", pdf)
	}
	same(t, "what is not over", len(items(t, ask(2026, 3, nil).Want(http.StatusCreated).Body)), 0)
	unsaved := ask(2025, 12, fields{"save_data": false, "token": nil}).Want(http.StatusOK)
	if unsaved.Value("0.id") != nil {
		t.Errorf("what is not saved has the id %v", unsaved.Value("0.id"))
	}
	movements := w.Do(http.MethodPost, "/api/transactions/", fields{"link": link, "account": account,
		"date_from": "2026-02-01", "date_to": "2026-02-28"}).Want(http.StatusCreated)
	same(t, "the movements", len(one.Value("0.transactions").([]any)), len(items(t, movements.Body)))
	list := w.Do(http.MethodGet, statementsPath+"?account="+account+"&period_end_date__lte=2026-02-28", nil)
	same(t, "the list", list.Value("count"), any(1.0))
	w.Do(http.MethodDelete, "/api/accounts/"+account+"/", nil).Want(http.StatusNoContent)
	w.Do(http.MethodGet, statementsPath+one.Text("0.id")+"/", nil).Want(http.StatusNotFound)
}

// badStatements are requests for statements that are refused; the clock stands at 2026-03-16.
func badStatements() []refusal {
	var all []refusal
	add := func(name string, change fields, code, field, message string) {
		body := fields{"link": "{link}", "account": "{account}", "year": 2026, "month": 2}
		for key, value := range change {
			body[key] = value
		}
		all = append(all, refusal{name: "statements " + name, method: http.MethodPost, path: statementsPath,
			body: body, status: badRequest, code: code, field: field, message: message})
	}
	const needed, noMonth = "This field may not be null.", "Ensure this value is between 1 and 12."
	add("no account", fields{"account": nil}, "null", "account", needed)
	add("no year", fields{"year": nil}, "null", "year", needed)
	add("no month", fields{"month": nil}, "null", "month", needed)
	add("month 0", fields{"month": 0}, "invalid", "month", noMonth)
	add("month 13", fields{"month": "13"}, "invalid", "month", noMonth)
	add("a word", fields{"month": "March"}, "invalid", "month", "A valid integer is required.")
	add("half a month", fields{"month": 1.5}, "invalid", "month", "A valid integer is required.")
	add("year", fields{"year": 26}, "invalid", "year", "This value does not match the required pattern.")
	add("the future", fields{"month": 4}, "validation_error", "", "Bad request")
	add("an unknown account", fields{"account": "{nobody}"}, "does_not_exist", "account",
		"Object with id={nobody} does not exist.")
	add("another kind of institution", fields{"link": "{fiscal}"}, "unsupported_operation", "", "")
	return all
}
