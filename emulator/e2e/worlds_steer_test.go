package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
)

// The control calls among the steps of a stroll.

func (s *stroll) event() request {
	return ask(http.MethodPost, v1+"links/"+s.link()+"/events", `{"event":%q,"when":%q}`, s.one("demand_token",
		"change_password", "invalidate", "refresh", "expire_session", "expire_credentials",
		"expire_consent"), s.one("now", "next_contact"))
}

func (s *stroll) queue() request {
	return ask(http.MethodPost, v1+"next", "%s", s.one(`{"respond":"login_error","times":2}`, `{"fault":"malformed"}`,
		`{"fault":{"status":503},"match":{"operation":"retrieve"}}`, `{"respond":"too_many_sessions"}`,
		`{"match":{"operation":"register"},"respond":"token_required","challenge":{"type":"text","value":"why?"}}`,
		`{"before":[{"advance":"3h"}],"match":{"operation":"retrieve"}}`, `{"fault":"truncated"}`, `{"fault":"reset"}`,
		`{"before":[{"event":"demand_token"}],"times":2}`, `{"respond":"login_error","match":{"nth":3}}`,
		`{"respond":"session_expired","match":{"method":"POST","path":"/api/accounts/"},"status":503}`,
		fmt.Sprintf(`{"match":{"link":%q},"respond":"ok","times":3}`, s.link())))
}

func (s *stroll) steer() request {
	steps := []request{ask(http.MethodDelete, v1+"next", ""), ask(http.MethodDelete, v1+fmt.Sprint("next/", 1+s.IntN(9)), ""),
		ask(http.MethodPut, v1+"scenario", `{"name":%q}`, s.one("heimdall", "flaky", "gotham", "tried")),
		ask(http.MethodPut, v1+"scenario", `{"name":null}`),
		ask(http.MethodPut, v1+"settings", "%s", s.one(`{"page_size":2}`, `{"data":"none"}`, `{"nulls":true,"long_texts":true}`,
			`{"unknown_fields":true,"webhooks":{"duplicate":true}}`, `{"webhooks":{"delay":"20m","when":"held"}}`)),
		ask(http.MethodPut, v1+"settings", "{}"),
		ask(http.MethodPut, v1+"links/"+s.link()+"/scenario", `{"name":%q}`, s.one("flaky", "heimdall-once", "six-failures")),
		ask(http.MethodPut, v1+"links/"+s.link()+"/scenario", `{"name":null}`)}
	return steps[s.IntN(len(steps))]
}

// trial has a scenario in force that no file has, or ends that.
func (s *stroll) trial() request {
	tried := s.one("", "version: 1\nname: tried\nsummary: Every contact fails.\nmatch: {usernames: [bnk101]}\nstart: a\n"+
		"states:\n  a:\n    on: {retrieve: [{respond: login_error, times: 2, goto: b}]}\n  b: {after: {wait: 20h, goto: a}}\n",
		"version: 1\nname: flaky\nsummary: Another flaky.\nmatch: {usernames: [flaky]}\nstart: fine\nstates: {fine: {}}\n")
	return ask(http.MethodPut, v1+"scenario/trial", "%s", fmt.Sprintf(`{"text":%q}`, tried))
}

func (s *stroll) story() request {
	if s.IntN(3) == 0 {
		return ask(http.MethodDelete, v1+"story", "")
	}
	return ask(http.MethodPut, v1+"story", "%s", s.one(
		`{"version":1,"name":"a","steps":[{"at":"POST /api/accounts/","respond":"login_error"}],"answers":{"page_size":3}}`,
		`{"version":1,"name":"b","steps":[{"before":"GET /api/links/","advance":"2h"}],"webhooks":{"reorder":true}}`,
		`{"version":1,"name":"c","steps":[{"at":"POST /api/links/","nth":2,"fault":{"status":502}}]}`))
}

func (s *stroll) move() request {
	if s.IntN(3) == 0 {
		return ask(http.MethodPost, v1+"clock/step", "")
	}
	return ask(http.MethodPost, v1+"clock/advance", `{"by":%q}`, s.one(fmt.Sprint(1+s.IntN(30), "h"), "11m", "8d"))
}

// seed makes links in states of their life.
func (s *stroll) seed() request {
	return ask(http.MethodPost, v1+"links", `{"institution":"erebor_mx_retail","state":%q}`,
		s.one("valid", "token_required", "invalid", "unconfirmed", "expired"))
}

// send makes a request as the application.
func (s *stroll) send() request {
	return ask(http.MethodPost, v1+"requests/send", `{"method":"POST","path":"/api/accounts/","body":{"link":%q}}`, s.link())
}

// checkpoint makes and removes names, which is nothing to the world.
func (s *stroll) checkpoint() request {
	return ask(s.one(http.MethodPut, http.MethodDelete), v1+"checkpoints/"+s.one("a", "b"), "")
}

func (s *stroll) endpoints() request {
	id := s.one("first", "second")
	if s.IntN(3) == 0 {
		return ask(http.MethodDelete, v1+"webhooks/endpoints/"+id, "")
	}
	return ask(http.MethodPost, v1+"webhooks/endpoints", `{"id":%q,"url":%q%s}`, id, s.endpoint+s.one("/200", "/503"),
		s.one(`,"delay":"1h"`, `,"delay":"10m","duplicate":true`, `,"reorder":true`, `,"when":"held"`, `,"types":["ACCOUNTS"]`))
}

func (s *stroll) release() request {
	return ask(http.MethodPost, v1+"webhooks/release", "")
}

func (s *stroll) fire() request {
	return ask(http.MethodPost, v1+"webhooks/fire", "%s", strings.ReplaceAll(s.one(
		`{"link":"LINK","type":"ACCOUNTS","code":"new_accounts_available"}`,
		`{"link":"LINK","type":"LINK","code":"mine","data":{"a":1}}`), "LINK\",", s.link()+`",`))
}

// redeliver sends again what the record of deliveries has.
func (s *stroll) redeliver() request {
	id := s.one("first", "second")
	if s.IntN(2) == 0 {
		return ask(http.MethodPost, v1+"webhooks/endpoints/"+id+"/replay", "")
	}
	return ask(http.MethodPost, v1+"webhooks/redeliver", `{"delivery":"%s.%d"}`, id, 1+s.IntN(20))
}
