package world_test

import (
	"fmt"
	"strings"
	"testing"
)

const oneLink, otherLink = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"

// twoLinks is a document with two links and other parts.
func twoLinks(parts string) string {
	const link = `{"id": %q, "institution": "erebor_mx_retail", "username": "u", "state": "token_required", "facts": {}}`
	return `{"version": 2, "clock": {"mode": "manual", "now": "2026-03-16T12:00:00Z"}, "links": [` +
		fmt.Sprintf(link, oneLink) + "," + fmt.Sprintf(link, otherLink) + "]," + parts + "}"
}

func session(id byte, link, operation string) string {
	resource := ""
	if operation == "retrieve" {
		resource = `"resource": "ACCOUNTS",`
	}
	return fmt.Sprintf(`{"id": %q, "link": %q, "operation": %q, %s "expires_at": "2026-03-16T12:05:00Z"}`,
		strings.Repeat(string(id), 32), link, operation, resource)
}

func hook(seq int, link string, deliveries ...string) string {
	return fmt.Sprintf(`{"webhook_id": "%032d", "seq": %d, "at": "2026-03-16T12:00:00Z", "link": %q, "type": "ACCOUNTS",
		"code": "historical_update", "says": "body", "text": "{}", "deliveries": [%s]}`, seq, seq, link,
		strings.Join(deliveries, ","))
}

func way(endpoint, more string) string {
	return fmt.Sprintf(`{"endpoint": %q, "state": "pending", "due": "2026-03-16T12:00:00Z" %s}`, endpoint, more)
}

// TestNothingIsThereTwice: of what has one place, a document has one thing; the other would be lost without a word.
func TestNothingIsThereTwice(t *testing.T) {
	t.Parallel()
	sessions := func(all ...string) string { return `"sessions": [` + strings.Join(all, ",") + "]" }
	waiting := func(all ...string) string {
		return `"webhooks": {"sent": 1, "endpoints": [{"id": "e", "url": "http://127.0.0.1:1/"},
			{"id": "f", "url": "http://127.0.0.1:1/f"}], "waiting": [` + strings.Join(all, ",") + "]}"
	}
	const visitor = `{"institution_user_id": "u", "scenario": "sandbox", "scenario_state": "open",
		"entered": "2026-03-16T12:00:00Z"}`
	const token = `{"family": "0123456789abcdef", "until": "2026-03-16T12:00:00Z"}`
	for _, c := range []struct{ parts, want string }{
		{sessions(session('a', oneLink, "register"), session('a', otherLink, "register")), "sessions[1].id: aaaaaaaa"},
		{sessions(session('a', oneLink, "register"), session('a', oneLink, "update")), "sessions[1].id: aaaaaaaa"},
		{sessions(session('a', oneLink, "retrieve"), session('b', oneLink, "retrieve")), "sessions[1]: another session"},
		{sessions(session('a', oneLink, "retrieve"), session('b', oneLink, "update"), session('c', otherLink, "update")), ""},
		{`"used_tokens": [` + token + "," + token + "]", "used_tokens[1].family: 0123456789abcdef is there twice"},
		{`"visitors": [` + visitor + "," + visitor + "]", "visitors[1]"},

		{waiting(hook(1, oneLink, way("e", ""), way("f", "")), hook(2, oneLink, way("e", ""))), ""},
		{waiting(hook(1, oneLink, way("e", ""), way("e", ""))), "waiting[0].deliveries[1].endpoint: e is there twice"},
		{waiting(hook(1, oneLink, way("e", `,"turn":5`)), hook(2, oneLink, way("e", `,"turn":5`))),
			"waiting[1].deliveries[0].turn: 5 is taken"},
		{waiting(hook(1, oneLink, way("e", `,"turn":5`), way("f", `,"turn":5`)),
			hook(2, otherLink, way("e", `,"turn":5`))), ""},
		{waiting(hook(1, oneLink, way("e", `,"turn":2,"place":1`)), hook(2, otherLink, way("e", `,"turn":4,"place":1`))),
			"waiting[1].deliveries[0].place: 1 is taken"},
		{waiting(hook(1, oneLink, way("e", `,"held":true`)), hook(2, otherLink, way("e", `,"held":true`))),
			"waiting[1].deliveries[0].held: the endpoint has another"},
		{waiting(hook(1, oneLink, way("e", `,"turn":3`)), hook(2, oneLink, way("e", `,"turn":4,"held":true`))),
			"waiting[1].deliveries[0].turn: it is held"},
		{waiting(hook(1, oneLink, way("e", `,"turn":4,"held":true`)), hook(2, oneLink, way("e", `,"turn":3`))),
			"waiting[1].deliveries[0].turn: 3 is taken"},
		{waiting(hook(1, oneLink, way("e", `,"turn":1,"held":true`))), "waiting[0].deliveries[0].turn: it is held"},
		{waiting(hook(1, oneLink, way("e", `,"turn":2000000000000000`))), "deliveries[0].turn: it must be at most"},
		{waiting(hook(1, oneLink, way("e", `,"place":2000000000000000`))), "deliveries[0].place: it must be at most"},
		{waiting(hook(1, oneLink, way("e", `,"copies":11`))), "deliveries[0].copies: it must be at most 10"},
		{waiting(hook(1, oneLink, way("e", `,"copies":10`))), ""},
	} {
		_, _, err := remake(t, twoLinks(c.parts))
		if ok := err == nil; ok != (c.want == "") || !ok && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.parts, err, c.want)
		}
	}
}
