package e2e_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// refusal is a request that must be refused, and how. Names in braces in the path and in texts of
// the body stand for what newVictim made.
type refusal struct {
	name    string
	method  string
	path    string
	body    any // a text is sent as it is
	headers []string
	status  int
	code    string
	field   string
	message string // "" for whatever the catalogue says
}

// victim is a sandbox with something in it that refused requests must not change.
type victim struct {
	world
	names *strings.Replacer
}

func newVictim(t *testing.T) victim {
	t.Helper()
	w := newWorld(t)
	link, other := w.Register("erebor_mx_retail", "bnk100"), w.Register("erebor_mx_retail", "bnk102")
	asked := w.register("heimdall_mx_retail", "mfa_default", nil)
	account := w.accounts(link).Want(http.StatusCreated).Text("0.id")
	theirs := w.accounts(other).Want(http.StatusCreated).Text("0.id")
	nostore := w.register("erebor_mx_retail", "user_valid", fields{"access_mode": "single",
		"credentials_storage": "nostore",
		"fetch_resources":     []string{"OWNERS"}}).Want(http.StatusCreated).Text("id")
	return victim{w, strings.NewReplacer("{link}", link, "{other}", other, "{account}", account, "{theirs}",
		theirs,
		"{unconfirmed}", asked.Text("0.link"), "{session}", asked.Text("0.session"), "{nostore}", nostore,
		"{fiscal}", w.Register("tatooine_mx_fiscal", "fiscal100"), "{business}",
		w.Register("gotham_mx_business", "bnk100"), "{nobody}",
		"11111111-2222-4333-8444-555555555555")}
}

// snapshot is what the lists show that a refused request must not change.
func (v victim) snapshot() []byte {
	v.t.Helper()
	var all [][]byte
	for _, path := range []string{"links/?page_size=1000", "accounts/?page_size=1000", "owners/?page_size=1000",
		"transactions/?page_size=1000&link={link}", "balances/?page_size=1000"} {
		all = append(all, v.Do(http.MethodGet, v.names.Replace("/api/"+path), nil).Want(http.StatusOK).Body)
	}
	return bytes.Join(all, []byte("\n"))
}

// named puts what newVictim made for the names in braces.
func (v victim) named(value any) any {
	switch value := value.(type) {
	case string:
		return v.names.Replace(value)
	case fields:
		out := fields{}
		for k, item := range value {
			out[k] = v.named(item)
		}
		return out
	default:
		return value
	}
}

// TestRefusals sends everything that must be refused. Whatever the error is, nothing may have
// changed afterwards, byte for byte.
func TestRefusals(t *testing.T) {
	t.Parallel()
	groups := map[string][]refusal{
		"broken bodies": brokenBodies(), "wrong types": wrongTypes(), "absent fields": absentFields(),
		"registrations": badRegistrations(), "forms": badForms(), "policies": badPolicies(), "links": badLinks(),
		"sessions": badSessions(),
		"data":     badRetrievals(), "insights": badInsights(), "enrichments": badEnrichments(),
		"periods": badPeriods(), "receivables": badDatedRequests(receivablesPath, "{business}"),
		"portfolios": badDatedRequests(tradesPath, "{link}"), "statements": badStatements(),
		"lists":  badLists(),
		"routes": badRoutes(),
		"tokens": badTokens(),
	}
	for group, refusals := range groups {
		t.Run(group, func(t *testing.T) {
			t.Parallel()
			v := newVictim(t)
			before := v.snapshot()
			for _, r := range refusals {
				v.refuses(t, r)
			}
			if !bytes.Equal(before, v.snapshot()) {
				t.Errorf("the refused requests changed something: %s", changing(t, refusals))
			}
		})
	}
}

// changing finds which of some requests changes something, in a sandbox of its own. To look after each request
// takes many times as long as the requests do, so that it is done only where something has changed.
func changing(t *testing.T, refusals []refusal) string {
	t.Helper()
	v := newVictim(t)
	before := v.snapshot()
	for _, r := range refusals {
		v.Do(r.method, v.names.Replace(r.path), v.named(r.body), r.headers...)
		if after := v.snapshot(); !bytes.Equal(before, after) {
			was, is := parting(before, after)
			return fmt.Sprintf("%s\n%s\n%s", r.name, was, is)
		}
	}
	return "the same requests changed nothing when they were sent again"
}

// parting is where two texts begin to differ, with what stands around it: as a whole they would hide what
// other tests say.
func parting(a, b []byte) (ofA, ofB []byte) {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	from := max(at-200, 0)
	return a[from:min(len(a), at+200)], b[from:min(len(b), at+200)]
}

func (v victim) refuses(t *testing.T, r refusal) {
	t.Helper()
	answer := v.Do(r.method, v.names.Replace(r.path), v.named(r.body), r.headers...)
	if answer.Status != r.status || r.method != http.MethodHead && answer.Text("0.code") != r.code {
		t.Errorf("%s: status %d, want %d %s: %s", r.name, answer.Status, r.status, r.code, answer.Body)
		return
	}
	if r.method == http.MethodHead {
		return
	}
	wantErrors(t, answer)
	same(t, r.name+": the number of errors", len(items(t, answer.Body)), 1)
	same(t, r.name+": the field", answer.Text("0.field"), r.field)
	if r.message != "" {
		same(t, r.name+": the message", answer.Text("0.message"), v.names.Replace(r.message))
	}
}

// brokenBodies are bodies that are no JSON object at all.
func brokenBodies() []refusal {
	var all []refusal
	add := func(body, code, message string) {
		for _, at := range []string{"POST /api/links/", "PATCH /api/links/", "PUT /api/links/{link}/",
			"PATCH /api/links/{link}/", "POST /api/links/{link}/refresh/", "POST /api/accounts/",
			"POST /api/token/"} {
			method, path, _ := strings.Cut(at, " ")
			shown := body[:min(len(body), 40)]
			all = append(all, refusal{name: at + " " + shown, method: method, path: path, body: body,
				status: http.StatusBadRequest, code: code, message: message})
		}
	}
	const parse = "JSON parse error - "
	for body, why := range map[string]string{
		`{"link": }`:              "Expecting value: line 1 column 10 (char 9)",
		"{\n  'link': 1}":         "Expecting property name enclosed in double quotes: line 2 column 3 (char 4)",
		`{"link" 1}`:              "Expecting ':' delimiter: line 1 column 9 (char 8)",
		`{"link": 1 "token": 2}`:  "Expecting ',' delimiter: line 1 column 12 (char 11)",
		`{"link": "unterminated}`: "Unterminated string starting at: line 1 column 10 (char 9)",
		`{"link": 1} trailing`:    "Extra data: line 1 column 13 (char 12)",
		`{"link": 1`:              "Expecting ',' delimiter: line 1 column 11 (char 10)",
		`link=1&token=2`:          "Expecting value: line 1 column 1 (char 0)",
		`{"é": nul}`:              "Expecting value: line 1 column 7 (char 6)",
		strings.Repeat("[", 5000): "Expecting value: line 1 column 1002 (char 1001)",
	} {
		add(body, "parse_error", parse+why)
	}
	for body, kind := range map[string]string{"[]": "list", `[{"link": 1}]`: "list", `"text"`: "str",
		"1": "int", "1.0": "float",
		"1e3": "float", "true": "bool", "\n false ": "bool"} {
		add(body, "invalid", "Invalid data. Expected a dictionary, but got "+kind+".")
	}
	all = append(all, refusal{name: "one byte over a MiB", method: http.MethodPost, path: "/api/links/",
		body:   `{"x":"` + strings.Repeat("x", 1<<20-7) + `"}`,
		status: http.StatusRequestEntityTooLarge, code: "payload_too_large",
		message: "The request body is larger than 1048576 bytes."})
	return all
}

// wrongTypes gives each kind of field a value of every other kind.
func wrongTypes() []refusal {
	const register, modify, accounts, transactions = "POST /api/links/", "PATCH /api/links/{link}/",
		"POST /api/accounts/",
		"POST /api/transactions/"
	user := fields{"institution": "erebor_mx_retail", "username": "bnk102", "password": "pass_valid"}
	period := fields{"link": "{link}", "date_from": "2026-01-01", "date_to": "2026-02-01"}
	const text, flag, date = "Not a valid string.", "Must be a valid boolean.",
		"Date has wrong format. Use one of these formats instead: YYYY-MM-DD."
	var all []refusal
	add := func(at string, base fields, field string, value any, code, message string) {
		method, path, _ := strings.Cut(at, " ")
		body := fields{field: value}
		for k, v := range base {
			if k != field {
				body[k] = v
			}
		}
		all = append(all, refusal{name: fmt.Sprintf("%s %s: %#v", at, field, value), method: method, path: path,
			body:   body,
			status: http.StatusBadRequest, code: code, field: field, message: message})
	}
	for _, value := range []any{true, []string{"a"}, fields{"a": 1}} {
		for _, name := range []string{"institution", "username", "password", "external_id", "credentials_storage",
			"stale_in",
			"access_mode", "token", "certificate", "username_type"} {
			add(register, user, name, value, "invalid", text)
		}
	}
	add(register, user, "username", "a\x00b", "invalid", "Null characters are not allowed.")
	for _, value := range []any{"maybe", 2, []bool{true}, fields{}} {
		add(accounts, fields{"link": "{link}"}, "save_data", value, "invalid", flag)
		add(register, user, "fetch_historical", value, "invalid", flag)
	}
	for value, kind := range map[any]string{"ACCOUNTS": "str", 5: "int", 0.5: "float", true: "bool",
		"": "str"} {
		add(register, user, "fetch_resources", value, "not_a_list",
			fmt.Sprintf("Expected a list but got type %q.", kind))
		add(modify, nil, "fetch_resources", value, "not_a_list", fmt.Sprintf("Expected a list but got type %q.",
			kind))
	}
	add(modify, nil, "fetch_resources", fields{}, "not_a_list", `Expected a list but got type "dict".`)
	add(modify, nil, "fetch_resources", []int{1}, "invalid", text)
	for _, value := range []any{"not-a-uuid", "{link}0", 17, true} {
		add(accounts, nil, "link", value, "invalid", "“"+fmt.Sprint(value)+"” is not a valid UUID.")
	}
	add(accounts, nil, "link", fields{"id": "{link}"}, "invalid", `“{"id":"{link}"}” is not a valid UUID.`)
	for _, value := range []any{"16-03-2026", "2026-02-30", "2026-3-1", "2026-03-16T00:00:00Z", "today",
		20260316, true} {
		add(transactions, period, "date_from", value, "invalid", date)
		add(transactions, period, "date_to", value, "invalid", date)
	}
	return all
}

// absentFields leaves required fields out, or gives them null or nothing.
func absentFields() []refusal {
	var all []refusal
	whole := map[string]fields{
		"POST /api/links/": {"institution": "erebor_mx_retail", "username": "bnk102",
			"password": "pass_valid"},
		"PATCH /api/links/":        {"session": "{session}"},
		"PUT /api/links/{link}/":   {"password": "pass_new"},
		"POST /api/accounts/":      {"link": "{link}"},
		"POST /api/owners/":        {"link": "{link}"},
		"PATCH /api/accounts/":     {"session": "{session}"},
		"POST /api/transactions/":  {"link": "{link}", "date_from": "2026-01-01", "date_to": "2026-02-01"},
		"POST /api/balances/":      {"link": "{link}", "date_from": "2026-01-01", "date_to": "2026-02-01"},
		"POST /api/token/":         {"scopes": "read_links"},
		"POST /api/token/refresh/": {"refresh": "x"},
	}
	for at, body := range whole {
		method, path, _ := strings.Cut(at, " ")
		for name := range body {
			for code, value := range map[string]any{"required": "leave out", "null": nil, "blank": ""} {
				without := fields{}
				for k, v := range body {
					if without[k] = v; k == name {
						without[k] = value
					}
				}
				if code == "required" {
					delete(without, name)
				}
				all = append(all, refusal{name: at + " " + name + " " + code, method: method, path: path, body: without,
					status: http.StatusBadRequest, code: code, field: name})
			}
		}
	}
	return append(all, refusal{name: "a blank of spaces", method: http.MethodPost, path: "/api/links/",
		body:   fields{"institution": " \t", "username": "bnk102", "password": "pass_valid"},
		status: http.StatusBadRequest, code: "blank", field: "institution",
		message: "This field may not be blank."})
}
