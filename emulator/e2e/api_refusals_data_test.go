package e2e_test

import (
	"net/http"
	"strings"
	"testing"
)

// badRetrievals are requests for data that no institution needs to be asked about.
func badRetrievals() []refusal {
	ask := func(name, path string, body fields, status int, code, field, message string) refusal {
		return refusal{name: name, method: http.MethodPost, path: "/api/" + path + "/", body: body,
			status: status, code: code,
			field: field, message: message}
	}
	dated := func(more fields) fields {
		body := fields{"link": "{link}", "date_from": "2026-01-01", "date_to": "2026-02-01"}
		for k, v := range more {
			body[k] = v
		}
		return body
	}
	const unsupported = "The resource you are trying to access is not supported by this institution"
	all := []refusal{
		ask("unknown link", "accounts", fields{"link": "{nobody}"}, badRequest, "does_not_exist", "link",
			"Object with id={nobody} does not exist."),
		ask("an account is no link", "owners", fields{"link": "{account}"}, badRequest, "does_not_exist", "link",
			""),
		ask("accounts of a fiscal link", "accounts", fields{"link": "{fiscal}"}, badRequest,
			"unsupported_operation", "", unsupported),
		ask("owners of a fiscal link", "owners", fields{"link": "{fiscal}"}, badRequest, "unsupported_operation",
			"", unsupported),
		ask("transactions of a fiscal link", "transactions", dated(fields{"link": "{fiscal}"}), badRequest,
			"unsupported_operation", "", unsupported),
		ask("unconfirmed", "accounts", fields{"link": "{unconfirmed}"}, badRequest, "unconfirmed_link", "",
			"The link creation has not been completed yet"),
		ask("credentials not stored", "accounts", fields{"link": "{nostore}"}, http.StatusNotFound,
			"expired_credentials", "",
			"The credentials of this link have expired"),
		ask("account of another link", "transactions", dated(fields{"account": "{theirs}"}), badRequest,
			"does_not_exist",
			"account", "Object with id={theirs} does not exist."),
		ask("unknown account", "balances", dated(fields{"account": "{nobody}"}), badRequest, "does_not_exist",
			"account", ""),
		ask("account that is no UUID", "transactions", dated(fields{"account": "x"}), badRequest, "invalid",
			"account",
			"“x” is not a valid UUID."),
	}
	for _, at := range []string{"POST /api/accounts/ {link}", "POST /api/links/ ",
		"DELETE /api/links/{link}/ "} {
		part := strings.Split(at, " ")
		all = append(all, refusal{name: "unknown scenario at " + part[1], method: part[0], path: part[1],
			body: fields{"link": part[2], "institution": "erebor_mx_retail", "username": "bnk102",
				"password": "pass_valid"},
			headers: []string{"X-Belvo-Emulator-Scenario: heimdal"}, status: badRequest, code: "unknown_scenario",
			message: `There is no scenario "heimdal", did you mean "heimdall"?`})
	}
	return all
}

// badPeriods are periods that cannot be asked for; the clock stands at 2026-03-16.
func badPeriods() []refusal {
	var all []refusal
	for _, path := range []string{"/api/transactions/", "/api/balances/"} {
		for name, days := range map[string][2]string{
			"ends before it begins":         {"2026-02-02", "2026-02-01"},
			"reaches into the future":       {"2026-03-01", "2026-03-17"},
			"lies in the future":            {"2027-03-01", "2027-03-17"},
			"ends before it begins, always": {"9999-12-31", "0001-01-01"},
		} {
			all = append(all, refusal{name: path + " " + name, method: http.MethodPost, path: path,
				status: badRequest,
				body:   fields{"link": "{link}", "date_from": days[0], "date_to": days[1]}, code: "validation_error",
				message: "Bad request"})
		}
	}
	return all
}

// badLists are query strings that cannot be understood.
func badLists() []refusal {
	var all []refusal
	add := func(path, query, code, message string) {
		name, _, _ := strings.Cut(query, "=")
		if code == "not_found" {
			name = ""
		}
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		all = append(all, refusal{name: path + " " + query, method: http.MethodGet,
			path:   path + separator + query,
			status: map[bool]int{true: http.StatusNotFound, false: badRequest}[code == "not_found"], code: code,
			field:   name,
			message: message})
	}
	const size, invalidPage = "A valid integer of at least 1 is required.", "Invalid page."
	for _, path := range []string{"/api/links/", "/api/accounts/", "/api/institutions/",
		"/api/transactions/?link={link}"} {
		for _, page := range []string{"0", "-1", "x", "1.5", "999999", "99999999999999999999"} {
			add(path, "page="+page, "not_found", invalidPage)
		}
		for _, n := range []string{"0", "-1", "x", "1.5", "-99999999999999999999"} {
			add(path, "page_size="+n, "invalid", size)
		}
	}
	const date = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."
	for _, name := range []string{"created_at", "created_at__gt", "created_at__gte", "created_at__lt",
		"created_at__lte"} {
		add("/api/links/", name+"=2026-13-01", "invalid", date)
		add("/api/accounts/", name+"=yesterday", "invalid", date)
	}
	add("/api/links/", "created_at__range=2026-01-01", "invalid", "Range query expects two values.")
	add("/api/links/", "created_at__range=2026-01-01,2026-01-02,2026-01-03", "invalid",
		"Range query expects two values.")
	add("/api/links/", "created_at__range=2026-01-01,x", "invalid", date)
	for _, name := range []string{"id", "id__in", "created_by__not_in"} {
		add("/api/links/", name+"=x", "invalid", "“x” is not a valid UUID.")
	}
	add("/api/links/", "status=fine", "invalid_choice", `"fine" is not a valid choice.`)
	add("/api/links/", "status__in=valid,fine", "invalid_choice", `"fine" is not a valid choice.`)
	add("/api/links/", "access_mode=often", "invalid_choice", "")
	add("/api/institutions/", "type=bakery", "invalid_choice", "")
	add("/api/accounts/", "link=x", "invalid", "“x” is not a valid UUID.")
	for _, n := range []string{"ten", "NaN", "1e99", "Inf"} {
		add("/api/accounts/", "balance__current__gte="+n, "invalid", "A valid number is required.")
	}
	return append(all, refusal{name: "transactions of no link", method: http.MethodGet,
		path:   "/api/transactions/",
		status: badRequest, code: "required", field: "link", message: "This field is required."})
}

// badRoutes asks for what there is not.
func badRoutes() []refusal {
	var all []refusal
	add := func(method, path string, status int, code, message string) {
		all = append(all, refusal{name: method + " " + path, method: method, path: path, status: status,
			code: code, message: message})
	}
	for _, path := range []string{"/api/nothing/", "/api/links/{link}/nothing/",
		"/api/links/{link}/refresh/now/", "/nothing",
		"/api/institutions/1004/more/", "/API/links/", "/api/link/", "/investments/"} {
		add(http.MethodGet, path, http.StatusNotFound, "not_found", "Not found.")
		add(http.MethodPost, path, http.StatusNotFound, "not_found", "Not found.")
	}
	for method, paths := range map[string][]string{
		http.MethodPut:    {"/api/links/", "/api/accounts/", "/api/", "/api/institutions/"},
		http.MethodPatch:  {"/api/institutions/1004/", "/api/accounts/{account}/", "/api/token/", "/api/bills/"},
		http.MethodDelete: {"/api/links/", "/api/institutions/1004/", "/api/links/{link}/refresh/"},
		http.MethodPost:   {"/api/", "/api/institutions/", "/api/links/{link}/", "/api/consents/"},
		http.MethodGet:    {"/api/token/", "/api/links/{link}/refresh/", "/api/links/{link}/token/"},
	} {
		for _, path := range paths {
			add(method, path, http.StatusMethodNotAllowed, "method_not_allowed", `Method "`+method+`" not allowed.`)
		}
	}
	add(http.MethodHead, "/api/token/", http.StatusMethodNotAllowed, "method_not_allowed", "")
	add(http.MethodHead, "/api/nothing/", http.StatusNotFound, "not_found", "")
	for _, path := range []string{"/payments/", "/payments/br/bank-accounts/", "/payments/a/b/c"} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut,
			http.MethodDelete} {
			add(method, path, http.StatusNotImplemented, "not_emulated", method+" "+path+
				" is part of Belvo's API, but this emulator does not emulate it.")
		}
	}
	return all
}

// TestPersonalExternalIDsBecomeNull registers with personal data as external_id, which Belvo
// replaces by null instead of refusing it.
func TestPersonalExternalIDsBecomeNull(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for id, kept := range map[string]bool{
		"ana@example.com": false, "76109277673": false, "761.092.776-73": false, "BLPM951331IONVGR54": false,
		"PFIS010101000": false, "11444777000161": false, "11.444.777/0001-61": false,
		"76109277674": true, "11111111111": true, "user-1_A": true, "abc": true, strings.Repeat("x", 256): true,
	} {
		got := w.register("erebor_mx_retail", "bnk102", fields{"external_id": id}).Want(http.StatusCreated).
			Value("external_id")
		if want := map[bool]any{true: id, false: nil}[kept]; got != want {
			t.Errorf("external_id %s becomes %v, want %v", id, got, want)
		}
	}
}

// TestHintsExplainWhatPuzzles reads the emulator's own header where Belvo's body says little.
func TestHintsExplainWhatPuzzles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	wantHint(t, w.register("erebor_mx_retail", "1234567890abcdefg", nil), `"username"`)
	period := fields{"link": link, "date_from": "2026-03-17", "date_to": "2026-03-17"}
	wantHint(t, w.Do(http.MethodPost, "/api/transactions/", period), "2026-03-16")
	wantHint(t, w.Do(http.MethodPost, "/api/links/", `{"institution":"erebor_mx_retail"}`,
		"Content-Type: application/x-www-form-urlencoded"), "Content-Type: application/json")
	wantHint(t, w.Do(http.MethodGet, "/api/links/", nil, "Authorization: "), "curl -u")
}
