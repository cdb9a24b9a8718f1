package e2e_test

import (
	"net/http"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// badInsights are requests for insights that are refused; the clock stands at 2026-03-16.
func badInsights() []refusal {
	var all []refusal
	add := func(path string, body fields, code, field, message string) {
		if _, given := body["link"]; !given {
			body["link"] = "{link}"
		}
		all = append(all, refusal{name: path + " " + code + " " + field, method: http.MethodPost,
			path: "/api/" + path + "/", body: body, status: badRequest, code: code, field: field,
			message: message})
	}
	const choice = `"GIFT" is not a valid choice.`
	period := func(from, to string) fields { return fields{"date_from": from, "date_to": to} }
	const short = "The number of days between date_from and date_to must be at least 90 days"
	add("incomes", period("2025-12-17", "2026-03-16"), "invalid_period", "", short)
	add("incomes", period("2026-03-16", "2026-03-16"), "invalid_period", "", short)
	add("incomes", fields{"date_from": "2025-12-17"}, "invalid_period", "", short)
	add("incomes", fields{"allowed_income_types": []string{"SALARY", "GIFT"}}, "invalid_choice",
		"allowed_income_types", choice)
	add("incomes", fields{"allowed_income_types": "SALARY"}, "not_a_list", "allowed_income_types",
		`Expected a list but got type "str".`)
	add("incomes", fields{"minimum_confidence_level": "GIFT"}, "invalid_choice", "minimum_confidence_level", choice)
	add("risk-insights", fields{"link": nil}, "null", "link", "This field may not be null.")
	for _, path := range []string{"incomes", "recurring-expenses"} {
		add(path, period("2025-03-15", "2026-03-16"), "validation_error", "", "Bad request")
		add(path, period("2025-12-01", "2026-03-17"), "validation_error", "", "Bad request")
		add(path, period("2026-03-16", "2025-12-01"), "validation_error", "", "Bad request")
		add(path, fields{"date_from": "last year"}, "invalid", "date_from",
			"Date has wrong format. Use one of these formats instead: YYYY-MM-DD.")
	}
	for _, path := range []string{"incomes", "recurring-expenses", "risk-insights"} {
		add(path, fields{"link": "{nobody}"}, "does_not_exist", "link", "Object with id={nobody} does not exist.")
		add(path, fields{"link": "{fiscal}"}, "unsupported_operation", "",
			"The resource you are trying to access is not supported by this institution")
		add(path, fields{"link": "{unconfirmed}"}, "unconfirmed_link", "",
			"The link creation has not been completed yet")
		add(path, fields{"save_data": "maybe"}, "invalid", "save_data", "Must be a valid boolean.")
		all = append(all, refusal{name: path + " account", method: http.MethodGet,
			path: "/api/" + path + "/?account=x", status: badRequest, code: "invalid", field: "account", message: "“x” is not a valid UUID."})
	}
	return all
}

// TestPeriodsThatInsightsTake: the shortest and the longest, and none at all.
func TestPeriodsThatInsightsTake(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk100")
	ask := func(path string, more fields) *emulatortest.Answer {
		more["link"] = link
		return w.Do(http.MethodPost, path, more).Want(http.StatusCreated)
	}
	ask("/api/incomes/", fields{"date_from": "2025-12-16"})
	ask("/api/recurring-expenses/", fields{"date_from": "2026-03-16"})
	year := ask("/api/incomes/", fields{"date_from": "2025-03-16", "date_to": "2026-03-16"})
	if none := ask("/api/incomes/", fields{}); string(none.Body) != string(year.Body) {
		t.Errorf("without dates the answer is %s\nand with a year's %s", none.Body, year.Body)
	}
}

// TestInsightsAreHeldUpByMFA asks at a bank that wants a token before each answer: incomes come as an
// object, and as a list when the session is resumed.
func TestInsightsAreHeldUpByMFA(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/api/incomes/", "/api/recurring-expenses/", "/api/risk-insights/"} {
		link := w.Register("erebor_mx_retail", "bnk100")
		plain := w.Do(http.MethodPost, path, fields{"link": link}).Want(http.StatusCreated)
		asked := w.Do(http.MethodPost, path, fields{"link": link}, "X-Belvo-Emulator-Scenario: heimdall-once").
			Want(http.StatusPreconditionRequired, "token_required")
		resumed := w.Do(http.MethodPatch, path, fields{"link": link, "session": asked.Text("0.session"),
			"token": "111111"}).Want(http.StatusCreated)
		if path == "/api/recurring-expenses/" {
			same(t, path, string(resumed.Body), string(plain.Body))
		} else {
			same(t, path, string(resumed.Body), "["+string(plain.Body)+"]")
		}
	}
}

// TestInsightsAreReported by a historical_update of what a link is told to fetch.
func TestInsightsAreReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t, manual)
	link := w.joined("bnk100",
		fields{"fetch_resources": []string{"INCOMES", "RECURRING_EXPENSES", "RISK_INSIGHTS"}})
	streams := w.Do(http.MethodGet, "/api/incomes/?link="+link, nil).Want(http.StatusOK).
		Text("results.0.number_of_income_streams")
	expenses := w.Do(http.MethodGet, "/api/recurring-expenses/?link="+link, nil).Want(http.StatusOK).
		Text("count")
	want := map[string]string{
		"INCOMES historical_update":            `{"total_incomes":1,"number_of_income_streams":` + streams + `}`,
		"RECURRING_EXPENSES historical_update": `{"total_recurring_expenses":` + expenses + `}`,
		"RISK_INSIGHTS historical_update":      `{"total_risk_insights":1}`,
	}
	hooks := w.inbox(nil)
	same(t, "how many webhooks there are", len(hooks), len(want))
	for _, h := range hooks {
		same(t, h.name(), string(h.Data), want[h.name()])
	}
	before := len(w.inbox(nil))
	w.advance("7d")
	for _, h := range w.since(before) {
		t.Errorf("a refresh tells of %s", h.name())
	}
}
