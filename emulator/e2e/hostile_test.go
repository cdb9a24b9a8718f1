package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"belvo-emulator/emulator/emulatortest"
)

// TestHostileDocumentsGetShortAnswers at every door that reads JSON, YAML or parameters: the answer is a
// refusal and never as long as what was sent, and nothing changes.
func TestHostileDocumentsGetShortAnswers(t *testing.T) {
	t.Parallel()
	w := emulatortest.Start(t, manual).Sandbox(t)
	link := w.Register("erebor_mx_retail", "bnk102")
	long := strings.Repeat("x", 900_000)
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	user := func(field, value string) string {
		return `{"institution":"erebor_mx_retail","username":"a","password":"pass_valid","` + field + `":` + value + `}`
	}
	const seeded, ids, yaml = "version: 1\nlinks:\n- institution: erebor_mx_retail\n  username: x\n", "7c9e6679742540de944be07fc1f90ae7",
		"Content-Type: application/yaml"
	facts := func(list string) string {
		return seeded + "  facts: {created_at: 2026-01-01T00:00:00Z, " + list + "}\n"
	}
	for _, c := range []struct{ at, body, header, want string }{
		{"PUT snapshot", seeded + many(16_000, "  k%d: 1\n"), yaml, "and 15900 more mistakes"},
		{"PUT snapshot", "version: " + long, yaml, "... (900000 bytes)"},
		{"PUT snapshot", "version: 1\n" + many(700_000, "k%d: 1\n"), yaml, "there may be 600000"},
		{"PUT snapshot", `{"version":1` + many(700_000, `,"k%d":1`) + `}`, "", "there may be 600000"},
		{"PUT snapshot", `{"version":1,"links":[` + strings.Repeat("{},", 700_000) + `{}]}`, "", "there may be 600000"},
		{"PUT snapshot", facts("pending: [" + strings.Repeat("{resource: OWNERS, at: 2026-01-01T00:00:00Z}, ", 10_000) + "]"),
			yaml, "has 10000 elements; there may be 100"},
		{"PUT snapshot", facts("uses: [" + many(2000, "{rule: %d, times: 1}, ") + "]"), yaml, "there may be 1000"},
		{"PUT snapshot", "version: 1\ndata:\n" + strings.Repeat("- {resource: OWNERS, link: 7c9e6679-7425-40de-944b-e07fc1f90ae7, "+
			"at: 2026-01-01T00:00:00Z, data_set: full}\n", 500), yaml, "and 400 more mistakes"},
		{"POST links", `{"` + long + `":1}`, "", "... (9000"},
		{"POST links", `{"institution":"` + long + `"}`, "", "unknown institution"},
		{"POST links", `{` + many(60_000, `"k%d":1,`) + `"a":1}`, "", "unknown field"},
		{"POST links", `{"links":[` + strings.Repeat(`{"institution":"nope"},`, 10_000) + `{}]}`, "", "more than 10000"},
		{"POST next", `{"respond":"ok","match":{"path":"/` + long + `"}}`, "", "there may be 500"},
		{"POST next", `{"respond":"ok","match":{"institution":"*` + long + `"}}`, "", "unknown institution"},
		{"POST next", `{"respond":"` + long + `"}`, "", "unknown code"},
		{"POST requests/verify", `{"body":{"a":"x"` + many(16_000, `,"k%d":1`) + `}}`, "", "there may be 1000"},
		{"POST requests/verify", `{"query":{"a":"x"` + many(16_000, `,"k%d":"1"`) + `}}`, "", "there may be 1000"},
		{"POST requests/verify", `{"path":"/` + long + `"}`, "", "there may be 500"},
		{"POST requests/verify", `{"body":{"a":"*` + long + `"}}`, "", "a pattern may have 500 bytes"},
		{"POST requests/verify", `{"body":{"a":"/(a{30}){30}(b{30}){30}(c{20}){20}/"}}`, "", "too complex"},
		{"POST webhooks/endpoints", `{"url":"http://127.0.0.1:1/` + long + `"}`, "", "there may be 8192"},
		{"POST webhooks/endpoints", `{"url":"http://127.0.0.1:1/","types":["A"` + strings.Repeat(`,"A"`, 1000) + `]}`, "",
			"there may be 100"},
		{"POST clock/advance", `{"by":"` + long + `"}`, "", "must be a duration"},
		{"GET requests?path=" + strings.Repeat("x", 5000), "", "", "there may be 500"},
		{"GET clock/agenda?" + strings.Repeat("x", 5000) + "=1", "", "", "unknown parameter"},

		{"POST /api/links/", user("institution", `"`+long+`"`), "", "does_not_exist"},
		{"POST /api/links/", user("access_mode", `"`+long+`"`), "", "is not a valid choice"},
		{"POST /api/links/", user("fetch_resources", `["A"`+strings.Repeat(`,"A"`, 50_000)+`]`), "", "no more than 100 elements"},
		{"POST /api/accounts/", `{"link":"` + long + `"}`, "", "is not a valid UUID"},
		{"POST /api/links/", `{` + many(60_000, `"k%d":1,`) + `"a":1}`, "", "required"},
		{"POST /api/links/", many(60_000, "k%d=1&"), "Content-Type: application/x-www-form-urlencoded", "required"},
		{"POST /api/links/", strings.Repeat("[", 900_000), "", "parse_error"},
		{"POST /api/token/", `{"id":"` + w.ID + `","password":"` + w.Password + `","scopes":"` + strings.Repeat("a,", 300_000) +
			`"}`, "", "is not a valid choice"},
		{"GET /api/links/?id__in=" + strings.Repeat("a,", 1001), "", "", "no more than 1000 values"},
		{"GET /api/links/?id__in=" + strings.Repeat("a,", 1000), "", "", "is not a valid UUID"},
		{"GET /api/accounts/?link__in=" + strings.Repeat(ids+",", 1001), "", "", "no more than 1000 values"},
	} {
		method, path, _ := strings.Cut(c.at, " ")
		if !strings.HasPrefix(path, "/") {
			path = v1 + path
		}
		var body any
		if c.body != "" {
			body = c.body
		}
		name := c.at[:min(len(c.at), 60)] + " " + c.body[:min(len(c.body), 60)]
		var headers []string
		if c.header != "" {
			headers = append(headers, c.header)
		}
		answer := w.Do(method, path, body, headers...)
		switch {
		case answer.Status != http.StatusBadRequest:
			t.Errorf("%s: status %d: %.300s", name, answer.Status, answer.Body)
		case len(answer.Body) > 70_000:
			t.Errorf("%s: the answer has %d bytes", name, len(answer.Body))
		case !strings.Contains(string(answer.Body), c.want):
			t.Errorf("%s: %q is not in %.500s", name, c.want, answer.Body)
		}
	}
	same(t, "the only link", w.Do(http.MethodGet, "/api/links/", nil).Text("results.0.id"), link)
}

// TestManyMistakesAreCounted on Belvo's API: the array has a hundred errors, the hint the rest.
func TestManyMistakesAreCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	refused := w.Do(http.MethodPost, "/api/token/", fields{"id": w.ID, "password": w.Password,
		"scopes": strings.Repeat("a,", 250)}).Want(http.StatusBadRequest, "invalid_choice")
	same(t, "the errors", len(items(t, refused.Body)), 100)
	wantHint(t, refused, "and 150 more mistakes")
}

// TestJournalSearchesAreBounded: a pattern that would be tried for minutes is refused, as is a verification,
// and ordinary ones are not.
func TestJournalSearchesAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	value := strings.Repeat("a", 60_000)
	for range 20 {
		w.Do(http.MethodPost, "/api/links/", fields{"external_id": value}).Want(http.StatusBadRequest)
	}
	const dear, cheap = "/(a|b|ab)*(a{20}){20}c$/", "*aaa*"
	const too = "takes too long"
	for _, ask := range []fields{
		{"among": fields{"body": fields{"external_id": dear}}}, {"calls": []fields{{"body": fields{"external_id": dear}}}},
	} {
		refused := w.Do(http.MethodPost, v1+"requests/verify", ask).Want(http.StatusBadRequest)
		if !strings.Contains(string(refused.Body), too) {
			t.Errorf("%v is answered %s", ask, refused.Body)
		}
	}
	refused := w.Do(http.MethodGet, v1+"requests?body.external_id=/(a%7Cb%7Cab)*(a%7B20%7D)%7B20%7Dc$/", nil)
	if !strings.Contains(string(refused.Want(http.StatusBadRequest).Body), too) {
		t.Errorf("a list is answered %s", refused.Body)
	}
	w.Do(http.MethodPost, v1+"requests/verify", fields{"body": fields{"external_id": cheap}, "times": fields{"exactly": 20}}).
		Want(http.StatusOK)
	w.Do(http.MethodPost, v1+"requests/verify", fields{"body": fields{"external_id": value}}).Want(http.StatusOK)
}

// TestQueuedAnswersAreBounded: each request is compared with all that wait.
func TestQueuedAnswersAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 1000 {
		w.next(fields{"respond": "institution_down"})
	}
	full := w.Do(http.MethodPost, v1+"next", fields{"respond": "ok"}).Want(http.StatusConflict)
	if !strings.Contains(string(full.Body), "1000 answers wait already") {
		t.Errorf("a full queue answers %s", full.Body)
	}
	w.Do(http.MethodDelete, v1+"next", nil).Want(http.StatusOK)
	w.next(fields{"respond": "institution_down"})
}
