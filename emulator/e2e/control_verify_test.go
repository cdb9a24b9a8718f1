package e2e_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"belvo-emulator/emulator"
)

// story makes the requests of an application that heals a link: r1 to r5.
func (w world) story() (link string) {
	w.t.Helper()
	link = w.Register("heimdall_mx_retail", "user_valid")
	asked := w.Do(http.MethodPost, "/api/accounts/", fields{"link": link, "save_data": false}).
		Want(http.StatusPreconditionRequired)
	w.Do(http.MethodPatch, "/api/links/", fields{"session": asked.Text("0.session"), "token": "111111",
		"link": link}).
		Want(http.StatusOK)
	w.Do(http.MethodPost, "/api/token/", fields{"id": w.ID, "password": w.Password, "scopes": "read_links",
		"link": link, "widget": fields{"branding": fields{"company_name": "Shop"},
			"consent": fields{"permissions": []int{1, 2}}}}).
		Want(http.StatusOK)
	w.Do(http.MethodGet, "/api/links/?status=valid&page=1&pge=2", nil).Want(http.StatusOK)
	return link
}

// verification is what is asked of the story, how many requests count and, for a failure, what its
// error must say.
type verification struct {
	name  string
	ask   any
	count string
	want  string // "" for a success
}

func verifications(link string) []verification {
	post := func(path string, body any) fields { return fields{"method": "POST", "path": path, "body": body} }
	with := func(ask fields, name string, value any) fields { ask[name] = value; return ask }
	times := func(ask fields, kind string, n int) fields { return with(ask, "times", fields{kind: n}) }
	return []verification{
		{"once", post("/api/accounts/", fields{"link": link}), "1", ""},
		{"without slashes", fields{"path": "api/accounts"}, "1", ""},
		{"a glob", fields{"path": "/api/*"}, "5", ""},
		{"patterns", post("/api/links/", fields{"institution": "heimdall*", "username": "/^user_/"}), "1", ""},
		{"types", post("/api/accounts/", fields{"save_data": false}), "1", ""},
		{"sent at all", post("/api/links/", fields{"password": "*"}), "1", ""},
		{"not sent", post("/api/accounts/", fields{"token": nil}), "1", ""},
		{"deep", post("/api/token/", fields{"widget": fields{"consent": fields{"permissions": []int{1, 2}}}}),
			"1", ""},
		{"the answer", fields{"status": 428, "code": "token_required", "link": link}, "1", ""},
		{"an id in other letters", post("/api/accounts/", fields{"link": strings.ToUpper(link)}), "1", ""},
		{"the query", fields{"path": "/api/links/", "query": fields{"status": "val*"}}, "1", ""},
		{"none at all", times(fields{"method": "DELETE"}, "exactly", 0), "0", ""},
		{"limits", with(fields{"method": "POST"}, "times", fields{"at_least": 2, "at_most": 3}), "3", ""},
		{"since", times(fields{"since": "r3"}, "exactly", 2), "2", ""},
		{"among", times(fields{"among": fields{"auth": "basic"}}, "exactly", 4), "4", ""},

		{"a typo of the application", post("/api/token/", fields{"link_id": link}), "0",
			"nearest is r4: POST /api/token/, answered 200: the path matched, body.link_id is missing " +
				"(the request sent body.link, which nothing reads)"},
		{"a typo in the path", fields{"path": "/api/account/"}, "0",
			`nearest is r2: POST /api/accounts/, answered 428: path is "/api/accounts/" instead of "/api/account/"`},
		{"another value", post("/api/links/", fields{"institution": "erebor*"}), "0",
			`body.institution is "heimdall_mx_retail" instead of "erebor*"`},
		{"another type", post("/api/accounts/", fields{"save_data": "false"}), "0", "it is no text"},
		{"another list", post("/api/token/", fields{"widget": fields{"consent": fields{"permissions": []int{2}}}}),
			"0",
			"body.widget.consent.permissions is [1,2] instead of [2]"},
		{"what was not to be sent", post("/api/accounts/", fields{"link": nil}), "0", "body.link was sent"},
		{"a query", fields{"path": "/api/links/", "query": fields{"page": "2"}}, "0",
			`query.page is "1" instead of "2"`},
		{"a parameter that must not be", fields{"query": fields{"page": nil}, "method": "GET"}, "0",
			"query.page was sent"},
		{"one that is not", fields{"query": fields{"page_size": nil}, "method": "GET"}, "1", ""},
		{"one whose value is not kept", fields{"query": fields{"pge": "2"}}, "0",
			`query.pge is "***" instead of "2" (its value may be a secret`},
		{"that it was sent", fields{"query": fields{"pge": "*"}}, "1", ""},
		{"no body", fields{"method": "GET", "path": "/api/links/", "body": fields{"a": "*"}}, "0",
			"body is missing"},
		{"another answer", fields{"path": "/api/accounts/", "status": 201}, "0", "status is 428 instead of 201"},
		{"no error", fields{"path": "/api/accounts/", "code": "login_error"}, "0", `code is "token_required"`},
		{"too often", times(fields{"method": "POST"}, "at_most", 1), "3",
			"POST to any path was made 3 times, not at most once"},
		{"too seldom", times(fields{"path": "/api/accounts/"}, "at_least", 2), "1",
			"was made once, not at least 2 times"},
		{"ever", times(fields{"path": "/api/accounts/"}, "exactly", 0), "1", "was made once, and should never be"},
	}
}

// TestVerify tells whether the right requests were made, and if not what was nearest.
func TestVerify(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range verifications(w.story()) {
		w.verifies(t, c)
	}
}

func (w world) verifies(t *testing.T, c verification) {
	t.Helper()
	status := http.StatusOK
	if c.want != "" {
		status = http.StatusConflict
	}
	answer := w.Do(http.MethodPost, v1+"requests/verify", c.ask)
	if answer.Status != status || answer.Text("count") != c.count || !strings.Contains(answer.Text("error"),
		c.want) {
		t.Errorf("%s: %d %s, want %d and %s: %s", c.name, answer.Status, answer.Body, status, c.count, c.want)
	}
}

// TestVerifyCalls holds the requests of the story against lists of calls.
func TestVerifyCalls(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.story()
	register, accounts, resume := fields{"method": "POST",
		"path": "/api/links/"}, fields{"path": "/api/accounts/"},
		fields{"method": "PATCH"}
	token, list, any := fields{"path": "/api/token/"}, fields{"method": "GET"}, fields{}
	calls := func(calls ...fields) fields { return fields{"calls": append([]fields{}, calls...)} }
	exactly := func(c ...fields) fields { return fields{"calls": append([]fields{}, c...), "exactly": true} }
	anyOrder := func(ask fields) fields { ask["any_order"] = true; return ask }
	for _, c := range []verification{
		{"all", exactly(register, accounts, resume, token, list), "5", ""},
		{"some in order", calls(register, token), "2", ""},
		{"in any order", anyOrder(exactly(list, token, any, accounts, register)), "5", ""},
		{"the greedy way is wrong", anyOrder(calls(any, any, any, any, register)), "5", ""},
		{"within", fields{"calls": []fields{token}, "exactly": true, "since": "r3",
			"among": fields{"method": "POST"}},
			"1", ""},
		{"nothing after all", fields{"calls": []fields{}, "exactly": true, "since": "r5"}, "0", ""},

		{"one less", exactly(register, accounts, resume, token), "4",
			"1 requests more than the 4 calls were made, the first of them r5: GET /api/links/, answered 200"},
		{"one more", exactly(register, accounts, resume, token, list, accounts), "5",
			"call 6 of the list, a request /api/accounts/, is missing: there were no more requests"},
		{"another order", exactly(register, resume, accounts, token, list), "1",
			"call 2 of the list, PATCH to any path, is missing: request r2 was made instead"},
		{"too early", calls(token, register), "1",
			"such a request was only made before the call that should come first: r1, before r4"},
		{"twice", calls(token, token), "1", "the only such request, r4, is the call before"},
		{"not after", calls(register, fields{"path": "/api/owners/"}), "1",
			"no such request was made after r1, which is the call before"},
		{"never", calls(fields{"path": "/api/owners/"}), "0", "no such request was made; nearest is"},
		{"too many alike", anyOrder(calls(accounts, accounts)), "1", "no request is left for it"},
		{"others besides", anyOrder(exactly(accounts, token)), "2", "3 other requests than the 2 calls were made"},
		{"nothing", exactly(), "0", "5 requests more than the 0 calls were made"},
	} {
		w.verifies(t, c)
	}
}

// TestVerificationsThatMakeNoSense are refused with a reason.
func TestVerificationsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.story()
	for _, c := range []struct {
		ask  any
		want string
	}{
		{fields{"paht": "/api/"}, `did you mean "path"`}, {`{"body": "x"}`, "body: it must be an object"},
		{fields{"body": fields{"a": fields{"password": "zz"}}}, "body.a.password: it may be a secret"},
		{fields{"query": fields{"access_token": "zz"}}, "query.access_token: it may be a secret"},
		{fields{"body": fields{"a": "/(/"}}, "body.a: /(/ is no regular expression"},
		{fields{"times": fields{"exactly": -1}}, "times: -1"}, {fields{"times": fields{}}, "times: it must have"},
		{fields{"times": fields{"at_least": 2, "at_most": 1}}, "no number is at least 2 and at most 1"},
		{fields{"times": fields{"exactly": 1.5}}, "times.exactly"}, {fields{"since": "r99"}, `no request "r99"`},
		{fields{"among": fields{"code": "nothing"}}, "among: code: unknown"}, {fields{"exactly": true},
			"belong to"},
		{fields{"calls": []fields{}, "path": "/api/"}, "either"},
		{fields{"method": "POTS"}, `method: unknown "POTS", did you mean "POST"?`},
		{fields{"status": 1000}, "status: no answer has 1000"}, {fields{"status": -1}, "status: no answer has -1"},
		{fields{"calls": []fields{{"auth": "basik"}}}, `"calls.0.auth": unknown "basik", did you mean "basic"?`},
	} {
		answer := w.Do(http.MethodPost, v1+"requests/verify", c.ask).Want(http.StatusBadRequest)
		if !strings.Contains(answer.Text("error"), c.want) {
			t.Errorf("%v: %s, want %s", c.ask, answer.Body, c.want)
		}
	}
}

// TestNobodyCanTellWhatFellOut: a verification with an upper limit fails when requests were
// forgotten that may have counted.
func TestNobodyCanTellWhatFellOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *emulator.Config) { c.JournalBytes = 100_000 })
	for range 300 {
		w.Do(http.MethodGet, "/api/", nil).Want(http.StatusOK)
	}
	dropped := w.ask("requests?limit=1").Text("dropped")
	n, err := strconv.Atoi(dropped)
	if err != nil || n < 2 || n > 290 {
		t.Fatalf("%s of 300 requests were dropped", dropped)
	}
	once := fields{"path": "/api/links/", "times": fields{"exactly": 0}}
	answer := w.Do(http.MethodPost, v1+"requests/verify", once).Want(http.StatusConflict)
	wantParts(t, answer, map[string]string{"dropped": dropped, "count": "0"})
	once["since"] = "r299"
	w.Do(http.MethodPost, v1+"requests/verify", once).Want(http.StatusOK)
	w.Do(http.MethodPost, v1+"requests/verify", fields{"path": "/api/"}).Want(http.StatusOK)
	wantParts(t, w.ask("requests?limit=1"), map[string]string{"dropped": dropped, "matched": strconv.Itoa(300 - n)})
}
