package e2e_test

import (
	"encoding/base64"
	"net/http"
	"strings"

	"belvo-emulator/emulator"
)

const badRequest = http.StatusBadRequest

// registering is a registration that is right but for what changes it.
func registering(name string, change fields, code, field, message string) refusal {
	body := fields{"institution": "erebor_mx_retail", "username": "bnk102", "password": "pass_valid"}
	for k, v := range change {
		body[k] = v
	}
	return refusal{name: name, method: http.MethodPost, path: "/api/links/", body: body, status: badRequest,
		code: code, field: field, message: message}
}

// badRegistrations are registrations that no institution needs to be asked about.
func badRegistrations() []refusal {
	with := registering
	const form = "Enter a valid value: only letters, numbers, hyphens and underscores are allowed."
	const supported = "The institution only supports the following resources: ACCOUNTS, TRANSACTIONS, OWNERS, " +
		"BALANCES, INCOMES, RECURRING_EXPENSES, RISK_INSIGHTS, INVESTMENTS_PORTFOLIOS, INVESTMENTS_TRANSACTIONS, " +
		"STATEMENTS"
	id := func(v string) fields { return fields{"external_id": v} }
	return []refusal{
		with("unknown institution", fields{"institution": "narnia"}, "does_not_exist", "institution",
			"Object with name=narnia does not exist."),
		with("unknown institution, capitals", fields{"institution": "Erebor_MX_retail"}, "does_not_exist",
			"institution", ""),
		with("external_id of two", id("ab"), "min_length", "external_id",
			"Ensure this field has at least 3 characters."),
		with("external_id of 257", id(strings.Repeat("x", 257)), "max_length", "external_id",
			"Ensure this field has no more than 256 characters."),
		with("external_id with a space", id("a user"), "invalid", "external_id", form),
		with("external_id with an accent", id("usuário"), "invalid", "external_id", form),
		with("access_mode", fields{"access_mode": "Dominik"}, "invalid_choice", "access_mode",
			`"Dominik" is not a valid choice.`),
		with("access_mode in capitals", fields{"access_mode": "SINGLE"}, "invalid_choice", "access_mode", ""),
		with("storage", fields{"credentials_storage": "forever"}, "invalid", "credentials_storage", ""),
		with("storage of no day", fields{"credentials_storage": "0d"}, "invalid", "credentials_storage", ""),
		with("storage of 366 days", fields{"access_mode": "single", "credentials_storage": "366d"}, "invalid",
			"credentials_storage", ""),
		with("storage without unit", fields{"credentials_storage": 30}, "invalid", "credentials_storage", ""),
		with("stale_in", fields{"stale_in": "soon"}, "invalid", "stale_in", ""),
		with("stale_in of no day", fields{"stale_in": "0d"}, "invalid", "stale_in", ""),
		with("stale_in of 1000 days", fields{"stale_in": "1000d"}, "invalid", "stale_in", ""),
		with("fetch_resources", fields{"fetch_resources": []string{"ACCOUNTS", "INVOICES"}}, "invalid",
			"resources", supported),
		with("fetch_resources in small letters", fields{"fetch_resources": []string{"accounts"}}, "invalid",
			"resources", supported),
		with("recurrent and nostore", fields{"credentials_storage": "nostore"}, "invalid_credentials_storage", "",
			"Recurrent links must store the credentials"),
		with("recurrent and 30d", fields{"access_mode": "recurrent", "credentials_storage": "30d"},
			"invalid_credentials_storage", "", ""),
		with("single, nostore, nothing to fetch", fields{"access_mode": "single",
			"credentials_storage": "nostore"},
			"invalid_fetch_resources", "", "Single links without stored credentials must fetch resources"),
		with("single, nostore, an empty list", fields{"access_mode": "single", "credentials_storage": "nostore",
			"fetch_resources": []string{}}, "invalid_fetch_resources", "", ""),
	}
}

// badForms are registrations that do not satisfy the institution's form.
func badForms() []refusal {
	with := registering
	return []refusal{
		with("form: characters", fields{"username": "user valid"}, "validation_error", "", "Bad request"),
		with("form: choice", fields{"institution": "ironbank_br_retail", "username_type": "555",
			"username2": "valid",
			"password2": "valid"}, "validation_error", "", ""),
		with("form: a field of its own", fields{"institution": "ironbank_br_retail", "username_type": "003",
			"username2": "valid"},
			"required", "password2", ""),
		with("form: a CURP", fields{"institution": "planet_mx_employment"}, "validation_error", "", ""),
	}
}

// badPolicies changes links in ways that are not allowed.
func badPolicies() []refusal {
	modify := func(name, link string, body fields, code, field string) refusal {
		return refusal{name: name, method: http.MethodPatch, path: "/api/links/" + link + "/", body: body,
			status: badRequest,
			code:   code, field: field}
	}
	const refresh = "/api/links/{link}/refresh/"
	return []refusal{
		modify("access_mode", "{link}", fields{"access_mode": "often"}, "invalid_choice", "access_mode"),
		modify("stale_in", "{link}", fields{"stale_in": "1y", "access_mode": "single"}, "invalid", "stale_in"),
		modify("resources", "{link}", fields{"fetch_resources": []string{"INVOICES"}, "stale_in": "1d"},
			"invalid", "resources"),
		modify("no stored credentials", "{nostore}", fields{"access_mode": "recurrent", "stale_in": "1d"},
			"invalid_access_mode_switch", ""),
		{name: "refresh: resources", method: http.MethodPost, path: refresh,
			body:   fields{"fetch_resources": []string{"BILLS"}},
			status: badRequest, code: "invalid", field: "resources"},
		{name: "refresh: unconfirmed", method: http.MethodPost, path: "/api/links/{unconfirmed}/refresh/",
			status: badRequest,
			code:   "unconfirmed_link", message: "The link creation has not been completed yet"},
		{name: "refresh: expired", method: http.MethodPost, path: "/api/links/{nostore}/refresh/",
			status: http.StatusNotFound,
			code:   "expired_credentials", message: "The credentials of this link have expired"},
	}
}

// badLinks names links that are not there, in every operation on one.
func badLinks() []refusal {
	var all []refusal
	for _, link := range []string{"{nobody}", "not-a-uuid", "{link}0", "{account}", "1004"} {
		for at, body := range map[string]any{"GET ": nil, "PUT ": fields{"password": "pass_new"},
			"PATCH ":  fields{},
			"DELETE ": nil, "POST refresh/": nil, "POST token/": fields{"scopes": "read_links"}} {
			method, more, _ := strings.Cut(at, " ")
			all = append(all, refusal{name: method + " " + link, method: method,
				path: "/api/links/" + link + "/" + more,
				body: body, status: http.StatusNotFound, code: "not_found", message: "Not found."})
		}
	}
	for _, r := range []string{"accounts", "transactions", "balances", "owners"} {
		for _, method := range []string{http.MethodGet, http.MethodDelete} {
			for _, id := range []string{"{nobody}", "{link}", "x"} {
				all = append(all, refusal{name: method + " " + r + " " + id, method: method,
					path:   "/api/" + r + "/" + id + "/",
					status: http.StatusNotFound, code: "not_found"})
			}
		}
	}
	for _, id := range []string{"4711", "x", "-1", "99999999999999999999"} {
		all = append(all, refusal{name: "institution " + id, method: http.MethodGet,
			path:   "/api/institutions/" + id + "/",
			status: http.StatusNotFound, code: "not_found"})
	}
	return all
}

// badSessions resumes what cannot be resumed.
func badSessions() []refusal {
	const expired = "The session you are trying to resume has expired, please start again " +
		"from register/retrieve endpoint"
	resume := func(name, path string, body fields) refusal {
		return refusal{name: name, method: http.MethodPatch, path: path, body: body, status: badRequest,
			code:    "session_expired",
			message: expired}
	}
	malformed := func(session string) refusal {
		return refusal{name: "session " + session, method: http.MethodPatch, path: "/api/links/",
			body: fields{"session": session, "token": "111111"}, status: badRequest, code: "invalid",
			field: "session"}
	}
	const unknown = "0123456789abcdef0123456789abcdef"
	return []refusal{
		resume("unknown", "/api/links/", fields{"session": unknown, "token": "111111"}),
		resume("of another link", "/api/links/", fields{"session": "{session}", "link": "{link}",
			"token": "111111"}),
		resume("of no link", "/api/links/", fields{"session": "{session}", "link": "{nobody}",
			"token": "111111"}),
		resume("a registration's at data", "/api/accounts/", fields{"session": "{session}", "token": "111111"}),
		malformed("short"), malformed(strings.ToUpper(unknown)), malformed("{link}"), malformed(unknown + "0"),
		{name: "link", method: http.MethodPatch, path: "/api/links/",
			body:   fields{"session": "{session}", "link": "x"},
			status: badRequest, code: "invalid", field: "link"},
	}
}

// badTokens asks for access tokens that cannot be given.
func badTokens() []refusal {
	ask := func(name string, body fields, status int, code, field string, headers ...string) refusal {
		return refusal{name: name, method: http.MethodPost, path: "/api/token/", body: body, headers: headers,
			status: status,
			code:   code, field: field}
	}
	with := func(field string, value any, code string) refusal {
		return ask(field, fields{"scopes": "read_links", field: value}, badRequest, code, field)
	}
	nobody := "Authorization: Basic " +
		base64.StdEncoding.EncodeToString([]byte(emulator.DefaultSecretID+":wrong"))
	return []refusal{
		with("link_id", "{nobody}", "does_not_exist"), with("link_id", "x", "invalid"),
		with("credentials_storage", "366d", "invalid"), with("stale_in", "x", "invalid"),
		with("fetch_resources", []string{"GOLD"}, "invalid_choice"),
		with("fetch_resources", "ACCOUNTS", "not_a_list"),
		with("external_id", "ab", "min_length"), with("widget", "branding", "invalid"),
		with("widget", []int{}, "invalid"),
		ask("no scope", fields{"scopes": " , ,"}, badRequest, "blank", "scopes"),
		ask("an unknown scope", fields{"scopes": "read_links,read_minds"}, badRequest, "invalid_choice",
			"scopes"),
		ask("wrong keys in the header", fields{"scopes": "read_links"}, http.StatusUnauthorized,
			"authentication_failed", "", nobody),
		ask("wrong keys in the body", fields{"scopes": "read_links", "id": emulator.DefaultSecretID,
			"password": "wrong"},
			http.StatusUnauthorized, "authentication_failed", ""),
		ask("an id without password", fields{"scopes": "read_links", "id": "x"}, badRequest, "required",
			"password", "Authorization: "),
		ask("a password without id", fields{"scopes": "read_links", "password": "x"}, badRequest, "required",
			"id", "Authorization: "),
		{name: "a refresh token of nobody's", method: http.MethodPost, path: "/api/token/refresh/",
			body:   fields{"refresh": "a.b.c"},
			status: http.StatusUnauthorized, code: "token_not_valid"},
	}
}
